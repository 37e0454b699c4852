"""A table is cleared at one tap; what was ordered held and nobody has begun is asked about first."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pos_app.language import _, ngettext
from pos_app.screens.acts_sheet import ActsSheet
from pos_app.screens.desk import Desk


def clear_table(
    desk: Desk, window: QWidget, opening: str, done: Callable[[object], None] = lambda _done: None
) -> None:
    """The guests have gone; `done` once the table is free."""
    view = desk.opening(opening)
    held = len(view.held) if view is not None else 0

    def do(act: str) -> None:
        if act == "clear":
            desk.ask(desk.till.clear_table(opening, desk.by), done)
        else:
            desk.ask(desk.till.courses.start(opening, desk.by, desk.till.new_id()))

    if not held:
        do("clear")
        return
    words = ngettext("{n} dish not started yet", "{n} dishes not started yet", held).format(n=held)
    acts = [("start", "flame", _("Start held dishes")), ("clear", "broom", _("Clear all the same"))]
    sheet = ActsSheet(desk.theme, window, words, acts, _("Nobody has cooked what the guests held."))
    sheet.picked.connect(do)
    sheet.open()
