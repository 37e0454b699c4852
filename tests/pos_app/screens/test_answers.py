"""An answer of the till may come when the person who asked has left the sheet, or locked the till."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Event, Thread

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from domain.errors import Refused
from pos_app.language import Language
from pos_app.screens.main_window import MainWindow
from pos_app.screens.money.payment import PaymentScreen
from pos_app.screens.people.people_page import PersonEdit
from printers.paper import Paper
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand
from tests.pos_app.windows import shown


def _left_while_saving(hand: Hand, qapp: QApplication) -> "tuple[PersonEdit, Future[None]]":
    desk, answer = hand.window.desk, Future[None]()
    sheet = PersonEdit(desk, hand.window, desk.view.staff[0])
    sheet.open()
    desk.ask(answer, lambda _done: sheet.finish(), sheet._refuse)
    desk.sign(None)
    hand.wait(lambda: not isValid(sheet))
    return sheet, answer


def test_a_late_yes_to_a_sheet_that_was_left_harms_nothing(hand: Hand, qapp: QApplication) -> None:
    _sheet, answer = _left_while_saving(hand, qapp)
    heard: list[None] = []
    answer.set_result(None)
    hand.window.desk.ask(answer, heard.append)
    hand.wait(lambda: len(heard) == 1)  # after the first, which raised nothing


def test_a_late_no_is_told_although_its_sheet_was_left(hand: Hand, qapp: QApplication) -> None:
    _sheet, answer = _left_while_saving(hand, qapp)
    answer.set_exception(Refused("not_allowed"))
    hand.wait(lambda: "Your role may not do this." in hand.work._hint.words())


def test_good_news_is_no_warning(hand: Hand) -> None:
    hint = hand.work._hint
    hand.window.desk.told.emit("The floor plan is saved.")
    assert (hint.words(), hint._tone) == ("The floor plan is saved.", "good")
    hand.window.desk.refused.emit("No.")
    assert (hint.words(), hint._tone) == ("No.", "bad")


@pytest.mark.parametrize("width", [1024, 1366])
def test_no_news_lies_over_the_keys_that_take_money(hand: Hand, evening: Evening, width: int) -> None:
    """Also not news that were told while the order was shown."""
    hand.window.resize(width, 768)
    evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    hand.order_at("A6")
    news = (
        "The kitchen has all that was sent, and the bar, and the counter; the guests of A6 wait for nothing."
    )
    hand.window.desk.told.emit(news)
    hand.window.go("payment", evening.opening("A6"))
    payment, hint = hand.only(PaymentScreen), hand.work._hint

    def place(widget: QWidget) -> QRect:
        return QRect(widget.mapTo(hand.window, QPoint(0, 0)), widget.size())

    assert hint.words() == news
    for busy in (payment._pad, payment._take):
        assert not place(hint).intersects(place(busy))


def test_nobody_speaks_to_a_window_that_has_closed(hand: Hand, qapp: QApplication) -> None:
    """The till writes on a thread of its own, whose word may come while the window goes: a signal of what is
    gone ends the program. So the window waits for who speaks just then, and hears nobody afterwards."""
    desk, answer, heard = hand.window.desk, Future[None](), list[object]()
    speaks, may_end = Event(), Event()

    def say() -> None:
        speaks.set()
        assert may_end.wait(5)
        heard.append("the last word")

    speaker = Thread(target=desk.door.speak, args=(say,))
    closer = Thread(target=desk.door.close)
    speaker.start()
    assert speaks.wait(5)
    closer.start()
    assert desk.door.open, "it waits"
    may_end.set()
    for thread in (speaker, closer):
        thread.join(5)
    desk._till_changed.connect(lambda: heard.append("a view"))
    desk.ask(answer, lambda _done: heard.append("an answer"))
    answer.set_result(None)
    desk._till_spoke(desk.view)
    desk.picture_came()
    qapp.processEvents()
    assert heard == ["the last word"]


class Feed:
    """The demo's printers, as the papers' window hears of them."""

    def listen(self, callback: Callable[[str, Paper], None]) -> None:
        self.tell = callback


def test_paper_that_comes_while_the_window_goes_is_told_to_nobody(evening: Evening, qtbot: QtBot) -> None:
    """A printer's thread looked whether the window is there, and spoke a moment later, when it was gone. Now
    the till's door is closed before anything goes, and the papers' window hears through it."""
    feed, told = Feed(), list[str]()
    window = MainWindow.of(evening.till, Language("en"), feed)  # type: ignore[arg-type]
    papers = window.work._papers
    assert papers is not None
    at_once = Qt.ConnectionType.DirectConnection
    papers._came.connect(lambda station, _paper: told.append(station), at_once)

    def come(station: str) -> None:
        printer = Thread(target=feed.tell, args=(station, Paper()))
        printer.start()
        printer.join(5)

    with shown(window):
        come("bar")
        window.close()
        come("kitchen")
    assert told == ["bar"]
