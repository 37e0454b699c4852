"""How tables and phones are treated: waits in minutes, and what a scanned code may do by itself."""

from dataclasses import replace

from domain.floor.plan import Floor
from domain.money.house_rules import LIMITS
from domain.selling.price import Rules
from pos_app.language import _
from pos_app.screens.store.settings_page import SettingsPage


class HabitsPage(SettingsPage):
    """Reads into the floor, not into its plan."""

    def build(self, rules: Rules, floor: Floor) -> None:
        words = {
            "wait_minutes": (
                _("An ordered table counts as waiting after"),
                _("It turns orange on the floor."),
            ),
            "keep_minutes": (
                _("A booked table is kept before its guests come"),
                _("It shows as reserved for so long."),
            ),
            "stay_minutes": (
                _("Guests of a booking stay"),
                _("Two bookings of a table that are closer are warned of."),
            ),
        }
        kept = {
            "pay_minutes": (
                _("An unpaid order is kept"),
                _("In minutes; then its dishes are free again, and the guest is told."),
            )
        }
        self.head(_("Waits"), _("In minutes"))
        self.fields = {
            name: self.number(*words[name], getattr(floor, name), 1, str(LIMITS[name][0])) for name in words
        }
        self.head(_("Phones"))
        self.open_by_scan = self.switch(
            _("A scan opens a free table"), _("Otherwise staff open it first."), floor.open_by_scan
        )
        self.admit_phones = self.switch(
            _("A phone's first order is taken at once"),
            _("Otherwise staff confirm the first order of each phone."),
            floor.admit_phones,
        )

        self.pay_first = self.switch(
            _("Phones pay first"),
            _("The kitchen gets an order once it is paid, on the phone or here. Nobody confirms it."),
            floor.pay_first,
        )
        self.fields |= {
            name: self.number(*kept[name], getattr(floor, name), 1, str(LIMITS[name][0])) for name in kept
        }

    def field(self, name: str) -> object:
        """Where a wait is typed."""
        return self.fields[name]

    def floor(self, floor: Floor) -> Floor:
        return replace(
            floor,
            **{name: field.value() for name, field in self.fields.items()},
            open_by_scan=self.open_by_scan.isChecked(),
            admit_phones=self.admit_phones.isChecked(),
            pay_first=self.pay_first.isChecked(),
        )
