"""A guest shows a code: charged once by the home, whatever is lost, and on the bill as what it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.errors import Refused
from domain.money.gateway_refunds import GatewayRefund
from domain.money.grants import SET_ASIDE, Grant
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from domain.selling.printing import PrintJob
from pos_app.sync.client import ServerClient, Unreachable
from pos_app.workflows import charging
from pos_app.workflows.granting import ChargeAsked
from pos_app.workflows.slips import receipt_slip
from printers.slips.words import SlipForm
from printers.ticket import Width
from tests.fakes.gateway import QUICK, Gateway
from tests.pos_app.shop import BEER, TOFU, Shop
from tests.sync_server.running import ServerHere

WECHAT = "134567890123456789"


class Till:
    """The demo restaurant with a home on a socket, its gateway under the story's hand."""

    def __init__(self, shop: Shop, folder: Path, real: bool = False) -> None:
        """``real``: its home charges by what accounts it is given."""
        self.gateway = Gateway()
        self.home = ServerHere(folder, merchants=None if real else self.gateway, pace=QUICK)
        self.key, self.device = Ed25519PrivateKey.generate(), "d" * 32
        store = {"brand": "b" * 32, "store": "5" * 32, "names": {"en": "Till"}}
        self.client().enrol(self.home.code(), store)
        self.away = False
        self.stand_at(shop)

    def stand_at(self, shop: Shop) -> None:
        """This shop's till is connected now."""
        self.shop = shop
        shop.till.charging.connect, shop.till.charging.home = self.connect, lambda: self.home.url

    def client(self) -> ServerClient:
        return ServerClient(self.home.url, self.device, self.key)

    def connect(self, url: str) -> ServerClient:
        if self.away:
            raise Unreachable("story")
        client = self.client()
        once = client._once

        def cut(*arguments: object) -> object:
            if self.away:
                raise Unreachable("story")
            answer = once(*arguments)  # type: ignore[arg-type]
            if self.away:  # the line broke on the way back
                raise Unreachable("story")
            return answer

        client._once = cut  # type: ignore[method-assign, assignment]
        return client

    def asks(self, table: str, amount: int = 0, payment: str = "") -> ChargeAsked:
        view = self.shop.opening(table)
        id = payment or self.shop.time.new_id()
        return ChargeAsked(
            id, view.opening.id, view.agreed.id, "wechat", amount or view.due, view.version, True, "zhou"
        )

    def charge(self, table: str, amount: int = 0) -> str:
        asked = self.asks(table, amount)
        self.shop.till.charging.charge(asked, WECHAT).result()
        return asked.payment

    def wait(self, payment: str, *states: str) -> None:
        until(lambda: self.shop.till.charging.views[payment].state in states)

    def grant(self, payment: str) -> Grant:
        (found,) = self.shop.rows(Grant, id=payment)
        return found


def until(holds: Callable[[], object], seconds: float = 20.0) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.01)


@pytest.fixture
def till(shop: Shop, tmp_path: Path) -> Iterator[Till]:
    made = Till(shop, tmp_path)
    yield made
    made.shop.till.charging.close()
    made.home.close()


def seated(shop: Shop, table: str = "A1") -> str:
    opening = shop.open(table)
    shop.send(table, TOFU, BEER)
    return opening


def test_a_code_pays_the_bill(till: Till) -> None:
    seated(till.shop)
    due = till.shop.opening("A1").due
    payment = till.charge("A1")
    till.wait(payment, "paid")
    (paid,) = till.shop.rows(Payment)
    assert (paid.id, paid.tender, paid.amount, paid.change) == (payment, "wechat", due, 0)
    (settled,) = till.shop.rows(Settlement)
    assert settled.total == due and till.shop.opening("A1").due == 0
    grant = till.grant(payment)
    assert (grant.state, grant.channel, grant.provider) == ("paid", "wechat", "story") and grant.transaction
    kinds = [name for name in ("payment.granted", "payment.received") if till.shop.events(name)]
    assert kinds == ["payment.granted", "payment.received"]
    assert till.shop.rebuilt().different == ()


