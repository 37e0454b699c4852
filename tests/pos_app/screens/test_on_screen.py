"""The till on its screen: nothing of it lies beyond the edge, and nothing else beside it."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from pos_app.screens.on_screen import open_on_screen
from tests.pos_app.windows import shown


def test_a_till_has_its_screen_to_itself(qapp: object) -> None:
    with shown(QWidget()) as window:
        open_on_screen(window, whole=True)
        assert window.isMaximized()
        assert window.geometry() == window.screen().availableGeometry()


def test_no_window_is_larger_than_the_screen(qapp: object) -> None:
    with shown(QWidget()) as window:
        room = window.screen().availableGeometry()
        window.resize(room.width() + 300, room.height() + 100)
        open_on_screen(window)
        assert window.size() == room.size() and not window.isMaximized()


def test_a_window_that_fits_keeps_its_size(qapp: object) -> None:
    with shown(QWidget()) as window:
        window.resize(1366, 768)
        open_on_screen(window)
        assert window.geometry().size() == QRect(0, 0, 1366, 768).size()
