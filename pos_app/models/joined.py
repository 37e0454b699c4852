"""Joined tables 并台: one bill, and yet each dish is carried to the table where it was ordered."""

from collections.abc import Mapping

from domain.floor.openings import Opening
from pos_app.workflows.views import OpeningView, TableView, TillView


def bill_of(live: Mapping[str, OpeningView], opening: str) -> str:
    """The opening on whose bill one is: its own, but while it is joined."""
    seen = set[str]()
    while opening not in seen and (one := live.get(opening)) is not None and one.opening.into in live:
        seen.add(opening)
        opening = one.opening.into
    return opening


def tables_of_bill(view: TillView, bill: str) -> tuple[Opening, ...]:
    """The openings of a bill: that which has it, then those joined to it by number; alone it is one."""
    live = view.openings
    joined = [
        one.opening
        for key, one in live.items()
        if key != bill and one.opening.into and bill_of(live, key) == bill
    ]
    head = (live[bill].opening,) if bill in live else ()
    return (*head, *sorted(joined, key=lambda one: one.number))


def opening_at(view: TillView, table: TableView) -> str:
    """Whose dishes come to a table, or to one party of it: the opening of it that is on the bill it shows."""
    for one in tables_of_bill(view, table.opening):
        if (one.table, one.party) == (table.table.id, table.party):
            return one.id
    return table.opening
