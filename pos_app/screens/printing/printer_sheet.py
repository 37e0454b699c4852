"""Setting a printer up: where it is, what it says and prints, which slips it takes. Published at the end."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget
from shiboken6 import isValid

from domain.errors import Refused
from domain.selling.print_changes import check_paper
from domain.selling.print_setup import PrintSetup
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.printing.find_page import FindPage
from pos_app.screens.printing.printer_draft import draft_of
from pos_app.screens.printing.slips_page import SlipsPage
from pos_app.screens.printing.try_page import TryPage
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import wrapped
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.printer_verbs import connection_or_refused

FIND, TRY, SLIPS = range(3)


class PrinterSheet(Sheet):
    """A new printer, or one that is there by its id. Nothing takes effect before it is saved."""

    def __init__(
        self, desk: Desk, window: QWidget, setup: PrintSetup, printer: str = "", trying: bool = False
    ) -> None:
        super().__init__(desk.theme, window, QSize(944, 860))
        self._desk = desk
        self._draft = draft = draft_of(setup, desk.view, printer, desk.till.new_id())
        self._name_before = desk.wording.name(draft.printer.names)
        self._edited = False
        self._steps = SegmentedControl(desk.theme)
        self._steps.set_items(
            [(_("1 Where it is"), ""), (_("2 What it says"), ""), (_("3 What it prints"), "")]
        )
        self._steps.chosen.connect(self._turn)
        self._pages = QStackedWidget()
        self._find = FindPage(desk, draft.printer.target)
        self._try = TryPage(desk, draft)
        self._slips = SlipsPage(desk, draft)
        for page in (self._find, self._try, self._slips):
            self._pages.addWidget(page)
        self._wrong = wrapped(size=14, tone="danger")
        self._wrong.hide()
        self.body.addWidget(self._steps)
        self.body.addWidget(self._pages, 1)
        self.body.addWidget(self._wrong)
        self._build_foot()
        self._find.chosen.connect(self._choose_address)
        self._try.answered.connect(self._draw)
        self._try.edited.connect(self._edit)
        self._slips.edited.connect(self._edit)
        self.closed.connect(self._find.leave)
        title = _("Add a printer") if draft.new else _("Change {printer}").format(printer=self._name_before)
        self.say(title, _("Tickets go on printing as before until you save."))
        self._steps.choose(FIND if draft.new else TRY if trying else SLIPS)
        self._turn(self._steps.index())
        if trying and not draft.new:
            self._try.print_page()

    def typed(self) -> bool:
        return self._edited

    # ---------------------------------------------------------------- parts

    def _build_foot(self) -> None:
        theme = self.theme
        self._remove = Button(theme, "danger", "trash", "", 56)
        self._remove.setText(_("Remove printer"))
        self._remove.setVisible(self._draft.setup.printer(self._draft.printer.id) is not None)
        self._remove.clicked.connect(self._take_away)
        self._back = Button(theme, "secondary", "", "", 56)
        self._back.setText(_("Back"))
        self._back.clicked.connect(lambda: self._steps.choose(self._steps.index() - 1))
        self._next = Button(theme, "primary", "", "", 56)
        self._next.clicked.connect(self._go_on)
        self._why = wrapped(size=14, tone="ink2")
        self.foot.addWidget(self._remove)
        self.foot.addWidget(self._why, 1)
        self.foot.addWidget(self._back)
        self.foot.addWidget(self._next)

    def _turn(self, page: int) -> None:
        """To a page; whatever the address, the others wait until there is one."""
        if page != FIND and not self._address_is_good():
            page = FIND
            self._steps.choose(FIND)
        no = self._paper_is_wrong() if page == SLIPS else ""
        if no:
            page = TRY
            self._steps.choose(TRY)
        self._pages.setCurrentIndex(page)
        self._refuse(no)
        if page == TRY:
            self._try.enter()
        if page == SLIPS and self._draft.new and not self._slips.name:
            self._slips.focus_name()
        self._draw()

    def _draw(self) -> None:
        page = self._pages.currentIndex()
        self._back.setVisible(page != FIND)
        words = {
            FIND: _("Ask this printer"),
            TRY: _("Say what it prints"),
            SLIPS: _("Save printer"),
        }
        self._next.setText(words[page])
        self._next.set_icon("tick" if page == SLIPS else "arrow-right")
        ready = bool(self._draft.printer.target) if page != SLIPS else bool(self._slips.name)
        self._next.setEnabled(ready)
        missing = _("Give it a name first.") if page == SLIPS else _("Choose one, or type its address.")
        self._why.setText("" if ready else missing)

    # ---------------------------------------------------------------- acts

    def _choose_address(self, address: str) -> None:
        self._edited = True
        self._draft.move_to(address)
        self._draw()

    def _edit(self) -> None:
        self._edited = True
        self._refuse("")
        self._draw()

    def _address_is_good(self) -> bool:
        try:
            connection_or_refused(self._draft.printer.target)
        except Refused as no:
            if self._draft.printer.target:
                self._find.refuse(self._desk.sentence(no))
            return False
        return True

    def _paper_is_wrong(self) -> str:
        """What is wrong with the paper, "" if nothing is."""
        try:
            check_paper(self._draft.printer)
        except Refused as no:
            return self._desk.sentence(no)
        return ""

    def _go_on(self) -> None:
        page = self._pages.currentIndex()
        if page != SLIPS:
            self._steps.choose(page + 1)
            return
        desk, draft = self._desk, self._draft
        self._next.setEnabled(False)
        wish = draft.wish(self._slips.name, desk.language.tag)
        saved = desk.till.printers.save(wish, draft.setup.version, desk.by)
        desk.ask(saved, lambda _setup: self._done(), self._refuse)

    def _take_away(self) -> None:
        desk, draft = self._desk, self._draft
        gone = desk.till.printers.remove(draft.printer.id, draft.setup.version, desk.by)
        desk.ask(gone, lambda _setup: self._done(), self._refuse)

    def _done(self) -> None:
        if isValid(self):
            self.finish()

    def _refuse(self, words: str) -> None:
        if isValid(self):
            self._wrong.setText(words)
            self._wrong.setVisible(bool(words))
            self._draw()


def open_printer_sheet(desk: Desk, window: QWidget, printer: str = "", trying: bool = False) -> None:
    """The sheet over the present set-up, for who may change settings; ``trying`` prints its test page."""
    if desk.may("settings"):
        PrinterSheet(desk, window, desk.view.print_setup, printer, trying).open()
    else:
        desk.refused.emit(desk.sentence(Refused("not_allowed")))
