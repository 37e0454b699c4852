"""Printers and today's tickets: what came out, what is not known, and what a person decides."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from domain.selling.menu import Menu
from domain.selling.print_setup import PrintSetup
from pos_app.language import _
from pos_app.models.print_rows import JobRow, doubtful
from pos_app.models.print_trouble import other_printer
from pos_app.models.printed_words import words_on_paper
from pos_app.screens.desk import Desk
from pos_app.screens.printing.day_slips import DaySlipsCard
from pos_app.screens.printing.dish_stations import DishStationsSheet
from pos_app.screens.printing.print_acts import act_on_printing
from pos_app.screens.printing.printer_card import PrinterCard
from pos_app.screens.printing.printer_sheet import open_printer_sheet
from pos_app.screens.printing.reason_sheet import ReasonSheet
from pos_app.screens.printing.slip_editor import SlipEditor
from pos_app.screens.screen import Screen
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import Card, ground, label, wrapped
from pos_app.widgets.missing_letters import without_a_face
from pos_app.widgets.scrolling import UpTo
from pos_app.widgets.segments import SegmentedControl

_MOST_HIGH = 280  # pixels of the cards: a row and as much of the next as says that there is one
_MOST_ACROSS = 4
_MOST_LETTERS = 12  # as many as a line shows


class _Faceless(Card):
    """Letters of the menu that nobody here can paint."""

    def __init__(self) -> None:
        super().__init__("warn", gap=2)
        self._title, self._detail = label(bold=True, tone="warn"), wrapped(size=14)
        self.body.addWidget(self._title)
        self.body.addWidget(self._detail)
        self._letters = ""
        self.hide()

    def tell(self, letters: str) -> None:
        self._letters = letters
        self.setVisible(bool(letters))
        self.say()

    def say(self) -> None:
        letters = " ".join(self._letters[:_MOST_LETTERS])
        more = "…" if len(self._letters) > _MOST_LETTERS else ""
        self._title.setText(
            _("Letters of the menu come out as boxes: {letters}").format(letters=letters + more)
        )
        self._detail.setText(
            _(
                "Neither the printers nor this computer have a typeface for them; all else prints as ever. "
                "Install a typeface for that writing, then start the till anew."
            )
        )


class PrintersScreen(Screen):
    """Emits `went("papers", "")` for the window with virtual paper."""

    keys = "printers"

    def __init__(self, desk: Desk, with_papers: bool) -> None:
        super().__init__(desk)
        ground(self, "canvas")
        theme = desk.theme
        self._title = label(size=22, bold=True)
        self._which = SegmentedControl(theme)
        self._which.chosen.connect(lambda _: self.draw())
        self._papers = Button(theme, "quiet", "paper")
        self._papers.setVisible(with_papers)
        self._papers.clicked.connect(lambda: self.went.emit("papers", ""))
        for each in (self._title, self._which, self._papers):
            self.lead_row.addWidget(each)
        self._add = Button(theme, "secondary", "plus")
        self._add.clicked.connect(lambda: open_printer_sheet(desk, self.window()))
        self.lead_row.addWidget(self._add)
        self._slips = Button(theme, "quiet", "pencil")
        self._slips.clicked.connect(lambda: SlipEditor(desk, self.window()).open())
        self._dishes = Button(theme, "quiet", "pot")
        self._dishes.clicked.connect(lambda: DishStationsSheet(desk, self.window()).open())
        self.lead_row.addStretch(1)
        self._cards: dict[str, PrinterCard] = {}
        self._across = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(14)
        self._faceless = _Faceless()
        self._looked_at: tuple[Menu | None, PrintSetup | None] = None, None
        column.addWidget(self._faceless)
        cards = ground(QWidget(), "canvas")
        self._grid = QGridLayout(cards)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        self._area = UpTo(cards, _MOST_HIGH)
        column.addWidget(self._area)
        self.slips = DaySlipsCard(desk)
        self.slips.printer_wanted.connect(lambda: open_printer_sheet(desk, self.window()))
        self.slips.acted.connect(self._act)
        self.slips.told.connect(self._place_cards)
        self.slips.line.addWidget(self._slips)
        self.slips.line.addWidget(self._dishes)
        column.addWidget(self.slips, 1)
        self.sides, self.mirrored = self.slips.sides, self.slips.mirrored
        self.acts = {"find": lambda: self.slips.search.line.setFocus()}
        self.start()

    def say(self) -> None:
        self._title.setText(_("Printing"))
        self._papers.setText(_("Paper window"))
        self._add.setText(_("Add a printer"))
        self._slips.setText(_("Look of slips"))
        self._dishes.setText(_("Stations"))
        self._dishes.setAccessibleName(_("Stations of dishes"))
        self.slips.say()
        self._faceless.say()
        self.draw()

    def draw(self) -> None:
        count = doubtful(self.desk.view)
        self._which.set_items([(_("Today"), ""), (_("To check {n}").format(n=count), "")])
        self._place_cards()
        self._look_for_faces()
        self._add.setVisible(self.desk.may("settings"))
        self._slips.setVisible(self.desk.may("settings"))
        self._dishes.setVisible(self.desk.may("settings"))
        self.slips.draw(self._which.index() == 1)

    def enter(self, place: str) -> None:
        self.draw()
        self.slips.focus()

    def _look_for_faces(self) -> None:
        """Once for each menu and set-up, and only while somebody looks."""
        view = self.desk.view
        menu, setup = self._looked_at
        if self.isVisible() and (view.menu is not menu or view.print_setup != setup):
            self._looked_at = view.menu, view.print_setup
            self._faceless.tell(without_a_face(words_on_paper(view.menu, view.print_setup)))

    def _place_cards(self) -> None:
        printers = self.desk.view.printers
        if list(self._cards) != [printer.id for printer in printers]:
            for card in self._cards.values():
                card.deleteLater()
            self._cards = {printer.id: PrinterCard(self.desk.theme) for printer in printers}
            for card in self._cards.values():
                card.acted.connect(self._act_on_card)
                card.changing.connect(self._change)
            self._across = 0
        may_change = self.desk.may("settings")
        for printer in printers:
            printed = self.slips.answer.printed.get(printer.id, 0)
            self._cards[printer.id].tell(printer, self.desk.view, self.desk.wording, may_change, printed)
        self._arrange()

    def _arrange(self) -> None:
        """As many beside each other as have room for what they say, at most four."""
        cards, gap = list(self._cards.values()), self._grid.spacing()
        for card in cards:
            card.body.activate()  # what its rows now say
        widest = max((card.minimumSizeHint().width() for card in cards), default=0)
        fit = (self._area.viewport().width() + gap) // (widest + gap)
        across = max(1, min(_MOST_ACROSS, fit))
        if across == self._across:
            return
        self._across = across
        for card in cards:
            self._grid.removeWidget(card)
        for place, card in enumerate(cards):
            self._grid.addWidget(card, place // across, place % across)
        for column in range(_MOST_ACROSS):
            self._grid.setColumnStretch(column, int(column < min(across, len(cards))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _act_on_card(self, act: str) -> None:
        verb, _colon, printer = act.partition(":")
        if verb == "test":
            open_printer_sheet(self.desk, self.window(), printer, trying=True)
        else:
            act_on_printing(self.desk, act)

    def _change(self, printer: str) -> None:
        open_printer_sheet(self.desk, self.window(), printer)

    def _act(self, row: JobRow, act: str) -> None:
        if act == "reprint":
            desk = self.desk
            ReasonSheet(
                desk, self.window(), row.title, lambda reason: desk.till.reprint(row.id, desk.by, reason)
            ).open()
        elif act == "move_one":
            other = other_printer(self.desk.view, row.printer_id)
            act_on_printing(self.desk, f"move_one:{row.id}:{other.id if other else ''}")
        elif act:
            act_on_printing(self.desk, f"{act}:{row.id}")
