"""A page of the settings: rows of words and fields that read into the rules and habits of the house."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from domain.floor.plan import Floor
from domain.money.currency import decimals
from domain.selling.price import Rules
from pos_app.language import _
from pos_app.models.typed_numbers import as_typed, from_typed
from pos_app.screens.desk import Desk
from pos_app.widgets.labels import label, rule, wrapped
from pos_app.widgets.scrolling import Scroll
from pos_app.widgets.toggle import Toggle

FIELD = 128  # pixels
PERCENT = 100  # basis points in one


class UnfitError(Exception):
    """A field that cannot be read; its message says which, and what it should be."""


class SettingsPage(Scroll):
    """`changed` whenever somebody typed or switched; nothing counts before it is saved."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows = QGridLayout()
        self.fields: dict[str, Any] = {}  # by the name in the rules: a field, or the rows of a list

    def begin(self, rules: Rules, floor: Floor) -> None:
        """Fields anew, as it is saved now, in the present language."""
        inner = QWidget()
        inner.setProperty("ground", "none")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(12)
        self.rows = QGridLayout()
        self.rows.setHorizontalSpacing(16)
        self.rows.setVerticalSpacing(10)
        self.rows.setColumnStretch(0, 1)
        column.addLayout(self.rows)
        self.build(rules, floor)
        column.addStretch(1)
        seen = self.verticalScrollBar().value()
        self.setWidget(inner)
        inner.resize(self.viewport().width(), max(self.viewport().height(), inner.sizeHint().height()))
        self.verticalScrollBar().setValue(seen)  # who has saved looks at what was saved

    def build(self, rules: Rules, floor: Floor) -> None:
        """Put the rows there."""
        raise NotImplementedError

    def rules(self, rules: Rules) -> Rules:
        """The rules with what stands on this page. Raises UnfitError."""
        return rules

    def floor(self, floor: Floor) -> Floor:
        """The floor with the habits of this page. Raises UnfitError."""
        return floor

    def blame(self, field: str) -> None:
        """Redden what was refused, if it is on this page: "cover", "heads.0.price"."""
        name, _dot, rest = field.partition(".")
        found = self.fields.get(name)
        if found is not None and rest:
            place, _dot, key = rest.partition(".")
            found = found.field(int(place), key)
        if found is not None:
            redden(found, True)

    # ---------------------------------------------------------------- rows

    def money_unit(self) -> int:
        """Minor units in one of the currency."""
        return int(10 ** decimals(self.desk.view.store.currency))

    def head(self, words: str, note: str = "") -> None:
        """What the rows below are about."""
        place = self.rows.rowCount()
        if place > 1:
            self.rows.addWidget(rule(), place, 0, 1, 2)
        self.rows.addWidget(label(words, 18, True), place + 1, 0, 1, 2)
        if note:
            self.rows.addWidget(wrapped(note, 14, tone="ink2"), place + 2, 0, 1, 2)

    def row(self, words: str, note: str, widget: QWidget) -> None:
        """A setting at the end of its words."""
        place = self.rows.rowCount()
        box = QVBoxLayout()
        box.setSpacing(0)
        box.addWidget(wrapped(words))
        if note:
            box.addWidget(wrapped(note, 14, tone="ink2"))
        widget.setAccessibleName(words)
        self.rows.addLayout(box, place, 0)
        self.rows.addWidget(widget, place, 1, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)

    def whole_row(self, widget: QWidget) -> None:
        """As wide as the page."""
        self.rows.addWidget(widget, self.rows.rowCount(), 0, 1, 2)

    def number(self, words: str, note: str, value: int, unit: int, right: str = "") -> "NumberField":
        """A row with a number; `right` stands in the empty field."""
        field = NumberField(words, value, unit)
        field.setPlaceholderText(right or "0")
        field.textChanged.connect(lambda _text: self.changed.emit())
        self.row(words, note, field)
        return field

    def switch(self, words: str, note: str, on: bool) -> Toggle:
        """A row with a switch."""
        made = Toggle(self.desk.theme, words)
        made.setChecked(on)
        made.toggled.connect(lambda _on: self.changed.emit())
        self.row(words, note, made)
        return made


class NumberField(QLineEdit):
    """A number in units; it reddens while it cannot be read."""

    def __init__(self, words: str, value: int, unit: int) -> None:
        super().__init__(as_typed(value, unit))
        self._words, self._unit = words, unit
        self.setFixedWidth(FIELD)
        self.setMinimumHeight(48)
        self.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        self.setAccessibleName(words)

    def value(self) -> int:
        """In the smallest unit. Raises UnfitError."""
        try:
            found = from_typed(self.text(), self._unit)
        except ValueError as error:
            redden(self, True)
            raise UnfitError(_("{what}: this is no number.").format(what=self._words)) from error
        redden(self, False)
        return found


def redden(field: QLineEdit, wrong: bool) -> None:
    """Show that something is wrong with a field, or no longer."""
    if bool(field.property("wrong")) != wrong:
        field.setProperty("wrong", wrong)
        field.style().unpolish(field)
        field.style().polish(field)