def test_a_guest_with_too_little_money_leaves_the_bill_as_it_was(till: Till) -> None:
    seated(till.shop)
    till.gateway.guest = "failed"
    payment = till.charge("A1")
    till.wait(payment, "failed")
    assert till.shop.till.charging.views[payment].why == "charge_too_little"
    assert not till.shop.rows(Payment) and till.grant(payment).state == "ended"
    till.gateway.guest = "paid"
    till.wait(till.charge("A1"), "paid")


def test_what_is_being_charged_is_asked_of_nobody_else(till: Till) -> None:
    seated(till.shop)
    till.gateway.guest = "waiting"
    payment, due = till.charge("A1", 1_000), till.shop.opening("A1").due
    till.wait(payment, "waiting")
    with pytest.raises(Refused, match="payment_waiting"):
        till.shop.pay("A1", due)
    with pytest.raises(Refused, match="payment_waiting"):
        till.charge("A1", due)
    till.gateway.known[payment] = "paid"
    till.wait(payment, "paid")
    till.shop.pay("A1", till.shop.opening("A1").due)
    assert [one.amount for one in till.shop.rows(Payment)] == [1_000, due - 1_000]


def test_guests_whose_code_is_being_charged_are_not_let_go(till: Till) -> None:
    """All was given away meanwhile: what comes goes back to them, so somebody has to be there."""
    opening = seated(till.shop)
    till.gateway.guest = "waiting"
    payment = till.charge("A1")
    till.wait(payment, "waiting")
    till.shop.till.bills.free_bill(opening, "comp", "sorry", "wang", till.shop.time.new_id()).result()
    for act in (till.shop.till.clear_table, till.shop.till.bills.settle_for_nothing):
        with pytest.raises(Refused, match="payment_waiting"):
            act(opening, "zhou").result()
    till.gateway.known[payment] = "paid"
    till.wait(payment, "paid")
    (settled,) = till.shop.rows(Settlement)
    assert settled.over == till.grant(payment).amount


def test_the_cashier_gives_it_up_and_takes_cash(till: Till) -> None:
    seated(till.shop)
    till.gateway.guest = "waiting"
    payment = till.charge("A1")
    till.wait(payment, "waiting")
    till.shop.till.charging.cancel(payment)
    till.wait(payment, "closed")
    assert till.grant(payment).why == "charge_cancelled"
    assert till.shop.pay("A1").receipt


def test_dishes_taken_off_meanwhile_go_back_to_the_guest(till: Till) -> None:
    opening = seated(till.shop)
    till.gateway.guest = "waiting"
    payment, due = till.charge("A1"), till.shop.opening("A1").due
    till.wait(payment, "waiting")
    line = till.shop.opening("A1").lines[1]
    till.shop.till.bills.void_line(
        line.id, line.line.quantity, False, "gone", "wang", till.shop.time.new_id()
    ).result()
    assert not till.shop.rows(Settlement)
    till.gateway.known[payment] = "paid"
    till.wait(payment, "paid")
    (settled,) = till.shop.rows(Settlement)
    over = due - settled.total
    assert settled.over == over > 0 and settled.opening == opening
    assert [(one.amount, one.owed) for one in till.shop.rows(Refund)] == [(over, over)]
    (back,) = till.shop.rows(GatewayRefund)
    assert (back.charge, back.amount, back.by) == (payment, over, "till")
    assert not till.shop.till.view.drawer.owing, "nobody has to think of it"
    (job,) = [one for one in till.shop.rows(PrintJob) if one.kind == "receipt"]  # it was asked for
    slip = till.shop.read(lambda tables: receipt_slip(tables, job, SlipForm(Width.MM_80, "en", None)))
    assert (slip.total, slip.tenders[0].amount, slip.back) == (settled.total, due, over)
    till.shop.till.sending_back.start(till.connect)
    until(lambda: [one.state for one in till.shop.rows(GatewayRefund)] == ["gone"])
    assert [one.amount for one in till.gateway.refunds.values()] == [over]
    assert till.shop.rebuilt().different == ()


