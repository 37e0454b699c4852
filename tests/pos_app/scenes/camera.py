"""Shows the window in one size, language and shade, and saves what it looks like."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from pos_app.screens.main_window import MainWindow
from pos_app.widgets.sheet import Sheet
from tests.pos_app.evening import Evening


def settle(milliseconds: int = 60) -> None:
    """Let queued signals and layouts come to rest."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


Scene = Callable[["Camera", Evening], None]


class Camera:
    """Shows the window in one size, language and shade, and saves what it looks like."""

    def __init__(self, window: MainWindow, folder: Path, suffix: str) -> None:
        self.window, self.folder, self.suffix = window, folder, suffix

    def shoot(self, name: str, of: QWidget | None = None) -> None:
        settle()
        path = self.folder / f"till-{name}{self.suffix}.png"
        (of or self.window).grab().save(str(path))
        print(path.name)

    def rest(self, milliseconds: int) -> None:
        """Let answers come."""
        settle(milliseconds)

    def until(self, there: Callable[[], bool]) -> None:
        """Wait for what is to be seen, however busy the machine is; after ten seconds it is shot as it is."""
        for _turn in range(500):
            if there():
                return
            settle(20)


def close_sheets(camera: Camera) -> None:
    for sheet in camera.window.findChildren(Sheet):
        sheet.cancel()
    settle()
