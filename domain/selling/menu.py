"""The menu: dishes, their portions, options and hours, as one numbered version that is applied whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from domain.errors import Refused
from domain.selling.barcodes import ean
from domain.selling.licences import Licence
from domain.selling.time_menus import DAY, TimeMenu

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """A category, station or remark button: an id and its names by language."""

    id: str
    names: Names


@dataclass(frozen=True, slots=True)
class Spec:
    """A portion 规格 of a dish and its price in minor units. A dish without variants has one unnamed spec."""

    id: str
    names: Names
    price: int


@dataclass(frozen=True, slots=True)
class Option:
    """A choice within a group; ``price`` is added, in minor units."""

    id: str
    names: Names
    price: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Options of which at least ``min`` and at most ``max`` are chosen."""

    id: str
    names: Names
    min: int
    max: int
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a combo: ``count`` dishes picked out of ``choices`` (dish ids). ``extra`` 加价: what each of
    them costs beyond the combo's price, minor units; those that are not named, nothing."""

    id: str
    names: Names
    choices: tuple[str, ...]
    count: int = 1
    extra: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dish:
    """A dish. ``hours``: (from, to) minutes of the day, empty for always; ``minutes``: time to cook.

    ``also``: stations that work on it beside its own, such as the grill for what the cold kitchen plates.
    ``full_price`` 不参与优惠: promotions and discounts on the bill leave it alone. ``tax``: its class of tax.
    ``barcodes``: those of the goods it is sold as, such as a bottle's; see ``selling/barcodes.py``.
    ``unit``: what the prices are for, "" a portion, else one of ``weights.GRAMS``; such a dish is weighed
    when it is ordered, or ``later`` 待称重: it is ordered by the piece. ``by_day`` 时价: its price is that of
    the day, or asked when it is ordered. ``picture``: see ``selling/pictures.py``; ``badges``, ``serves``
    and ``portion``: see ``selling/dish_words.py``.
    """

    id: str
    names: Names
    categories: tuple[str, ...]
    station: str
    specs: tuple[Spec, ...]
    code: str = ""
    descriptions: Names = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    hours: tuple[tuple[int, ...], ...] = ()
    spice: int = 0
    allergens: tuple[str, ...] = ()
    minutes: int = 0
    plate: str = ""
    also: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """The stations beside its own, each once."""
        return tuple(dict.fromkeys(one for one in self.also if one != self.station))

    full_price: bool = False
    tax: str = ""
    barcodes: tuple[str, ...] = ()
    unit: str = ""
    later: bool = False
    by_day: bool = False
    picture: str = ""
    badges: tuple[str, ...] = ()
    serves: tuple[int, ...] = ()
    portion: str = ""

    def spec(self, spec_id: str) -> Spec:
        for spec in self.specs:
            if spec.id == spec_id:
                return spec
        raise Refused("unknown_spec", dish=self.names)

    def served_at(self, minute: int) -> bool:
        """Whether its own hours are those of a minute of the day, or week; they may run over midnight."""
        minute %= DAY
        return not self.hours or any(
            start <= minute < end if start <= end else minute >= start or minute < end
            for start, end in self.hours
        )

    @property
    def look(self) -> str:
        """What is drawn for it: the name of its plate, behind its picture's and a slash if it has one."""
        return f"{self.picture}/{self.plate}" if self.picture else self.plate

    @property
    def sealed(self) -> bool:
        """Whether it is handed out as it was bought, so that what is unopened can come back 退酒水."""
        return bool(self.barcodes) and not (self.unit or self.parts)

    @property
    def simple(self) -> bool:
        """One tap orders it: one portion, nothing that must be chosen, no parts."""
        return len(self.specs) == 1 and not self.groups and not self.parts