def test_cash_beyond_a_bill_waits_for_somebody_to_hand_it_out(till: Till) -> None:
    """What a gateway charged goes back by itself, and no more than that."""
    seated(till.shop)
    cash = till.shop.opening("A1").due - 1_000
    till.shop.pay("A1", cash)
    till.gateway.guest = "waiting"
    payment = till.charge("A1", 1_000)
    till.wait(payment, "waiting")
    opening = till.shop.opening("A1").opening.id
    till.shop.till.bills.free_bill(opening, "comp", "sorry", "wang", till.shop.time.new_id()).result()
    till.gateway.known[payment] = "paid"
    till.wait(payment, "paid")
    assert [(one.amount, one.tender) for one in till.shop.rows(Refund)] == [(1_000, "wechat")]
    until(lambda: till.shop.till.view.drawer.owing)
    (owing,) = till.shop.till.view.drawer.owing
    assert owing.over == cash
    act = till.shop.time.new_id()
    for _ in range(2):
        till.shop.till.money.refund(owing.bill.id, cash, {}, True, "paid_beyond", "wang", act).result()
    until(lambda: not till.shop.till.view.drawer.owing)
    assert sum(one.amount for one in till.shop.rows(Refund)) == cash + 1_000
    assert till.shop.rebuilt().different == ()


@pytest.mark.parametrize("aside", [False, True])
def test_what_waited_for_another_charge_goes_back_when_that_is_over(till: Till, aside: bool) -> None:
    seated(till.shop)
    till.gateway.guest = "waiting"
    paid, other = till.charge("A1", 1_000), till.charge("A1", 500)
    till.wait(other, "waiting")
    opening = till.shop.opening("A1").opening.id
    till.shop.till.bills.free_bill(opening, "comp", "sorry", "wang", till.shop.time.new_id()).result()
    till.gateway.known[paid] = "paid"
    till.wait(paid, "paid")
    assert not till.shop.rows(Refund), "the other one may come, too"
    if aside:
        till.shop.till.charging.set_aside(other, "wang").result()
    else:
        till.gateway.known[other] = "failed"
    until(lambda: till.shop.rows(GatewayRefund))
    (back,) = till.shop.rows(GatewayRefund)
    assert (back.charge, back.amount) == (paid, 1_000)
    until(lambda: not till.shop.till.view.drawer.owing)
    assert till.shop.rebuilt().different == ()


def test_a_till_that_died_finds_out_what_became_of_it(till: Till) -> None:
    seated(till.shop)
    till.gateway.guest = "waiting"
    payment = till.charge("A1")
    till.wait(payment, "waiting")
    till.shop.till.charging.close()
    till.gateway.known[payment] = "paid"
    till.stand_at(till.shop.again())
    till.shop.till.charging.start()
    till.wait(payment, "paid")
    assert len(till.shop.rows(Payment)) == 1 and till.gateway.calls().count("charge") == 1


def test_a_till_that_died_before_it_asked_never_asks(till: Till) -> None:
    """The code is gone with it; whatever is still on the way finds the door closed."""
    seated(till.shop)
    till.away = True
    payment = till.charge("A1")
    till.wait(payment, "unknown")
    till.shop.till.charging.close()
    till.away = False
    till.stand_at(till.shop.again())
    till.shop.till.charging.start()
    till.wait(payment, "closed")
    assert "charge" not in till.gateway.calls() and till.grant(payment).state == "ended"


def test_the_line_breaks_and_the_code_is_charged_once(till: Till) -> None:
    seated(till.shop)
    there, go = threading.Event(), threading.Event()

    def slowly() -> None:
        there.set()
        go.wait(20)

    till.gateway.at_charge = slowly
    payment = till.charge("A1")
    there.wait(20)
    till.away = True
    go.set()
    till.wait(payment, "unknown")
    till.away = False
    till.wait(payment, "paid")
    assert till.gateway.calls().count("charge") == 1 and len(till.shop.rows(Payment)) == 1


