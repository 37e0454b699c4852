"""Menus for certain hours: their names, days, hours, dishes and prices. Saved by themselves."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.floor.plan import Floor
from domain.selling.price import Rules
from domain.selling.time_menus import TimeMenu, when_words
from pos_app.language import _, ngettext
from pos_app.models.store_code import hours_from, hours_words
from pos_app.screens.selling.time_sheets import DaysSheet, TimedDishes
from pos_app.screens.store.edit_rows import SHEET, TEXT, Column, EditRows
from pos_app.screens.store.settings_page import SettingsPage, UnfitError, redden
from pos_app.widgets.buttons import Button

Row = Mapping[str, Any]
Done = Callable[[Row], None]


class TimesPage(SettingsPage):
    """The menu is published anew with them; phones and tills follow at once."""

    def build(self, rules: Rules, floor: Floor) -> None:
        self._rules, self._floor = rules, floor
        self._began: tuple[TimeMenu, ...] = self.desk.till.view.menu.times
        self.head(
            _("Menus for certain hours"),
            _(
                "Such as lunch: its dishes are sold at its hours and not else, its prices count meanwhile."
                " Phones follow by the minute."
            ),
        )
        columns = [
            Column("names", _("What it is called")),
            Column("days", _("On which days"), SHEET, say=_days, ask=self._ask_days),
            Column("hours", _("Hours, such as 11:00-14:00"), TEXT),
            Column("dishes", _("Dishes and prices"), SHEET, say=_count, ask=self._ask_dishes),
        ]
        fresh = {
            "id": self.desk.till.new_id,
            "names": dict,
            "days": (),
            "hours": "11:00-14:00",
            "dishes": (),
            "categories": (),
            "prices": dict,
        }
        self.times = EditRows(self.desk, columns, _("Add a menu for certain hours"), fresh, movable=True)
        self.times.changed.connect(self._typed)
        self.whole_row(self.times)
        self.times.show_rows([_row(one) for one in self._began])
        self.fields = {"times": self.times}
        self.save = Button(self.desk.theme, "primary", "tick", "", 56)
        self.save.setText(_("Save the menus for certain hours"))
        self.save.clicked.connect(self._go)
        self.whole_row(self.save)
        self._typed()

    def edited(self) -> tuple[TimeMenu, ...]:
        """As they are typed. Raises UnfitError."""
        return tuple(self._read(place, row) for place, row in enumerate(self.times.rows()))

    def _read(self, place: int, row: Row) -> TimeMenu:
        field = self.times.field(place, "hours")
        try:
            hours = hours_from(str(row["hours"]))
        except ValueError as error:
            redden(field, True)
            raise UnfitError(_("Hours are such as 11:00-14:00.")) from error
        redden(field, False)
        return TimeMenu(**{**row, "hours": hours})

    def _typed(self) -> None:
        try:
            self.save.setEnabled(self.edited() != self._began)
        except UnfitError:
            self.save.setEnabled(False)

    def _ask_days(self, row: Row, done: Done) -> None:
        sheet = DaysSheet(self.desk, self.window(), self.desk.wording.name(row["names"]), row["days"])
        sheet.chosen.connect(lambda days: done({"days": days}))
        sheet.open()

    def _ask_dishes(self, row: Row, done: Done) -> None:
        sheet = TimedDishes(self.desk, self.window(), self.desk.wording.name(row["names"]), row)
        sheet.chosen.connect(done)
        sheet.open()

    def _go(self) -> None:
        desk, after = self.desk, self.edited()
        self.save.setEnabled(False)
        desk.ask(desk.till.house.save_times(self._began, after, desk.by), self._saved, self._no)

    def _saved(self, _done: object) -> None:
        self.begin(self._rules, self._floor)
        self.desk.told.emit(_("The menus for certain hours are saved and count from now on."))

    def _no(self, words: str) -> None:
        self.desk.refused.emit(words)
        self._typed()


def _row(one: TimeMenu) -> Row:
    plain = {name: getattr(one, name) for name in TimeMenu.__dataclass_fields__}
    return {**plain, "hours": hours_words(one.hours)}


def _days(row: Row) -> str:
    return when_words(TimeMenu("", {}, row["days"]), _) or _("Each day")


def _count(row: Row) -> str:
    dishes = {*row["dishes"], *(key.partition("/")[0] for key in row["prices"])}
    kinds, count = len(row["categories"]), len(dishes)
    said = [ngettext("{n} category", "{n} categories", kinds).format(n=kinds)] if kinds else []
    if count or not kinds:
        said.append(ngettext("{n} dish", "{n} dishes", count).format(n=count))
    return " · ".join(said)
