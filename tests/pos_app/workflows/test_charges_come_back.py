"""A till is restored while a guest pays: what only the lost history knew comes back, and is followed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.money.grants import Grant
from domain.money.payments import Payment, Settlement
from pos_app.workflows.incarnations import RESTORED, begin_if_restored
from tests.pos_app.shop import BEER, TOFU, Hand, Shop, scratch
from tests.pos_app.workflows.phone_story import Guest, PhoneTill, until


class Burning:
    """A till with a home, and a backup of the moment in which a table had ordered."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.time = folder, Hand()
        before = Shop(folder / "store", self.time)
        before.open("A1")
        before.send("A1", TOFU, BEER)
        self.due = before.opening("A1").due
        before.close()
        shutil.copytree(folder / "store", folder / "backup")
        (folder / "home").mkdir()
        self.till = PhoneTill(Shop(folder / "store", self.time), folder / "home")

    @property
    def shop(self) -> Shop:
        return self.till.shop

    def burns(self) -> None:
        """All that it has written is at home; then it is gone, and the backup goes on in its place."""
        self.shop.caught_up()  # a phone may hear of it before its link counts it
        until(lambda: self.till.link.view.online and not self.till.link.view.waiting)
        self.till.leave()
        self.shop.close()
        restored = Shop(self.folder / "backup", self.time)
        book = restored.parts.book
        restored.parts.writer.submit(lambda: book.set_local(RESTORED, {"missing": -1})).result()
        restored.parts.writer.submit(lambda: begin_if_restored(book)).result()
        assert not restored.rows(Grant)
        self.till.stand_at(restored)

    def close(self) -> None:
        self.till.close()
        self.shop.close()


@pytest.fixture
def burning() -> Iterator[Burning]:
    with scratch() as folder:
        made = Burning(folder)
        yield made
        made.close()


def asked(burning: Burning) -> tuple[Guest, str]:
    """A guest has her wallet open; her phone, and the payment."""
    guest = burning.till.guest("A1")
    payment = guest.pay()
    until(lambda: guest.seen(payment).get("phone"))
    return guest, payment


def test_a_guest_pays_while_the_till_is_restored_and_it_is_on_the_bill(burning: Burning) -> None:
    guest, payment = asked(burning)
    burning.burns()
    guest.wallet(payment)
    until(lambda: burning.shop.rows(Grant, id=payment, state="paid"))
    guest.sees(payment, "paid")
    (paid,), (settled,) = burning.shop.rows(Payment), burning.shop.rows(Settlement)
    assert paid.id == payment and paid.amount == settled.total == burning.due
    assert burning.shop.rebuilt().different == ()


def test_one_that_paid_before_all_had_come_back_is_asked_for_by_nobody(burning: Burning) -> None:
    """The lost history knew that it was paid: no fact is written of it again."""
    guest, payment = asked(burning)
    guest.wallet(payment)
    guest.sees(payment, "paid")
    burning.burns()
    until(lambda: burning.shop.rows(Settlement))
    until(lambda: not burning.till.link.view.waiting)
    assert len(burning.shop.events("payment.received")) == 1
    assert payment not in burning.shop.till.charging.views


def test_what_a_guest_gives_up_after_the_till_was_restored_is_closed_and_cash_is_taken(
    burning: Burning,
) -> None:
    guest, payment = asked(burning)
    burning.burns()
    guest.give_up(payment)
    guest.sees(payment, "ended")
    assert burning.shop.pay("A1").receipt
