"""Backups at a glance: the last one, the last rehearsal, the owner's sheet, and each place with its state."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pos_app.language import _, ngettext
from pos_app.models.backup_words import (
    PLACE_ICONS,
    PLACE_LOOKS,
    TROUBLE_LOOK,
    advice,
    agreement_line,
    drill_word,
    kept_word,
    moment_word,
    place_word,
    server_drill_line,
    size_word,
    state_word,
    took_word,
)
from pos_app.screens.desk import Desk
from pos_app.screens.screen import Screen
from pos_app.screens.store.place_sheet import PlaceSheet
from pos_app.screens.store.recovery_sheet import RecoverySheetSheet
from pos_app.sync.own_copy import FAILED, IN
from pos_app.widgets.buttons import Button
from pos_app.widgets.chips import Chip
from pos_app.widgets.labels import Card, ground, label, short, wrapped
from pos_app.widgets.scrolling import Scroll
from pos_app.workflows.drilling import AWAY
from pos_app.workflows.views import PlaceView


class BackupsScreen(Screen):
    """Its buttons are for whoever may change settings; everybody may look."""

    sheet_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground(self, "canvas")
        self._title = label(size=22, bold=True)
        self.lead_row.addWidget(self._title)
        self.lead_row.addStretch(1)
        self._facts = [_FactCard(desk) for _place in range(3)]
        self._places: list[_PlaceCard] = []
        self._heading = label(size=18, bold=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(14)
        row = QGridLayout()
        row.setSpacing(12)
        for place, card in enumerate(self._facts):
            row.addWidget(card, 0, place)
            row.setColumnStretch(place, 1)
        column.addLayout(row)
        column.addWidget(self._heading)
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        inner = ground(QWidget(), "canvas")
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self._list)
        inside.addStretch(1)
        scroll = Scroll()
        scroll.setWidget(inner)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        column.addWidget(scroll, 1)
        self._note = wrapped(size=14, tone="ink2")
        column.addWidget(self._note)
        column.addLayout(self._foot())
        self.start()

    def _foot(self) -> QHBoxLayout:
        theme = self.desk.theme
        foot = QHBoxLayout()
        foot.setSpacing(14)
        foot.addStretch(1)
        self._sheet, self._change = (
            Button(theme, "secondary", "key", "", 56),
            Button(theme, "secondary", "disk", "", 56),
        )
        self._now = Button(theme, "primary", "backup", "", 56)
        self._sheet.clicked.connect(self.show_sheet)
        self._change.clicked.connect(self._change_place)
        self._now.clicked.connect(self._back_up)
        for button in (self._sheet, self._change, self._now):
            foot.addWidget(button)
        self.sides = (foot,)
        return foot

    def say(self) -> None:
        self._title.setText(_("Backups"))
        self._heading.setText(_("Where they lie"))
        self._sheet.setText(_("Recovery sheet"))
        self._change.setText(_("Change places"))
        self.draw()

    def draw(self) -> None:
        backup, may = self.desk.view.backup, self.desk.may("settings")
        working = bool(backup.doing)
        words = {"backup": _("Backing up …"), "drill": _("Rehearsing …")}
        self._now.setText(words.get(backup.doing, _("Back up now")))
        self._now.setEnabled(not working and bool(self.desk.view.recovery.public))
        self._sheet.setEnabled(may)
        self._change.setEnabled(may)
        self._note.setText(
            _("Hourly, and when the till closes. Backups are closed: only the recovery sheet opens them.")
        )
        self._draw_last()
        self._draw_drill()
        self._draw_sheet()
        while len(self._places) < len(backup.places):
            card = _PlaceCard(self.desk)
            self._places.append(card)
            self._list.addWidget(card)
        for place, card in enumerate(self._places):
            card.setVisible(place < len(backup.places))
            if place < len(backup.places):
                card.tell(backup.places[place])

    def _draw_last(self) -> None:
        backup, wording, now = self.desk.view.backup, self.desk.wording, self.desk.now
        good = sum(place.state == "ok" for place in backup.places)
        where = ngettext("at {n} place", "at {n} places", good).format(n=good)
        free = _("{size} free on this computer").format(size=size_word(backup.disk.free))
        lines = [f"{where} · {size_word(backup.size)}" if backup.last else _("None yet")]
        if backup.disk.free >= 0:
            lines.append(free)
        if backup.own in (IN, FAILED):
            with_it = _("with the store's own server")
            lines.append(with_it if backup.own == IN else _("without the store's own server"))
        chip = ("good", "tick", _("Good")) if good else ("warn", "warning", _("None yet"))
        if good and backup.own == FAILED:
            chip = ("warn", "warning", _("Not whole"))
        self._facts[0].tell(_("Last backup"), moment_word(backup.last, now, wording), lines, chip)

    def _draw_drill(self) -> None:
        backup, wording, now = self.desk.view.backup, self.desk.wording, self.desk.now
        drill, there = backup.drill, server_drill_line(backup)
        if not drill.at:
            chip = ("calm", "hourglass", _("Not yet"))
            self._facts[1].tell(_("Last rehearsal"), "–", [_("By itself, each night at 4")], chip)
            return
        bills = ngettext("{n} bill", "{n} bills", drill.bills).format(n=drill.bills)
        took = _("took {time}").format(time=took_word(drill.took))
        lines = [
            line for line in (drill_word(drill), f"{took} · {bills}", agreement_line(drill), there) if line
        ]
        failed = drill.problem or (there and backup.server_drill.problem not in ("", AWAY))
        chip = ("warn", "warning", _("Failed")) if failed else ("good", "tick", _("Passed"))
        self._facts[1].tell(_("Last rehearsal"), moment_word(drill.at, now, wording), lines, chip)

    def _draw_sheet(self) -> None:
        key, wording, now = self.desk.view.recovery, self.desk.wording, self.desk.now
        if not key.public:
            lines, chip = [_("Without it there are no backups")], ("warn", "warning", _("Missing"))
        elif not key.confirmed_at:
            lines, chip = [_("Type its last 6 characters")], ("warn", "warning", _("Not confirmed"))
        else:
            at = moment_word(key.confirmed_at, now, wording)
            lines, chip = [_("confirmed {time}").format(time=at)], ("good", "tick", _("Confirmed"))
        self._facts[2].tell(_("Recovery sheet"), moment_word(key.made_at, now, wording), lines, chip)

    # ---------------------------------------------------------------- acts

    def _back_up(self) -> None:
        self.desk.ask(self.desk.till.backup_now("button"))

    def _change_place(self) -> None:
        PlaceSheet(self.desk, self.window()).open()

    def show_sheet(self) -> None:
        """The recovery sheet, to make, print or confirm."""
        RecoverySheetSheet(self.desk, self.window()).open()


class _FactCard(Card):
    """A heading, a moment, a chip and what there is to say."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=16, gap=4)
        head = QHBoxLayout()
        self._heading, self._chip = short(size=16, tone="ink2"), Chip(desk.theme)
        head.addWidget(self._heading, 1)
        head.addWidget(self._chip)
        self.body.addLayout(head)
        self._moment, self._lines = label(size=22, bold=True), wrapped(size=14, tone="ink2")
        self.body.addWidget(self._moment)
        self.body.addWidget(self._lines)
        self.body.addStretch(1)
        self.setMinimumHeight(150)

    def tell(self, heading: str, moment: str, lines: list[str], chip: tuple[str, str, str]) -> None:
        """The state now; the border says trouble too."""
        self.set_kind("warn" if chip[0] == "warn" else "true")
        self._heading.setText(heading)
        self._moment.setText(moment)
        self._lines.setText("\n".join(lines))
        self._chip.show_state(*chip)


