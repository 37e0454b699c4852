"""How the till's windows open on a screen: none is larger than that, and the till has it to itself."""

from PySide6.QtWidgets import QWidget


def open_on_screen(window: QWidget, whole: bool = False) -> None:
    """Show a window, no larger than its screen has room for; ``whole``: it takes all of that.

    A screen that is smaller than the window's least size is none of a till's: there it is shown as it is.
    """
    room = window.screen().availableGeometry()
    if room.size() != room.size().expandedTo(window.minimumSize()):
        window.show()
        return
    window.resize(window.size().boundedTo(room.size()))
    if whole:
        window.setGeometry(room)  # also where nobody manages windows
        window.showMaximized()
    else:
        window.show()
