"""The three columns of a day: what is open, how the takings come about, what the drawers held."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from domain.money.day_figures import DayFigures, DrawerSum, TenderSum
from pos_app.language import _, ngettext
from pos_app.models.day_words import Loose, deposit_word, part_word, said_of, unconfirmed_words
from pos_app.models.wording import Wording
from pos_app.screens.desk import Desk
from pos_app.screens.money.day_changes import TickLine
from pos_app.screens.money.hand_over import over_word
from pos_app.widgets.bars import Bars
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import Card, ShortLabel, amount, label, rule, short, sum_label, wrapped
from pos_app.widgets.scrolling import Scroll
from pos_app.workflows.dish_words import PAID_BACK

HIGH = 280  # pixels: a quiet day's one bar shall not be a tower
NARROW = 420  # pixels: below this the sums need the room at the edges
LEAST_WORD = 104  # pixels of a word beside its sum: six hanzi, or how often a way of paying came
AROUND, ROW, HOURS = 180, 22, 110  # pixels: of the card beside its lists, of their rows, of the hours


def _empty(layout: QVBoxLayout | QGridLayout) -> None:
    while item := layout.takeAt(0):
        widget = item.widget()
        if widget is not None:
            widget.deleteLater()
        elif isinstance(inner := item.layout(), QVBoxLayout | QGridLayout):
            _empty(inner)


class LooseList(QWidget):
    """`went(screen, place)`: one tap to each."""

    went = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("ground", "none")
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(10)
        self._shown: tuple[object, ...] = ()

    def tell(self, loose: tuple[Loose, ...], done: tuple[str, ...], past: bool) -> None:
        """These, and what is ``done``; of a day that is ``past`` nobody goes there any more."""
        shown = (loose, done, past, self._desk.language.tag)
        if shown == self._shown:
            return
        self._shown = shown
        _empty(self._column)
        for one in loose:
            self._column.addWidget(self._card(one, past))
        for words in done:
            self._column.addWidget(TickLine(self._desk.theme, words))
        self._column.addStretch(1)

    def _card(self, one: Loose, past: bool) -> QWidget:
        card = Card(margin=12, gap=0)
        row = QHBoxLayout()
        row.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(wrapped(one.title, bold=True))  # which table it is matters more than an even list
        for line in filter(None, (one.note, one.since)):
            words.addWidget(wrapped(line, 14, tone="ink2"))
        row.addLayout(words, 1)
        if not past:
            go = Button(self._desk.theme, "secondary", "", "", 48)
            go.setText(_("Look"))
            go.setAccessibleName(f"{go.text()} {one.title}")
            go.clicked.connect(lambda: self.went.emit(one.screen, one.place))
            row.addWidget(go)
        card.body.addLayout(row)
        return card


class FiguresCard(Card):
    """Takings large, how they come about and where the money is side by side, and the hours. ``dishes``: one
    tap to what was sold."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=20, gap=8)
        self._desk = desk
        head = QHBoxLayout()
        self._title, self._said = wrapped(size=18, bold=True), wrapped(size=14, tone="ink2")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._said)
        head.addLayout(words, 1)
        self.dishes = Button(desk.theme, "quiet", "", "F6", 44)
        head.addWidget(self.dishes)
        self.body.addLayout(head)
        big = QHBoxLayout()
        self._word, self._takings = label(tone="ink2"), sum_label(40, 28, 22)
        big.addWidget(self._word)
        big.addWidget(self._takings, 1)
        self.body.addLayout(big)
        lists = self._lists = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts, self._tenders = QGridLayout(), QGridLayout()
        for grid in (self._parts, self._tenders):
            grid.setVerticalSpacing(4)
            grid.setColumnStretch(0, 1)
            column = QVBoxLayout()
            column.addLayout(grid)
            column.addStretch(1)
            lists.addLayout(column, 1)
        self.body.addLayout(lists)
        self._open = label(size=14, tone="warn")
        self._open.setWordWrap(True)
        self.body.addWidget(self._open)
        self._hours_word = wrapped(size=14, tone="ink2")
        self.body.addWidget(self._hours_word)
        self._bars = Bars(desk.theme)
        self._shown: tuple[object, ...] = ()
        self._bars.setMaximumHeight(HIGH)
        self.body.addWidget(self._bars, 100)
        self.body.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        edge = 12 if narrow else 20
        self.body.setContentsMargins(edge, 20, edge, 20)
        self._arrange()

    def _arrange(self) -> None:
        """Sums too wide for two lists beside each other stand in two below each other, not on their words."""
        gap = 16 if self.width() < NARROW else 28
        edges = self.body.contentsMargins()
        room = (self.width() - edges.left() - edges.right() - gap) // 2
        beside = all(_width(grid) <= room for grid in (self._parts, self._tenders))
        way = QBoxLayout.Direction
        self._lists.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self._lists.setSpacing(gap if beside else 8)
        rows = self._parts.rowCount() + self._tenders.rowCount()
        self._bars.setVisible(beside or self.height() >= AROUND + ROW * rows + HOURS)

    def tell(self, figures: DayFigures, past: bool) -> None:
        """The figures now, or as they were frozen."""
        shown = (figures, past, self._desk.language.tag)
        if shown == self._shown:
            return
        self._shown = shown
        wording = self._desk.wording
        self._title.setText(_("The day") if past else _("Until now"))
        self._said.setText(said_of(figures, wording))
        self.dishes.setText(_("What was sold"))
        self._word.setText(_("Takings"))
        self._takings.setText(wording.money(figures.takings))
        total = (_("Takings"), wording.figure(figures.takings))
        parts = [(part_word(part.name), "", wording.figure(part.amount)) for part in figures.parts]
        _fill(self._parts, _("How it comes about"), parts, total)
        counted = [one for one in figures.tenders if one.takings]
        tenders = [(wording.name(one.names), _how_often(one), wording.figure(one.amount)) for one in counted]
        sum_of_them = (_("Total"), wording.figure(sum(one.amount for one in counted)))
        _fill(self._tenders, _("Where the money is"), tenders, sum_of_them)
        self._arrange()
        self._open.setText("\n".join(_beside(figures, wording)))
        self._open.setVisible(bool(self._open.text()))
        best = max(figures.hours, key=lambda one: one.amount, default=None)
        words = ""
        if best is not None and best.amount > 0:
            words = _("Takings by hour, most at {hour}: {amount}").format(
                hour=f"{best.hour}:00", amount=wording.money(best.amount)
            )
        self._hours_word.setText(words)
        self._bars.tell([(str(one.hour), one.amount) for one in figures.hours], words)


