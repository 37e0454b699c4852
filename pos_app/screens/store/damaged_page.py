"""The disk does not give a page of the store's file that a start needs: whether to go on without is asked."""

from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

from domain.errors import _m
from pos_app.damaged import go_on_with_what_is_read
from pos_app.language import Language, _
from pos_app.screens.store.choice import CLOSED, ChoiceWindow, ask_choice
from pos_app.screens.store.seldom import GO_ON
from pos_app.screens.store.updating import Updating
from pos_app.widgets.theme import Theme

WHAT = _m(
    "This computer's disk does not give a part of the store's file back. Go on with all that can be read:"
    " what a server has comes back by itself, and the till says what is missing."
)
ELSE = _m(
    "Nothing has been changed. The file stays as it is beside the new one. A backup can be restored into"
    " another folder instead. Have the disk looked at soon."
)
AGAIN = 0.1  # seconds


class DamagedPageWindow(ChoiceWindow):
    """`chosen` tells GO_ON or that it was closed, once."""

    def __init__(self, theme: Theme) -> None:
        words = _(WHAT), _(ELSE)
        first, other = (GO_ON, "tick", _("Go on with what can be read")), (CLOSED, _("Close"))
        super().__init__(theme, _("A part of the store's file cannot be read"), words, first, other)


def ask_to_go_on(language: Language) -> str:
    """Show the window and wait until somebody has chosen or closed it."""
    return ask_choice(language, DamagedPageWindow)


def go_on_in_window(language: Language, folder: Path) -> None:
    """Make the store's file anew and show how far it is. Raises StartError; then all is as it was."""
    told: list[tuple[int, int]] = [(0, 0)]
    window = Updating(language, _("The store's file is made anew"))
    try:
        with ThreadPoolExecutor(1, "sound") as pool:
            made = pool.submit(go_on_with_what_is_read, folder, lambda done, of: told.append((done, of)))
            while wait([made], AGAIN).not_done:
                window(*told[-1])
            made.result()
    finally:
        window.close()
