"""Tables as the floor paints them: state as fill, icon and word; who, for how long, for how much."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from PySide6.QtCore import QObject

from domain.selling.menu import Names
from domain.selling.shared_cart import FREE, seen_as
from pos_app.language import _
from pos_app.models.rows import RowsModel
from pos_app.models.wording import MINUTE, Wording
from pos_app.workflows.views import TableView, TillView

# state of a table → (token of its colours, icon)
LOOKS = {
    "free": ("free", "plus"),
    "reserved": ("reserved", "bookmark"),
    "seated": ("seated", "person"),
    "ordered": ("ordered", "pot"),
    "served": ("ordered", "pot"),
    "waiting": ("waiting", "hourglass"),
    "bill": ("bill", "bill"),
    "settling": ("bill", "cash"),
    "clean": ("clean", "broom"),
    "paid": ("paid", "tick"),
}


NOTHING_UNSENT: Mapping[tuple[str, int], int] = MappingProxyType({})
FORGETS = ("seated", "ordered", "served", "paid")
"""States of a table in which nothing is more urgent than dishes that were tapped and never sent."""
FIRST_ROUND = ("free", "reserved", "seated")
"""States in which nothing is ordered yet: a phone is the news of such a table."""


def state_word(state: str) -> str:
    """A state's name on its table."""
    return {
        "free": _("Free"),
        "reserved": _("Reserved"),
        "seated": _("To order"),
        "ordered": _("Ordered"),
        "served": _("All served"),
        "waiting": _("Waiting"),
        "bill": _("Bill, please"),
        "settling": _("Being paid"),
        "clean": _("To clean"),
        "paid": _("Paid"),
    }[state]


def _phone(place: str, ordering: Collection[str]) -> str:
    """That a phone has something in its cart at a table, "" if none has. Of one that nobody has admitted no
    more is said than is known: who has a photo of the code can open the menu anywhere."""
    if seen_as(place, True) in ordering:
        return _("Phone is ordering")
    return _("Phone has the menu") if seen_as(place, False) in ordering else ""


@dataclass(frozen=True, slots=True)
class TableTile:
    """One table to paint; places and sizes are in the floor's grid units, within its area.

    ``parties``: of a shared table 拼桌 each one's own tile. ``phone``: what is said of a phone there.
    """

    id: str
    label: str
    area: str
    shape: str
    place: tuple[int, int, int, int]
    seats: int
    taken: int
    state: str
    look: str
    icon: str
    word: str
    note: str
    short_note: str
    tiny_note: str
    amount: str
    called: bool
    opening: str
    parties: tuple["TableTile", ...] = ()
    phone: str = ""


def table_tile(
    view: TableView,
    now: int,
    wording: Wording,
    labels: Mapping[str, Names] | None = None,
    ordering: Collection[str] = (),
    unsent: Mapping[tuple[str, int], int] = NOTHING_UNSENT,
) -> TableTile:
    """What the floor says of one table; ``labels`` of all tables, for those that are joined; ``ordering``:
    where phones order, see ``TillView``; ``unsent``: dishes that wait on this till, by table and party."""
    parties = tuple(_tile(one, now, wording, labels, ordering, unsent) for one in view.parties)
    return replace(_tile(view, now, wording, labels, ordering, unsent), parties=parties)


def _tile(
    view: TableView,
    now: int,
    wording: Wording,
    labels: Mapping[str, Names] | None,
    ordering: Collection[str],
    unsent: Mapping[tuple[str, int], int],
) -> TableTile:
    table, phone = view.table, _phone(view.opening or FREE + view.table.id, ordering)
    first = phone and view.state in FIRST_ROUND
    look, icon = LOOKS[view.state]
    called = bool(view.called_at) and view.state != "bill"
    forgotten = unsent.get((table.id, view.party), 0) if view.state in FORGETS else 0
    return TableTile(
        id=table.id,
        label=wording.name(view.label),
        area=table.area,
        shape=table.shape,
        place=(table.x, table.y, table.w, table.h),
        seats=table.seats,
        taken=min(view.guests, table.seats) if view.opening and view.state != "paid" else 0,
        state=view.state,
        look=look,
        icon="bell" if called else "pencil" if forgotten else icon,
        word=_("Calls") if called else _unsent_word(forgotten) or _word(view),
        note=phone if first else _note(view, now, wording, labels),
        short_note=_time(view, now, wording),
        tiny_note=f"{(now - _since(view)) // MINUTE}′" if view.since else "",
        amount=wording.money(view.total, short=True) if view.total else "",
        called=called,
        opening=view.opening,
        phone=phone,
    )


def _unsent_word(count: int) -> str:
    return _("Not sent {n}").format(n=count) if count else ""


def _word(view: TableView) -> str:
    if view.state == "ordered" and view.held and not view.waiting_since:
        return _("Holds {n}").format(n=view.held)
    return state_word(view.state)


def _note(view: TableView, now: int, wording: Wording, labels: Mapping[str, Names] | None) -> str:
    time = _time(view, now, wording)
    if view.with_table:
        return _("with {table}").format(table=wording.name((labels or {}).get(view.with_table, {})))
    return f"{wording.guests(view.guests)} · {time}" if view.opening and view.guests else time


def _time(view: TableView, now: int, wording: Wording) -> str:
    if view.state == "reserved":
        return wording.clock(view.booked_at)
    if not view.since:
        return _("{n} seats").format(n=view.table.seats)
    return wording.minutes(_since(view), now)


def _since(view: TableView) -> int:
    return view.waiting_since if view.state == "waiting" and view.waiting_since else view.since


def table_tiles(
    view: TillView, now: int, wording: Wording, unsent: Mapping[str, int] = MappingProxyType({})
) -> tuple[TableTile, ...]:
    """All tables in the order of the floor's plan; ``unsent``: by opening how many dishes nobody has sent."""
    found = (view.tables.get(table.id) for table in view.floor.tables)
    labels, ordering = {table.id: table.label for table in view.floor.tables}, view.ordering
    sat = {opening: view.openings[opening].opening for opening in unsent if opening in view.openings}
    waits = {(one.table, one.party): unsent[opening] for opening, one in sat.items()}
    known = (table for table in found if table is not None)
    return tuple(table_tile(table, now, wording, labels, ordering, waits) for table in known)


def each_party(tiles: Iterable[TableTile]) -> list[TableTile]:
    """The tables of a list: of a shared one each party by itself."""
    return [one for tile in tiles for one in tile.parties or (tile,)]


def tables_model(parent: QObject) -> RowsModel[TableTile]:
    """The floor as a model; a row's words name table and state."""
    return RowsModel(
        lambda tile: f"{tile.id} {tile.label}",
        lambda tile: "; ".join(_read_out(one) for one in tile.parties or (tile,)),
        parent,
    )


def _read_out(tile: TableTile) -> str:
    phone = tile.phone if tile.note != tile.phone else ""
    return " ".join(filter(None, (tile.label, tile.word, tile.note, phone, tile.amount)))
