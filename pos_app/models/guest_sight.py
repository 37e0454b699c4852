"""What the guest sees across the counter: her lines and the sum as they grow, then what she paid."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.selling.order import Line
from pos_app.models.open_order import OpenOrder
from pos_app.models.order_rows import change_note, line_note, line_title
from pos_app.models.wording import Wording
from pos_app.workflows.views import ChargeView, OpeningView, TillView

Figure = tuple[str, int, str]  # words, minor units, tone
ENGLISH, CHINESE = "en", "zh-Hans"


@dataclass(frozen=True, slots=True)
class GuestRow:
    """A dish. `second`: its name in the other language, for guests who do not read the till's."""

    key: str
    title: str
    second: str
    note: str
    times: str
    amount: str
    plate: str


@dataclass(frozen=True, slots=True)
class GuestSight:
    """kind: idle | order | pay | paid. Sums in minor units; `due` is what is still to be paid.

    `code` is what the guest scans to pay `by_code`, with this `wallet`; `play`: no money moves by it. `owed`:
    what of the sum `paid` went on account 挂账.
    """

    kind: str = "idle"
    table: str = ""
    rows: tuple[GuestRow, ...] = ()
    figures: tuple[Figure, ...] = ()
    due: int = 0
    paid: int = 0
    change: int = 0
    owed: int = 0
    code: str = ""
    by_code: int = 0
    wallet: str = ""
    play: bool = False

    @property
    def latest(self) -> GuestRow | None:
        """The dish whose picture is shown."""
        return self.rows[-1] if self.rows else None


IDLE = GuestSight()


def ordering(
    order: OpenOrder, figures: Sequence[Figure], table: str, view: TillView, wording: Wording
) -> GuestSight:
    """While dishes are tapped: those on the bill, then the unsent ones."""
    rows = [] if order.begins_bill else list(_bill_rows(order.opening, view, wording))
    for new in order.new:
        if new.line is not None:
            money = wording.money(new.line.amount)
            rows.append(
                _row(f"new.{new.entry.key}", new.line, line_note(new.line, wording), money, view, wording)
            )
    return GuestSight("order" if rows else "idle", table, tuple(rows), tuple(figures), order.due)


def paying(
    opening: OpeningView,
    figures: Sequence[Figure],
    table: str,
    view: TillView,
    wording: Wording,
    shown: ChargeView | None = None,
) -> GuestSight:
    """While money is handed over, perhaps by a code that is ``shown``."""
    sight = GuestSight(
        "pay", table, tuple(_bill_rows(opening, view, wording)), tuple(figures), opening.due, opening.paid
    )
    if shown is None:
        return sight
    grant = shown.grant
    names = next((one.names for one in view.tenders if one.id == grant.tender), {})
    play, wallet = shown.provider == "demo", wording.name(names)
    return replace(sight, code=shown.scannable, by_code=grant.amount, wallet=wallet, play=play)


def paid(total: int, change: int, owed: int, table: str) -> GuestSight:
    """Thanks, what goes back, and what is `owed` on account."""
    return GuestSight("paid", table, paid=total, change=change, owed=owed)


def _bill_rows(opening: OpeningView, view: TillView, wording: Wording) -> "list[GuestRow]":
    return [
        _row(
            line.id,
            line.line,
            " · ".join(filter(None, (line_note(line.line, wording), change_note(line, wording)))),
            wording.money(line.charged),
            view,
            wording,
        )
        for line in opening.bill_lines
    ]


def _row(key: str, line: Line, note: str, money: str, view: TillView, wording: Wording) -> GuestRow:
    dish = view.menu.by_id.get(line.dish)
    title = line_title(line, wording)
    other = line.names.get(CHINESE if wording.language.startswith(ENGLISH) else ENGLISH, "")
    second = "" if other == wording.name(line.names) else other
    return GuestRow(key, title, second, note, wording.times(line.quantity), money, dish.look if dish else "")
