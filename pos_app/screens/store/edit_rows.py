"""Things of which a house has some, a line each: names, numbers, choices and switches; one more, one less."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from pos_app.language import _
from pos_app.models.wording import renamed
from pos_app.screens.desk import Desk
from pos_app.screens.pick_sheet import PickSheet
from pos_app.screens.store.settings_page import NumberField, UnfitError, redden
from pos_app.widgets.buttons import Button, icon_button
from pos_app.widgets.labels import wrapped
from pos_app.widgets.toggle import Toggle

NAME, NUMBER, CHOICE, SWITCH, TEXT, SHEET = "name", "number", "choice", "switch", "text", "sheet"
LONGEST = 40
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """``unit`` of a number; ``choices`` (key, words) of a choice; ``key``: under which a row has it.

    What is asked on a sheet of its own: ``say`` makes words of the row, ``ask`` opens the sheet for it, which
    hands over what changed.
    """

    key: str
    words: str
    kind: str = NAME
    unit: int = 1
    choices: Sequence[tuple[str, str]] = ()
    say: Callable[[Row], str] = lambda _row: ""
    ask: Callable[[Row, Callable[[Row], None]], None] = lambda _row, _done: None


class EditRows(QWidget):
    """Rows keep what they have beside their columns, such as an id. ``movable``: their order counts."""

    changed = Signal()

    def __init__(
        self,
        desk: Desk,
        columns: Sequence[Column],
        add: str,
        fresh: Row,
        movable: bool = False,
        fixed: Callable[[Row, str], bool] = lambda _row, _column: False,
    ) -> None:
        """``fixed``: a row's column that stays as it is; of the column "" that the row itself stays."""
        super().__init__()
        self._movable, self._fixed = movable, fixed
        self._desk, self._columns, self._fresh = desk, columns, fresh
        self._wording = desk.wording  # names are read in the language in which they were drawn
        self._rows: list[dict[str, Any]] = []
        self._fields: list[dict[str, QWidget]] = []
        self.setProperty("ground", "none")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        self._holder = QVBoxLayout()
        whole.addLayout(self._holder)
        self._grid = QWidget()
        self._add = Button(desk.theme, "secondary", "plus", "", 48)
        self._add.setText(add)
        self._add.clicked.connect(self._one_more)
        whole.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeading)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """These rows now."""
        self._rows = [dict(row) for row in rows]
        self._draw()

    def field(self, place: int, key: str) -> Any:
        """The widget of a row's column."""
        return self._fields[place][key]

    def rows(self) -> list[dict[str, Any]]:
        """As they are typed. Raises UnfitError for a number that is none."""
        return [self._read(row, fields) for row, fields in zip(self._rows, self._fields, strict=True)]

    def _read(self, row: Row, fields: Mapping[str, QWidget]) -> dict[str, Any]:
        found = dict(row)
        for column in self._columns:
            field = fields[column.key]
            if isinstance(field, NumberField):
                found[column.key] = field.value()
            elif isinstance(field, Toggle):
                found[column.key] = field.isChecked()
            elif isinstance(field, QLineEdit) and column.kind == TEXT:
                found[column.key] = field.text().strip()
            elif isinstance(field, QLineEdit):
                found[column.key] = self._named(row[column.key], field)
        return found

    def _named(self, names: Mapping[str, str], field: QLineEdit) -> Mapping[str, str]:
        words, wording = field.text().strip(), self._wording
        redden(field, not words)
        return names if words == wording.name(names) else renamed(names, wording.language, words)

    def _draw(self) -> None:
        self._grid.hide()
        self._grid.deleteLater()
        self._grid = QWidget()
        self._grid.setProperty("ground", "none")
        grid = QGridLayout(self._grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        self._fields = []
        for across, column in enumerate(self._columns):
            grid.setColumnStretch(across, 1 if column.kind == NAME else 0)
            if self._rows:
                grid.addWidget(wrapped(column.words, 14, tone="ink2"), 0, across)
        for place, row in enumerate(self._rows):
            fields = {column.key: self._field(place, row, column) for column in self._columns}
            for across, field in enumerate(fields.values()):
                grid.addWidget(field, place + 1, across)
            less = icon_button(self._desk.theme, "trash", _("Remove"), "plain")
            less.clicked.connect(lambda _=False, place=place: self._one_less(place))
            grid.addWidget(less, place + 1, len(fields))
            less.setVisible(not self._fixed(row, ""))
            for key, field in fields.items():
                field.setEnabled(not self._fixed(row, key))
            if self._movable:
                grid.addWidget(self._up(place), place + 1, len(fields) + 1)
            self._fields.append(fields)
        self._holder.addWidget(self._grid)

    def _up(self, place: int) -> Button:
        up = icon_button(self._desk.theme, "chevron-up", _("One place earlier"), "plain")
        up.setEnabled(place > 0)
        up.clicked.connect(lambda: self.earlier(place))
        return up

    def earlier(self, place: int) -> None:
        """This row changes places with the one before it."""
        self._keep()
        rows = self._rows
        self.show_rows([*rows[: place - 1], rows[place], rows[place - 1], *rows[place + 1 :]])
        self.changed.emit()

    def _field(self, place: int, row: Row, column: Column) -> QWidget:
        value: Any = row.get(column.key)
        if column.kind == SHEET:
            opens = Button(self._desk.theme, "secondary", "", "", 48)
            opens.setText(column.say(row))
            opens.clicked.connect(lambda: self._ask(place, column))
            return opens
        if column.kind == TEXT:
            text = QLineEdit(str(value))
            text.setMinimumHeight(48)
            text.setAccessibleName(column.words)
            text.textChanged.connect(lambda _text: self.changed.emit())
            return text
        if column.kind == SWITCH:
            switch = Toggle(self._desk.theme, column.words)
            switch.setChecked(value)
            switch.toggled.connect(lambda _on: self.changed.emit())
            return switch
        if column.kind == CHOICE:
            button = Button(self._desk.theme, "secondary", "chevron-down", "", 48)
            button.setText(dict(column.choices).get(value, column.choices[0][1]))
            button.setAccessibleName(column.words)
            button.clicked.connect(lambda: self._choose(place, column))
            return button
        field = (
            NumberField(column.words, value, column.unit)
            if column.kind == NUMBER
            else QLineEdit(self._desk.wording.name(value))
        )
        if column.kind == NAME:
            field.setMaxLength(LONGEST)
            field.setMinimumHeight(48)
            field.setMinimumWidth(112)
        else:
            field.setFixedWidth(92)
        field.setAccessibleName(column.words)
        field.textChanged.connect(lambda _text: self.changed.emit())
        return field

    def _choose(self, place: int, column: Column) -> None:
        chosen = self._rows[place][column.key]
        sheet = PickSheet(self._desk, self.window(), column.words, column.choices, chosen)
        sheet.picked.connect(lambda key: self._chosen(place, column, key))
        sheet.open()

    def _chosen(self, place: int, column: Column, key: str) -> None:
        self._rows[place][column.key] = key
        self._fields[place][column.key].setText(dict(column.choices)[key])  # type: ignore[attr-defined]
        self.changed.emit()

    def _ask(self, place: int, column: Column) -> None:
        self._keep()
        column.ask(self._rows[place], lambda change: self._asked(place, change))

    def _asked(self, place: int, change: Row) -> None:
        self._keep()
        self._rows[place] |= change
        self.show_rows(self._rows)
        self.changed.emit()

    def _one_more(self) -> None:
        self._keep()
        fresh = {key: make() if callable(make) else make for key, make in self._fresh.items()}
        self.show_rows([*self._rows, fresh])
        next(iter(self._fields[-1].values())).setFocus()
        self.changed.emit()

    def _one_less(self, place: int) -> None:
        self._keep()
        self.show_rows([row for other, row in enumerate(self._rows) if other != place])
        self.changed.emit()

    def _keep(self) -> None:
        """What was typed so far stays; a number that is none is asked for again."""
        for place, fields in enumerate(self._fields):
            try:
                self._rows[place] = self._read(self._rows[place], fields)
            except UnfitError:
                continue
