"""What each guest is charged for 必点, and in which courses dishes come."""

from dataclasses import replace

from domain.floor.plan import Floor
from domain.money.fees import PerHead
from domain.selling.courses import Course
from domain.selling.price import Rules
from pos_app.language import _
from pos_app.models.serving_words import courses_of
from pos_app.screens.store.edit_rows import CHOICE, NUMBER, SWITCH, Column, EditRows
from pos_app.screens.store.settings_page import SettingsPage

HEAD = ("id", "names", "price", "station", "tax", "full_price")


class HeadsPage(SettingsPage):
    """Reads into the price rules."""

    def build(self, rules: Rules, floor: Floor) -> None:
        self._build_heads(rules)
        self._build_courses(rules)
        self.fields = {"heads": self.heads}

    def _build_heads(self, rules: Rules) -> None:
        self.head(
            _("Charged by head"),
            _("Tea, pot base, tableware: on the bill when guests sit down, one for each of them."),
        )
        view, name = self.desk.view, self.desk.wording.name
        stations = [(one.id, name(one.names)) for one in view.menu.stations]
        taxes = [(one.id, name(one.names)) for one in rules.tax_classes]
        columns = [
            Column("names", _("What it is called")),
            Column("price", _("A guest"), NUMBER, self.money_unit()),
            Column("station", _("Made by"), CHOICE, choices=[("", _("Nobody")), *stations]),
        ]
        if taxes:
            columns.append(Column("tax", _("Tax"), CHOICE, choices=[("", _("As the rest")), *taxes]))
        columns.append(Column("full_price", _("Never reduced"), SWITCH))
        fresh = {
            "id": self.desk.till.new_id,
            "names": dict,
            "price": 0,
            "station": "",
            "tax": "",
            "full_price": True,
        }
        self.heads = EditRows(self.desk, columns, _("Add a charge by head"), fresh)
        self.heads.changed.connect(self.changed)
        self.whole_row(self.heads)
        self.heads.show_rows([{key: getattr(one, key) for key in HEAD} for one in rules.heads])

    def _build_courses(self, rules: Rules) -> None:
        self.head(_("Courses"), _("In this order dishes come; a dish may have one, or none."))
        self._courses = courses_of(rules)
        self.courses = EditRows(
            self.desk,
            [Column("names", _("What it is called"))],
            _("Add a course"),
            {"number": 0, "names": dict},
            movable=True,
        )
        self.courses.changed.connect(self.changed)
        self.whole_row(self.courses)
        self.courses.show_rows([{"number": one.number, "names": one.names} for one in self._courses])

    def rules(self, rules: Rules) -> Rules:
        courses = self._numbered()
        unchanged = courses == tuple(courses_of(rules))
        return replace(
            rules,
            heads=tuple(PerHead(**row) for row in self.heads.rows()),
            courses=rules.courses if unchanged else courses,
        )

    def _numbered(self) -> tuple[Course, ...]:
        """Known courses keep their numbers, which stand in orders; a new one comes after all."""
        rows, last = self.courses.rows(), max([0, *(one.number for one in self._courses)])
        found = list[Course]()
        for row in rows:
            last += not row["number"]
            found.append(Course(row["number"] or last, row["names"]))
        return tuple(found)
