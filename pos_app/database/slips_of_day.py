"""The print ledger of one business day, found by number, table, printer or kind, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from domain.floor.openings import Opening
from domain.selling.printing import ON_PAPER, PrintJob
from pos_app.database.schema import state_tables
from pos_app.database.session import Connection
from pos_app.database.state import read_rows

_JOBS, _OPENINGS = state_tables[PrintJob], state_tables[Opening]
_AT = sa.func.coalesce(sa.func.nullif(_JOBS.c.printer, ""), _JOBS.c.station)  # as PrintJob.at_printer


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a search: a slip that is any of these. ``number`` 0 is none; the rest are ids.

    ``bill``: a bill's number, as "1121-047".
    """

    number: int = 0
    bill: str = ""
    tables: Collection[str] = ()
    printers: Collection[str] = ()
    kinds: Collection[str] = ()


def slips_of_day(
    connection: Connection, date: str, words: Sequence[Asked], first: int, most: int
) -> tuple[list[PrintJob], int]:
    """At most ``most`` slips from the ``first`` on (0: the newest), and how many there are in all.

    Each of ``words`` must be met.
    """
    wanted = sa.and_(_JOBS.c.date == date, *(_met(word) for word in words))
    count = connection.execute(sa.select(sa.func.count()).select_from(_JOBS).where(wanted)).scalar_one()
    newest = (_JOBS.c.queued_at.desc(), _JOBS.c.number.desc(), _JOBS.c.id)
    found = connection.execute(_JOBS.select().where(wanted).order_by(*newest).limit(most).offset(first))
    return read_rows(PrintJob, found), int(count)


def printed_on(connection: Connection, date: str) -> Mapping[str, int]:
    """How many slips of a business day have come out, by printer."""
    out = sa.and_(_JOBS.c.date == date, _JOBS.c.state.in_(sorted(ON_PAPER)))
    found = connection.execute(sa.select(_AT, sa.func.count()).where(out).group_by(_AT))
    return {str(printer): int(count) for printer, count in found}


def _met(word: Asked) -> sa.ColumnElement[bool]:
    at = sa.select(_OPENINGS.c.id).where(_OPENINGS.c.table.in_(sorted(word.tables)))
    bill = sa.select(_OPENINGS.c.id).where(_OPENINGS.c.number == word.bill)
    ways = [
        (word.number, _JOBS.c.number == word.number),
        (word.bill, _JOBS.c.opening.in_(bill)),
        (word.tables, _JOBS.c.opening.in_(at)),
        (word.printers, _AT.in_(sorted(word.printers)) | _JOBS.c.meant_for.in_(sorted(word.printers))),
        (word.kinds, _JOBS.c.kind.in_(sorted(word.kinds))),
    ]
    return sa.or_(sa.false(), *(way for asked, way in ways if asked))
