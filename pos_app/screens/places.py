"""The window's screens: each is imported and built when it is first wanted, or after the start."""

from collections.abc import Callable, Mapping
from functools import partial

from pos_app.screens.desk import Desk
from pos_app.screens.screen import Screen

TABLES, COUNTER = "tables", "counter"  # places of the floor that the rail leads to


class Screens(dict[str, Screen]):
    """Those that are built, by name; asking for another one builds it. ``built`` hears of each once."""

    def __init__(self, desk: Desk, built: Callable[[Screen], None], *, has_papers: bool) -> None:
        super().__init__()
        self._desk = desk
        self._built = built
        self._makers: dict[str, Callable[[Desk], Screen]] = {
            **_MAKERS,
            "printers": partial(_printers, has_papers=has_papers),
        }

    def __missing__(self, name: str) -> Screen:
        screen = self[name] = self._makers[name](self._desk)
        self._built(screen)
        return screen

    def knows(self, name: str) -> bool:
        """Whether there is such a screen."""
        return name in self._makers

    def build_one_more(self) -> bool:
        """Build the next one that nobody has wanted so far; whether there was one."""
        name = next((each for each in self._makers if each not in self), "")
        return bool(name and self[name])


def _floor(desk: Desk) -> Screen:
    from pos_app.screens.floor.screen import FloorScreen

    return FloorScreen(desk)


def _order(desk: Desk) -> Screen:
    from pos_app.screens.selling.screen import OrderScreen

    return OrderScreen(desk)


def _payment(desk: Desk) -> Screen:
    from pos_app.screens.money.payment import PaymentScreen

    return PaymentScreen(desk)


def _plan(desk: Desk) -> Screen:
    from pos_app.screens.floor.edit_screen import EditFloorScreen

    return EditFloorScreen(desk)


def _bookings(desk: Desk) -> Screen:
    from pos_app.screens.floor.bookings import BookingsScreen

    return BookingsScreen(desk)


def _queue(desk: Desk) -> Screen:
    from pos_app.screens.floor.queue_screen import QueueScreen

    return QueueScreen(desk)


def _sold_out(desk: Desk) -> Screen:
    from pos_app.screens.selling.sold_out import SoldOutScreen

    return SoldOutScreen(desk)


def _drawer(desk: Desk) -> Screen:
    from pos_app.screens.money.drawer import DrawerScreen

    return DrawerScreen(desk)


def _bills(desk: Desk) -> Screen:
    from pos_app.screens.money.bills import BillsScreen

    return BillsScreen(desk)


def _day(desk: Desk) -> Screen:
    from pos_app.screens.money.day import DayScreen

    return DayScreen(desk)


def _staff(desk: Desk) -> Screen:
    from pos_app.screens.people.staff_screen import StaffScreen

    return StaffScreen(desk)


def _printers(desk: Desk, has_papers: bool) -> Screen:
    from pos_app.screens.printing.printers import PrintersScreen

    return PrintersScreen(desk, has_papers)


def _backups(desk: Desk) -> Screen:
    from pos_app.screens.store.backups import BackupsScreen

    return BackupsScreen(desk)


def _settings(desk: Desk) -> Screen:
    from pos_app.screens.store.settings_screen import SettingsScreen

    return SettingsScreen(desk)


# In the order in which they are built ahead: what a cashier opens first.
_MAKERS: Mapping[str, Callable[[Desk], Screen]] = {
    "floor": _floor,
    "order": _order,
    "payment": _payment,
    "bills": _bills,
    "sold_out": _sold_out,
    "drawer": _drawer,
    "queue": _queue,
    "bookings": _bookings,
    "day": _day,
    "plan": _plan,
    "staff": _staff,
    "backups": _backups,
    "settings": _settings,
}
