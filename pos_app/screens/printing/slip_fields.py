"""The fields of a slip's template: lines on and off, sizes, languages, words above and below, a sign."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from domain.errors import Refused
from domain.selling.slip_templates import KINDS, NO_SECOND, PLACES, SlipTemplate
from pos_app.language import OWN_NAMES, _
from pos_app.models.slip_words import line_word, part_word, size_word
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.choice_box import ChoiceBox
from pos_app.widgets.file_window import ask_file
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.picture_dots import picture_from
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.toggle import Toggle

_UND = "und"  # words that are the same in every language


class SlipFields(QWidget):
    """`changed` after each change by hand."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("ground", "none")
        self._desk = desk
        self._template = SlipTemplate("kitchen")
        self._toggles: dict[str, Toggle] = {}
        self._sizes: dict[str, tuple[SegmentedControl, tuple[str, ...]]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 12, 0)
        self._column.setSpacing(12)
        self._inside = QWidget()

    def tell(self, template: SlipTemplate) -> None:
        """Show another template; its kind decides which fields there are."""
        self._template = template
        self._picture = template.picture
        self._column.removeWidget(self._inside)
        self._inside.deleteLater()
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        self._add_sign(inside)
        self._header = self._add_words(inside, _("Words above"), template.header)
        self._add_lines(inside)
        self._add_sizes(inside)
        self._footer = self._add_words(inside, _("Words below"), template.footer)
        places = " ".join(f"{{{place}}}" for place in PLACES)
        inside.addWidget(
            wrapped(_("In both words may stand: {places}").format(places=places), 14, tone="ink2")
        )
        self._add_languages(inside)
        inside.addStretch(1)
        self._column.addWidget(self._inside)
        self._inside.setMinimumHeight(inside.totalSizeHint().height())  # the area around it scrolls

    def template(self) -> SlipTemplate:
        """What the fields say now."""
        old = self._template
        return SlipTemplate(
            kind=old.kind,
            without=tuple(line for line, toggle in self._toggles.items() if not toggle.isChecked()),
            sizes={
                part: sizes[control.index()]
                for part, (control, sizes) in self._sizes.items()
                if control.index()
            },
            language=str(self._first.currentData()),
            second=str(self._second.currentData()),
            header=_words(self._header.toPlainText(), old.header),
            footer=_words(self._footer.toPlainText(), old.footer),
            picture=self._picture,
        )

    def set_words(self, header: str, footer: str) -> None:
        """As typing does."""
        self._header.setPlainText(header)
        self._footer.setPlainText(footer)

    def turn(self, line: str, on: bool) -> None:
        """As a tap on a line's switch does."""
        self._toggles[line].setChecked(on)

    # ---------------------------------------------------------------- its parts

    def _add_sign(self, inside: QVBoxLayout) -> None:
        inside.addWidget(label(_("The store's sign"), bold=True))
        row = QHBoxLayout()
        choose, none = (
            Button(self._desk.theme, "secondary", "search"),
            Button(self._desk.theme, "quiet", "close"),
        )
        for button in (choose, none):
            button.setMinimumHeight(48)
        choose.setText(_("Choose …"))
        choose.clicked.connect(self._browse)
        none.setText(_("None"))
        none.clicked.connect(lambda: self._take_picture(""))
        row.addWidget(none)
        row.addWidget(choose)
        row.addStretch(1)
        inside.addLayout(row)

    def _browse(self) -> None:
        pictures = "PNG, JPEG (*.png *.jpg *.jpeg *.bmp)"
        ask_file(self, _("Choose …"), self.take_file, kinds=pictures)

    def take_file(self, path: str) -> None:
        """A picture of the owner's, made small and black on white."""
        try:
            self._take_picture(picture_from(path))
        except Refused as no:
            self._desk.refused.emit(self._desk.sentence(no))

    def _take_picture(self, picture: str) -> None:
        self._picture = picture
        self.changed.emit()

    def _add_words(self, inside: QVBoxLayout, title: str, names: Mapping[str, str]) -> QPlainTextEdit:
        inside.addWidget(label(title, bold=True))
        field = QPlainTextEdit(names.get(_UND) or next(iter(names.values()), ""))
        field.setAccessibleName(title)
        field.setTabChangesFocus(True)
        field.setFixedHeight(76)
        field.textChanged.connect(self.changed)
        inside.addWidget(field)
        return field

    def _add_lines(self, inside: QVBoxLayout) -> None:
        inside.addWidget(label(_("Lines"), bold=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(0)
        self._toggles = {}
        for place, line in enumerate(KINDS[self._template.kind].lines):
            toggle = Toggle(self._desk.theme, line_word(line))
            toggle.setChecked(line not in self._template.without)
            toggle.toggled.connect(lambda _on: self.changed.emit())
            self._toggles[line] = toggle
            cell = QHBoxLayout()
            cell.addWidget(wrapped(line_word(line)), 1)
            cell.addWidget(toggle)
            grid.addLayout(cell, place // 2, place % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        inside.addLayout(grid)

    def _add_sizes(self, inside: QVBoxLayout) -> None:
        self._sizes = {}
        for part, sizes in KINDS[self._template.kind].sizes.items():
            control, choices = SegmentedControl(self._desk.theme, shrinks=True), ("", *sizes)
            control.setAccessibleName(part_word(part))
            control.set_items([(size_word(size), "") for size in choices])
            size = self._template.sizes.get(part, "")
            control.choose(choices.index(size) if size in choices else 0)
            control.chosen.connect(lambda _index: self.changed.emit())
            self._sizes[part] = (control, choices)
            inside.addWidget(label(part_word(part), bold=True))
            inside.addWidget(control, 0, Qt.AlignmentFlag.AlignLeading)

    def _add_languages(self, inside: QVBoxLayout) -> None:
        tags = list(OWN_NAMES.items())
        self._first = self._languages([(_("As the printer"), ""), *((name, tag) for tag, name in tags)])
        self._second = self._languages(
            [(_("As the printer"), ""), (_("None"), NO_SECOND), *((name, tag) for tag, name in tags)]
        )
        for title, box, tag in (
            (_("Language"), self._first, self._template.language),
            (_("Second language"), self._second, self._template.second),
        ):
            box.setCurrentIndex(max(0, box.findData(tag)))
            box.setAccessibleName(title)
            box.currentIndexChanged.connect(lambda _index: self.changed.emit())
            row = QHBoxLayout()
            row.addWidget(wrapped(title, bold=True), 1)
            row.addWidget(box, 1)
            inside.addLayout(row)

    def _languages(self, items: list[tuple[str, str]]) -> ChoiceBox:
        box = ChoiceBox(self._desk.theme)
        box.setMinimumHeight(48)
        box.setMinimumWidth(120)
        for words, tag in items:
            box.addItem(words, tag)
        return box


def _words(text: str, before: Mapping[str, str]) -> Mapping[str, str]:
    """One text for every language; as it was if nobody touched it."""
    text = text.strip("\n")
    if text == (before.get(_UND) or next(iter(before.values()), "")):
        return before
    return {_UND: text} if text else {}
