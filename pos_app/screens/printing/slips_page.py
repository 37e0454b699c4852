"""What a printer prints: its name, languages, the stations whose slips it takes, and who stands in."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from domain.selling.print_changes import ALONE, NOT_HERE, TOO
from domain.selling.print_setup import CUP, CUTS, LATER, MARKED, PASS
from pos_app.language import _, pgettext
from pos_app.models.printer_words import language_word, seconds_word
from pos_app.screens.desk import Desk
from pos_app.screens.printing.printer_draft import Draft, others_of, stations_of, ways
from pos_app.widgets.choice_box import ChoiceBox
from pos_app.widgets.labels import label, rule, wrapped
from pos_app.widgets.scrolling import Scroll
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.toggle import Toggle

FALLBACK_AFTER = (15, 30, 60, 120, 300, 900)
ASK_AFTER = (600, 1800, 3600, 4 * 3600)


class SlipsPage(QWidget):
    """Writes into the draft; emits `edited()`."""

    edited = Signal()

    def __init__(self, desk: Desk, draft: Draft) -> None:
        super().__init__()
        self._desk, self._draft = desk, draft
        self._showing = False
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        area = Scroll()
        inside = QWidget()
        inside.setProperty("ground", "none")
        self._form = QGridLayout(inside)
        self._form.setContentsMargins(0, 0, 8, 0)
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(10)
        self._form.setColumnStretch(1, 1)
        area.setWidget(inside)
        around.addWidget(area)
        self._name_row()
        self._language_row()
        self._buzz_row()
        self._station_rows()
        self._which_row()
        self._cut_row()
        self._fallback_rows()
        self._form.setRowStretch(self._form.rowCount(), 1)
        self._name_stations()

    @property
    def name(self) -> str:
        return self._name.text().strip()

    def focus_name(self) -> None:
        self._name.setFocus()

    # ---------------------------------------------------------------- rows

    def _row(self, words: str, widget: QWidget, note: str = "") -> QLabel:
        row = self._form.rowCount()
        above = label(words, bold=True)
        above.setBuddy(widget)
        self._form.addWidget(above, row, 0)
        self._form.addWidget(widget, row, 1)
        if note:
            self._form.addWidget(wrapped(note, 14, tone="ink2"), row + 1, 1)
        return above

    def _name_row(self) -> None:
        self._name = QLineEdit(self._desk.wording.name(self._draft.printer.names))
        self._name.setMinimumHeight(48)
        self._name.setMaxLength(40)
        self._name.setPlaceholderText(_("such as Hot kitchen"))
        self._name.textChanged.connect(lambda _text: self.edited.emit())
        self._row(pgettext("printer", "Name"), self._name)

    def _language_row(self) -> None:
        desk, printer = self._desk, self._draft.printer
        tags = dict.fromkeys(desk.language.tags())
        for dish in desk.view.menu.dishes[:50]:
            tags.update(dict.fromkeys(dish.names))
        holder, row = _across()
        self._first = _box(desk, [(_("the store's"), ""), *((language_word(tag), tag) for tag in tags)])
        self._second = _box(desk, [(_("none"), ""), *((language_word(tag), tag) for tag in tags)])
        for box, chosen in ((self._first, printer.language), (self._second, printer.second)):
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.currentIndexChanged.connect(self._take_languages)
        row.addWidget(self._first, 1)
        row.addWidget(label(_("and below it"), tone="ink2"))
        row.addWidget(self._second, 1)
        self._row(_("Languages"), holder)

    def _buzz_row(self) -> None:
        """How often a slip for the kitchen calls the cook; a printer of labels has nothing to call with."""
        words = (_("Never"), _("Once"), _("Twice"), _("Three times"))
        self._buzz = SegmentedControl(self._desk.theme)
        self._buzz.set_items([(one, "") for one in words])
        self._buzz.choose(min(self._draft.printer.buzz, len(words) - 1))
        self._buzz.chosen.connect(self._take_buzz)
        self._buzz.setEnabled(self._draft.printer.driver == "escpos")
        self._row(_("Calls the cook"), _alone(self._buzz))

    def _station_rows(self) -> None:
        desk, draft = self._desk, self._draft
        self._form.addWidget(rule(), self._form.rowCount(), 0, 1, 2)
        self._stations: dict[str, tuple[SegmentedControl, list[str]]] = {}
        for station in stations_of(desk.view):
            hows = ways(draft.setup, desk.view, draft.printer.id, station)
            words = {
                NOT_HERE: _("Not here"),
                ALONE: _("All here") if len(hows) < 3 else _("Here instead"),
                TOO: _("A copy here too"),
            }
            choice = SegmentedControl(desk.theme)
            choice.set_items([(words[how], "") for how in hows])
            how = draft.takes.get(station, NOT_HERE)
            choice.choose(hows.index(how) if how in hows else 0)
            choice.chosen.connect(lambda _place, station=station: self._take_station(station))
            self._stations[station] = (choice, hows)
            self._row(self._station_word(station), _alone(choice))

    def _which_row(self) -> None:
        """Whose slips the rows below are about: each station has its own."""
        self._form.addWidget(rule(), self._form.rowCount(), 0, 1, 2)
        self._which = SegmentedControl(self._desk.theme)
        self._which.chosen.connect(lambda _place: self._show())
        self._which_words = self._row(_("Slips of"), _alone(self._which))

    def _cut_row(self) -> None:
        self._cut = SegmentedControl(self._desk.theme)
        words = (_("Whole order"), _("By category"), _("One a dish"), _("A label a cup"))
        self._cut.set_items([(one, "") for one in words])
        self._cut.chosen.connect(lambda place: self._set(cut=CUTS[place]))
        self._row(_("Slips"), _alone(self._cut))
        self._runner = Toggle(self._desk.theme, _("Runner slip"))
        self._runner.toggled.connect(lambda on: self._set(runner=on))
        holder, row = _across()
        row.addWidget(self._runner)
        row.addWidget(label(_("comes with them, for the tray"), tone="ink2"), 1)
        self._row(_("Runner slip"), holder)
        self._held = SegmentedControl(self._desk.theme)
        self._held.set_items([(_("Printed, marked so"), ""), (_("Printed when started"), "")])
        self._held.chosen.connect(lambda place: self._set(held=(MARKED, LATER)[place]))
        self._row(_("Held dishes"), _alone(self._held))

    def _fallback_rows(self) -> None:
        desk, draft = self._desk, self._draft
        others = others_of(draft.setup, desk.view, draft.printer.id)
        holder, row = _across()
        named = [(desk.wording.name(names), id) for id, names in others.items()]
        self._fallback = _box(desk, [(_("nobody"), ""), *named])
        slips = [draft.slips_of(station) for station in stations_of(desk.view)]
        self._after = _times(desk, FALLBACK_AFTER, [one.fallback_after for one in slips])
        self._ask = _times(desk, ASK_AFTER, [one.ask_after for one in slips])
        for box, name in (
            (self._fallback, "fallback"),
            (self._after, "fallback_after"),
            (self._ask, "ask_after"),
        ):
            box.currentIndexChanged.connect(
                lambda _at, box=box, name=name: self._set(**{name: box.currentData()})
            )
        row.addWidget(self._fallback, 1)
        row.addWidget(label(_("after"), tone="ink2"))
        row.addWidget(self._after)
        self._row(_("Stands in"), holder)
        holder, row = _across()
        row.addWidget(self._ask)
        row.addWidget(label(_("old tickets are not printed unasked"), tone="ink2"), 1)
        self._row(_("Asks after"), holder)

    # ---------------------------------------------------------------- the station's own rows

    @property
    def station(self) -> str:
        """The station whose slips are shown; "" if the printer takes none."""
        here = self._draft.here()
        return here[min(self._which.index(), len(here) - 1)] if here else ""

    def _name_stations(self) -> None:
        """The stations whose slips it takes now."""
        here = self._draft.here()
        self._which.set_items([(self._station_word(one), "") for one in here])
        for widget in (self._which, self._which_words):
            widget.setVisible(len(here) > 1)
        self._show()

    def _show(self) -> None:
        """What is set for the chosen station."""
        self._showing = True
        slips = self._draft.slips_of(self.station)
        self._cut.choose(CUTS.index(slips.cut) if slips.cut in CUTS else 0)
        for box, chosen in (
            (self._fallback, slips.fallback),
            (self._after, slips.fallback_after),
            (self._ask, slips.ask_after),
        ):
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.setEnabled(bool(self.station))
        self._runner.setChecked(slips.runner)
        self._held.choose(int(slips.holds_slips))
        self._held.setEnabled(bool(self.station) and self.station != PASS and slips.cut != CUP)
        self._runner.setEnabled(bool(self.station) and self.station != PASS)
        self._cut.setEnabled(bool(self.station) and self.station != PASS)
        self._after.setEnabled(bool(slips.fallback))
        self._showing = False

    def _station_word(self, station: str) -> str:
        if station == PASS:
            return _("Pass, all dishes")
        return self._desk.wording.name(self._desk.view.menu.station(station).names)

    # ---------------------------------------------------------------- into the draft

    def _take_languages(self) -> None:
        self._draft.change(language=self._first.currentData(), second=self._second.currentData())
        self.edited.emit()

    def _take_buzz(self, times: int) -> None:
        self._draft.change(buzz=times)
        self.edited.emit()

    def _take_station(self, station: str) -> None:
        choice, hows = self._stations[station]
        self._draft.takes[station] = hows[choice.index()]
        self._name_stations()
        self.edited.emit()

    def _set(self, **values: object) -> None:
        """Another value for the slips of the chosen station."""
        if not self._showing and self.station:
            slips = replace(self._draft.slips_of(self.station), **values)  # type: ignore[arg-type]
            self._draft.slips[self.station] = slips
            self._after.setEnabled(bool(slips.fallback))
            self.edited.emit()


def _alone(widget: QWidget) -> QWidget:
    """At the start of its line."""
    holder, row = _across()
    row.addWidget(widget)
    row.addStretch(1)
    return holder


def _across() -> tuple[QWidget, QHBoxLayout]:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    return holder, row


def _box(desk: Desk, items: list[tuple[str, object]]) -> ChoiceBox:
    box = ChoiceBox(desk.theme)
    box.setMinimumHeight(48)
    for words, value in items:
        box.addItem(words, value)
    return box


def _times(desk: Desk, usual: tuple[int, ...], present: list[int]) -> ChoiceBox:
    """The usual times, and those that are set now."""
    return _box(desk, [(seconds_word(one), one) for one in sorted({*usual, *present})])
