"""What nobody has weighed yet 待称重, a tap away: one dish goes onto the scale at once.

Of several one is chosen, for nobody knows which of them comes first; then those that are left.
"""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.models.order_rows import line_title
from pos_app.models.serving_words import seat_word
from pos_app.models.wording import Wording
from pos_app.screens.acts_sheet import ActLine, ActsSheet
from pos_app.screens.desk import Desk
from pos_app.screens.selling.weigh_sheets import WeighLineSheet
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.views import LineView, OpeningView

Waiting = Callable[[OpeningView], Sequence[LineView]]
"""Those of a table, or of its bill, that still wait for their weight."""


def weigh_words(lines: Sequence[LineView], wording: Wording) -> str:
    """What the button says that leads to them; "" where there is none."""
    if not lines:
        return ""
    if len(lines) == 1:
        return _("{dish}: enter the weight").format(dish=line_title(lines[0].line, wording))
    return _("Weigh {dishes}").format(dishes=wording.dishes(len(lines)))


def weigh(
    desk: Desk,
    window: QWidget,
    opening: str,
    waiting: Waiting,
    closed: Callable[[], object] = lambda: None,
    done: frozenset[str] = frozenset(),
) -> None:
    """Ask for the weights of an opening, by its id. ``closed``: called when a sheet has gone; ``done``: ids
    of lines that were weighed just now and may not be shown as such yet. Who may not is told."""
    known = desk.view.openings.get(opening)
    lines = [line for line in waiting(known) if line.id not in done] if known else []
    if known is None or not lines or not (desk.offers("serve") or desk.permits("serve")):
        return

    def show(line: LineView) -> None:
        sheet = WeighLineSheet(desk, window, known, line)
        sheet.done.connect(lambda: weigh(desk, window, opening, waiting, closed, done | {line.id}))
        _open(sheet, closed)

    if len(lines) == 1:
        show(lines[0])
        return
    by_id = {line.id: line for line in lines}
    title = " · ".join((desk.place(known.opening), _("Weigh")))
    sheet = ActsSheet(desk.theme, window, title, _acts(desk, lines))
    sheet.picked.connect(lambda line: show(by_id[line]))
    _open(sheet, closed)


def _acts(desk: Desk, lines: Sequence[LineView]) -> list[ActLine]:
    """Each with its pieces, and whose it is if somebody's: two may be alike but for that."""
    wording = desk.wording

    def words(line: LineView) -> str:
        seat = seat_word(line.line.seat) if line.line.seat else ""
        count = f"{line_title(line.line, wording)} ×{wording.times(line.line.quantity)}"
        return " · ".join(filter(None, (count, seat, line.line.remark)))

    return [(line.id, "scale", words(line)) for line in lines]


def _open(sheet: Sheet, closed: Callable[[], object]) -> None:
    sheet.closed.connect(closed)
    sheet.open()
