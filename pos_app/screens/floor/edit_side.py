"""Beside the plan under edit: name, seats and shape of a table, its area, and what is done with the whole."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from domain.floor.editing import SHAPES
from domain.floor.plan import Area, Table
from pos_app.language import _
from pos_app.models.wording import Wording
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import label, rule, wrapped
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.stepper import Stepper
from pos_app.widgets.theme import Theme
from pos_app.widgets.toggle import Toggle


class EditSide(QWidget):
    """Tells what somebody wants; what is shown is told from outside."""

    table_named = Signal(str)
    seated = Signal(int)
    shaped = Signal(str)
    table_removed = Signal()
    area_wanted = Signal()
    table_added = Signal()
    area_named = Signal(str)
    area_added = Signal()
    area_grown = Signal()
    area_removed = Signal()
    cleaning = Signal(bool)
    undone = Signal()
    discarded = Signal()
    saved = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._table_part()
        self._column.addWidget(rule())
        self._area_part()
        self._column.addWidget(rule())
        self._clean_word, self.clean = wrapped(), Toggle(theme)
        self.clean.clicked.connect(self.cleaning)
        self._row(self._clean_word, self.clean, stretch=0)
        self._column.addStretch(1)
        self._undo = self._button("undo", self.undone, "secondary")
        self._discard = self._button("", self.discarded, "secondary")
        self._row(self._undo, self._discard)
        self._save = self._button("tick", self.saved, "primary", 56)
        self._column.addWidget(self._save)

    def _table_part(self) -> None:
        self._hint = wrapped(tone="ink2")
        self._table_title = label(size=18, bold=True)
        self._column.addWidget(self._table_title)
        self._column.addWidget(self._hint)
        self.table_name = QLineEdit()
        self.table_name.editingFinished.connect(self._name_table)
        self._seats_word, self.seats = label(), Stepper(self._theme)
        self.seats.stepped.connect(self.seated)
        self._shapes = SegmentedControl(self._theme)
        self._shapes.chosen.connect(lambda place: self.shaped.emit(SHAPES[place]))
        self._column.addWidget(self.table_name)
        self._row(self._seats_word, self.seats, stretch=0)
        self._column.addWidget(self._shapes)
        self._remove = self._button("trash", self.table_removed, "danger")
        self._add = self._button("plus", self.table_added, "secondary")
        self._elsewhere = self._button("transfer", self.area_wanted, "secondary")
        self._row(self._remove, self._add)
        self._column.addWidget(self._elsewhere)

    def _area_part(self) -> None:
        self._area_title = label(size=18, bold=True)
        self._column.addWidget(self._area_title)
        self.area_name = QLineEdit()
        self.area_name.editingFinished.connect(self._name_area)
        self._column.addWidget(self.area_name)
        self._grow = self._button("", self.area_grown, "secondary", 56)
        self._area_gone = self._button("trash", self.area_removed, "danger", 56)
        self._row(self._area_gone, self._grow)
        self._area_add = self._button("plus", self.area_added, "secondary")
        self._column.addWidget(self._area_add)

    def _button(self, icon: str, answers: object, kind: str, height: int = 48) -> Button:
        made = Button(self._theme, kind, icon, "", height)
        made.clicked.connect(lambda: answers.emit())  # type: ignore[attr-defined]
        return made

    def _row(self, first: QWidget, second: QWidget, stretch: int = 1) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(first, 1)
        row.addWidget(second, stretch)
        self._column.addLayout(row)

    # ---------------------------------------------------------------- words and view

    def say(self) -> None:
        """Fixed words."""
        self._table_title.setText(_("Table"))
        self._hint.setText(_("Tap a table to change it; drag it to its place."))
        self._seats_word.setText(_("Seats"))
        self._shapes.set_items([(_("Square"), ""), (_("Round"), ""), (_("Long"), "")])
        self._remove.setText(_("Remove"))
        self._add.setText(_("Add a table"))
        self._elsewhere.setText(_("To another area"))
        self._area_title.setText(_("Area"))
        self._grow.setText(_("One row more"))
        self._area_gone.setText(_("Remove area"))
        self._area_add.setText(_("Add an area"))
        self._clean_word.setText(_("Tables are cleaned after paying"))
        self._undo.setText(_("Undo"))
        self._discard.setText(_("Discard"))
        self._save.setText(_("Save the plan"))
        names: tuple[tuple[QWidget, str], ...] = (
            (self.table_name, _("Name of the table")),
            (self.area_name, _("Name of the area")),
            (self._shapes, _("Shape")),
            (self.seats.less, _("One seat less")),
            (self.seats.more, _("One seat more")),
            (self.clean, _("Tables are cleaned after paying")),
        )
        for widget, words in names:
            widget.setAccessibleName(words)

    def show_draft(
        self, table: Table | None, area: Area, areas: int, clean: bool, changed: bool, wording: Wording
    ) -> None:
        """A table if one is chosen, its area, how many there are, the switch; is anything to save?"""
        for each in (self.table_name, self._seats_word, self.seats, self._shapes):
            each.setVisible(table is not None)
        self._hint.setVisible(table is None)
        self._remove.setEnabled(table is not None)
        self._elsewhere.setEnabled(table is not None and areas > 1)
        _tell(self.table_name, wording.name(table.label) if table else "")
        _tell(self.area_name, wording.name(area.names))
        if table is not None:
            self.seats.tell(str(table.seats))
            self._shapes.blockSignals(True)
            self._shapes.choose(SHAPES.index(table.shape) if table.shape in SHAPES else 0)
            self._shapes.blockSignals(False)
        self.clean.setChecked(clean)
        for button in (self._undo, self._discard, self._save):
            button.setEnabled(changed)

    def _name_table(self) -> None:
        _named(self.table_name, self.table_named)

    def _name_area(self) -> None:
        _named(self.area_name, self.area_named)


def _tell(field: QLineEdit, words: str) -> None:
    if field.text() != words:
        field.setText(words)
    field.setModified(False)


def _named(field: QLineEdit, answers: object) -> None:
    """A field that was left as it was, or empty, names nothing."""
    if field.isModified() and field.text().strip():
        field.setModified(False)
        answers.emit(field.text().strip())  # type: ignore[attr-defined]
