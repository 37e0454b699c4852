"""What a cashier hears who looks elsewhere: trouble until somebody sees to it, all else once."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from pos_app.screens import ringing
from pos_app.screens.main_window import MainWindow
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand
from tests.pos_app.models.test_ears import turn


@pytest.fixture
def heard(hand: Hand, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Iterator[list[str]]:
    """What this till is heard saying, in order; trouble is said again soon."""
    found: list[str] = []
    monkeypatch.setattr(hand.window.desk.sounds, "play", found.append)
    hand.work._ringing._timer.setInterval(20)
    yield found


def test_a_ticket_that_is_not_printed_rings_until_somebody_looks_at_the_printers(
    hand: Hand, evening: Evening, heard: list[str], qtbot: QtBot
) -> None:
    assert ringing.AGAIN == 30_000, "as the look says"
    evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    turn(evening, "sending", "failed")
    hand.wait(lambda: heard.count("problem") >= 3)
    evening.call("A6", "waiter")
    hand.wait(lambda: "call" in heard)
    assert heard.count("call") == 1
    hand.press("Printing")
    assert not hand.work._ringing._timer.isActive()
    hand.window.go("floor", "")
    turn(evening, "sending", "failed")
    evening.settle()
    hand.window.desk._take_view()
    assert not hand.work._ringing._timer.isActive(), "the same ticket is no new trouble"
    evening.plug_in({"kitchen": "paper_out"})
    hand.wait(lambda: hand.work._ringing._timer.isActive())


def test_it_is_quiet_by_itself_once_all_is_on_paper_and_a_locked_till_rings_too(
    hand: Hand, evening: Evening, heard: list[str], qtbot: QtBot
) -> None:
    hand.window.lock()
    evening.plug_in({"kitchen": "paper_out"})
    hand.wait(lambda: heard.count("problem") >= 2)
    evening.plug_in()
    hand.wait(lambda: not hand.work._ringing._timer.isActive())


def test_an_order_from_a_phone_and_a_number_are_said_once_each(
    hand: Hand, evening: Evening, heard: list[str], window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(window.desk.voice, "say", lambda words, _tag: said.append(words))
    window.desk.till.device.keep("spoken", ["number"])
    evening.open("A6", 2)
    evening.phone("A6", dish("mapo-tofu"))
    hand.wait(lambda: heard == ["phone_order"])
    evening.till.queue.join("q1", 2, "zhou").result()
    evening.till.queue.call("q1", "zhou").result()
    hand.wait(lambda: heard == ["phone_order", "number"])
    assert len(said) == 1 and "your table is ready" in said[0]
    window.desk.viewed.emit()
    assert heard == ["phone_order", "number"]
