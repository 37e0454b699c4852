"""A restore was cut off here: whether that store is to come back or a new one to begin, only people know."""

from domain.errors import _m
from pos_app.language import Language, _
from pos_app.screens.store.choice import ChoiceWindow, ask_choice
from pos_app.screens.store.seldom import BEGIN, RESTORE
from pos_app.widgets.theme import Theme

WHOLE = _m("The store that was to come back is not here yet. Its backup is whole: restore it once more.")
OR_NEW = _m("Or begin a new store: what the restore has left is put aside, and the backup stays as it is.")


class CutOffWindow(ChoiceWindow):
    """`chosen` tells RESTORE, BEGIN or that it was closed, once."""

    def __init__(self, theme: Theme) -> None:
        again, new = _("Restore it once more"), _("Begin a new store")
        words = _(WHOLE), _(OR_NEW)
        super().__init__(theme, _("A restore was cut off"), words, (RESTORE, "backup", again), (BEGIN, new))


def ask_after_cut(language: Language) -> str:
    """Show the window and wait until somebody has chosen or closed it."""
    return ask_choice(language, CutOffWindow)
