"""What two tills that were one do with charges, vouchers, tenders, refunds, the queue and bookings.

As in ``two_tills``: each makes facts as its workflows do, on what it knows, and only where it is possible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.floor.booking import CANCELLED, NO_SHOW, Booking
from domain.floor.queue import CALLS, PASSES, QueueNumber
from domain.money.accounts import DebtPayment
from domain.money.bills import Bill, bill_row
from domain.money.gateway_refunds import GatewayRefund
from domain.money.grants import DUE_BACK, ENDED, OPEN, SET_ASIDE, Grant, bill_now
from domain.money.payments import Payment, Settlement, open_bills, paid_so_far
from domain.money.refunds import ACCOUNT, OWED, Refund, owed_on, to_give_back
from domain.money.reversals import dishes_on
from domain.money.settled import what_settles
from domain.money.shifts import live_shift_id
from domain.record.plain import to_plain
from domain.selling.order_rows import OrderLine, on_bill
from domain.selling.orders import Heard
from domain.selling.pieces import TOLD
from domain.supply.counted import COUNTS
from tests.domain.record.two_tills import Till, evening

LATER = "later"  # an opening at no table, begun for a bill whose guests have gone
CHARGE = {"channel": "wechat", "transaction": "T", "provider": "demo"}
VOUCHER, ACCOUNT_OF = {"code": "AB", "lines": {}}, "hotel"


class Purse(Till):
    """A till at which more is done with money."""

    def receive(self, where: str, bill: Bill, money: Mapping[str, Any]) -> None:
        """Money for a bill, which settles it if it is enough."""
        rows = on_bill(self.tables.where(OrderLine, bill=bill.id))
        total = sum(row.charged for row in rows)
        left = total - paid_so_far(self.tables, where, bill.id) - money["amount"]
        body: dict[str, Any] = {"payment": self.act, "opening": where, **bill.named}
        body["shift"] = live_shift_id(self.tables)
        if left <= 0:
            settled = {"receipt": self.seq + 100 * ord(self.name), "total": total, "over": -left}
            body["settled"] = settled | what_settles(self.tables, bill, [row.charged for row in rows])
        self.tell("payment.received", {"tendered": money["amount"], "change": 0, **body, **money})

    def _open(self, where: str) -> Bill | None:
        """The bill on which somebody may pay now."""
        at = self.of(where)
        return next(iter([] if at.into or not at.live else open_bills(self.tables, where)), None)

    def grant(self, where: str, _: str, number: int) -> None:
        """A phone asks to pay a part by a gateway; both halves of a copied disk may hear it."""
        bill = self._open(where)
        if bill and self.tables.get(Grant, f"g{number}") is None and f"g{number}" not in self._declined():
            body: dict[str, Any] = {
                "payment": f"g{number}",
                "opening": where,
                **bill.named,
                "tender": "wechat",
            }
            body |= {"amount": 300 * number, "way": "jsapi", "home": self.name, "ends": self.clock + 300_000}
            self.tell("payment.granted", {**body, "channel": "wechat", "phone": "p"})

    def decline(self, _: str, __: str, number: int) -> None:
        """Or the till does not let it."""
        if self.tables.get(Grant, f"g{number}") is None and f"g{number}" not in self._declined():
            body = {"payment": f"g{number}", "digest": "d", "code": f"no_{self.name}"}
            self.tell("payment.declined", body)

    def _declined(self) -> list[str]:
        return [one.id for one in self.tables.where(Heard)]

    def charged(self, _: str, __: str, number: int) -> None:
        """The home says that it was paid: it is noted, or goes back if no bill takes it any more."""
        grant = self.tables.get(Grant, f"g{number}")
        if grant is None or grant.state not in (OPEN, ENDED) or (grant.why not in ("", SET_ASIDE)):
            return
        id = bill_now(self.tables, grant)
        live, taken = self.of(grant.opening).live, self.tables.get(Settlement, id)
        if grant.state != OPEN or taken or not live or self.tables.get(Payment, grant.id):
            body = {"payment": grant.id, "amount": grant.amount, "granted": CHARGE}
            self.tell("grant.refund_due", body)
            return
        bill = bill_row(self.tables, grant.opening, id)
        money = {"payment": grant.id, "tender": grant.tender, "amount": grant.amount, "granted": CHARGE}
        self.receive(grant.opening, bill, money)

    def over(self, _: str, __: str, number: int) -> None:
        """Nothing was charged; or nobody waits for the answer any more."""
        grant = self.tables.get(Grant, "g1")
        if grant and (grant.state == OPEN or (grant.state, grant.why) == (ENDED, SET_ASIDE)):
            why = SET_ASIDE if number == 1 else "charge_failed"
            self.tell("grant.ended", {"payment": grant.id, "granted": {"why": why}})

    def returned(self, _: str, __: str, number: int) -> None:
        grant = self.tables.get(Grant, f"g{number}")
        if grant and grant.state == DUE_BACK:
            self.tell("grant.returned", {"payment": grant.id})

    def coupon(self, where: str, _: str, number: int) -> None:
        """A voucher of which the house never gets a part."""
        if bill := self._open(where):
            deal = {"tender": "group", "amount": 100 * number, "reduction": 33, "voucher": VOUCHER}
            self.receive(where, bill, deal)

    def void_coupon(self, where: str, _: str, __: int) -> None:
        for one in self.tables.where(Payment, opening=where):
            if one.voucher and self.tables.get(Settlement, one.bill) is None:
                body = {"act": self.act, "opening": where, "payment": one.id, "amount": one.amount}
                self.tell("voucher.voided", {**body, "reason": self.name})

    def cash(self, where: str, _: str, number: int) -> None:
        if bill := self._open(where):
            tenders: list[dict[str, Any]] = [{"tender": "cash"}, {"tender": "card"}]
            money = [*tenders, {"tender": "account", "account": ACCOUNT_OF}][number % 3]
            self.receive(where, bill, {**money, "amount": 100 * number, "tip": 10 * number})

    def all_of_it(self, where: str, _: str, __: int) -> None:
        if bill := self._open(where):
            total = sum(row.charged for row in self.tables.where(OrderLine, bill=bill.id))
            due = max(0, total - paid_so_far(self.tables, where, bill.id))
            self.receive(where, bill, {"tender": "cash", "amount": due})

    def tender(self, where: str, _: str, number: int) -> None:
        """Money that was booked by the wrong tender."""
        for one in self.tables.where(Payment, opening=where)[:number]:
            back = any(refund.payment == one.id for refund in self.tables.where(Refund))
            charged = self.tables.get(Grant, one.id) is not None
            if not (one.voucher or back or charged):
                tender = f"{self.name}{number}"
                body = {"act": self.act, "opening": where, "payment": one.id, "tender": tender}
                self.tell("payment.changed", body)

    def other_bill(self, where: str, other: str, _: int) -> None:
        """Money that was taken on the wrong table."""
        bill = self._open(other) if where != other else None
        for one in self.tables.where(Payment, opening=where)[:1] if bill else ():
            back = any(refund.payment == one.id for refund in self.tables.where(Refund))
            settled = self.tables.get(Settlement, one.bill) is not None
            if bill and not (one.voucher or back or settled):
                body = {"act": self.act, "payment": one.id, "opening": other, **bill.named}
                self.tell("payment.moved", {**body, "source": where, "amount": one.amount})

    def back(self, where: str, _: str, number: int) -> None:
        """Some of a settled bill goes back, by a gateway if one charged it."""
        for settled in self.tables.where(Settlement, opening=where)[:1]:
            paid = self.tables.where(Payment, bill=settled.id)
            gone = self.tables.where(Refund, bill=settled.id)
            left = sum(one.amount for one in paid) - sum(one.amount for one in gone)
            if left > 0:
                amount = min(left, 70 * number)
                body = {"act": self.act, "opening": where, "amount": amount, "shift": ""}
                body |= bill_row(self.tables, where, settled.id).named
                told = [self._going(one) for one in to_give_back(paid, gone, amount)]
                body |= {"back": told, OWED: owed_on(self.tables, settled.id)}
                self.tell("payment.refunded", body)

    def _going(self, back: Any) -> dict[str, Any]:
        told = {"payment": back.payment, "tender": back.tender, "amount": back.amount}
        if self.tables.get(Grant, back.payment):
            told["gateway"] = {"charge": back.payment, "home": self.name}
        paid = self.tables.get(Payment, back.payment)
        return {**told, ACCOUNT: paid.account} if paid and paid.account else told

    def reverse(self, where: str, _: str, number: int) -> None:
        """A settled bill is corrected: its money goes back, or onto the bill in its place, which stands at no
        table if its guests have gone."""
        for settled in self.tables.where(Settlement, opening=where)[:1]:
            bill = bill_row(self.tables, where, settled.id)
            paid = self.tables.where(Payment, bill=settled.id)
            gone = self.tables.where(Refund, bill=settled.id)
            left = sum(one.amount for one in paid) - sum(one.amount for one in gone)
            if bill.corrected or left <= 0:
                continue
            to, on = (f"{self.act}.bill", where) if self.of(where).live else (LATER, LATER)
            if on == LATER:
                place = {"opening": LATER, "table": "", "guests": 2, "secret": "s", "number": LATER}
                self.tell("opening.started", place)
            told = [self._going(one) for one in to_give_back(paid, gone, left)]
            carried = [{name: one[name] for name in one if name != "gateway"} for one in told]
            body = {"act": self.act, "opening": where, **bill.named, "to": to, "amount": left}
            body |= {"back": carried if number == 1 else told, "carry": number == 1, "on": on}
            body |= {OWED: owed_on(self.tables, settled.id), "round": self.of(on).rounds + 1}
            rows = dishes_on(self.tables, settled.id)
            body |= {"copied": [row.id for row in rows], TOLD: to_plain(rows)}
            self.tell("bill.reversed", {**body, "shift": ""})

    def bottle(self, where: str, _: str, portions: int) -> None:
        """Bottles of a bill, paid or not, come back unopened."""
        for row in self.tables.where(OrderLine, opening=where)[:1]:
            if row.quantity >= 1_000 and not row.short:
                body = {"act": self.act, "opening": where, "line": row.id, "quantity": 1_000, COUNTS: {}}
                self.tell("line.returned", body)

    def answered(self, _: str, __: str, number: int) -> None:
        for row in self.tables.where(GatewayRefund):
            state = ("gone", "failed", "stuck")[number - 1]
            if row.state == "on_way":
                body = {"refund": row.id, "attempt": row.attempt, "state": state, "why": self.name}
                self.tell("refund.answered", body)
            elif row.state in ("failed", "stuck"):
                self.tell("refund.by_hand", {"refund": row.id, "attempt": row.attempt})

    def collect(self, _: str, __: str, number: int) -> None:
        """A debt is paid: told by both halves under one id."""
        if self.tables.get(DebtPayment, f"d{number}") is None:
            money = {"tender": self.name, "amount": number, "tendered": number, "change": 0}
            self.tell("debt.paid", {"payment": f"d{number}", "account": ACCOUNT_OF, **money})

    def invoice(self, where: str, _: str, number: int) -> None:
        bill = f"{where}" if number == 1 else f"{where}{number}"
        self.tell("invoice.asked", {"opening": where, "bill": bill, "title": self.act})

    # the door

    def number(self, _: str, __: str, number: int) -> None:
        if self.tables.get(QueueNumber, f"q{number}") is None:
            body = {"queue": f"q{number}", "day": "2026-11-23", "group": "A", "number": number, "guests": 2}
            self.tell("queue.joined", {**body, "ahead": 0, "place": number})

    def _waiting(self) -> QueueNumber | None:
        party = self.tables.get(QueueNumber, "q1")
        return party if party and party.open else None

    def call_up(self, _: str, __: str, ___: int) -> None:
        if party := self._waiting():
            self.tell("queue.called", {"queue": party.id, CALLS: party.calls + 1})

    def pass_over(self, _: str, __: str, ___: int) -> None:
        if party := self._waiting():
            body = {"queue": party.id, "place": party.place + 10 + self.seq, PASSES: party.passes + 1}
            self.tell("queue.passed", body)

    def sit_down(self, where: str, _: str, __: int) -> None:
        if party := self._waiting():
            self.tell("queue.seated", {"queue": party.id, "opening": where})

    def give_up(self, _: str, __: str, ___: int) -> None:
        if party := self._waiting():
            self.tell("queue.left", {"queue": party.id})

    def book(self, _: str, __: str, number: int) -> None:
        known = self.tables.get(Booking, f"b{number}")
        if known.open if known else self.name == "a":
            body = {"booking": f"b{number}", "at": self.clock + number, "guests": number, "sealed": self.act}
            self.tell("booking.made", {**body, "tables": [self.name]})

    def booked_end(self, where: str, _: str, number: int) -> None:
        known = self.tables.get(Booking, f"b{number}")
        if known and known.open:
            if where == "one":
                self.tell("booking.arrived", {"booking": known.id, "opening": where})
            else:
                how = NO_SHOW if where == "two" else CANCELLED
                self.tell("booking.ended", {"booking": known.id, "how": how, "reason": self.name})


def purse(name: str, before: Till | None = None) -> Purse:
    till = Purse(name, before)
    till.facts = []
    return till


def told(before: Till, name: str, story: Sequence[tuple[str, str, str, int]]) -> Purse:
    till = purse(name, before)
    for act, *values in story:
        getattr(till, act)(*values)
    return till


def dinner() -> Till:
    """Three tables, of which two have ordered; somebody has the drawer."""
    common = evening()
    common.take()
    for where in ("one", "two"):
        common.order(where, "", 2)
    return common
