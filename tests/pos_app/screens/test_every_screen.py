"""What holds on every screen: languages, touch targets, focus, and no word cut from the catalogue."""

import gc
import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QByteArray, QObject, Qt, QTimeZone
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from pos_app.folder import StartError
from pos_app.language import Language
from pos_app.screens.main_window import MainWindow
from pos_app.screens.store.cannot_start import CannotStartWindow
from pos_app.screens.store.first_run import FirstRunWindow
from pos_app.widgets.pads import PadKey
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.theme import Theme
from pos_app.workflows.founding import FirstRun
from tests.pos_app.evening import Evening, picture
from tests.pos_app.hand import Hand

PLACES = ("floor", "plan", "order", "payment", "printers", "backups", "drawer", "day", "staff", "settings")
# Names, codes and signs that are the same in every language.
SAME = re.compile(
    r"^[\W\d]*$|^[A-C]\d+|English|Wi-Fi|http|^F\d|WeChat|^No\.$|Enter|Esc|ice|huajiao|\d mm\b", re.ASCII
)


@pytest.fixture
def builds_ahead() -> bool:
    return True


def visit(window: MainWindow, evening: Evening, place: str) -> None:
    window.go(place, evening.opening("A6") if place in ("order", "payment") else "")


@pytest.fixture
def busy(hand: Hand, evening: Evening) -> Iterator[Hand]:
    picture(evening)
    hand.wait(lambda: evening.opening("A8") in hand.window.desk.view.openings)
    yield hand


def test_chinese_screens_speak_chinese(busy: Hand, window: MainWindow, evening: Evening) -> None:
    for place in PLACES:
        window.desk.language.switch("en")
        visit(window, evening, place)
        window.desk.language.switch("zh-Hans")
        words = [one.text() for one in window.findChildren(QLabel) if one.isVisible()]
        words += [one.text() for one in window.findChildren(QAbstractButton) if one.isVisible()]
        english = [text for text in words if re.search("[A-Za-z]{2,}", text) and not SAME.search(text)]
        assert not english, place


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)])
def test_every_button_can_be_hit_with_a_thumb(
    busy: Hand, window: MainWindow, evening: Evening, size: tuple[int, int]
) -> None:
    window.resize(*size)
    for place in PLACES:
        visit(window, evening, place)
        busy.qtbot.wait(20)
        for button in window.findChildren(QAbstractButton):
            if button.isVisible():
                said = f"{place}: {button.text() or button.accessibleName()}"
                assert button.width() >= 44 and button.height() >= 44, said
                assert button.accessibleName() or button.text() or isinstance(button, PadKey), said


def test_a_screen_follows_light_dark_and_language_while_it_is_open(
    busy: Hand, window: MainWindow, evening: Evening
) -> None:
    for place in PLACES:
        visit(window, evening, place)
        before = window.grab().toImage()
        window.theme.set_dark(True)
        window.desk.language.switch("zh-Hans")
        assert window.grab().toImage() != before, place
        window.theme.set_dark(False)
        window.desk.language.switch("en")
        assert window.work._place[0] == place


def test_right_to_left_mirrors_the_window_but_not_the_pad(
    busy: Hand, window: MainWindow, evening: Evening, qapp: QApplication
) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        visit(window, evening, "payment")
        busy.qtbot.wait(20)
        assert window.work._rail.x() > window.width() / 2
        keys = [
            one
            for one in window.findChildren(PadKey)
            if one.isVisible() and one.text() in "123" and one.text()
        ]
        assert [key.text() for key in sorted(keys, key=lambda key: key.x())] == ["1", "2", "3"]
        for place in PLACES:
            visit(window, evening, place)
            assert not window.grab().isNull()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_help_names_the_keys_and_goes_by_escape(busy: Hand, window: MainWindow) -> None:
    busy.key(Qt.Key.Key_F1)
    sheet = busy.sheet()
    assert isinstance(sheet, Sheet)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert busy.sheet() is None


def test_keys_below_a_sheet_are_dead(busy: Hand, window: MainWindow, evening: Evening) -> None:
    visit(window, evening, "order")
    window._help()
    busy.key(Qt.Key.Key_F12)
    assert window.work._place[0] == "order"


def test_the_first_run_asks_for_what_is_missing(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QTimeZone, "systemTimeZoneId", lambda: QByteArray(b"UTC"))  # a place of no zone
    theme = Theme()
    theme.apply()
    window = FirstRunWindow(Language("en"), theme)
    qtbot.addWidget(window)
    window.show()
    go = window._go
    assert not go.isEnabled()
    window._name.setText("Lotus")
    window._manager.setText("Ms Tang")
    assert window._why.text() == "Still missing: a PIN of 4 digits."
    window._pin.setText("2468")
    with qtbot.waitSignal(window.answered) as answer:
        QTest.keyClick(window, Qt.Key.Key_Return)
    assert answer.args == [FirstRun("Lotus", "CNY", "Asia/Shanghai", "Ms Tang", "2468")]
    window.close()
    qapp.setStyleSheet("")


def test_a_restaurant_anywhere_finds_its_currency_and_its_city_at_the_first_start(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QTimeZone, "systemTimeZoneId", lambda: QByteArray(b"Asia/Jakarta"))
    theme, language = Theme(), Language("en")
    theme.apply()
    window = FirstRunWindow(language, theme)
    qtbot.addWidget(window)
    assert window._currency.currentText() == "Indonesian Rupiah IDR"
    assert window._zone.currentText() == "Jakarta UTC+07:00"
    window._currency.setCurrentText("Kuwaiti Dinar KWD")
    language.switch("zh-Hans")
    assert window._currency.currentText() == "科威特第纳尔 KWD"
    assert window._zone.currentText() == "雅加达 UTC+07:00"
    assert (window._value().currency, window._value().zone) == ("KWD", "Asia/Jakarta")
    window.close()
    qapp.setStyleSheet("")


def test_a_till_that_cannot_start_says_why_on_the_screen(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme()
    theme.apply()
    window = CannotStartWindow(Language("en"), theme, StartError("store.db: a newer one", "start_newer"))
    qtbot.addWidget(window)
    window.show()
    words = " ".join(one.text() for one in window.findChildren(QLabel))
    assert "Update this program, then start it again." in words and "store.db: a newer one" in words
    with qtbot.waitSignal(window.ended):
        window.close_button.click()
    qapp.setStyleSheet("")


def loose_objects() -> list[QObject]:
    """Living Qt objects of ours that have no parent."""
    gc.collect()
    return [
        one
        for one in gc.get_objects()
        if isinstance(one, QObject)
        and isValid(one)
        and one.parent() is None
        and type(one).__module__.startswith("pos_app")
    ]


@pytest.fixture
def earlier() -> list[QObject]:
    """What the tests before have left."""
    return loose_objects()


def test_no_qt_object_is_left_to_be_collected_on_another_thread(
    earlier: list[QObject], busy: Hand, window: MainWindow, evening: Evening
) -> None:
    for place in PLACES:
        visit(window, evening, place)
    known = (window, window.desk.language, *earlier)
    assert not [one for one in loose_objects() if one not in known]
