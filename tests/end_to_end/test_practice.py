"""Practice: a till of its own beside the till, which leaves nothing behind, and nothing in the store."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from domain.errors import Refused
from domain.record.plain import to_plain
from pos_app import practice
from pos_app.keys import KeyBox
from pos_app.practice import NAME, PracticeTill
from pos_app.workflows.people import pin_fits
from pos_app.workflows.practising import practice_of
from tests.end_to_end.phone import TOFU, Phone
from tests.end_to_end.programs import Program
from tests.fakes.printer import until
from tests.pos_app.shop import Shop, scratch

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


def test_a_guest_of_the_practice_orders_there_and_nothing_stays(tmp_path: Path) -> None:
    with scratch() as data:
        shop = Shop(data / "store")
        real = {table.code for table in shop.till.view.floor.tables}
        told = shop.read(lambda tables: practice_of(tables, shop.parts.keys.pepper()))
        wang = next(one for one in shop.till.view.people.present if one.id == "wang")
        shop.close()
    folder = tmp_path / NAME
    program = Program("pos_app", ["--data-dir", str(folder), "practice"], tmp_path / "said", OFFSCREEN)
    program.tell(to_plain(told))
    ready = program.wait_ready()
    codes = {url.rpartition("/")[2] for url in ready["diner_urls"].values()}
    assert not codes & real, "a real code never leads into practice"
    phone = Phone(ready["diner_urls"]["A6"])
    assert phone.send_until_heard(phone.fill([TOFU])).ok
    phone.close()
    assert (folder / "keys").exists(), "its secrets lie in its folder, not in the keyring"
    assert pin_fits(wang, "8888", KeyBox(folder, look_only=True).pepper()), "the PIN of every day opens it"
    program.hang_up()  # as a till that ends, or dies
    program.wait_dead()
    assert program.end() == 0
    assert not folder.exists()


def test_there_is_one_practice_and_it_ends_with_the_till(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    with scratch() as data:
        shop = Shop(data / "store")
        before = shop.parts.book.head
        till = PracticeTill(data, shop.parts.book, shop.parts.writer, shop.parts.keys.pepper())
        till.start().result()
        until(lambda: (data / NAME / "store.db").exists(), 20)
        with pytest.raises(Refused, match="practice_open"):
            till.start().result()
        till.close()
        assert not (data / NAME).exists()
        assert shop.parts.book.head == before
        till.start().result()  # and it may begin again
        assert till.open
        till.close()
        shop.close()


def test_a_practice_that_does_not_end_in_time_leaves_nothing_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy computer is still building its window when the till closes; here it stands still altogether."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(practice, "END", 1.0)
    with scratch() as data:
        shop = Shop(data / "store")
        till = PracticeTill(data, shop.parts.book, shop.parts.writer, shop.parts.keys.pepper())
        till.start().result()
        until(lambda: (data / NAME / "keys").exists(), 20)
        assert till._process
        till._process.send_signal(signal.SIGSTOP)
        till.close()
        assert not till.open
        assert not (data / NAME).exists(), "nobody else would take its secrets away"
        shop.close()
