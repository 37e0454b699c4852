"""PINs: right ones open, wrong ones make wait, longer each time, and nobody else waits with them."""

from collections.abc import Iterator

import pytest

from domain.errors import Refused
from pos_app.database.session import StorageError
from pos_app.workflows.people import hash_pin, pin_fits
from tests.pos_app.shop import Shop


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One hash is checked for real; the others by their digits, for a hash takes its time on purpose."""
    pins = {"wang": "8888", "zhou": "1111"}
    monkeypatch.setattr("pos_app.workflows.people.pin_fits", lambda staff, pin, pepper: pins[staff.id] == pin)
    yield


def sign_in(shop: Shop, pin: str, who: str = "zhou") -> str:
    """The role, or why not."""
    try:
        return shop.till.sign_in(who, pin).result().role
    except Refused as no:
        return f"{no.code} {no.facts.get('seconds', '')}".strip()


def test_the_right_pin_opens(shop: Shop) -> None:
    assert sign_in(shop, "1111") == "cashier"
    assert len(shop.events("staff.signed_in")) == 1


def test_three_wrong_pins_make_wait_longer_each_time(shop: Shop) -> None:
    assert [sign_in(shop, "0000") for _ in range(4)] == ["wrong_pin"] * 3 + ["pin_wait 4"]
    assert sign_in(shop, "1111") == "pin_wait 4"
    shop.time.later(seconds=3)
    assert sign_in(shop, "1111") == "pin_wait 1"
    shop.time.later(seconds=1)
    assert sign_in(shop, "0000") == "wrong_pin"
    assert sign_in(shop, "1111") == "pin_wait 8"
    shop.time.later(seconds=8)
    assert sign_in(shop, "1111") == "cashier"
    assert sign_in(shop, "0000") == "wrong_pin"
    assert sign_in(shop, "1111") == "cashier"


def test_one_who_forgot_their_pin_does_not_lock_out_the_others(shop: Shop) -> None:
    for _ in range(4):
        sign_in(shop, "0000")
    assert sign_in(shop, "8888", "wang") == "manager"


def test_trying_while_waiting_does_not_lengthen_the_wait(shop: Shop) -> None:
    for _ in range(10):
        sign_in(shop, "0000")
    shop.time.later(seconds=4)
    assert sign_in(shop, "1111") == "cashier"


def test_a_stranger_is_refused_by_the_future_as_every_no(shop: Shop) -> None:
    future = shop.till.sign_in("nobody", "1111")
    with pytest.raises(Refused, match="unknown_staff"):
        future.result()


def test_nothing_wrong_is_written_down(shop: Shop) -> None:
    before = len(shop.events())
    sign_in(shop, "0000")
    assert len(shop.events()) == before


def test_a_pin_is_kept_as_a_hash_that_needs_the_pepper(shop: Shop) -> None:
    staff = {person.id: person for person in shop.till.view.staff}
    pepper = shop.parts.keys.pepper()
    assert staff["zhou"].pin.startswith("$argon2id$")
    assert pin_fits(staff["zhou"], "1111", pepper)
    assert not pin_fits(staff["zhou"], "1112", pepper)
    assert not pin_fits(staff["zhou"], "1111", "another pepper")
    assert not pin_fits(staff["zhou"], "", pepper)
    assert hash_pin("1111", pepper) != staff["zhou"].pin


def test_a_restart_gives_no_new_tries(shop: Shop) -> None:
    assert [sign_in(shop, "0000") for _ in range(3)] == ["wrong_pin"] * 3
    shop = shop.again()
    assert sign_in(shop, "1111") == "pin_wait 4"
    shop.time.later(seconds=4)
    assert sign_in(shop, "0000") == "wrong_pin"
    shop = shop.again()
    assert sign_in(shop, "1111") == "pin_wait 8"
    shop.time.later(seconds=8)
    assert sign_in(shop, "1111") == "cashier"
    shop = shop.again()
    assert [sign_in(shop, "0000") for _ in range(3)] == ["wrong_pin"] * 3, "the right PIN ends the count"
    shop.close()


@pytest.mark.parametrize("minutes", [-24 * 60, -6, 6, 24 * 60])
def test_a_clock_that_is_set_shortens_no_wait(shop: Shop, minutes: int) -> None:
    assert [sign_in(shop, "0000") for _ in range(3)] == ["wrong_pin"] * 3
    shop.time.at += minutes * 60_000
    assert sign_in(shop, "1111") == "pin_wait 4"
    shop = shop.again()
    assert sign_in(shop, "1111") == "pin_wait 4"
    shop.time.later(seconds=4)
    assert sign_in(shop, "1111") == "cashier"
    shop.close()


def test_who_pulls_the_plug_has_used_up_the_try(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def pulled(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as while_it_is_looked_at:
        while_it_is_looked_at.setattr("pos_app.workflows.people.pin_fits", pulled)
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt):
                shop.door.check(shop.till.view.staff[1], "0000")
    shop = shop.again()
    with pytest.raises(Refused, match="pin_wait"):
        shop.door.check(shop.till.view.staff[1], "0000")
    shop.close()


def test_a_disk_that_takes_nothing_leaves_no_staff_outside(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("database or disk is full")

    monkeypatch.setattr(shop.parts.book, "set_local", full)
    shop.door.check(next(one for one in shop.till.view.staff if one.id == "zhou"), "1111")