def test_without_a_home_nothing_is_granted(shop: Shop) -> None:
    seated(shop)
    view = shop.opening("A1")
    asked = ChargeAsked(
        shop.time.new_id(), view.opening.id, view.agreed.id, "wechat", view.due, view.version, True, "zhou"
    )
    with pytest.raises(Refused, match="home_away"):
        shop.till.charging.charge(asked, WECHAT).result()
    assert not shop.rows(Grant)


def test_what_nobody_answers_may_be_set_aside_and_comes_back_as_due_to_the_guest(till: Till) -> None:
    seated(till.shop)
    till.gateway.lost = {"charge", "query", "cancel"}
    payment = till.charge("A1")
    till.wait(payment, "unknown")
    till.shop.till.charging.set_aside(payment, "wang").result()
    assert till.grant(payment).why == SET_ASIDE
    assert till.shop.pay("A1").receipt
    till.gateway.lost = set()
    till.wait(payment, "returned")
    assert till.grant(payment).state == "returned" and till.gateway.known[payment] == "closed"
    assert len(till.shop.rows(Payment)) == 1
    (told,) = till.shop.events("grant.refund_due")
    assert told["amount"] == till.grant(payment).amount
    assert till.shop.rebuilt().different == ()


def test_what_goes_back_goes_back_also_if_the_till_dies_over_it(till: Till) -> None:
    seated(till.shop)
    till.gateway.lost = {"charge", "query", "cancel"}
    payment = till.charge("A1")
    till.wait(payment, "unknown")
    till.shop.till.charging.set_aside(payment, "wang").result()
    assert till.shop.pay("A1").receipt
    till.gateway.lost = {"cancel"}
    till.wait(payment, "returning")
    till.shop.till.charging.close()
    till.stand_at(till.shop.again())
    till.shop.till.charging.start()
    till.wait(payment, "returning")
    assert till.grant(payment).state == "due_back"
    till.gateway.lost = set()
    till.wait(payment, "returned")
    assert till.gateway.known[payment] == "closed" and till.gateway.calls().count("charge") == 1
    assert till.shop.rebuilt().different == ()


def test_a_bill_under_charge_is_neither_split_nor_joined(till: Till) -> None:
    opening = seated(till.shop)
    other = seated(till.shop, "A2")
    till.gateway.guest = "waiting"
    payment = till.charge("A1", 500)
    till.wait(payment, "waiting")
    with pytest.raises(Refused, match="bill_begun"):
        till.shop.till.tables.join(other, opening, "zhou").result()
    line = till.shop.opening("A1").lines[0].id
    with pytest.raises(Refused, match="bill_begun"):
        till.shop.till.tables.move_lines(opening, {line: 1_000}, other, "zhou").result()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": 10**6}, "too_much"),
        ({"amount": 0}, "too_much"),
        ({"tender": "cash"}, "unknown_tender"),
        ({"version": 99}, "bill_changed"),
        ({"opening": "nobody"}, "opening_closed"),
    ],
)
def test_what_may_not_be_charged_is_refused_before_anybody_is_asked(
    till: Till, change: dict[str, object], code: str
) -> None:
    seated(till.shop)
    asked = replace(till.asks("A1"), **change)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=code):
        till.shop.till.charging.charge(asked, WECHAT).result()
    assert not till.shop.rows(Grant) and till.gateway.calls() == []


def test_a_till_that_runs_for_weeks_does_not_remember_every_charge(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charging, "OVER_KEPT", 2)
    seated(till.shop)
    payments: list[str] = []
    for _ in range(5):
        payments.append(till.charge("A1", 100))
        till.wait(payments[-1], "paid")
        till.shop.caught_up()
    assert list(till.shop.till.charging.views) == payments[2:]
    assert len(till.shop.rows(Payment)) == 5


def test_the_same_scan_twice_is_granted_once(till: Till) -> None:
    seated(till.shop)
    asked = till.asks("A1")
    first = till.shop.till.charging.charge(asked, WECHAT).result()
    again = till.shop.till.charging.charge(asked, WECHAT).result()
    assert first.id == again.id
    till.wait(asked.payment, "paid")
    assert till.gateway.calls().count("charge") == 1 and len(till.shop.rows(Grant)) == 1
