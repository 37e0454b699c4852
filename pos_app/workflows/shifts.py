"""The drawer's shifts: float, money in and out, a blind count, and a hand-over that nothing refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.errors import Refused
from domain.money.accounts import DebtPayment
from domain.money.reversals import Reversal
from domain.money.shifts import (
    DROP,
    IN,
    OPENED,
    OUT,
    TURN,
    CashMove,
    Shift,
    live_shift,
    next_turn,
    shifts_of,
    sum_of,
)
from domain.money.takings import Drawer, drawer_of
from domain.money.tenders import tenders_of
from domain.money.tips import Tip
from domain.money.unconfirmed import by_state, waiting
from domain.people.staff import StaffList, may
from domain.record.plain import to_plain
from domain.record.rows import last_number
from pos_app.workflows.book import Entry

Notes = Mapping[str, int]
MOST = 10**12  # minor units: what is more was never in a drawer


@dataclass(frozen=True, slots=True)
class Counted:
    """What a blind count gave: minor units in the drawer, and what should have been there."""

    sum: int
    expected: int

    @property
    def over(self) -> int:
        """长款 above zero, 短款 below."""
        return self.sum - self.expected


def open_shift(entry: Entry, shift_id: str, start: int, notes: Notes, by: str) -> None:
    """Take the drawer with ``start`` in it, or what ``notes`` come to. The same id twice is once."""
    if entry.tables.get(Shift, shift_id):
        return
    if live_shift(entry.tables):
        raise Refused("shift_open")
    number = last_number(entry.tables, shifts_of(entry.date)) + 1
    body = {"shift": shift_id, "start": _sum(start, notes), "number": number}
    entry.record("shift.opened", {**body, "notes": dict(notes)} if notes else body, by)


def move_cash(entry: Entry, move_id: str, kind: str, amount: int, reason: str, by: str) -> None:
    """Pay in, pay out or drop money into the safe. The same id twice is once."""
    if entry.tables.get(CashMove, move_id):
        return
    shift = live_shift(entry.tables)
    if shift is None:
        raise Refused("no_shift")
    if kind not in (IN, OUT, DROP) or not 0 < amount < MOST:
        raise Refused("bad_count")
    if kind != DROP and not reason.strip():
        raise Refused("reason_missing")
    _moved(entry, move_id, shift.id, kind, amount, reason, by)


def opened_so_far(entry: Entry, move_id: str) -> Sequence[CashMove]:
    """How the drawer was moved before this act: in the shift, or since the day began if nobody has it."""
    shift = live_shift(entry.tables)
    before = entry.tables.where(CashMove, shift=shift.id if shift else "")
    return [move for move in before if move.id != move_id]


def open_drawer(entry: Entry, move_id: str, reason: str, by: str, approved: str = "") -> None:
    """Open the drawer without a sale, with a reason; ``approved``: who agreed that it is once more."""
    if entry.tables.get(CashMove, move_id):
        return
    if not reason.strip():
        raise Refused("reason_missing")
    shift = live_shift(entry.tables)
    _moved(entry, move_id, shift.id if shift else "", OPENED, 0, reason, by, approved)


def _moved(
    entry: Entry, move: str, shift: str, kind: str, amount: int, reason: str, by: str, approved: str = ""
) -> None:
    body = {"move": move, "shift": shift, "kind": kind, "amount": amount, "reason": reason.strip()}
    entry.record("cash.moved", {**body, **({"approved": approved} if approved else {})}, by)


@dataclass(frozen=True, slots=True)
class Relief:
    """Why somebody ends another one's shift, and who ``approved`` it, "": nobody had to."""

    why: str
    approved: str = ""


def count(
    entry: Entry, shift_id: str, total: int, notes: Notes, by: str, relief: Relief | None = None
) -> Counted:
    """What lies in the drawer, said before anybody is told what should. Each count is a fact."""
    shift = _shift_of(entry, shift_id, by, relief)
    found = Counted(_sum(total, notes), drawer_of(entry.tables, shift).expected)
    times = shift.count.get("times", 0) + 1
    body: dict[str, Any] = {"shift": shift.id, "sum": found.sum, "expected": found.expected, "times": times}
    if notes:
        body["notes"] = dict(notes)
    if relief and relief.approved:
        body["approved"] = relief.approved
    entry.record("shift.counted", body, by)
    return found


