"""A sheet with a number pad: typed keys count as the pad's, and Enter as its one button."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from pos_app.widgets.pads import typed_key
from pos_app.widgets.sheet import Sheet


class PadSheet(Sheet):
    """`press` and `go` say what keys mean; a sheet whose pad is away says so in `takes_keys`."""

    def press(self, key: str) -> None:
        """A key of the pad."""
        raise NotImplementedError

    def go(self) -> None:
        """What the button does, if it can be pressed."""
        raise NotImplementedError

    def takes_keys(self) -> bool:
        """Whether there is a pad now."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = typed_key(event.key(), event.text())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go()
        elif key and self.takes_keys():
            self.press(key)
        else:
            super().keyPressEvent(event)
            return
        event.accept()
