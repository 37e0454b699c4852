"""The till on its screen: nothing of it lies beyond the edge, and nothing else beside it."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from pos_app.screens.on_screen import open_on_screen
from tests.pos_app.windows import shown


def test_a_till_has_its_screen_to_itself(qapp: object) -> None:
    with shown(QWidget()) as window:
        open_on_screen(window, whole=True)
        assert window.isMaximized()
        assert window.geometry() == window.screen().availableGeometry()


@pytest.mark.parametrize("more", [100, 0, -20])
def test_no_window_is_larger_than_the_screen_nor_cut_off_by_its_title(qapp: object, more: int) -> None:
    """A laptop of 768 rows shows the buttons at the foot of a window that would be as high as it."""
    with shown(QWidget()) as window:
        room = window.screen().availableGeometry()
        window.resize(room.width() - 100, room.height() + more)
        open_on_screen(window)
        assert window.isMaximized() and window.size() == room.size()


def test_no_window_is_wider_than_the_screen(qapp: object) -> None:
    with shown(QWidget()) as window:
        room = window.screen().availableGeometry()
        window.resize(room.width() + 300, room.height() - 100)
        open_on_screen(window)
        assert window.width() == room.width() and not window.isMaximized()


def test_a_window_that_fits_keeps_its_size(qapp: object) -> None:
    with shown(QWidget()) as window:
        window.resize(1366, 768)
        open_on_screen(window)
        assert window.geometry().size() == QRect(0, 0, 1366, 768).size()
