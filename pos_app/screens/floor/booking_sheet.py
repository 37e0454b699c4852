"""A booking: who, how many, on which day and at what time, which tables; what speaks against it is said."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from domain.floor.booking import BOOKED, Booking, clashes
from domain.record.business_day import local_time
from domain.selling.banquets import MOST_GUESTS
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.find_row import FindRow
from pos_app.screens.sheet_foot import add_foot
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.scrolling import UpTo
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.stepper import Stepper
from pos_app.workflows.booking import Wanted
from pos_app.workflows.sealing import NOBODY, Contact

TABLES, ROW = 124, 60  # pixels of the tables, and beside the letters
DAYS = 8  # that are tapped; a later one is typed
USUAL = "18:30"
AHEAD = timedelta(minutes=30)  # nobody books for a time that is nearer


class BookingSheet(Sheet):
    """Makes a booking, or changes the one with this id."""

    def __init__(
        self, desk: Desk, window: QWidget, booking: str = "", contact: Contact | None = None
    ) -> None:
        super().__init__(desk.theme, window, QSize(840, 0))
        self._desk, self._id = desk, booking or desk.till.new_id()
        known = next((one.booking for one in desk.view.bookings if one.booking.id == booking), None)
        self._seen = known.sealed if known else ""
        self.say(_("Change the booking") if known else _("New booking"))
        who, zone = contact or NOBODY, desk.view.store.zone
        self._today = local_time(desk.now, zone).date()
        fields = _columns()
        self._name = self._field(fields, 0, _("Name"), who.name)
        self.begins_at = self if known else self._name
        self._phone = self._field(fields, 1, _("Phone"), who.phone)
        self._count = known.guests if known else 4
        self._guests = Stepper(desk.theme, 48)
        self._guests.stepped.connect(self._step)
        fields.addWidget(label(_("How many guests?"), 14, tone="ink2"), 0, 2)
        fields.addWidget(self._guests, 1, 2, Qt.AlignmentFlag.AlignLeading)
        self.body.addLayout(fields)
        self.body.addWidget(self._when(local_time(known.at, zone) if known else None, who.note))
        self._tables = ChoiceGrid(desk.theme, 6, 0, MOST_GUESTS)
        for table in desk.view.floor.tables:
            self._tables.add(table.id, desk.wording.name(table.label))
        for kept in known.tables if known else ():
            self._tables.choose(kept)
        self._tables.changed.connect(self._tell)
        self._tables.setProperty("ground", "none")
        area = UpTo(self._tables, TABLES)
        self.finder = FindRow(desk, _("Table"), area, TABLES, ROW)
        self.finder.found.connect(self._show_tables)
        self.finder.passed.connect(self._keep_table)
        self.finder.lettered.connect(lambda seen: self.when.setVisible(not seen))
        self.finder.among({table.id: (desk.wording.name(table.label),) for table in desk.view.floor.tables})
        self.body.addWidget(self.finder)
        self.body.addWidget(area)
        self._said = wrapped(size=14, tone="on-warn-soft")
        self.body.addWidget(self._said)
        self._go = add_foot(self, "tick", "", self._save)
        self._tell()

    def _when(self, known: datetime | None, note: str) -> QWidget:
        """Time, day and note; they make room for the letters, and the button still says when."""
        desk, zone = self._desk, self._desk.view.store.zone
        clock = known.strftime("%H:%M") if known else usual_time(desk.now, zone)
        self.when, fields = QWidget(), _columns()
        self.when.setProperty("ground", "none")
        column = QVBoxLayout(self.when)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._time = self._field(fields, 0, _("Time, as 18:30"), clock)
        day = day_words(self._today, known or self._next(clock))
        self._day = self._field(fields, 1, _("Day, as 12/24"), day)
        self._note = self._field(fields, 2, _("Note"), note)
        column.addLayout(fields)
        self._days = ChoiceGrid(desk.theme, 4, 1, 1)
        for ahead in range(DAYS):
            self._days.add(str(ahead), self._day_words(ahead))
        self._days.changed.connect(self._day_tapped)
        column.addWidget(self._days)
        return self.when

    def _show_tables(self, found: Sequence[str] | None) -> None:
        """Those that are called so; those of the booking stay in sight behind them."""
        kept = self._tables.chosen()
        self._tables.show_only(
            None if found is None else [*found, *(one for one in kept if one not in found)]
        )

    def _keep_table(self, table: str) -> None:
        """The one that was typed is one of them; now for the next."""
        self._tables.choose(table)
        self.finder.search.line.clear()
        self._tell()

    def _field(self, into: QGridLayout, column: int, words: str, text: str) -> QLineEdit:
        line = QLineEdit(text)
        line.setMinimumHeight(48)
        line.setMaxLength(60)
        line.setAccessibleName(words)
        line.textChanged.connect(lambda _text: self._tell())
        into.addWidget(label(words, 14, tone="ink2"), 0, column)
        into.addWidget(line, 1, column)
        return line

    def _day_words(self, day: int) -> str:
        date = self._today + timedelta(days=day)
        return _("Today") if not day else _("Tomorrow") if day == 1 else f"{date.month}/{date.day}"

    def _next(self, clock: str) -> date:
        """Today, or tomorrow once that time has passed."""
        passed = clock <= self._desk.wording.clock(self._desk.now)
        return self._today + timedelta(days=int(passed))

    def _day_tapped(self) -> None:
        """A day of the next ones; the field says it too."""
        if chosen := self._days.chosen():
            self._day.setText(day_words(self._today, self._today + timedelta(days=int(chosen[0]))))

    def _show_day(self, day: date | None) -> None:
        """The tile of the day that the field says, if there is one."""
        wanted = str((day - self._today).days) if day else ""
        for key in self._days.chosen():
            if key != wanted:
                self._days.clear(key)
        self._days.choose(wanted)

    def typed(self) -> bool:
        return bool(self._name.text().strip() or self._phone.text().strip())

    def _step(self, by: int) -> None:
        self._count = min(MOST_GUESTS, max(1, self._count + by))
        self._tell()

    def _at(self) -> int:
        """When, UTC milliseconds; 0 while the time cannot be read."""
        try:
            clock = time.fromisoformat(self._time.text().strip().replace("：", ":").zfill(5))
        except ValueError:
            return 0
        day, zone = read_day(self._day.text(), self._today), ZoneInfo(self._desk.view.store.zone)
        return int(datetime.combine(day, clock, zone).timestamp() * 1000) if day else 0

    def _booking(self) -> Booking:
        return Booking(self._id, 1, BOOKED, self._at(), self._count, self._tables.chosen(), "", 0, "")

    def _tell(self) -> None:
        if not hasattr(self, "_go"):
            return
        desk, wanted, day = self._desk, self._booking(), read_day(self._day.text(), self._today)
        self._show_day(day)
        self._guests.tell(str(self._count))
        self._said.setText(" ".join(self._warnings(wanted)))
        self._said.setVisible(bool(self._said.text()))
        named = bool(self._name.text().strip())
        self._go.setEnabled(bool(named and wanted.at))
        why = _("Still missing: when they come.") if named else _("Still missing: the guest's name.")
        self.missing.setText("" if named and wanted.at else why)
        when = desk.wording.clock(wanted.at) if wanted.at else "…"
        if day and day != self._today:
            when = f"{day_words(self._today, day)} {when}"
        self._go.setText(
            _("Book, {guests} at {time}").format(guests=desk.wording.guests(self._count), time=when)
        )

    def _warnings(self, wanted: Booking) -> list[str]:
        """What speaks against it; nothing of it is refused."""
        desk, found = self._desk, list[str]()
        if not wanted.at:
            return [_("The day or the time cannot be read.")]
        if wanted.at < desk.now:
            found.append(_("That time has passed."))
        others = (one.booking for one in desk.view.bookings)
        for one in clashes(others, wanted, desk.view.floor.stay_minutes)[:2]:
            both = [desk.wording.name(desk.view.floor.label_of(table)) for table in one.tables]
            words = _("{table} is booked at {time} already.")
            found.append(words.format(table=", ".join(both), time=desk.wording.clock(one.at)))
        seats = sum(table.seats for table in desk.view.floor.tables if table.id in wanted.tables)
        if wanted.tables and seats < wanted.guests:
            found.append(_("Only {n} seats there.").format(n=seats))
        return found

    def _save(self) -> None:
        desk, booking = self._desk, self._booking()
        contact = Contact(self._name.text().strip(), self._phone.text().strip(), self._note.text().strip())
        wanted = Wanted(booking.at, booking.guests, booking.tables, contact, self._seen)
        self._go.setEnabled(False)
        desk.ask(desk.till.bookings.book(self._id, wanted, desk.by), lambda _: self.finish(), self._refused)

    def _refused(self, words: str) -> None:
        self._said.setText(words)
        self._said.show()
        self._go.setEnabled(True)


def _columns() -> QGridLayout:
    """Three fields beside each other, each under what it is."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    for column in range(3):
        grid.setColumnStretch(column, 1)
    return grid


def usual_time(now: int, zone: str) -> str:
    """What a new booking offers, "HH:MM": the usual time, or once that is near the next whole half hour."""
    soon = local_time(now, zone) + AHEAD
    late = soon.replace(minute=0) + timedelta(minutes=30 * -(-soon.minute // 30))
    return USUAL if f"{soon:%H:%M}" <= USUAL or late.date() != soon.date() else f"{late:%H:%M}"


def day_words(today: date, day: date | None) -> str:
    """A day as it is typed, today for None; with its year where that is not the one that is meant without."""
    day = day.date() if isinstance(day, datetime) else day or today
    short = f"{day.month}/{day.day}"
    return short if read_day(short, today) == day else f"{day.year}/{short}"


def read_day(words: str, today: date) -> date | None:
    """12/24, 12-24 or 12月24日, the next one from today, or with a year before; None if it is no day."""
    numbers = [int(one) for one in re.findall(r"[0-9]+", words)]
    if len(numbers) == 2:
        numbers = [today.year + ((numbers[0], numbers[1]) < (today.month, today.day)), *numbers]
    try:
        return date(*numbers) if len(numbers) == 3 else None
    except ValueError:
        return None
