"""Several bills of a table, orders at the counter: a phone sees what is on each, and pays hers once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.money.grants import Grant
from domain.money.payments import Payment, Settlement
from domain.selling.order import CartLine
from domain.selling.orders import OrderLine
from domain.selling.request import Verdict
from tests.pos_app.shop import BEER, TOFU, Shop
from tests.pos_app.workflows.phone_story import Guest, PhoneTill, until
from tests.pos_app.workflows.test_store_code import begin, request, send, told


@pytest.fixture
def till(shop: Shop, tmp_path: Path) -> Iterator[PhoneTill]:
    made = PhoneTill(shop, tmp_path)
    yield made
    made.close()


def split(shop: Shop, dish: str) -> str:
    """This dish gets a bill of its own."""
    line = next(row for row in shop.rows(OrderLine) if row.dish == dish)
    to, opening = shop.time.new_id(), shop.opening("A1").opening.id
    shop.till.bills.split(opening, "", {line.id: line.quantity}, 1, "zhou", to).result()
    return to


def two_bills(till: PhoneTill) -> tuple[Guest, dict[str, Any], dict[str, Any]]:
    """A guest at a table whose beer has a bill of its own; the two as her phone shows them."""
    till.shop.open("A1")
    till.shop.send("A1", TOFU, BEER)
    guest = till.guest("A1")
    split(till.shop, BEER.dish)
    first, second = until(lambda: len(bills := guest.money()["bills"]) == 2 and bills)
    return guest, first, second


def part(guest: Guest, bill: dict[str, Any]) -> dict[str, Any]:
    return guest.wish(bill=bill["id"], total=bill["total"], amount=bill["left"])


def names(bill: dict[str, Any]) -> list[str]:
    return [name for name, _, _ in bill["dishes"]]


def test_each_guest_sees_what_is_on_the_bills_and_pays_hers(till: PhoneTill) -> None:
    guest, first, second = two_bills(till)
    assert (first["place"], second["place"]) == (1, 2)
    (tofu,), (beer,) = names(first), names(second)
    assert "ofu" in tofu and "ager" in beer
    for one in (first, second):
        assert sum(amount for _, _, amount in one["dishes"]) + one["fees"] == one["total"] == one["left"]
    hers = part(guest, second)
    assert guest.send(hers).ok
    guest.wallet(hers["id"])
    guest.sees(hers["id"], "paid")
    (paid,) = till.shop.rows(Payment)
    assert (paid.bill, paid.amount) == (second["id"], second["total"])
    assert [one.id for one in till.shop.rows(Settlement)] == [second["id"]]
    left = until(lambda: len(bills := guest.money()["bills"]) == 1 and bills[0])
    assert (left["total"], left["place"]) == (first["total"], 1)
    rest = guest.pay()
    guest.wallet(rest)
    guest.sees(rest, "paid")
    assert len(till.shop.rows(Settlement)) == 2 and till.shop.rebuilt().different == ()


def test_two_phones_want_one_of_the_bills_and_the_other_bill_is_free_meanwhile(till: PhoneTill) -> None:
    one, first, second = two_bills(till)
    two = till.guest("A1")
    hers, same, other = part(one, second), part(two, second), part(two, first)
    one.send(hers)
    one.sees(hers["id"], "open")
    two.send(same)
    assert "is being paid just now" in two.sees(same["id"], "refused")["text"]
    two.send(other)
    for guest, wish in ((one, hers), (two, other)):
        guest.wallet(wish["id"])
        guest.sees(wish["id"], "paid")
    assert {row.bill: row.amount for row in till.shop.rows(Payment)} == {
        first["id"]: first["total"],
        second["id"]: second["total"],
    }


def test_a_bill_that_was_put_together_meanwhile_is_looked_at_again(till: PhoneTill) -> None:
    guest, _, second = two_bills(till)
    wish = part(guest, second)
    till.shop.till.bills.merge(till.shop.opening("A1").opening.id, "zhou").result()
    guest.send(wish)
    assert "The bill has changed" in guest.sees(wish["id"], "refused")["text"]
    assert not till.shop.rows(Grant)


def test_a_page_from_before_names_no_bill_and_of_several_pays_none(till: PhoneTill) -> None:
    guest, first, _ = two_bills(till)
    old = guest.wish(total=first["total"], amount=first["left"])
    assert "bill" not in old
    guest.send(old)
    assert "counter" in guest.sees(old["id"], "refused")["text"]
    assert guest.money()["bill"]["why"] and not till.shop.rows(Grant)


def counter_guest(till: PhoneTill) -> Guest:
    """A phone that has scanned the store's own code, where it can pay."""
    begin(till.shop)
    guest = Guest(f"{till.home.url}/t/{till.shop.till.view.store_code.code}")
    until(lambda: guest.session.get(f"{guest.base}/now", timeout=10).ok and not guest.money()["why"])
    return guest


