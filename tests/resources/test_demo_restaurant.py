"""The demo restaurant keeps its promises: what it names exists, and it speaks both languages everywhere."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from domain.floor.plan import Floor, Mark, Table
from domain.people.roles import FIRST_ROLES
from domain.record.plain import from_plain
from domain.selling.menu import Dish, Menu
from domain.selling.price import Rules, price_order
from pos_app.paths import RESOURCES

DEMO = RESOURCES / "demo"
ALLERGENS = {"fish", "shellfish", "peanut", "nut", "gluten", "egg", "milk", "soy", "sesame"}
DOCUMENTS = ["menu", "rules", "floor", "staff", "store", "tenders"]


@dataclass(frozen=True)
class Line:
    """An order line, as far as the bill is concerned."""

    amount: int
    reduction: int = 0
    full_price: bool = False
    boxes: int = 0
    tax_class: str = ""
    limited: tuple[int, ...] = ()


def read(name: str) -> Any:
    return json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))


MENU = from_plain(Menu, read("menu"))
FLOOR = from_plain(Floor, read("floor"))


def texts(value: object) -> Iterator[dict[str, str]]:
    """Each {language: text} in a document; those of a dish's only spec are empty by agreement."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("name", "names", "label", "branch", "address", "descriptions") and inner:
                yield inner
            else:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def assert_unique(ids: Iterable[str]) -> None:
    assert [id for id, count in Counter(ids).items() if count > 1] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_both_languages_stand_everywhere(name: str) -> None:
    found = list(texts(read(name)))
    assert found or name == "rules"
    for text in found:
        assert set(text) == {"zh-Hans", "en"}
        assert all(words == words.strip() != "" for words in text.values())
        assert text["en"].replace("’", "'").replace("¥", "").isascii()


def test_sixty_dishes_in_nine_categories_as_the_till_shows_them() -> None:
    assert 58 <= len(MENU.dishes) <= 66
    counts = Counter(category for dish in MENU.dishes for category in dish.categories)
    assert [(category.id, counts[category.id]) for category in MENU.categories] == [
        ("signature", 12), ("cold", 8), ("wok", 16), ("hotpots", 6), ("greens", 7),
        ("soups", 4), ("snacks", 8), ("drinks", 11), ("sets", 2),
    ]  # fmt: skip


def test_no_id_is_used_twice() -> None:
    options = [option.id for group in MENU.groups for option in group.options]
    # A dish and an option may both be sold out, so that they share one set of names.
    assert_unique([dish.id for dish in MENU.dishes] + options)
    assert_unique(dish.code for dish in MENU.dishes)
    for named in (MENU.categories, MENU.stations, MENU.remarks):
        assert_unique(one.id for one in named)
    assert_unique(group.id for group in MENU.groups)
    assert_unique(dish.names["zh-Hans"] for dish in MENU.dishes)
    assert_unique(dish.names["en"] for dish in MENU.dishes)


@pytest.mark.parametrize("dish", MENU.dishes, ids=lambda dish: dish.id)
def test_a_dish_names_only_what_exists(dish: Dish) -> None:
    assert dish.specs
    assert dish.by_day or all(spec.price > 0 for spec in dish.specs)
    assert_unique(spec.id for spec in dish.specs)
    assert len(dish.specs) == 1 or all(spec.names for spec in dish.specs)
    assert set(dish.categories) <= {category.id for category in MENU.categories}
    assert dish.station in {station.id for station in MENU.stations}
    assert set(dish.groups) <= set(MENU.groups_by_id)
    assert set(dish.allergens) <= ALLERGENS
    assert 0 <= dish.spice <= 3
    assert dish.descriptions
    assert dish.minutes > 0
    assert (RESOURCES / "icons" / "plates" / f"{dish.plate}.svg").exists()


def test_groups_can_be_satisfied() -> None:
    for group in MENU.groups:
        assert 0 <= group.min <= group.max <= len(group.options)


def test_a_combo_is_made_of_dishes_that_need_no_further_choice() -> None:
    combos = [dish for dish in MENU.dishes if dish.parts]
    assert [dish.id for dish in combos] == ["set-for-two", "set-for-four"]
    for part in (part for combo in combos for part in combo.parts):
        assert part.count > 0
        assert_unique(part.choices)
        for dish in map(MENU.dish, part.choices):
            assert len(dish.specs) == 1
            assert not dish.parts
            assert not dish.hours
            assert all(group.min == 0 for group in MENU.groups_of(dish))