def hand_over(
    entry: Entry,
    shift_id: str,
    reason: str,
    left: int,
    print_slip: bool,
    by: str,
    relief: Relief | None = None,
) -> Shift:
    """End a shift 交班: never refused to whoever has it, counted or not, right or wrong.

    ``left``: minor units that stay in the drawer as the next float. ``reason``: why the drawer is over or
    short. Another person, for somebody who has left, says why in ``relief``, and has "shift_force" or is
    approved by somebody who has; else Refused("reason_missing") or Refused("not_allowed").
    """
    known = entry.tables.get(Shift, shift_id)
    if known is None or not known.live:
        if known is None:
            raise Refused("no_shift")
        return known
    shift = _shift_of(entry, shift_id, by, relief)
    if shift.by != by and not (relief and relief.why.strip()):
        raise Refused("reason_missing")
    report = _report(entry, shift, drawer_of(entry.tables, shift), reason, left, by)
    if shift.by != by and relief:
        report |= {"why": relief.why.strip(), **({"approved": relief.approved} if relief.approved else {})}
    entry.record("shift.closed", {"shift": shift.id, "report": report, "print": print_slip}, by)
    closed = entry.tables.get(Shift, shift_id)
    assert closed is not None
    return closed


def _shift_of(entry: Entry, shift_id: str, by: str, relief: Relief | None) -> Shift:
    shift = entry.tables.get(Shift, shift_id)
    if shift is None or not shift.live:
        raise Refused("no_shift")
    if shift.by != by and not (relief and relief.approved):
        may(entry.document(StaffList, "staff").find(by), "shift_force")
    return shift


def _report(entry: Entry, shift: Shift, drawer: Drawer, reason: str, left: int, by: str) -> dict[str, Any]:
    """What the hand-over freezes. What was moved after the count is taken as it should be."""
    tenders = tenders_of(entry.tables)
    moves = sorted(entry.tables.where(CashMove, shift=shift.id), key=lambda move: (move.at, move.id))
    report: dict[str, Any] = {
        "number": shift.number,
        "by": shift.by,
        "opened_at": shift.opened_at,
        "start": drawer.start,
        "taken": drawer.taken,
        "in": drawer.paid_in,
        "out": drawer.paid_out,
        "drops": drawer.dropped,
        "openings": drawer.openings,
        "expected": drawer.expected,
        "reason": reason.strip(),
        "left": left,
        TURN: next_turn(entry.tables),
        "forced": int(by != shift.by),
        "debts": sum(one.amount for one in entry.tables.where(DebtPayment, shift=shift.id)),
        "tips": sum(one.amount for one in entry.tables.where(Tip, shift=shift.id)),
        "reversals": len(entry.tables.where(Reversal, shift=shift.id)),
        "tenders": [
            {
                "id": id,
                "names": dict(tenders[id].names) if id in tenders else {"und": id},
                "count": times,
                "amount": amount,
            }
            for id, (times, amount) in sorted(drawer.tenders.items(), key=lambda one: (-one[1][1], one[0]))
        ],
        "moves": [
            {"kind": move.kind, "amount": move.amount, "reason": move.reason, "at": move.at, "by": move.by}
            for move in moves
        ],
    }
    missing = by_state(one for one in waiting(entry.tables) if one.shift == shift.id)
    if missing:
        report["unconfirmed"] = to_plain(missing)
    if shift.count:
        since = drawer.expected - shift.count["expected"]
        report["counted"] = shift.count["sum"] + since
        report["notes"] = to_plain(shift.count.get("notes", {}))
        report["counts"] = shift.count["times"]
    return report


def _sum(total: int, notes: Notes) -> int:
    found = sum_of(notes) if notes else total
    if not 0 <= found < MOST:
        raise Refused("bad_count")
    return found
