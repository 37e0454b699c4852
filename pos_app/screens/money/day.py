"""The day so far and its end: what is open, the figures, the drawers, and the Z that closes it."""

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from domain.money.day_figures import DayFigures
from domain.money.days import DayEnd
from domain.record.plain import from_plain
from pos_app.language import _, ngettext, pgettext
from pos_app.models.day_words import loose_ends, steps
from pos_app.screens.desk import Desk
from pos_app.screens.money.day_cards import DrawersCard, FiguresCard, LooseList
from pos_app.screens.money.day_changes import ChangesCard, in_order
from pos_app.screens.money.day_pdf import pdf_folder, write_pdf
from pos_app.screens.money.day_sheets import CloseSheet, DaysSheet
from pos_app.screens.money.dish_sums import DishSumSheet
from pos_app.screens.screen import Screen
from pos_app.widgets.buttons import Button
from pos_app.widgets.cover import uncover
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import ground, label, short
from pos_app.widgets.scrolling import Scroll
from pos_app.widgets.steps import StepsBar
from pos_app.workflows.report_slips import Around

WIDE = 1200  # pixels of a window whose top has room for more than the date
LEAST = 220  # pixels that a card of something open needs for its words


class DayScreen(Screen):
    """Figures are asked for when it is shown and when facts have come; a closed day is shown as it was."""

    keys = "day"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground(self, "canvas")
        self._figures: DayFigures | None = None
        self._closed: DayEnd | None = None
        self._asked = -1
        self._title, self._when = label(size=22, bold=True), short(tone="ink2")
        self.lead_row.addWidget(self._title)
        self.lead_row.addWidget(self._when)
        self._steps = StepsBar(desk.theme)
        self.lead_row.addWidget(self._steps)
        self.lead_row.addStretch(1)
        self._stack = QStackedWidget()
        self._empty = EmptyState(desk.theme, "chart")
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._columns())
        around = QVBoxLayout(self)
        around.setContentsMargins(16, 16, 16, 16)
        around.addWidget(self._stack)
        buttons = (*self._buttons, self._close)
        for button in buttons:  # on a small screen their words go before those of what is open
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.acts = dict(zip(("print", "save", "earlier", "close"), map(self._tap, buttons), strict=True))
        self.acts["dishes"] = self._tap(self._card.dishes)
        self.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._figures is not None and self.isVisible():
            self.draw()

    def _columns(self) -> QWidget:
        desk, whole = self.desk, QWidget()
        row = QHBoxLayout(whole)
        self.sides = (row,)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(12)
        self._heading = short(size=18, bold=True)
        self._loose = LooseList(desk)
        self._loose.went.connect(self.went)
        scroll = Scroll()
        scroll.setWidget(self._loose)
        scroll.setMinimumWidth(LEAST)
        left.addWidget(self._heading)
        left.addWidget(scroll, 1)
        self._changes = ChangesCard(desk)
        self._changes.went.connect(self.went)
        left.addWidget(self._changes)
        row.addLayout(left, 30)
        middle = QVBoxLayout()
        middle.setSpacing(12)
        self._card = FiguresCard(desk)
        self._card.dishes.clicked.connect(self._dishes)
        middle.addWidget(self._card, 1)
        self._buttons = [
            Button(desk.theme, "secondary", icon, key, 56)
            for icon, key in (("printer", "F2"), ("download", "F3"), ("calendar", "F4"))
        ]
        acts = QHBoxLayout()
        acts.setSpacing(10)
        for button, act in zip(self._buttons, (self._print, self._save, self._earlier), strict=True):
            button.clicked.connect(act)
            acts.addWidget(button, 1)
        middle.addLayout(acts)
        row.addLayout(middle, 42)
        right = QVBoxLayout()
        right.setSpacing(12)
        self._drawers = DrawersCard(desk)
        right.addWidget(self._drawers, 1)
        self._close = Button(desk.theme, "primary", "lock", "F9", 64)
        self._close.clicked.connect(self._close_day)
        self._why = label(size=14, tone="ink2")
        self._why.setWordWrap(True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        right.addWidget(self._close)
        right.addWidget(self._why)
        row.addLayout(right, 28)
        return whole

    # ---------------------------------------------------------------- words and view

    def say(self) -> None:
        self._buttons[1].setText(_("PDF"))
        self.draw()

    def enter(self, place: str) -> None:
        self._closed = None
        self._asked = -1
        super().enter(place)

    def draw(self) -> None:
        desk = self.desk
        if not desk.may("reports"):
            uncover(self._stack)
            self._stack.setCurrentIndex(0)
            self._empty.tell(_("The day's figures are for who may see reports. Ask a manager."))
            self._title.setText(_("Close of day"))
            self._when.setText("")
            self._steps.hide()
            return
        if self._closed is None and desk.view.version != self._asked and desk.staff is not None:
            self._asked = desk.view.version
            if self._figures is None:
                self._title.setText(_("Close of day"))
                self._empty.tell("")
                desk.read(self._figures_now, self._take, self._stack)
            else:  # what is shown stays if it cannot be read anew: the next fact asks again
                desk.ask(self._figures_now(), self._take, lambda _words: None)
        if self._figures is not None:
            self._show(self._figures)

    def _figures_now(self, dishes: bool = False) -> Future[DayFigures]:
        return self.desk.till.shifts.figures(self.desk.rounds(), self.desk.by, dishes)

    def _take(self, figures: DayFigures) -> None:
        self._asked = self.desk.till.view.version
        if self._closed is None:
            self._figures = figures
            self.draw()

    def _show(self, figures: DayFigures) -> None:
        desk, closed = self.desk, self._closed
        self._stack.setCurrentIndex(1)
        z = closed.z if closed else desk.view.drawer.next_z
        self._title.setText(_("Close of day"))
        wide = self.window().width() >= WIDE
        when = _("Business day {date} · Z {z}") if wide else "{date} · Z {z}"
        said = when.format(date=figures.date, z=f"{z:04d}")
        self._when.setText(said)
        self._when.setMinimumWidth(0 if wide else desk.theme.metrics(16).horizontalAdvance(said) + 2)
        loose = loose_ends(figures.carried, desk.view, desk.wording)
        count = len(loose)
        if closed:
            self._heading.setText(_("Carried over then") if count else _("Nothing was carried over"))
        else:
            some = ngettext("{n} thing is open", "{n} things are open", count).format(n=count)
            self._heading.setText(some if count else _("Nothing is open"))
        self._show_steps(count)
        self._loose.tell(loose, () if closed else in_order(figures), bool(closed))
        self._changes.tell(figures)
        self._card.tell(figures, bool(closed))
        self._drawers.tell(figures)
        self._buttons[0].setText(_("Print again") if closed else _("Print X"))
        self._buttons[2].setText(_("Back to today") if closed else _("Earlier days"))
        self._show_close(figures, z, count)

    def _show_steps(self, loose: int) -> None:
        found = steps(self.desk.view, loose, self._closed is not None)
        words = (_("{step}: done") if done else "{step}" for _words, done in found)
        told = (each.format(step=step) for each, (step, _done) in zip(words, found, strict=True))
        self._steps.tell(found, pgettext("list", ", ").join(told))
        self._steps.show()

    def _show_close(self, figures: DayFigures, z: int, count: int) -> None:
        desk = self.desk
        done = figures.date > desk.business_date()
        self._close.setVisible(self._closed is None)
        self._why.setVisible(self._closed is None)
        self._close.setText(_("Close the day, print Z {z}").format(z=f"{z:04d}"))
        self._close.setEnabled(desk.may("day_end") and not done)
        if done:
            self._why.setText(_("This day has its Z. What is sold now counts to the next one."))
        elif not desk.may("day_end"):
            self._why.setText(desk.barred("day_end"))
        elif count:
            self._why.setText(_("What is open is listed on the Z and carried over."))
        else:
            self._why.setText(_("The figures are frozen under this number."))

    # ---------------------------------------------------------------- acts

    def _tap(self, button: Button) -> Callable[[], object]:
        """A key does what its button does, if it is there and its reason says nothing else."""
        return lambda: button.click() if button.isVisible() else None

    def _close_day(self) -> None:
        if self._figures is not None:
            sheet = CloseSheet(self.desk, self.window(), self._figures)
            sheet.done.connect(self.show_closed)
            sheet.open()

    def show_closed(self, closed: DayEnd) -> None:
        """A closed day, as it was."""
        self._closed, self._figures = closed, from_plain(DayFigures, closed.report)
        self.draw()

    def _earlier(self) -> None:
        if self._closed is not None:
            self.enter("")
            return
        sheet = DaysSheet(self.desk, self.window())
        sheet.picked.connect(self.show_closed)
        sheet.open()

    def _print(self) -> None:
        desk = self.desk
        if self._closed is not None:
            desk.ask(desk.till.reprint(f"{self._closed.id}.day", desk.by))
        else:
            self._with_dishes(self._print_x)

    def _print_x(self, figures: DayFigures, _z: int, by: str) -> None:
        desk = self.desk
        known = Around(desk.view.store, desk.view.people)
        printed = desk.till.shifts.print_x(figures, known, desk.now, by)
        desk.ask(printed, lambda _done: desk.told.emit(_("It is printed at the counter.")))

    def _dishes(self) -> None:
        self._with_dishes(
            lambda figures, z, by: DishSumSheet(self.desk, self.window(), figures, z, by).open()
        )

    def _with_dishes(self, act: Callable[[DayFigures, int, str], None]) -> None:
        """Do something with the figures, what was sold among them, under which Z they are frozen, 0: not yet,
        and by whom. Those of now are asked for: as facts come only the sums are."""
        closed, by = self._closed, self.desk.by
        if closed is not None and self._figures is not None:
            act(self._figures, closed.z, closed.by)
        elif closed is None:
            self.desk.ask(self._figures_now(dishes=True), lambda figures: act(figures, 0, by))

    def _save(self) -> None:
        self._with_dishes(self._save_pdf)

    def _save_pdf(self, figures: DayFigures, z: int, by: str) -> None:
        try:
            path = write_pdf(self.desk, figures, z, by, pdf_folder())
        except OSError:
            self.desk.refused.emit(_("The PDF cannot be saved: the disk is full or write-protected."))
            return
        self.desk.told.emit(_("Saved: {path}").format(path=path))
