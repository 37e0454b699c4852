"""Find one of many in a sheet: by a part of its name, pinyin, initials or a number, by keys or by finger."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.words.search import NameSearch
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import icon_button
from pos_app.widgets.labels import wrapped
from pos_app.widgets.letter_pad import AWAY, LetterPad
from pos_app.widgets.scrolling import UpTo
from pos_app.widgets.search_field import SearchField
from pos_app.workflows.searching import search_names

MANY = 12  # so many are seen at a glance: nobody searches among fewer
MOST, LEAST = 396, 198  # pixels of what is seen of many, and beside the letters


class FindRow(QWidget):
    """`found(keys)`, best first, or None: nothing is typed; `passed(key)`, the first one found, by Enter;
    `lettered(whether the letters are seen)`; `missed(text)`: Enter, and nothing is called that.

    It is not seen before there are many to find one among.
    """

    found = Signal(object)
    passed = Signal(str)
    lettered = Signal(bool)
    missed = Signal(str)

    def __init__(self, desk: Desk, words: str, area: UpTo, most: int = MOST, least: int = LEAST) -> None:
        """``words``: what can be typed. ``area``: where the many stand, ``most`` pixels of it seen; it makes
        room for the letters until ``least`` are left."""
        super().__init__()
        self._most, self._least = most, least
        self._desk, self._keys, self._named = desk, list[str](), list[tuple[str, ...]]()
        self._area = area
        self._search: NameSearch | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.search = SearchField(desk.theme)
        self.search.line.setPlaceholderText(words)
        self.search.line.setAccessibleName(words)
        self.search.changed.connect(lambda _text: self._tell())
        self.search.passed.connect(self._pass)
        letters = icon_button(desk.theme, "keyboard", _("Letters"))
        self.letters = LetterPad(desk.theme, self.search)
        self.letters.say()
        letters.clicked.connect(self._turn)
        self.search.touched.connect(self._make_room)
        self.letters.keys[AWAY].clicked.connect(self._make_room)
        row.addWidget(self.search, 1)
        row.addWidget(letters)
        column.addLayout(row)
        self._none = wrapped(tone="ink2")
        self.words_for_none: Callable[[str], str] = lambda _text: _("Nothing is called that.")
        self._none.hide()
        column.addWidget(self.letters)
        column.addWidget(self._none)
        self.hide()

    def among(self, named: Mapping[str, Sequence[str]], more_than: int = MANY) -> bool:
        """By key what each is called: the first name in pinyin too. Whether there are many."""
        self._keys = list(named)
        self._named = [tuple(filter(None, names)) or ("",) for names in named.values()]
        many = len(named) > more_than
        self.setVisible(many)
        if many:
            self._desk.ask(search_names(self._named), self._take)
        return many

    def _take(self, search: NameSearch) -> None:
        self._search = search
        self._tell()

    def _turn(self) -> None:
        self.letters.turn()
        self.search.line.setFocus()
        self._make_room()

    def _make_room(self) -> None:
        away = self.letters.isHidden()
        self._area.at_most(self._most if away else self._least)
        self.lettered.emit(not away)

    def _tell(self) -> None:
        keys = self._found()
        if keys == []:
            self._none.setText(self.words_for_none(self.search.line.text().strip()))
        self._none.setVisible(keys == [])
        self.found.emit(keys)

    def _found(self) -> list[str] | None:
        """Until the names are spelled a part of what is written finds them."""
        text = self.search.line.text().strip()
        if not text:
            return None
        if self._search is not None:
            return [self._keys[place] for place in self._search.find(text)]
        named = zip(self._keys, self._named, strict=True)
        return [key for key, names in named if text.casefold() in " ".join(names).casefold()]

    def _pass(self, key: int) -> None:
        if key not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        keys = self._found()
        if keys:
            self.passed.emit(keys[0])
        elif keys is not None:
            self.missed.emit(self.search.line.text().strip())
