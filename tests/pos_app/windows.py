"""A window that is shown for a while, and then gone with all that stands in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import shiboken6
from PySide6.QtWidgets import QApplication, QWidget

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
