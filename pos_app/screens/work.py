"""Where people work once they have signed in: rail, top bar, banner and screens, and what lies over them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from pos_app.language import _, pgettext
from pos_app.models.guest_sight import IDLE
from pos_app.models.print_rows import doubtful
from pos_app.models.todo import hurry, todos
from pos_app.screens.acts_sheet import ActsSheet
from pos_app.screens.auto_lock import AutoLock
from pos_app.screens.desk import Desk
from pos_app.screens.floor.call_window import CallWindow
from pos_app.screens.guest_screen import SETTING, GuestScreen, wanted_at_first
from pos_app.screens.handedness import lay_out, left_handed
from pos_app.screens.money.charges import ChargeNews
from pos_app.screens.money.sent_back import SentBackNews
from pos_app.screens.people.person_sheet import PersonSheet
from pos_app.screens.people.sounds_sheet import SoundsSheet
from pos_app.screens.people.switch_sheet import SwitchSheet
from pos_app.screens.people.till_sheet import TillSheet
from pos_app.screens.places import COUNTER, TABLES, Screens
from pos_app.screens.printing.papers import PapersWindow
from pos_app.screens.printing.print_acts import act_on_printing
from pos_app.screens.ringing import Ringing
from pos_app.screens.scanned import Scans
from pos_app.screens.screen import Screen
from pos_app.screens.second_display import app
from pos_app.screens.shortcuts import UNDO, Shortcut, key_name
from pos_app.screens.states import MENDED, MISSING, notice
from pos_app.screens.store.backup_notice import backup_notice
from pos_app.screens.store.recovery_sheet import RecoverySheetSheet
from pos_app.screens.store.waiting_sheet import WaitingSheet
from pos_app.screens.top_bar import NARROW, TopBar
from pos_app.widgets.banner import Banner
from pos_app.widgets.big_news import BigNews
from pos_app.widgets.hint import Hint
from pos_app.widgets.labels import ground
from pos_app.widgets.rail import Rail
from pos_app.widgets.sheet import LEFT_HANDED
from pos_app.workflows.views import ChargeView

if TYPE_CHECKING:
    from pos_app.screens.floor.screen import FloorScreen
    from pos_app.screens.money.payment import PaymentScreen
    from pos_app.screens.selling.screen import OrderScreen
    from pos_app.workflows.papers import PaperFeed

AHEAD = 20  # milliseconds from one screen that is built ahead to the next
AFTER_GOING = 500  # milliseconds: whoever has just come to a screen taps there at once
PLACES = [
    ("floor", "table"),
    ("counter", "fast-food"),
    ("bills", "bill"),
    ("sold_out", "sold-out"),
    ("drawer", "drawer"),
    ("printers", "printer"),
    ("day", "chart"),
    ("more", "more"),
]
SELDOM = [("staff", "members"), ("backups", "backup"), ("settings", "gear")]  # behind "more"


class Work(QWidget):
    """It only switches screens, and shows the store's health above whichever is open."""

    helped = Signal()

    def __init__(self, desk: Desk, window: QMainWindow, papers: "PaperFeed | None" = None) -> None:
        """``papers``: the demo's paper feed."""
        super().__init__()
        self.desk, self.theme, self._window = desk, desk.theme, window
        desk.till.guest_shelf.arrived = desk.picture_came
        self._papers = PapersWindow(desk, papers) if papers is not None else None
        self._stack = QStackedWidget()
        self._screens = Screens(desk, self._take_in, has_papers=papers is not None)
        self._ahead = QTimer(self, interval=AHEAD)
        self._ahead.timeout.connect(self._build_ahead)
        self._place = ("", "")
        self._offered = False
        self._build()
        self.acts: dict[str, Callable[[], object]] = {
            **{key: partial(self._tap, key) for key, _icon in (*PLACES, *SELDOM)},
            "help": self.helped.emit,
            "person": self._show_person,
            "waiting": self._show_waiting,
            "banner": self._banner.press_first,
            "lock": self.lock,
        }
        self._connect()
        self._hint = Hint(self.theme, window, self._hints)
        self._auto_lock = AutoLock(desk, window)
        self._auto_lock.due.connect(self.lock)
        self._ringing = Ringing(desk, window)
        self._turn_guest_at_first()
        app().screenAdded.connect(self._turn_guest_at_first)
        self._scans = Scans(desk, window, self._open_table, self._order_dish, self._pay_by_code)
        self._received = BigNews(self.theme, window)
        self._charge_news = ChargeNews(desk, window, self._shows_charge, self._hint.tell, self._received)
        self._sent_back_news = SentBackNews(desk, window, self._hint.tell)
        self._say()

    def _build(self) -> None:
        self._rail = Rail(self.theme, PLACES)
        self._bar = TopBar(self.desk)
        self._banner = Banner(self.theme)
        ground(self, "canvas")
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        for each in (self._bar, self._banner):
            column.addWidget(each)
        column.addWidget(self._stack, 1)
        row.addLayout(column, 1)

    def _connect(self) -> None:
        desk = self.desk
        desk.viewed.connect(self._draw)
        desk.worded.connect(self._say)
        desk.refused.connect(lambda words: self._hint.tell(words))
        desk.told.connect(lambda words: self._hint.tell(words, "good"))
        desk.undoable.connect(lambda words, undo: self._hint.tell(words, "good", undo, _("Undo")))
        desk.worded.connect(lambda: self._hint.hide())  # it was said in the other language
        for other_act in (desk.carted, desk.signed):
            other_act.connect(lambda: self._hint.forget())
        self._rail.chosen.connect(self._tap)
        self._rail.locked.connect(self.lock)
        self._bar.link_tapped.connect(self._show_waiting)
        self._bar.printers_tapped.connect(lambda: self.go("printers", ""))
        self._bar.person_tapped.connect(self._show_person)
        self._banner.acted.connect(self._banner_act)

    @cached_property
    def guest(self) -> GuestScreen:
        """Most tills have no second display: it is made when it is first turned on."""
        return GuestScreen(self.desk, self._window)

    @cached_property
    def _calls(self) -> CallWindow:
        return CallWindow(self.desk, self._window, lambda: [self._window, *self._made("guest")])

    def _made(self, *names: str) -> list[QWidget]:
        """Of the windows for a second display those that there are."""
        return [vars(self)[name] for name in names if name in vars(self)]

    def _take_in(self, screen: Screen) -> None:
        self._stack.addWidget(screen)
        screen.went.connect(self.go)
        screen.stood.connect(self._rail.mark)

    def _build_ahead(self) -> None:
        """While somebody signs in, the screens are built one after the other: no tap shall wait for one."""
        self._ahead.setInterval(AHEAD)
        if not self._screens.build_one_more():
            self._ahead.stop()

    # ---------------------------------------------------------------- going about

    def go(self, screen: str, place: str) -> None:
        """Show a screen; `place` is what it is about, such as an opening."""
        if screen == "papers":
            self._show_papers()
            return
        if screen == "calls":
            self._calls.come_forward()
            return
        if self._ahead.isActive():
            self._ahead.start(AFTER_GOING)
        before = self._screens.get(self._place[0])
        self._place = (screen, place if screen in ("order", "payment") else "")
        now = self._screens[screen]
        if before is not None and before is not now:
            before.leave()
        self._stack.setCurrentWidget(now)
        self._bar.show_lead(now)
        self._mark()
        if screen == "printers":
            self._ringing.seen()
        if screen not in ("order", "payment"):
            self.desk.faced.emit(IDLE)
        now.enter(place)
        self._draw()
        if self._hint.words():
            self._hint.stand()

    def _tap(self, key: str) -> None:
        """A place of the rail, by finger or key."""
        if key == "more":
            self._mark()
            self._show_seldom()
        else:
            self.go(*{"floor": ("floor", TABLES), "counter": ("floor", COUNTER)}.get(key, (key, "")))

    def _mark(self) -> None:
        screen = self._place[0]
        self._rail.mark("more" if screen in dict(SELDOM) else screen if screen in dict(PLACES) else "floor")

    def _show_seldom(self) -> None:
        words = {"staff": _("Staff"), "backups": _("Backups"), "settings": _("Settings")}
        acts = [(key, icon, words[key]) for key, icon in SELDOM]
        sheet = ActsSheet(self.theme, self._window, pgettext("screen", "Manage"), acts)
        sheet.picked.connect(lambda key: self.go(key, ""))
        sheet.open()

    def _open_table(self, table: str) -> None:
        self.go("floor", "")
        cast("FloorScreen", self._screens["floor"]).open_table(table)

    def _order_dish(self, dish: str) -> bool:
        """Onto the order that is open; whether there is one."""
        if self._place[0] != "order":
            return False
        cast("OrderScreen", self._screens["order"]).tap(dish)
        return True

    def _pay_by_code(self, code: str) -> bool:
        """The bill that is being paid is charged to a guest's code; whether there is one. From an order it
        leads to the payment first: nobody is charged a sum that was not on the screen."""
        if self._place[0] == "order":
            cast("OrderScreen", self._screens["order"]).pay()
            if self._place[0] == "payment":
                self._hint.tell(_("Scan the code once more: it pays the sum that is shown."), "good")
            return True
        if self._place[0] != "payment":
            return False
        return cast("PaymentScreen", self._screens["payment"]).charge(code)

    def _shows_charge(self, charge: ChargeView) -> bool:
        return self._place == ("payment", charge.grant.opening)

    def _offer_recovery_sheet(self) -> None:
        """The first manager at a new store is asked once; after that the banner reminds."""
        view = self.desk.view
        careless = view.store.demo or view.store.practice
        if self._offered or view.recovery.public or careless or not self.desk.may("settings"):
            return
        self._offered = True
        RecoverySheetSheet(self.desk, self._window).open()

    # ---------------------------------------------------------------- words and view

    def _say(self) -> None:
        self._rail.tell(
            {
                "floor": _("Tables"),
                "counter": pgettext("screen", "Counter"),
                "bills": pgettext("screen", "Bills"),
                "sold_out": pgettext("screen", "Sold out"),
                "drawer": _("Drawer"),
                "printers": _("Printing"),
                "day": _("Day"),
                "more": pgettext("screen", "Manage"),
                "lock": _("Lock"),
            }
        )
        self._draw()

    def _draw(self) -> None:
        if self.desk.staff is None:
            return
        desk, view = self.desk, self.desk.view
        lay_out(self._row, desk)
        self._rail.stand_at_end(left_handed(desk))
        self._window.setProperty(LEFT_HANDED, left_handed(desk))
        self._bar.draw()
        trouble = notice(view, desk.now, desk.wording)
        if trouble is not None:
            trouble = replace(trouble, acts=tuple(act for act in trouble.acts if act[0] != self._place[0]))
        self._banner.tell(trouble)
        self._rail.items["printers"].set_badge(doubtful(view))
        self._rail.items["more"].set_badge(int(backup_notice(view, desk.now, desk.wording) is not None))
        away = self._place[0] not in ("", "floor")
        self._rail.items["floor"].set_badge(hurry(todos(view, desk.now, desk.wording)) if away else 0)

    # ---------------------------------------------------------------- sheets

    def _banner_act(self, act: str) -> None:
        if self._screens.knows(act):
            self.go(act, "")
        elif act == MISSING:
            self.desk.ask(self.desk.till.missing.read(self.desk.by))
        elif act == MENDED:
            self.desk.ask(self.desk.till.mended.read(self.desk.by))
        elif not act_on_printing(self.desk, act):
            self._show_waiting()

    def _show_waiting(self) -> None:
        WaitingSheet(self.desk, self._window).open()

    def _show_person(self) -> None:
        sheet = PersonSheet(self.desk, self._window)
        sheet.locked.connect(self.lock)
        sheet.switched.connect(self._switch)
        sheet.guest_turned.connect(self._turn_guest)
        sheet.till_wanted.connect(lambda: TillSheet(self.desk, self._window).open())
        sheet.sounds_wanted.connect(lambda: SoundsSheet(self.desk, self._window).open())
        sheet.open()

    def _turn_guest_at_first(self) -> None:
        """As it was last wanted; where nobody was asked yet, once a second display hangs there."""
        if self.desk.till.device.get(SETTING, wanted_at_first()):
            self.guest.turn(True)

    def _turn_guest(self, on: bool) -> None:
        self.guest.turn(on)
        self._draw()

    def _switch(self) -> None:
        SwitchSheet(self.desk, self._window).open()

    def _hints(self) -> QWidget | None:
        """The part of the window at whose foot hints stand."""
        shown = self._screens.get(self._place[0]) if self.isVisible() else None
        return shown.hints if shown is not None else None

    def _show_papers(self) -> None:
        if self._papers is not None:
            self._papers.come_forward()

    # ---------------------------------------------------------------- what the window hands on

    def enter(self) -> None:
        """Somebody has signed in: where the till stood, unless that is over."""
        screen, place = self._place
        alive = screen and (not place or place in self.desk.view.openings)
        self.go(*(self._place if alive and screen != "payment" else ("floor", "")))
        self._offer_recovery_sheet()

    def lock(self) -> None:
        """Nobody is at the till."""
        self.desk.sign(None)

    def build_ahead(self) -> None:
        """From now on the screens are built that nobody has wanted yet."""
        self._ahead.start()

    def key_map(self) -> Sequence[Shortcut]:
        """What F1 shows of the screen that is open."""
        return self._screens[self._place[0]].key_map()

    def press(self, event: QKeyEvent, act: str) -> bool:
        """A key that nobody below took, and what it stands for everywhere; whether it meant something."""
        if act:
            self.acts[act]()
            return True
        if key_name(event) == UNDO and self._hint.take_back():
            return True
        return self._screens[self._place[0]].press(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rail.narrow(self.width() < NARROW)
        self._draw()

    def close_beside(self) -> None:
        """The till ends: all windows that hang beside it go."""
        self._ahead.stop()
        for beside in self._made("guest", "_calls"):
            beside.close()
        if self._papers is not None:
            self._papers.close()
            self._papers.deleteLater()