def ordered(till: PhoneTill, guest: Guest, *cart: CartLine) -> Verdict:
    return send(till.shop, request(till.shop, *cart, phone=guest.id))


def numbers(guest: Guest, count: int) -> list[dict[str, Any]]:
    """The phone's orders that can be paid, the newest first."""

    def seen() -> list[dict[str, Any]]:
        return [one for one in guest.now()["counter"]["numbers"] if one["pay"]]

    return list(until(lambda: len(found := seen()) == count and found))


def test_an_order_at_the_counter_is_paid_on_its_phone(till: PhoneTill) -> None:
    guest = counter_guest(till)
    verdict = ordered(till, guest, TOFU)
    (number,) = numbers(guest, 1)
    (bill,) = guest.money(number["id"])["bills"]
    assert [dish for dish in names(bill) if "ofu" in dish]
    assert bill["left"] == number["total"] == number["pay"]
    wish = guest.wish(number=number)
    assert guest.send(wish).ok
    guest.wallet(wish["id"])
    guest.sees(wish["id"], "paid")
    assert told(till.shop, verdict).paid
    (paid,) = till.shop.rows(Payment)
    assert (paid.opening, paid.amount, paid.by) == (number["id"], number["total"], "phone")
    (now,) = until(lambda: (found := guest.now()["counter"]["numbers"]) and found[0]["paid"] and found)
    assert now["pay"] == 0
    until(lambda: guest.money(number["id"])["bills"] == [])
    assert till.shop.rebuilt().different == ()


def test_two_orders_of_a_phone_are_paid_apart(till: PhoneTill) -> None:
    guest = counter_guest(till)
    ordered(till, guest, TOFU)
    ordered(till, guest, BEER)
    second, first = numbers(guest, 2)
    wishes = [guest.wish(number=one) for one in (first, second)]
    for wish in wishes:
        guest.send(wish)
        guest.wallet(wish["id"])
        guest.sees(wish["id"], "paid")
    assert {row.opening: row.amount for row in till.shop.rows(Payment)} == {
        first["id"]: first["total"],
        second["id"]: second["total"],
    }


def test_another_phone_sees_and_pays_nothing_of_it(till: PhoneTill) -> None:
    guest = counter_guest(till)
    ordered(till, guest, TOFU)
    (number,) = numbers(guest, 1)
    stranger = Guest(guest.base)
    assert stranger.money(number["id"])["bills"] == [] and stranger.now()["counter"]["numbers"] == []
    forged = guest.wish(number=number, phone=stranger.id, secret="0" * 32)
    stranger.send(forged)
    assert stranger.sees(forged["id"], "refused")["text"] and not till.shop.rows(Grant)


def test_an_order_at_the_counter_that_the_till_settles_is_paid_there(till: PhoneTill) -> None:
    guest = counter_guest(till)
    ordered(till, guest, TOFU)
    (number,) = numbers(guest, 1)
    wish = guest.wish(number=number)
    till.shop.till.at_payment.shows(number["id"])
    until(lambda: "at the counter" in guest.money(number["id"])["why"])
    guest.send(wish)
    assert "settling this bill at the counter" in guest.sees(wish["id"], "refused")["text"]
    till.shop.till.at_payment.shows("")
    until(lambda: not guest.money(number["id"])["why"])
    first, second = guest.wish(number=number), guest.wish(number=number)
    guest.send(first)
    guest.sees(first["id"], "open")
    guest.send(second)
    assert "is being paid just now" in guest.sees(second["id"], "refused")["text"]