def _how_often(one: TenderSum) -> str:
    back = " · " + _(PAID_BACK).format(n=one.back) if one.back else ""
    return f" × {one.count}{back}"


def _width(grid: QGridLayout) -> int:
    """Pixels that its words, as far as they tell one from another, and its figures need."""
    items = [grid.itemAtPosition(row, column) for row in range(1, grid.rowCount()) for column in (0, 1)]
    widgets = [item.widget() if item else None for item in items]
    words = (one.sizeHint().width() for one in widgets[::2] if isinstance(one, ShortLabel))
    sums = (one.sizeHint().width() for one in widgets[1::2] if one is not None)
    return min(max(words, default=0), LEAST_WORD) + grid.horizontalSpacing() + max(sums, default=0)


def _beside(figures: DayFigures, wording: Wording) -> Iterable[str]:
    """What is true of the day and in none of its sums."""
    if figures.part_payments:
        words = _("{amount} is paid on open bills, and not counted yet.")
        yield words.format(amount=wording.money(figures.part_payments))
    for missing in figures.unconfirmed:
        yield unconfirmed_words(missing, wording)
    if figures.collected:
        words = _("{amount} was paid of debts on account: no sale.")
        yield words.format(amount=wording.money(sum(one.amount for one in figures.collected)))
    if figures.vouchers_face:
        words = _("Group vouchers took {face} off; guests paid {sold} for them elsewhere.")
        face, sold = wording.money(figures.vouchers_face), wording.money(figures.vouchers_sold)
        yield words.format(face=face, sold=sold)
    if figures.tips:
        yield _("{amount} is tips: no takings.").format(amount=wording.money(figures.tips))
    if figures.invoices:
        words = ngettext("{n} invoice to be issued.", "{n} invoices to be issued.", figures.invoices)
        yield words.format(n=figures.invoices)
    if figures.owed:
        words = _("{amount} was paid too much: guests get it back.")
        yield words.format(amount=wording.money(figures.owed))
    if figures.deposits_held or figures.deposits:
        words = _("{amount} of deposits is held for bookings: owed to guests, no takings.")
        yield words.format(amount=wording.money(figures.deposits_held))
        yield " · ".join(f"{deposit_word(one.name)} {wording.money(one.amount)}" for one in figures.deposits)
    if figures.reversals:
        words = ngettext("{n} of the bills is reversed.", "{n} of the bills are reversed.", figures.reversals)
        yield words.format(n=figures.reversals)


