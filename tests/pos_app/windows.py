"""A window that is shown for a while, and then gone with all that stands in it; and a start that asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import shiboken6
from PySide6.QtWidgets import QApplication, QWidget

from pos_app import window as till_window
from pos_app.language import Language
from pos_app.settings import Options
from pos_app.startup import Running, connect

Window = TypeVar("Window", bound=QWidget)


@contextmanager
def shown(window: Window) -> Iterator[Window]:
    """A window left standing would be dressed anew with each later one: a third of the screens' time."""
    window.show()
    yield window
    window.close()
    shiboken6.delete(window)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setStyleSheet("")


def opened(folder: Path) -> Running:
    """The till of a folder as its window opens it, with all that it asks before."""
    options = Options("run", folder, relay_port=0)
    return connect(options, till_window._open(options, Language("en")))
