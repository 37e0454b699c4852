"""What must be true of money, numbers and banquets once all has come to rest: as facts tell it.

The sums of facts are made here anew, fact by fact and without the fold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain.floor.queue import QueueNumber
from domain.money.accounts import accounts_of, balance_of
from domain.money.day_figures import figures_of
from domain.money.deposits import SIGNS, DepositMove, held
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from domain.money.reversals import Reversal
from domain.money.settled import BEARS, told_lines
from domain.money.takings import MONEY
from domain.money.to_give_back import owing_on
from domain.record.early import GIVE_BACK, Early
from domain.record.envelope import Event, decode
from domain.record.tables import Tables
from domain.selling.banquets import Banquet, TableChange
from domain.selling.orders import OrderLine
from sync_server.database.projections import SqlTables
from tests.pos_app.shop import ZONE
from tests.simulation.till_node import TillNode
from tests.simulation.world import Store, Violation, World

Where = tuple[str, str]  # a tender, and the shift in whose drawer it lies
ACT = ("act", "payment", "tip", "move")  # under which a fact of money names what it is about


def check_money(world: World, store: Store, till: TillNode) -> None:
    """Raises Violation for the first that does not hold."""
    counted = till.raws()
    facts = [event for raw in store.facts if raw in counted and (event := _read(raw)) is not None]
    till.book.read(lambda tables: _holds(world, store, till.name, tables, facts))
    for server in world.keepers:
        with server.connection.begin():
            _holds(world, store, server.name, SqlTables(server.connection, store.id), facts)


def _read(raw: bytes) -> Event | None:
    try:
        event = decode(raw)
    except Exception:  # poison
        return None
    return event if event.body else None


def _holds(world: World, store: Store, who: str, tables: Tables, facts: Sequence[Event]) -> None:
    numbers_are_given_once(store, who, tables)
    if not (world.wider or world.first):  # there guests are also given back what they had eaten
        what_guests_had_stays_paid(who, tables, facts)
    if store.concurrent:  # two histories may each have taken what only one of them could have
        return
    money_is_what_facts_tell(who, tables, facts)
    days_add_up(who, tables)
    nobody_has_more_than_there_is(who, tables)
    banquets_add_up(who, tables, facts)


def numbers_are_given_once(store: Store, who: str, tables: Tables) -> None:
    """11: each party of a day has a number of its own."""
    given = Counter((one.day, one.text) for one in tables.where(QueueNumber))
    again = [text for (_, text), times in given.items() if times > 1]
    if again and not store.forked:
        raise Violation("11 queue numbers are unique", f"{who} {again}")


def what_guests_had_stays_paid(who: str, tables: Tables, facts: Iterable[Event]) -> None:
    """7: of the money of paid bills that stays which each dish bore that some history was paid for, and once
    more only what guests pay for their places. Lines of which another history divided pieces are told apart
    nowhere, and of what another one took off or let go for nothing the money goes back: those count only for
    what may stay."""
    bears, beside, free, waits = Counter[str](), Counter[str](), set[str](), _waiting(tables)
    for event in facts:
        told = event.body.get("settled", {})
        if BEARS in told and _name(event.body) not in waits:
            bill = str(event.body.get("bill", event.body["opening"]))
            mine = dict(zip(told_lines(told), told[BEARS], strict=True))
            bears |= Counter(mine)
            free |= {line for line, amount in mine.items() if not amount}
            beside[bill] = max(beside[bill], told["total"] - sum(mine.values()))
    settled = tables.where(Settlement)
    money = sum(paid.amount for one in settled for paid in tables.where(Payment, bill=one.id))
    stays = money - sum(owing_on(tables, one).amount for one in settled)
    rows = tables.where(OrderLine)
    divided, off = {row.order for row in rows if row.pieces}, free | {row.id for row in rows if row.voided}
    least = sum(
        amount for id, amount in bears.items() if id not in off and id.rpartition(".")[0] not in divided
    )
    if not least <= stays <= sum(bears.values()) + sum(beside.values()):
        raise Violation("7 what guests had is paid once", f"{who} {least} {stays} {sum(bears.values())}")


def money_is_what_facts_tell(who: str, tables: Tables, facts: Iterable[Event]) -> None:
    """3: by tender, and by whose drawer it was: what came in less what went out."""
    told, kept, waits = _Purse(), Counter[Where](), _waiting(tables)
    for event in facts:
        if _name(event.body) not in waits:
            told.hear(event)
    for kind in MONEY:
        for row in tables.where(kind):
            kept[row.tender, row.shift] += row.tendered - row.change
    sums = told.sums()
    wrong = {place: (sums[place], kept[place]) for place in {*sums, *kept} if sums[place] != kept[place]}
    if wrong:
        said = sorted((tender, pair) for (tender, _), pair in wrong.items())
        raise Violation("3 money in = money recorded", f"{who} {said}")


class _Purse:
    """Money as facts tell it: payments, whose tender may be corrected, and all that came or went beside."""

    def __init__(self) -> None:
        self._payments: dict[str, tuple[Where, int]] = {}
        self._rest: Counter[Where] = Counter()

    def hear(self, event: Event) -> None:
        body = event.body
        shift = str(body.get("shift", ""))
        if event.kind == "payment.received":
            self._payments[body["payment"]] = (body["tender"], shift), body["amount"]
        elif event.kind == "payment.changed":
            (_, drawer), amount = self._payments[body["payment"]]
            self._payments[body["payment"]] = (body["tender"], drawer), amount
        elif event.kind == "voucher.voided":
            self._payments.pop(body["payment"], None)
        elif event.kind in GIVE_BACK:
            for place, back in enumerate(body["back"]):
                self._rest[back["tender"], shift] -= back["amount"]
                if body.get("carry"):
                    self._payments[f"{body['act']}.{place}"] = (back["tender"], shift), back["amount"]
        elif event.kind in ("tip.taken", "debt.paid"):
            self._rest[body["tender"], shift] += body["amount"]
        elif event.kind == "deposit.moved" and body.get("tender"):
            self._rest[body["tender"], shift] += SIGNS[body["kind"]] * body["amount"]

    def sums(self) -> Counter[Where]:
        found = Counter(self._rest)
        for place, amount in self._payments.values():
            found[place] += amount
        return found


def _waiting(tables: Tables) -> set[str]:
    """What names the facts that wait for what they build on: nothing of them is in the state yet."""
    return {_name(early.event["body"]) for early in tables.where(Early)}


def _name(body: Mapping[str, Any]) -> str:
    return next((str(body[name]) for name in ACT if name in body), "")


def days_add_up(who: str, tables: Tables) -> None:
    """3: takings are what the tenders, the hours and the parts of the bills come to, on each day."""
    moves = tables.where(DepositMove)
    dates = {one.date for one in moves} | {one.date for one in tables.where(Payment)}
    dates |= {one.date for one in tables.where(Settlement)}
    dates |= {one.date for one in tables.where(Refund)} | {one.date for one in tables.where(Reversal)}
    for date in sorted(dates):
        figures = figures_of(tables, date, ZONE)
        sums = {
            "tenders": sum(one.amount for one in figures.tenders if one.takings) - figures.owed,
            "parts": sum(one.amount for one in figures.parts),
            "hours": sum(one.amount for one in figures.hours),
        }
        wrong = {name: amount for name, amount in sums.items() if amount != figures.takings}
        if wrong:
            raise Violation("3 a day adds up", f"{who} {date}: {figures.takings} is {wrong}")
        of_day = sum(one.signed for one in moves if one.date == date)
        if sum(one.amount for one in figures.deposits) != of_day or figures.deposits_held != held(moves):
            raise Violation("3 deposits add up", f"{who} {date}")


def nobody_has_more_than_there_is(who: str, tables: Tables) -> None:
    """No deposit pays twice, no account owes more than it may, no code is on two bills at once."""
    by_booking: dict[str, list[DepositMove]] = {}
    for one in tables.where(DepositMove):
        by_booking.setdefault(one.booking, []).append(one)
    if any(held(moves) < 0 for moves in by_booking.values()):
        raise Violation("3 a deposit pays once", who)
    for account in accounts_of(tables).accounts:
        if balance_of(tables, account.id) > account.limit:
            raise Violation("3 no account beyond its limit", f"{who} {balance_of(tables, account.id)}")
    left: Counter[str] = Counter()
    back: Counter[str] = Counter()
    for refund in tables.where(Refund):
        back[refund.payment] += refund.amount
    for payment in tables.where(Payment):
        if payment.amount < back[payment.id]:
            raise Violation("3 no more goes back than came", f"{who} {payment.id[-6:]}")
        left[payment.voucher] += payment.amount > back[payment.id]
    again = [code for code, times in left.items() if code and times > 1]
    if again:
        raise Violation("3 a voucher pays once", f"{who} {again}")


def banquets_add_up(who: str, tables: Tables, facts: Iterable[Event]) -> None:
    """12: each banquet has the tables with which it began and those that came or went."""
    for event in (one for one in facts if one.kind == "banquet.begun"):
        banquet = tables.get(Banquet, event.body["banquet"])
        if banquet is None:
            continue
        more = sum(one.tables for one in tables.where(TableChange, banquet=banquet.id))
        if not 1 <= banquet.tables == event.body["tables"] + more:
            raise Violation("12 no table of a banquet is lost", f"{who} {banquet.id[-6:]}")
