"""A stranger with a photo of a table's code, over HTTP: whatever she tries, nothing comes of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from domain.floor.openings import Opening
from domain.money.grants import Grant
from domain.people.chat import Chat
from domain.people.feedback import Feedback
from domain.record.plain import to_plain
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob
from pos_app.workflows.chatting import chats_of
from tests.pos_app.shop import BEER, TOFU, Shop
from tests.pos_app.workflows.phone_story import Guest, PhoneTill, until

EARLIER = "f" * 32


@dataclass
class Evening:
    """Guests eat at A1: one of them has ordered, written to the staff, said how it was, and pays just now."""

    till: PhoneTill
    guest: Guest
    stranger: Guest
    payment: str

    @property
    def shop(self) -> Shop:
        return self.till.shop

    def tries(self, door: str, plain: Any) -> tuple[int, str]:
        """The answer: status, and the code of a refusal."""
        answer = self.stranger.session.post(f"{self.stranger.base}/{door}", json=plain, timeout=10)
        return answer.status_code, str(answer.json().get("code", ""))

    def order(self, **other: Any) -> dict[str, Any]:
        """What her page would send, as it stands now; ``other`` in the place of what is so."""
        request = self.shop.phone("A1", self.stranger.id).request(BEER)
        return {**to_plain(request), **other}

    def becomes(self, request: str) -> str:
        """What the till makes of an order of hers: its state, or the code of its refusal."""

        def known() -> str:
            found = [one for one in self.stranger.now()["requests"] if one["id"] == request]
            state = str(found[0]["state"]) if found else ""
            return "" if state in ("", "received", "handed") else state

        return str(until(known))


@pytest.fixture
def evening(shop: Shop, tmp_path: Path) -> Iterator[Evening]:
    till = PhoneTill(shop, tmp_path)
    shop.publish("floor", admit_phones=True)
    shop.open("A1", 2)
    guest, stranger = Guest(_code(till)), Guest(_code(till))
    shop.phone("A1", guest.id).order(TOFU)
    shop.publish("floor", admit_phones=False)
    until(lambda: guest.money().get("bill") and not guest.money()["why"])
    opening = guest.now()["opening"]
    said = {"id": shop.time.new_id(), "phone": guest.id}
    for door, plain in (
        ("chat", {**said, "text": "allergic to nuts"}),
        ("feedback", {**said, "id": shop.time.new_id(), "opening": opening["id"], "stars": 2}),
    ):
        assert guest.session.post(f"{guest.base}/{door}", json=plain, timeout=10).ok
    until(lambda: shop.rows(Feedback) and _written(shop))
    payment = guest.pay()
    guest.sees(payment, "open")
    yield Evening(till, guest, stranger, payment)
    for one in (guest, stranger):
        one.session.close()
    till.close()


def _code(till: PhoneTill) -> str:
    return f"{till.home.url}/t/{till.shop.till.view.floor.table('A1').code}"


def test_a_strangers_attempts_are_each_refused(evening: Evening) -> None:
    shop, guest = evening.shop, evening.guest
    before = len(shop.rows(OrderLine)), len(shop.rows(PrintJob)), len(shop.rows(Grant))
    (opening,) = shop.rows(Opening)
    wish = evening.stranger.wish("sum", amount=100)

    seen = [evening.stranger.now(), evening.stranger.money(opening.id)]
    assert guest.id not in str(seen), "by her phone's name she could speak for the guest"
    assert "allergic" not in str(seen) and "nuts" not in str(seen)

    orders = {
        "as a phone that is new here": (evening.order(), "held"),
        "by the page of an earlier evening": (evening.order(secret=EARLIER), "refused"),
        "at a table that is free, as she says": (evening.order(opening="", secret=""), "held"),
        "for another opening": (evening.order(opening=EARLIER), "refused"),
        "at her own price": (_cheaper(evening.order()), "held"),
    }
    for name, (plain, wanted) in orders.items():
        status, _ = evening.tries("orders", plain)
        assert status in (200, 202), name
        assert (name, evening.becomes(plain["id"])) == (name, wanted)

    attempts: dict[str, tuple[str, Any]] = {
        "another table's order under this code's address": ("orders", {**evening.order(), "table": "A2"}),
        "a cart of no shape": ("orders", {"lines": "all of it"}),
        "a cart without end": ("orders", {**evening.order(), "lines": [to_plain(BEER)] * 5_000}),
        "more than is left": ("pay", {**wish, "id": shop.time.new_id(), "amount": -5}),
        "giving up what the guest pays": ("pay/stop", {"payment": evening.payment, "phone": EARLIER}),
        "what the guest said of the meal, taken back": _forget(evening, opening.id),
        "what the guest wrote, deleted": _forget(evening, ""),
        "a word on the meal that she did not eat": _word(evening, opening.id),
    }
    for door, plain in attempts.values():
        evening.tries(door, plain)
    paying = {**wish, "id": shop.time.new_id(), "secret": EARLIER}
    evening.tries("pay", paying)
    assert evening.stranger.sees(paying["id"], "refused")["state"] == "refused"
    for path in ("/b/store/bill/code", "/r/store/bill/code", "/t/none", "/q/none"):
        host = evening.till.home.url
        assert evening.stranger.session.get(host + path, timeout=10).status_code == 404, path

    shop.caught_up()
    after = len(shop.rows(OrderLine)), len(shop.rows(PrintJob)), len(shop.rows(Grant))
    assert after == before, "nothing was ordered, cooked or charged"
    assert evening.till.grant(evening.payment).state == "open", "the guest goes on paying"
    assert [one.stars for one in shop.rows(Feedback) if not one.gone] == [2]
    assert [one.phone for one in _written(shop)] == [guest.id]
    guest.wallet(evening.payment)
    guest.sees(evening.payment, "paid")
    assert shop.rebuilt().different == ()


def _written(shop: Shop) -> list[Chat]:
    """What is written with phones, as the till has it."""
    return shop.read(lambda tables: [one for one in chats_of(tables).values() if one.messages])


def _cheaper(plain: dict[str, Any]) -> dict[str, Any]:
    """The same cart, quoted by herself."""
    return {**plain, "quote": {**plain["quote"], "amount": 1}}


def _forget(evening: Evening, opening: str) -> tuple[str, Any]:
    told = {"id": evening.shop.time.new_id(), "phone": evening.stranger.id}
    return "forget", {**told, **({"opening": opening} if opening else {})}


def _word(evening: Evening, opening: str) -> tuple[str, Any]:
    said = {"id": evening.shop.time.new_id(), "phone": evening.stranger.id, "opening": opening}
    return "feedback", {**said, "stars": 1, "words": secrets.token_hex(4)}
