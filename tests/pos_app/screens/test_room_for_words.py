"""Long words, many payments: what must be read is whole on 1024×768; what cannot be done is not offered."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from pos_app import language
from pos_app.screens.floor.deposit_sheets import DepositSheet
from pos_app.screens.main_window import MainWindow
from pos_app.screens.money.take_panel import TakePanel
from pos_app.screens.money.to_weigh import ToWeigh
from pos_app.screens.printing.slip_editor import SlipEditor
from pos_app.screens.printing.slip_fields import SlipFields
from pos_app.screens.store.waiting_sheet import WaitingSheet
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import WrappedLabel
from pos_app.widgets.scrolling import Scroll, Yielding
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand
from tests.pos_app.long_words import LongWords
from tests.pos_app.screens.test_big_store import LONG, SMALL, inside
from tests.pos_app.seafood import BASS, offer


@pytest.fixture
def small(hand: Hand, window: MainWindow, evening: Evening) -> Hand:
    window.resize(*SMALL)
    hand.sign("wang")
    return hand


def cut(root: QWidget) -> list[str]:
    """Words that have less room than they need."""
    found = (one for one in root.findChildren(WrappedLabel) if one.isVisible() and one.text())
    return [one.text() for one in found if one.height() < one.heightForWidth(one.width())]


def test_why_a_bill_waits_for_the_scale_is_whole_beside_the_longest_name(
    small: Hand, window: MainWindow, evening: Evening
) -> None:
    offer(evening, replace(BASS, names=LONG))
    opening = evening.open("A6", 2)
    evening.order("A6", dish("bass"))
    small.wait(lambda: opening in window.desk.view.openings)
    window.go("payment", opening)
    small.wait_to_read("1 dish is still to be weighed.")
    waits = small.only(ToWeigh)
    small.wait(lambda: not cut(waits))
    assert waits.width() < waits.findChildren(Button)[0].sizeHint().width(), "nothing long is tried"


def test_eleven_of_twelve_guests_have_paid_and_what_is_due_is_still_seen(
    small: Hand, window: MainWindow, evening: Evening
) -> None:
    opening = evening.open("A6", 12)
    evening.order("A6", dish("mapo-tofu", 12))
    for _guest in range(11):
        view = evening.till.view.openings[opening]
        paid = evening.till.take_payment(
            opening, "wechat", 2_800, view.version, False, "zhou", evening.till.new_id()
        )
        paid.result()
        evening.settle()
    small.wait(lambda: opening in window.desk.view.openings)
    small.wait(lambda: len(window.desk.view.openings[opening].payments) == 11)
    window.go("payment", opening)
    take, so_far = small.only(TakePanel), small.only(Yielding)
    small.wait(lambda: so_far.verticalScrollBar().maximum() > 0)
    small.wait(lambda: so_far.verticalScrollBar().value() == so_far.verticalScrollBar().maximum())
    outside = [one for one in take.findChildren(QLabel) if one.isVisible() and not so_far.isAncestorOf(one)]
    squeezed = [one.text() for one in outside if one.height() < one.minimumSizeHint().height()]
    assert not squeezed and not cut(take)
    boxes = [one.geometry() for one in (so_far, *outside, take._take) if one.parent() is take]
    overlaid = [
        (one, other) for one in boxes for other in boxes if one is not other and one.intersects(other)
    ]
    assert not overlaid and take.rect().contains(take._take.geometry())


def test_of_a_booking_without_a_deposit_nothing_can_be_given_back(
    small: Hand, window: MainWindow, evening: Evening
) -> None:
    sheet = DepositSheet(window.desk, window, "nobody's")
    sheet.open()
    assert not small.reads("Give it back") and not small.reads("Keep it")
    small.wait_to_read("Still missing: how much.")
    sheet.finish()


def test_the_fields_of_a_slip_are_as_wide_as_their_place(
    small: Hand, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "_words", LongWords())
    sheet = SlipEditor(window.desk, window)
    sheet.open()
    fields = small.only(SlipFields)
    area = next(one for one in sheet.findChildren(Scroll) if one.widget() is fields)
    for kind in ("receipt", "kitchen", "label"):
        sheet.choose_kind(kind)
        small.wait(lambda: area.horizontalScrollBar().maximum() == 0)
        assert all(inside(area, one) for one in fields.findChildren(QLabel) if one.isVisible())
    sheet.finish()


def test_a_sheet_opens_as_high_as_its_words_need(small: Hand, window: MainWindow, evening: Evening) -> None:
    evening.plug_in(online=False, since=evening.time, refused="second_till", waiting=7)
    small.sign("zhou")
    small.wait_to_read("Close this one and sell there.")
    window.work._show_waiting()
    sheet = small.only(WaitingSheet)
    small.wait(lambda: sheet.panel.height() == sheet._height_of(sheet.panel.width()))
    assert not cut(sheet)
