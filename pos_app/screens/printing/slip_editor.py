"""What the owner changes of a slip, beside what it will look like; nothing prints so before it is saved."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from domain.errors import Refused
from domain.selling.print_setup import Printer
from domain.selling.slip_templates import KINDS, NO_TEMPLATES, SlipTemplate, SlipTemplates
from pos_app.language import _
from pos_app.models.slip_words import kind_word
from pos_app.screens.desk import Desk
from pos_app.screens.printing.slip_fields import SlipFields
from pos_app.widgets.buttons import Button
from pos_app.widgets.choice_box import ChoiceBox
from pos_app.widgets.cover import uncover
from pos_app.widgets.labels import ground, wrapped
from pos_app.widgets.line_painter import paint_line
from pos_app.widgets.paper_view import PaperView
from pos_app.widgets.scrolling import Scroll, by_finger
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.print_forms import form_of
from pos_app.workflows.slip_templates import preview
from printers.paper import Paper
from printers.slips.words import SlipForm

_SCALE = 0.6
_WIDTHS = (80, 58)


class SlipEditor(Sheet):
    """A broken change is told at once with its reason; the paper keeps the last good one."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(1240, 860))
        self._desk = desk
        self._templates: SlipTemplates = NO_TEMPLATES
        self._drafts: dict[str, SlipTemplate] = {}  # of the kinds that are not shown, changed and not saved
        self._kinds = ChoiceBox(desk.theme)
        for kind in KINDS:
            self._kinds.addItem(kind_word(kind), kind)
        self._kinds.setMinimumHeight(48)
        self._kinds.setAccessibleName(_("Kind of slip"))
        self._kinds.currentIndexChanged.connect(lambda _index: self._show_kind())
        self._fields = SlipFields(desk)
        self._fields.changed.connect(self._draw)
        self._width = SegmentedControl(desk.theme)
        self._width.set_items([(f"{width} mm", "") for width in _WIDTHS])
        self._width.chosen.connect(lambda _index: self._draw())
        self._facts = SegmentedControl(desk.theme)
        self._facts.set_items([(_("A sample"), ""), (_("The last real one"), "")])
        self._facts.chosen.connect(lambda _index: self._draw())
        self._turn = 0
        self._paper = QScrollArea()
        by_finger(self._paper)
        self._paper.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        ground(self._paper, "sunk")
        self._said = wrapped(size=14, tone="danger")
        self._place()
        self.say(_("Look of slips"), _("What they say and how large. The paper shows it; save to print so."))
        self._fields.tell(SlipTemplate("kitchen"))
        self._fields.setEnabled(False)  # until it is known what stands
        desk.ask(desk.till.slips.templates(desk.by), self._know, self._refuse)
        self._draw()

    def _place(self) -> None:
        sides = QHBoxLayout()
        sides.setSpacing(24)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(12)
        right.setSpacing(12)
        left.addWidget(self._kinds)
        scroll = Scroll()
        scroll.setWidget(self._fields)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        left.addWidget(scroll, 1)
        above = QHBoxLayout()
        above.addWidget(self._width)
        above.addWidget(self._facts)
        right.addLayout(above)
        right.addWidget(self._paper, 1)
        sides.addLayout(left, 1)
        sides.addLayout(right, 1)
        self.body.addLayout(sides, 1)
        self.body.addWidget(self._said)
        self._house = Button(self.theme, "secondary", "", "", 56)
        self._house.setText(_("As the house has it"))
        self._house.clicked.connect(self._reset)
        self._save = Button(self.theme, "primary", "tick", "", 56)
        self._save.setText(_("Print slips so"))
        self._save.clicked.connect(self._publish)
        self.foot.addWidget(self._house)
        self.foot.addStretch(1)
        self.foot.addWidget(self._save)

    @property
    def kind(self) -> str:
        """The kind that is being changed."""
        return str(self._kinds.currentData())

    def choose_kind(self, kind: str) -> None:
        """As a tap in the list does."""
        self._kinds.setCurrentIndex(list(KINDS).index(kind))

    def typed(self) -> bool:
        return self._changed() or bool(self._drafts)

    def _changed(self) -> bool:
        """Whether the kind that is shown is not as it was saved."""
        return self._fields.template() != self._templates.of(self.kind)

    def _know(self, templates: SlipTemplates) -> None:
        self._templates = templates
        self._fields.setEnabled(True)
        self._fields.tell(templates.of(self.kind))
        self._draw()

    def _show_kind(self) -> None:
        """What was changed of the kind before is kept until somebody comes back to it."""
        before = self._fields.template()
        if before != self._templates.of(before.kind):
            self._drafts[before.kind] = before
        self._fields.tell(self._drafts.pop(self.kind, self._templates.of(self.kind)))
        self._width.setVisible(self.kind != "label")
        self._draw()

    def _reset(self) -> None:
        self._fields.tell(SlipTemplate(self.kind))
        self._draw()

    def _draw(self) -> None:
        """The paper as it would be; if it cannot be, the reason, and the paper as it was."""
        template = self._fields.template()
        self._house.setEnabled(template != SlipTemplate(self.kind))
        form = form_of(Printer("", {}, "", width=_WIDTHS[self._width.index()]))
        try:
            paper = preview(template, form, paint_line)
        except Refused as no:
            self._refuse(self._desk.sentence(no))
            return
        self._said.hide()
        self._turn += 1
        if self._facts.index():
            self._ask_last(template, form, self._turn)
        else:
            uncover(self._paper)
            self._paper.setWidget(PaperView(paper, _SCALE))
        self._save.setEnabled(self._changed())

    def _ask_last(self, template: SlipTemplate, form: SlipForm, turn: int) -> None:
        """The last real slip of the day, if there is one; else the sample, and that is said."""

        def show(paper: Paper | None) -> None:
            if turn != self._turn or not isValid(self):
                return
            if paper is None:
                self._said.setText(_("There is no slip of this kind today. The paper shows a sample."))
                self._said.show()
            shown = paper or preview(template, form, paint_line)
            self._paper.setWidget(PaperView(shown, _SCALE))

        desk = self._desk
        desk.read(lambda: desk.till.slips.last(template, form, paint_line, desk.by), show, self._paper)

    def _publish(self) -> None:
        template = self._fields.template()
        self._desk.ask(self._desk.till.slips.publish(template, self._desk.by), self._saved, self._refuse)

    def _saved(self, templates: SlipTemplates) -> None:
        self._templates = templates
        self._draw()

    def _refuse(self, words: str) -> None:
        self._said.setText(words)
        self._said.show()
        self._save.setEnabled(False)
