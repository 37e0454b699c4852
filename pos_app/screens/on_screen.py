"""How the till's windows open on a screen: none is larger than that, and the till has it to itself."""

from PySide6.QtWidgets import QWidget

FRAME = 40  # pixels that the title above a window takes at most


def open_on_screen(window: QWidget, whole: bool = False) -> None:
    """Show a window, no larger than its screen has room for; ``whole``: it takes all of that.

    So does one whose last rows the title above it would push off: only the system knows how high that is.
    A screen that is smaller than the window's least size is none of a till's: there it is shown as it is.
    """
    room = window.screen().availableGeometry()
    if room.size() != room.size().expandedTo(window.minimumSize()):
        window.show()
        return
    if whole or window.height() + FRAME > room.height():
        window.setGeometry(room)  # also where nobody manages windows
        window.showMaximized()
    else:
        window.resize(window.size().boundedTo(room.size()))
        window.show()
