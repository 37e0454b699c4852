"""What is charged by head 必点 is waived by right and with a reason; reached as ``till.by_head``."""

from __future__ import annotations

from concurrent.futures import Future

from domain.errors import Refused
from domain.money.adjustments import Adjustment
from pos_app.workflows import changing
from pos_app.workflows.approving import Approver, Approving
from pos_app.workflows.book import Entry
from pos_app.workflows.changing import Act
from pos_app.workflows.demands import to_void
from pos_app.workflows.floor import opening_for_change
from pos_app.workflows.heads import rows_by_head


def waive(entry: Entry, opening_id: str, act: Act) -> None:
    """These guests are charged nothing by head."""
    if entry.tables.get(Adjustment, act.id):
        return
    rows = [row for row in rows_by_head(entry, opening_for_change(entry, opening_id)) if row.quantity]
    if not rows:
        raise Refused("nothing_by_head")
    for place, row in enumerate(rows):
        id = act.id if not place else entry.clock.new_id()
        changing.void_line(entry, row.id, row.quantity, False, Act(id, act.by, act.reason, act.approved))


def waived_amount(entry: Entry, opening_id: str) -> int:
    """What waiving takes off, minor units: what a role's limit is held against."""
    rows = rows_by_head(entry, opening_for_change(entry, opening_id))
    return sum(row.charged for row in rows if row.quantity)


class HeadVerbs:
    """Verbs return futures; a rule's no comes out of them as domain.errors.Refused."""

    def __init__(self, approving: Approving) -> None:
        self._approving = approving

    def waive(
        self, opening: str, reason: str, by: str, act: str, approver: Approver | None = None
    ) -> Future[None]:
        """Nothing by head for these guests."""
        return self._approving.act(
            by,
            lambda entry: to_void(waived_amount(entry, opening)),
            lambda entry, who: waive(entry, opening, Act(act, by, reason, who)),
            approver,
            act,
        )
