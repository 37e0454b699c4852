"""A guest's code at the counter with real programs, which die in the middle."""

from __future__ import annotations

import shutil

import pytest

from tests.end_to_end.programs import Ended
from tests.end_to_end.shop import Shop

ORDER, PAYMENT = "0" * 31 + "3", "0" * 31 + "4"
CODE, NEVER_AGREES = "134567890123456780", "134567890123456784"
DISHES = [{"dish": "mapo-tofu", "spec": "one"}, {"dish": "lager", "spec": "one"}]

# What became of the charge. The demo's provider forgets with its server, and says of what it does not know
# that nothing was charged.
PLACES = {
    "charge.after_grant": "failed",  # the code is gone with the till, and its call shall never come
    "charge.before_gateway": "failed",
    "charge.after_gateway": "failed",
    "charge.before_note": "paid",
}


@pytest.mark.parametrize("place", PLACES)
def test_whoever_dies_the_bill_and_the_charge_agree(shop: Shop, place: str) -> None:
    shop.open(f"{place}:1")
    opening = shop.ask("order", table="A1", lines=DISHES, remark="", id=ORDER)["opening"]
    try:
        total = shop.ask("charge", opening=opening, payment=PAYMENT, code=CODE)["amount"]
    except Ended:
        total = 0
    found = shop.ask_until_answered("charged", opening=opening, payment=PAYMENT)
    assert shop.note.read_text() == f"{place}\n", "the place was not reached"
    assert found["state"] == PLACES[place]
    if found["state"] == "paid":
        assert found["due"] == 0 and len(found["paid"]) == 1
    else:
        assert not found["paid"] and found["due"] > 0
        paid = shop.ask("pay", opening=opening, payment="0" * 31 + "5")
        assert paid["due"] == 0 and total in (0, paid["total"])
    shop.quiet()
    receipts = [text for text in shop.printers["counter"].texts if "结账单" in text]
    assert len(receipts) == 1
    assert ("演示，没有真的收款" in receipts[0]) == (found["state"] == "paid")
    assert shop.close() == 0


def test_a_charge_of_the_lost_history_is_followed_as_soon_as_it_comes_back(shop: Shop) -> None:
    """The disk goes back to before it was asked for, and only the home knows that it is under way."""
    shop.open()
    opening = shop.ask("order", table="A1", lines=DISHES, remark="", id=ORDER)["opening"]
    shop.quiet()
    assert shop.close() == 0
    image = shop.folder / "image"
    shutil.copytree(shop.data, image)
    shop.open()
    shop.ask("charge", opening=opening, payment=PAYMENT, code=NEVER_AGREES)
    shop.quiet()
    shop.kill()
    shutil.move(shop.data / "server", image / "kept")  # it is on another disk
    shutil.rmtree(shop.data)
    shutil.rmtree(image / "server")
    shutil.move(image / "kept", image / "server")
    shutil.move(image, shop.data)
    shop.open()
    found = shop.ask("charged", opening=opening, payment=PAYMENT)
    assert found["state"] == "failed" and not found["paid"] and found["due"] > 0
    paid = shop.ask("pay", opening=opening, payment="0" * 31 + "5")
    assert paid["due"] == 0
    shop.quiet()
    assert shop.close() == 0
