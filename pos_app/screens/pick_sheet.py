"""One of several, a tap each."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.find_row import MOST, FindRow
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.scrolling import UpTo
from pos_app.widgets.sheet import Sheet


class PickSheet(Sheet):
    """`picked(key)` after it has gone."""

    picked = Signal(str)

    def __init__(
        self,
        desk: Desk,
        window: QWidget,
        title: str,
        choices: Sequence[tuple[str, str]],
        chosen: str,
        columns: int = 3,
    ) -> None:
        super().__init__(desk.theme, window, QSize(640, 0))
        self._grid = ChoiceGrid(desk.theme, columns, 1, 1)
        for key, words in choices:
            self._grid.add(key, words)
        self._grid.choose(chosen)
        self._grid.changed.connect(self._pick)
        self._grid.setProperty("ground", "none")
        area = UpTo(self._grid, MOST)
        self.finder = FindRow(desk, _("Name, pinyin initials or number"), area)
        self.finder.found.connect(self._grid.show_only)
        self.finder.passed.connect(self._grid.only)
        self.body.addWidget(self.finder)
        self.body.addWidget(area)
        self.body.addStretch(1)  # the line to write in stays where it is, however few are found
        if self.finder.among({key: (words,) for key, words in choices}):
            self.begins_at = self.finder.search.line
        self.foot_line.hide()
        self.say(title)

    def _pick(self) -> None:
        chosen = self._grid.chosen()[0]
        self.finish()
        self.picked.emit(chosen)