def _fill(
    grid: QGridLayout, heading: str, rows: Iterable[tuple[str, str, str]], total: tuple[str, str]
) -> None:
    """``rows``: what it is, how often it came ("" if nobody asks), how much."""
    _empty(grid)
    grid.addWidget(wrapped(heading, 14, tone="ink2"), 0, 0, 1, 2)
    place = 1
    for words, often, figure in rows:
        grid.addWidget(short(words, tail=often), place, 0)
        grid.addWidget(amount(figure), place, 1)
        place += 1
    grid.addWidget(rule(), place, 0, 1, 2)
    grid.addWidget(label(total[0], bold=True), place + 1, 0)
    grid.addWidget(amount(total[1], bold=True), place + 1, 1)


class DrawersCard(Card):
    """Each shift of the day: what should have been there, what was, why not."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=18, gap=8)
        self._desk = desk
        self._title = label(size=18, bold=True)
        self.body.addWidget(self._title)
        inner = QWidget()
        inner.setProperty("ground", "none")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(12)
        scroll = Scroll()
        scroll.setWidget(inner)
        self.body.addWidget(scroll, 1)
        self._shown: tuple[object, ...] = ()

    def tell(self, figures: DayFigures) -> None:
        """The drawers of this day."""
        self._title.setText(_("Drawers"))
        shown = (figures.drawers, self._desk.language.tag)
        if shown == self._shown:
            return
        self._shown = shown
        _empty(self._column)
        for one in figures.drawers:
            self._column.addWidget(_DrawerBlock(self._desk, one))
        if not figures.drawers:
            empty = label(_("No shift was handed over on this day."), tone="ink2")
            empty.setWordWrap(True)
            self._column.addWidget(empty)
        self._column.addStretch(1)


class _DrawerBlock(Card):
    """One shift; a drawer that does not agree stands on amber."""

    def __init__(self, desk: Desk, drawer: DrawerSum) -> None:
        wrong = drawer.over is None or drawer.over != 0
        super().__init__("soft-warn" if wrong else "soft", 12, 2)
        wording = desk.wording
        name = next((one.name for one in desk.view.staff if one.id == drawer.by), {})
        times = f"{wording.clock(drawer.opened_at)}–{wording.clock(drawer.closed_at)}"
        head = QHBoxLayout()
        head.addWidget(short(wording.name(name), bold=True), 1)
        head.addWidget(label(times, 14))
        self.body.addLayout(head)
        rows = [(_("Float"), wording.figure(drawer.start)), (_("Should be"), wording.figure(drawer.expected))]
        if drawer.counted is not None:
            rows.append((_("Counted"), wording.figure(drawer.counted)))
        for words, figure in rows:
            self.body.addLayout(_line(words, figure, False))
        over = drawer.over
        words = _("Not counted") if over is None else over_word(over)
        self.body.addLayout(_line(words, wording.money(abs(over)) if over else "", True))
        if drawer.reason:
            reason = label(drawer.reason, 14)
            reason.setWordWrap(True)
            self.body.addWidget(reason)


def _line(words: str, figure: str, bold: bool) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(short(words, bold=bold), 1)
    row.addWidget(amount(figure, bold=bold))
    return row