class _PlaceCard(Card):
    """A place: what and where it is, how it stands, what lies there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=14, gap=2)
        self._desk = desk
        head = QHBoxLayout()
        head.setSpacing(14)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._name, self._where = label(bold=True), short(size=14, tone="ink2")
        self._detail = wrapped(size=14, tone="ink2")
        for each in (self._name, self._where, self._detail):
            words.addWidget(each)
        self._chip = Chip(desk.theme)
        head.addLayout(words, 1)
        head.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(head)

    def tell(self, place: PlaceView) -> None:
        """The place now."""
        desk = self._desk
        tone, icon = PLACE_LOOKS.get(place.state, TROUBLE_LOOK)
        self.set_kind("warn" if tone == "warn" else "true")
        self._name.setText(place_word(place.kind))
        self._where.setText(place.where)
        last = _("last backup {time}").format(time=moment_word(place.good_at, desk.now, desk.wording))
        parts = [last, kept_word(place)] if place.good_at else []
        if tone == "warn":
            parts.append(advice(place.state))
        self._detail.setText(" · ".join(part for part in parts if part))
        self._detail.setVisible(bool(parts))
        words = state_word(place.state)
        if tone == "warn" and place.since:
            since = moment_word(place.since, desk.now, desk.wording)
            words = _("{state} since {time}").format(state=words, time=since)
        self._chip.show_state(tone, icon or PLACE_ICONS[place.kind], words)
