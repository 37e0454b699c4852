"""Practice as a cashier sees it: opened from her own sheet, and never taken for the real till."""

from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from pytestqt.qtbot import QtBot

from domain.errors import Refused
from domain.record.rows import Document
from pos_app.language import Language
from pos_app.screens.main_window import MainWindow
from pos_app.workflows.book import Entry
from pos_app.workflows.practising import practice_of
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand
from tests.pos_app.windows import shown


class Beside:
    """The practice of a till, which starts no program."""

    def __init__(self) -> None:
        self.open = False

    def start(self) -> "Future[None]":
        answer: Future[None] = Future()
        if self.open:
            answer.set_exception(Refused("practice_open"))
        else:
            answer.set_result(None)
        self.open = True
        return answer


@pytest.fixture
def practising(evening: Evening, qtbot: QtBot) -> Iterator[Hand]:
    """A window over a store as a practice is founded."""

    def turn(entry: Entry) -> None:
        entry.record("store.founded", dict(practice_of(entry.tables, "").documents["store"]))

    evening.write(turn)  # and the view follows, before a window looks at it
    window = MainWindow.of(evening.till, Language("en"))
    window.desk.sounds.on = False
    with shown(window):
        yield Hand(evening, window, qtbot)


def test_practice_is_opened_once_from_the_cashiers_own_sheet(hand: Hand, evening: Evening) -> None:
    evening.till.practice = beside = Beside()
    hand.work._show_person()
    hand.press("Practice")
    hand.wait(lambda: beside.open)
    hand.wait(lambda: hand.sheet() is None)
    assert "Practice opens" in hand.work._hint.words(), "it takes seconds, and nobody taps twice"
    hand.work._show_person()
    hand.press("Practice")
    hand.wait(lambda: "Practice is open already" in hand.work._hint.words())


def test_practice_says_so_before_and_after_signing_in_and_offers_no_practice(practising: Hand) -> None:
    assert practising.reads("nothing here is cooked, paid or counted")
    desk = practising.window.desk
    desk.sign(desk.view.staff[0])
    assert practising.reads("nothing here is cooked, paid or counted")
    assert "practice" in practising.window.windowTitle()
    practising.window.work._show_person()
    assert not practising.reads("Practice: nothing is cooked")
    sheet = practising.sheet()
    assert sheet
    sheet.cancel()
    practising.press("End practice")
    practising.wait(lambda: not practising.window.isVisible())


def test_what_practice_takes_along_names_neither_store_nor_device(evening: Evening) -> None:
    def look(entry: Entry) -> None:
        real = entry.tables.get(Document, "store")
        assert real
        made = practice_of(entry.tables, "pepper").documents
        assert not {"brand", "store", "device", "demo"} & set(made["store"])
        assert made["store"]["names"] == real.body["names"]
        assert all(not table["code"] for table in made["floor"]["tables"])

    evening.parts.writer.submit(lambda: evening.parts.book.write(look)).result()
