"""What is not simply for sale today: counted, sold out, off sale, priced by the day; or what was searched."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from domain.selling.menu import Menu, Names
from pos_app.language import _, pgettext
from pos_app.models.rows import RowsModel
from pos_app.models.wording import Wording, unit_word
from pos_app.workflows.views import TillView

SOLD_OUT, COUNT, OFF_SALE, FREE, PRICE = "sold_out", "count", "off_sale", "free", "price"
PORTION = 1000  # thousandths


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """A dish or option; ``tone`` of its state: "" nothing | off | few; ``acts``: (key, words, kind)."""

    item: str
    name: str
    where: str
    state: str
    tone: str
    acts: tuple[tuple[str, str, str], ...]


def supply_rows(
    view: TillView, words: str, search: Callable[[str], list[str]], wording: Wording, counts: bool = True
) -> tuple[SupplyRow, ...]:
    """All that is counted, off or without a price today; with ``words`` what is called so. Who has no right
    to say what is left (``counts``) may yet name a price of the day."""
    menu = view.menu
    names = _names(menu)
    if words:
        low = words.lower()
        options = [one.id for group in menu.groups for one in group.options]
        found = [*search(words), *(id for id in options if low in wording.name(names[id]).lower())]
    else:
        by_day = [dish.id for dish in menu.dishes if dish.by_day]
        found = [*by_day, *sorted(view.stock.remaining, key=lambda id: _rank(view, id))]
    return tuple(_row(view, id, names, wording, counts) for id in dict.fromkeys(found) if id in names)


def rows_model(parent: QObject) -> RowsModel[SupplyRow]:
    """The list as a model."""
    return RowsModel(lambda row: row.item, lambda row: f"{row.name} {row.state}", parent)


def _rank(view: TillView, item: str) -> tuple[int, str]:
    """Off sale first, then sold out, then what is nearly."""
    return (-1 if item in view.stock.off else view.stock.left(item) or 0, item)


def _names(menu: Menu) -> dict[str, Names]:
    options: Iterable[tuple[str, Names]] = (
        (option.id, option.names) for group in menu.groups for option in group.options
    )
    return {**dict(options), **{dish.id: dish.names for dish in menu.dishes}}


def _row(view: TillView, item: str, names: dict[str, Names], wording: Wording, counts: bool) -> SupplyRow:
    dish, left = view.menu.by_id.get(item), view.stock.left(item)
    states, tone = [], ""
    if item in view.stock.off:
        states, tone = [_("Off sale until changed")], "off"
    elif left is not None and left < PORTION:
        states, tone = [_("Sold out today")], "off"
    elif left is not None:
        states, tone = [_("{n} left today").format(n=wording.times(left))], "few"
    if dish is not None and dish.by_day:
        states.append(_price_word(view, item, dish.unit, wording))
        tone = tone or ("" if item in view.prices else "few")
    free = ((FREE, _("Sell again"), "secondary"),) if left is not None else ()
    acts = (
        *(((PRICE, _("Price of the day"), "secondary"),) if dish is not None and dish.by_day else ()),
        *free,
        *(
            ((SOLD_OUT, pgettext("screen", "Sold out"), "secondary"),)
            if left is None or left >= PORTION
            else ()
        ),
        (COUNT, _("Count"), "secondary"),
        *(((OFF_SALE, _("Off sale"), "secondary"),) if item not in view.stock.off else ()),
    )
    if not counts:
        acts = tuple(act for act in acts if act[0] == PRICE)
    homes = [one for one in view.menu.categories if dish is not None and one.id in dish.categories]
    where = wording.name(homes[0].names) if homes else _("Extra")
    return SupplyRow(item, wording.name(names[item]), where, " · ".join(states), tone, acts)


def _price_word(view: TillView, item: str, unit: str, wording: Wording) -> str:
    if item not in view.prices:
        return _("no price of the day yet")
    price = wording.money(view.prices[item], short=True)
    if unit:
        price = _("{price} per {unit}").format(price=price, unit=unit_word(unit))
    return _("{price} today").format(price=price)