def test_most_dishes_are_one_tap() -> None:
    assert sum(dish.simple for dish in MENU.dishes) > 40
    assert MENU.dish("mapo-tofu").simple


def test_the_menu_shows_each_feature_of_a_menu() -> None:
    assert [spec.price for spec in MENU.dish("boiled-fish").specs] == [5800, 8800]
    assert MENU.dish("dandan-noodles").hours == ((660, 840),)
    assert {dish.station for dish in MENU.dishes} == {"kitchen", "bar", "counter"}


def test_counted_things_are_on_the_menu() -> None:
    supply = read("supply")
    names = {dish.id for dish in MENU.dishes} | {o.id for group in MENU.groups for o in group.options}
    assert set(supply) <= names
    assert supply["hand-torn-cabbage"] == 0
    assert all(type(left) is int and left >= 0 for left in supply.values())


def test_twenty_tables_stand_in_three_areas() -> None:
    counts = Counter(table.area for table in FLOOR.tables)
    assert [(area.id, counts[area.id]) for area in FLOOR.areas] == [("hall", 10), ("booths", 6), ("rooms", 4)]
    assert_unique(table.id for table in FLOOR.tables)
    assert not any(table.code for table in FLOOR.tables)  # codes are minted by the till


def test_tables_keep_apart_and_inside_their_area() -> None:
    taken: set[tuple[str, int, int]] = set()
    places: list[Table | Mark] = [*FLOOR.tables, *FLOOR.marks]
    for place in places:
        area = FLOOR.area(place.area)
        assert place.x + place.w <= area.w
        assert place.y + place.h <= area.h
        for x in range(place.x, place.x + place.w):
            for y in range(place.y, place.y + place.h):
                assert (place.area, x, y) not in taken
                taken.add((place.area, x, y))


@pytest.mark.parametrize("table", FLOOR.tables, ids=lambda table: table.id)
def test_a_table_has_seats_and_a_known_shape(table: Table) -> None:
    assert table.seats in (4, 8, 10)
    assert table.shape in ("square", "long", "round")


def test_areas_do_not_overlap() -> None:
    cells = [(x, y) for a in FLOOR.areas for x in range(a.x, a.x + a.w) for y in range(a.y, a.y + a.h)]
    assert len(cells) == len(set(cells))


def test_staff_sign_in_with_the_pins_on_the_wall() -> None:
    staff = read("staff")["staff"]
    assert [(one["name"]["zh-Hans"], one["role"], one["pin"]) for one in staff] == [
        ("王姐", "manager", "8888"), ("小周", "cashier", "1111"), ("小李", "cashier", "2222"),
        ("陈姨", "waiter", "3333"), ("小赵", "waiter", "4444"), ("何师傅", "chef", "5555"),
    ]  # fmt: skip
    assert {one["role"] for one in staff} <= {role.id for role in FIRST_ROLES}
    assert_unique(one["id"] for one in staff)


def test_tenders_have_their_own_keys_and_cash_gives_change() -> None:
    tenders = read("tenders")
    assert_unique(tender["id"] for tender in tenders)
    assert_unique(tender["key"] for tender in tenders)
    assert [tender["id"] for tender in tenders if tender["change"]] == ["cash"]


def test_the_pictured_table_comes_to_258_yuan() -> None:
    def line(dish: str, count: int = 1, spec: int = 0, extra: int = 0) -> Line:
        return Line((MENU.dish(dish).specs[spec].price + extra) * count)

    lines = [line("boiled-fish", spec=1, extra=400), line("steamed-rice", count=4)]
    lines += [line("mapo-tofu"), line("plum-drink"), line("twice-cooked-pork"), line("garlic-water-spinach")]
    lines += [line("chilli-oil-chicken"), line("brown-sugar-ciba")]
    bill = price_order(lines, guests=4, rules=from_plain(Rules, read("rules")))
    assert (bill.subtotal, bill.cover, bill.reduction, bill.total, bill.tax) == (
        27000,
        800,
        2000,
        25800,
        1460,
    )
