"""Guests pay on their own phones: each part once, whoever else pays, and told truly to both sides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from domain.errors import Refused
from domain.money.grants import Grant
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from pos_app.sync.client import ServerClient, ServerRefused
from pos_app.workflows import phone_paying
from tests.pos_app.shop import BEER, TOFU, Shop
from tests.pos_app.workflows.phone_story import PhoneTill, until


@pytest.fixture
def till(shop: Shop, tmp_path: Path) -> Iterator[PhoneTill]:
    made = PhoneTill(shop, tmp_path)
    yield made
    made.close()


def seated(till: PhoneTill, table: str = "A1") -> str:
    opening = till.shop.open(table)
    till.shop.send(table, TOFU, BEER)
    return opening


def test_the_whole_bill_is_paid_on_the_phone(till: PhoneTill) -> None:
    seated(till)
    due, guest = till.shop.opening("A1").due, till.guest("A1")
    payment = guest.pay()
    till_says = until(lambda: guest.seen(payment).get("phone"))
    assert till_says["kind"] == "address" and not till.shop.rows(Payment)
    guest.wallet(payment)
    assert guest.sees(payment, "paid")["amount"] == due
    (paid,) = till.shop.rows(Payment)
    assert (paid.id, paid.tender, paid.amount, paid.by) == (payment, "wechat", due, "phone")
    (settled,) = till.shop.rows(Settlement)
    assert settled.total == due
    until(lambda: guest.money()["bill"] is None)
    grant = till.grant(payment)
    assert (grant.state, grant.provider, grant.phone) == ("paid", "demo", guest.id)
    assert till.shop.rebuilt().different == ()


def test_the_same_request_twice_is_one_payment_and_with_another_sum_none(till: PhoneTill) -> None:
    seated(till)
    guest = till.guest("A1")
    wish = guest.wish()
    first, second = guest.send(wish), guest.send(wish)
    assert first.status_code == 202 and second.status_code == 200
    assert guest.send({**wish, "amount": wish["amount"] - 1}).json()["code"] == "request_changed"
    guest.wallet(wish["id"])
    guest.sees(wish["id"], "paid")
    assert guest.send(wish).json()["state"] == "accepted"
    assert len(till.shop.events("payment.granted")) == len(till.shop.rows(Payment)) == 1


def test_a_dish_that_is_a_gift_while_its_guest_pays_goes_back_to_her_and_her_phone_says_so(
    till: PhoneTill,
) -> None:
    seated(till)
    guest = till.guest("A1")
    payment = guest.pay()
    guest.sees(payment, "open")
    line = till.shop.opening("A1").lines[1]
    till.shop.till.bills.give_line(
        line.id, line.line.quantity, "house", "wang", till.shop.time.new_id()
    ).result()
    guest.wallet(payment)
    seen = guest.sees(payment, "paid")
    (settled,) = till.shop.rows(Settlement)
    assert seen["back"] == settled.over == line.line.amount
    (back,) = till.shop.rows(Refund)
    assert (back.payment, back.amount, back.by) == (payment, settled.over, "till")
    act = till.shop.time.new_id()  # what staff give back later is another story, which they tell
    till.shop.till.money.refund(settled.id, 100, {}, False, "complaint", "wang", act).result()
    again = [one for one in till.shop.till.phones.verdicts() if one.request == payment]
    assert again[0].facts["back"] == settled.over, "told again to a server that comes back"


def test_who_paid_beyond_the_bill_while_another_phone_paid_too_reads_it_when_that_gives_up(
    till: PhoneTill,
) -> None:
    seated(till)
    opening, due = till.shop.opening("A1").opening.id, till.shop.opening("A1").due
    one, two = till.guest("A1"), till.guest("A1")
    paid = one.pay("share", of=2)
    one.sees(paid, "open")
    other = two.pay("share", of=2)
    two.sees(other, "open")
    till.shop.till.bills.free_bill(opening, "comp", "sorry", "wang", till.shop.time.new_id()).result()
    one.wallet(paid)
    half = one.sees(paid, "paid")
    assert "back" not in half
    two.give_up(other)
    two.sees(other, "ended")
    assert until(lambda: one.seen(paid).get("back")) == half["amount"] < due
    assert [(row.payment, row.owed) for row in till.shop.rows(Refund)] == [(paid, half["amount"])]


def test_two_phones_that_pay_at_once_pay_once(till: PhoneTill) -> None:
    seated(till)
    one, two = till.guest("A1"), till.guest("A1")
    wishes = one.wish(), two.wish()
    one.send(wishes[0])
    one.sees(wishes[0]["id"], "open")
    two.send(wishes[1])
    refused = two.sees(wishes[1]["id"], "refused")
    assert "is being paid just now" in refused["text"] and "Nothing was charged to you" in refused["text"]
    one.wallet(wishes[0]["id"])
    one.sees(wishes[0]["id"], "paid")
    assert len(till.shop.rows(Payment)) == 1


def test_whoever_does_not_pay_leaves_the_bill_to_others(till: PhoneTill) -> None:
    seated(till)
    guest = till.guest("A1")
    payment = guest.pay()
    guest.wallet(payment, "no")
    guest.sees(payment, "ended")
    given_up = guest.pay()
    until(lambda: guest.seen(given_up).get("phone"))
    guest.give_up(given_up)
    guest.sees(given_up, "ended")
    assert not till.shop.rows(Payment)
    assert till.shop.pay("A1").due == 0


def test_giving_up_is_done_by_the_home_and_holds_though_the_till_is_away(till: PhoneTill) -> None:
    seated(till)
    guest = till.guest("A1")
    payment = guest.pay()
    until(lambda: guest.seen(payment).get("phone"))
    till.leave()  # killed, perhaps: the phone does not know it yet
    guest.give_up(payment)
    look = "SELECT state FROM charges"
    until(lambda: till.home.database.read(lambda c: c.exec_driver_sql(look).scalar()) == "closed")
    till.stand_at(till.shop.again())
    guest.sees(payment, "ended")
    assert not till.shop.rows(Payment) and till.shop.pay("A1").due == 0


def test_the_cashier_releases_a_bill_whose_guest_began_to_pay_and_walked_off(till: PhoneTill) -> None:
    seated(till)
    guest = till.guest("A1")
    payment = guest.pay()
    until(lambda: guest.seen(payment).get("phone"))
    with pytest.raises(Refused, match="payment_waiting"):
        till.shop.pay("A1")
    till.shop.till.charging.cancel(payment)
    guest.sees(payment, "ended")
    assert till.play.demo.query(till.play.demo.orders[payment]).state == "closed"
    assert till.shop.pay("A1").due == 0 and [one.tender for one in till.shop.rows(Payment)] == ["cash"]


def test_nobody_else_gives_up_what_a_guest_pays(till: PhoneTill) -> None:
    seated(till)
    guest, stranger = till.guest("A1"), till.guest("A1")
    payment = guest.pay()
    until(lambda: guest.seen(payment).get("phone"))
    stranger.give_up(payment)
    guest.wallet(payment)
    guest.sees(payment, "paid")


def test_a_bill_that_changed_meanwhile_is_looked_at_again(till: PhoneTill) -> None:
    seated(till)
    guest = till.guest("A1")
    wish = guest.wish()
    till.shop.send("A1", BEER)
    guest.send(wish)
    assert "The bill has changed" in guest.sees(wish["id"], "refused")["text"]
    (no,) = till.shop.events("payment.declined")
    assert (no["payment"], no["code"]) == (wish["id"], "pay_changed")
    assert guest.send(wish).json()["state"] == "refused" and not till.shop.rows(Grant)


def test_what_others_pay_is_seen_and_the_last_pays_what_is_left(till: PhoneTill) -> None:
    seated(till)
    due = till.shop.opening("A1").due
    one, two = till.guest("A1"), till.guest("A1")
    payment = one.pay("share", of=2)
    assert one.sees(payment, "open")["amount"] == -(-due // 2)
    bill = until(lambda: (seen := two.money()["bill"])["waiting"] and seen)
    assert bill["left"] == due // 2
    rest = two.pay()
    one.wallet(payment)
    two.wallet(rest)
    one.sees(payment, "paid")
    two.sees(rest, "paid")
    assert sum(one.amount for one in till.shop.rows(Payment)) == due
    assert len(till.shop.rows(Settlement)) == 1


def test_a_bill_that_the_till_settles_or_a_home_that_is_away_means_the_counter(till: PhoneTill) -> None:
    opening = seated(till)
    guest = till.guest("A1")
    wish = guest.wish()
    till.shop.till.at_payment.shows(opening)
    until(lambda: "at the counter" in guest.money()["why"])
    guest.send(wish)
    assert "settling this bill at the counter" in guest.sees(wish["id"], "refused")["text"]
    till.shop.till.at_payment.shows("")
    till.away = True
    until(lambda: "does not work just now" in guest.money()["why"])
    other = {**guest.wish(), "id": "7" * 32}
    guest.send(other)
    assert "Pay at the counter" in guest.sees(other["id"], "refused")["text"]


def test_money_that_comes_when_the_counter_has_set_it_aside_goes_back(till: PhoneTill) -> None:
    seated(till)
    guest = till.guest("A1")
    payment = guest.pay()
    until(lambda: guest.seen(payment).get("phone"))
    charge = till.play.demo.orders[payment]
    till.away = True
    till.play.demo.agree(payment)  # the till cannot hear of it
    till.shop.till.charging.set_aside(payment, "zhou").result()
    assert till.shop.pay("A1").due == 0
    till.away = False
    guest.sees(payment, "returned")
    assert till.grant(payment).state == "returned" and charge.amount
    assert len(till.shop.rows(Payment)) == 1
    assert till.shop.rebuilt().different == ()


def test_a_till_that_starts_before_its_home_is_there_has_not_forgotten_how_it_charges(
    till: PhoneTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    seated(till)
    till.guest("A1")
    till.leave()
    monkeypatch.setattr(phone_paying, "SOON", 0.01)
    till.away = True
    looks: list[str] = []
    till.stand_at(till.shop.again())

    def home() -> str:
        looks.append("")
        return ""

    till.shop.till.charging.home = home
    until(lambda: len(looks) > 3)
    assert till.shop.till.phones.shown()["ways"]


def test_phones_can_pay_though_the_home_cannot_say_what_it_has_found(
    till: PhoneTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    seated(till)
    till.guest("A1")
    monkeypatch.setattr(phone_paying, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(phone_paying, "LIST_EVERY", 0.0)
    monkeypatch.setattr(phone_paying, "SOON", 0.01)
    asked: list[str] = []

    def fails(self: ServerClient) -> NoReturn:
        asked.append("")
        raise ServerRefused(503, "server_disk", {})

    monkeypatch.setattr(ServerClient, "found_refunds", fails)
    until(lambda: len(asked) > 3)
    assert till.shop.till.phones.shown()["ways"]


def test_the_till_hears_that_the_homes_clock_is_wrong_and_right_again(
    till: PhoneTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phone_paying, "LOOK_EVERY", 0.0)
    server, wrong = till.home.server, [0]
    monkeypatch.setattr(server.clocks, "ahead", lambda store: wrong[0])
    wrong[0] = -700_000
    until(lambda: till.shop.till.view.gateway_ahead == -700_000)
    wrong[0] = 0
    until(lambda: till.shop.till.view.gateway_ahead == 0)