@dataclass(frozen=True)
class Menu:
    """One version of the menu. ``times``: menus for certain hours, see ``time_menus``.

    ``own_remarks``: remark buttons, by id of the dish or category for which alone they are meant.
    """

    version: int
    categories: tuple[Named, ...]
    stations: tuple[Named, ...]
    dishes: tuple[Dish, ...]
    groups: tuple[Group, ...] = ()
    remarks: tuple[Named, ...] = ()
    own_remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    licences: tuple[Licence, ...] = ()
    times: tuple[TimeMenu, ...] = ()

    @cached_property
    def pictures(self) -> frozenset[str]:
        """All that pages show of it, of the licences too."""
        shown = [dish.picture for dish in self.dishes] + [one.picture for one in self.licences]
        return frozenset(shown) - {""}

    @cached_property
    def by_id(self) -> Mapping[str, Dish]:
        return {dish.id: dish for dish in self.dishes}

    @cached_property
    def by_barcode(self) -> Mapping[str, str]:
        """Dish ids by barcode; one whose check digit is wrong can never be scanned."""
        return {code: dish.id for dish in self.dishes for one in dish.barcodes if (code := ean(one))}

    @cached_property
    def groups_by_id(self) -> Mapping[str, Group]:
        return {group.id: group for group in self.groups}

    # ---------------------------------------------------------------- by the hour

    @cached_property
    def by_time(self) -> Mapping[str, tuple[TimeMenu, ...]]:
        """By dish id the menus for certain hours on which it stands; who is on none is not there."""
        found: dict[str, list[TimeMenu]] = {}
        for one in self.times:
            for dish in self.dishes:
                if dish.id in one.dishes or not set(one.categories).isdisjoint(dish.categories):
                    found.setdefault(dish.id, []).append(one)
        return {dish: tuple(menus) for dish, menus in found.items()}

    @cached_property
    def timed(self) -> frozenset[str]:
        """Ids of the dishes that are not served at each hour."""
        return frozenset(self.by_time) | {dish.id for dish in self.dishes if dish.hours}

    def on(self, minute: int) -> tuple[TimeMenu, ...]:
        """The menus for certain hours that are on at a minute of the week."""
        return tuple(one for one in self.times if one.on_at(minute))

    def serves(self, dish: Dish, minute: int) -> bool:
        """Whether a dish is served at a minute of the week: by its own hours, and on a menu that is on."""
        menus = self.by_time.get(dish.id)
        return dish.served_at(minute) and (menus is None or any(one.on_at(minute) for one in menus))

    def is_on(self, one: TimeMenu, dish: Dish) -> bool:
        """Whether a dish stands on a menu for certain hours, or has a price there."""
        priced = any(key.partition("/")[0] == dish.id for key in one.prices)
        return priced or one in self.by_time.get(dish.id, ())

    def at(self, minute: int) -> Menu:
        """The menu at the prices of a minute of the week; the very same one while the same menus are on."""
        dear = tuple(one for one in self.on(minute) if one.prices)
        if not dear:
            return self
        key = tuple(one.id for one in dear)
        if key not in self._at_prices:
            dishes = tuple(_priced_by(dish, dear) for dish in self.dishes)
            self._at_prices[key] = replace(self, dishes=dishes)
        return self._at_prices[key]

    @cached_property
    def _at_prices(self) -> dict[tuple[str, ...], Menu]:
        return {}

    def dish(self, dish_id: str) -> Dish:
        found = self.by_id.get(dish_id)
        if found is None:
            raise Refused("unknown_dish")
        return found

    def groups_of(self, dish: Dish) -> tuple[Group, ...]:
        return tuple(self.groups_by_id[group] for group in dish.groups if group in self.groups_by_id)

    def remarks_of(self, dish: Dish) -> tuple[Named, ...]:
        """The remark buttons of a dish: the store's, then those of its categories and its own."""
        elsewhere = {remark for remarks in self.own_remarks.values() for remark in remarks}
        own = {remark for place in (dish.id, *dish.categories) for remark in self.own_remarks.get(place, ())}
        store = [remark for remark in self.remarks if remark.id not in elsewhere]
        return (*store, *(remark for remark in self.remarks if remark.id in own))

    def station(self, station_id: str) -> Named:
        for station in self.stations:
            if station.id == station_id:
                return station
        return Named(station_id, {"en": station_id})


def _priced_by(dish: Dish, menus: tuple[TimeMenu, ...]) -> Dish:
    """A dish at the prices of menus that are on, the first of them first."""
    found = []
    for spec in dish.specs:
        prices = [price for one in menus if (price := one.price(dish.id, spec.id)) is not None]
        found.append(replace(spec, price=prices[0]) if prices else spec)
    return replace(dish, specs=tuple(found))


EMPTY_MENU = Menu(version=0, categories=(), stations=(), dishes=())
