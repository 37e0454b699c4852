"""The system's window for a folder or file never lies over a sheet: that one steps aside and comes back."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from pos_app.screens.floor.open_sheet import OpenSheet
from pos_app.screens.printing.slip_editor import SlipEditor
from pos_app.screens.store.place_sheet import PlaceSheet
from pos_app.screens.store.recovery_sheet import RecoverySheetSheet
from pos_app.widgets.sheet import Sheet
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand


def window_of_the_system(hand: Hand) -> QFileDialog:
    def seen() -> list[QFileDialog]:
        return [one for one in hand.window.findChildren(QFileDialog) if one.isVisible()]

    hand.wait(lambda: len(seen()) == 1)
    return seen()[0]


def gone(hand: Hand) -> bool:
    return not hand.window.findChildren(QFileDialog)


def placed(hand: Hand) -> PlaceSheet:
    sheet = PlaceSheet(hand.window.desk, hand.window)
    sheet.open()
    sheet._path.setText("/typed/so/far")
    hand.press("Choose …")
    return sheet


def test_a_folder_is_chosen_and_the_sheet_comes_back_with_it(hand: Hand, tmp_path: Path) -> None:
    sheet = placed(hand)
    dialog = window_of_the_system(hand)
    assert not sheet.isVisible() and hand.sheet() is sheet, "aside, and still the one that is open"
    OpenSheet(hand.window.desk, hand.window, "A6").open()  # an answer that came late, say
    assert not [one for one in hand.window.findChildren(Sheet) if one.isVisible()]
    dialog.selectFile(str(tmp_path))
    dialog.accept()
    hand.wait(sheet.isVisible)
    assert sheet._path.text() == str(tmp_path)
    hand.wait(lambda: gone(hand))
    sheet.cancel()
    hand.wait(lambda: isinstance(hand.sheet(), OpenSheet))


def test_given_up_nothing_is_changed_and_the_keys_are_where_they_were(hand: Hand) -> None:
    sheet = PlaceSheet(hand.window.desk, hand.window)
    sheet.open()
    sheet._path.setText("/typed/so/far")
    sheet._path.setFocus()
    sheet._browse()
    QTest.keyClick(window_of_the_system(hand), Qt.Key.Key_Escape)
    hand.wait(lambda: sheet.isVisible() and gone(hand))
    assert (sheet._path.text(), sheet.typed()) == ("/typed/so/far", True)
    hand.wait(lambda: hand.window.focusWidget() is sheet._path)


def test_a_till_that_is_locked_meanwhile_shows_neither(hand: Hand) -> None:
    placed(hand)
    window_of_the_system(hand)
    hand.window.lock()
    hand.wait(lambda: gone(hand) and hand.sheet() is None)
    assert not [one for one in hand.window.findChildren(Sheet) if one.isVisible()]


@pytest.mark.parametrize("kind", ["recovery", "sign"])
def test_no_other_sheet_lies_under_one(hand: Hand, evening: Evening, kind: str, tmp_path: Path) -> None:
    desk = hand.window.desk
    desk.sign(next(one for one in evening.till.view.staff if one.id == "wang"))
    sheet: Sheet
    if kind == "recovery":
        sheet = RecoverySheetSheet(desk, hand.window)
        sheet.open()
        hand.press("Make the sheet")
        hand.wait_to_read("This key is shown only now.")
        sheet._save_text()
    else:
        sheet = SlipEditor(desk, hand.window)
        sheet.open()
        hand.wait(lambda: hand.button("Choose …").isEnabled())
        hand.press("Choose …")
    dialog = window_of_the_system(hand)
    assert not sheet.isVisible()
    if kind == "recovery":
        dialog.findChildren(QLineEdit)[0].setText(str(tmp_path / "sheet.txt"))
        dialog.accept()
        hand.wait_to_read("Saved as")
        assert "AGE-SECRET-KEY" in (tmp_path / "sheet.txt").read_text()
    else:
        dialog.reject()
    hand.wait(lambda: sheet.isVisible() and gone(hand))
    sheet.finish()
