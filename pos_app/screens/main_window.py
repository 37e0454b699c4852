"""The till's window: it only switches screens, and shows the store's health above whichever is open."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from pos_app.language import Language, _, pgettext
from pos_app.models.ears import SOUNDS
from pos_app.models.guest_sight import IDLE
from pos_app.models.print_rows import doubtful
from pos_app.models.todo import todos
from pos_app.screens.acts_sheet import ActsSheet
from pos_app.screens.auto_lock import AutoLock
from pos_app.screens.desk import Desk
from pos_app.screens.floor.call_window import CallWindow
from pos_app.screens.guest_screen import SETTING, GuestScreen, wanted_at_first
from pos_app.screens.handedness import lay_out, left_handed
from pos_app.screens.help_sheet import HelpSheet
from pos_app.screens.money.charges import ChargeNews
from pos_app.screens.money.sent_back import SentBackNews
from pos_app.screens.people.person_sheet import PersonSheet
from pos_app.screens.people.sign_in import SignIn
from pos_app.screens.people.sounds_sheet import SoundsSheet
from pos_app.screens.people.switch_sheet import SwitchSheet
from pos_app.screens.people.till_sheet import TillSheet
from pos_app.screens.places import COUNTER, TABLES, Screens
from pos_app.screens.practice_strip import PracticeStrip
from pos_app.screens.printing.papers import PapersWindow
from pos_app.screens.printing.print_acts import act_on_printing
from pos_app.screens.ringing import Ringing
from pos_app.screens.scanned import Scans
from pos_app.screens.screen import Screen
from pos_app.screens.second_display import app
from pos_app.screens.shortcuts import EVERYWHERE, UNDO, act_of, key_name
from pos_app.screens.states import MENDED, MISSING, notice
from pos_app.screens.store.backup_notice import backup_notice
from pos_app.screens.store.recovery_sheet import RecoverySheetSheet
from pos_app.screens.store.waiting_sheet import WaitingSheet
from pos_app.screens.top_bar import NARROW, TopBar
from pos_app.widgets.banner import Banner
from pos_app.widgets.big_news import BigNews
from pos_app.widgets.focus import FocusRing
from pos_app.widgets.hint import Hint
from pos_app.widgets.labels import ground
from pos_app.widgets.pictures import Pictures
from pos_app.widgets.rail import Rail
from pos_app.widgets.sheet import LEFT_HANDED, Sheet, open_sheet
from pos_app.widgets.sounds import Sounds
from pos_app.widgets.theme import Theme
from pos_app.workflows.views import ChargeView

if TYPE_CHECKING:
    from pos_app.screens.floor.screen import FloorScreen
    from pos_app.screens.money.payment import PaymentScreen
    from pos_app.screens.selling.screen import OrderScreen
    from pos_app.workflows.papers import PaperFeed
    from pos_app.workflows.till import Till

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


class MainWindow(QMainWindow):
    """Starts at the sign-in; `papers` is the demo's paper feed."""

    def __init__(self, till: "Till", language: Language, papers: "PaperFeed | None" = None) -> None:
        super().__init__()
        self.theme = Theme(parent=self, language=language.tag)
        self.theme.apply()
        self._pictures = self.theme.pictures = Pictures(till.shelf.image, self)
        till.shelf.arrived = self._pictures.look_again
        sounds = Sounds(self.theme.resources / "sounds", SOUNDS)
        self.desk = Desk(till, language, self.theme, sounds, self)
        till.guest_shelf.arrived = self.desk.picture_came
        self._papers = PapersWindow(self.desk, papers) if papers is not None else None
        self._sign_in = SignIn(self.desk)
        self._stack = QStackedWidget()
        self._screens = Screens(self.desk, self._take_in, has_papers=papers is not None)
        self._ahead = QTimer(self, interval=AHEAD)
        self._ahead.timeout.connect(self._build_ahead)
        self._place = ("", "")
        self._offered = False
        self._build()
        self.acts: dict[str, Callable[[], object]] = {
            **{key: partial(self._tap, key) for key, _icon in (*PLACES, *SELDOM)},
            "help": self._help,
            "person": self._show_person,
            "waiting": self._show_waiting,
            "banner": self._banner.press_first,
            "lock": self.lock,
        }
        self._connect()
        self._hint = Hint(self.theme, self, self._hints)
        self._ring = FocusRing(self, self.theme)
        self._auto_lock = AutoLock(self.desk, self)
        self._auto_lock.due.connect(self.lock)
        self._ringing = Ringing(self.desk, self)
        self._turn_guest_at_first()
        app().screenAdded.connect(self._turn_guest_at_first)
        self._scans = Scans(self.desk, self, self._open_table, self._order_dish, self._pay_by_code)
        self._received = BigNews(self.theme, self)
        self._charge_news = ChargeNews(self.desk, self, self._shows_charge, self._hint.tell, self._received)
        self._sent_back_news = SentBackNews(self.desk, self, self._hint.tell)
        self.resize(1366, 768)
        self.setMinimumSize(1000, 660)
        self._say()
        self._show_signed()

    def _build(self) -> None:
        self._rail = Rail(self.theme, PLACES)
        self._bar = TopBar(self.desk)
        self._banner = Banner(self.theme)
        work = ground(QWidget(), "canvas")
        row = self._row = QHBoxLayout(work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        for each in (self._bar, self._banner):
            column.addWidget(each)
        column.addWidget(self._stack, 1)
        row.addLayout(column, 1)
        self._whole = QStackedWidget()
        self._whole.addWidget(self._sign_in)
        self._whole.addWidget(work)
        middle = QWidget()
        pile = QVBoxLayout(middle)
        pile.setContentsMargins(0, 0, 0, 0)
        pile.setSpacing(0)
        pile.addWidget(PracticeStrip(self.desk, self))
        pile.addWidget(self._whole, 1)
        self.setCentralWidget(middle)

    def _connect(self) -> None:
        desk = self.desk
        desk.signed.connect(self._show_signed)
        desk.viewed.connect(self._draw)
        desk.worded.connect(self._say)
        desk.refused.connect(lambda words: self._hint.tell(words))
        desk.told.connect(lambda words: self._hint.tell(words, "good"))
        desk.undoable.connect(lambda words, undo: self._hint.tell(words, "good", undo, _("Undo")))
        for other_act in (desk.carted, desk.signed):
            other_act.connect(lambda: self._hint.forget())
        self._sign_in.helped.connect(self._help)
        self._rail.chosen.connect(self._tap)
        self._rail.locked.connect(self.lock)
        self._bar.link_tapped.connect(self._show_waiting)
        self._bar.printers_tapped.connect(lambda: self.go("printers", ""))
        self._bar.person_tapped.connect(self._show_person)
        self._banner.acted.connect(self._banner_act)

    @cached_property
    def guest(self) -> GuestScreen:
        """Most tills have no second display: it is made when it is first turned on."""
        return GuestScreen(self.desk, self)

    @cached_property
    def _calls(self) -> CallWindow:
        return CallWindow(self.desk, self, lambda: [self, *self._made("guest")])

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
        sheet = ActsSheet(self.theme, self, pgettext("screen", "Manage"), acts)
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

    def lock(self) -> None:
        """Nobody is at the till."""
        self.desk.sign(None)

    def _show_signed(self) -> None:
        for sheet in self.findChildren(Sheet):
            sheet.cancel()
        if self.desk.staff is None:
            self.desk.faced.emit(IDLE)
            self._whole.setCurrentIndex(0)
            self._sign_in.enter("")
            return
        self._sign_in.leave()
        self._whole.setCurrentIndex(1)
        screen, place = self._place
        alive = screen and (not place or place in self.desk.view.openings)
        self.go(*(self._place if alive and screen != "payment" else ("floor", "")))
        self._offer_recovery_sheet()

    def _offer_recovery_sheet(self) -> None:
        """The first manager at a new store is asked once; after that the banner reminds."""
        view = self.desk.view
        careless = view.store.demo or view.store.practice
        if self._offered or view.recovery.public or careless or not self.desk.may("settings"):
            return
        self._offered = True
        RecoverySheetSheet(self.desk, self).open()

    # ---------------------------------------------------------------- words and view

    def _say(self) -> None:
        practice = self.desk.view.store.practice
        self.setWindowTitle(_("Mashang · practice") if practice else _("Mashang"))
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
        self.setProperty(LEFT_HANDED, left_handed(desk))
        self._bar.draw()
        trouble = notice(view, desk.now, desk.wording)
        if trouble is not None:
            trouble = replace(trouble, acts=tuple(act for act in trouble.acts if act[0] != self._place[0]))
        self._banner.tell(trouble)
        self._rail.items["printers"].set_badge(doubtful(view))
        self._rail.items["more"].set_badge(int(backup_notice(view, desk.now, desk.wording) is not None))
        away = self._place[0] not in ("", "floor")
        self._rail.items["floor"].set_badge(len(todos(view, desk.now, desk.wording)) if away else 0)

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
        WaitingSheet(self.desk, self).open()

    def _show_person(self) -> None:
        sheet = PersonSheet(self.desk, self)
        sheet.locked.connect(self.lock)
        sheet.switched.connect(self._switch)
        sheet.guest_turned.connect(self._turn_guest)
        sheet.till_wanted.connect(lambda: TillSheet(self.desk, self).open())
        sheet.sounds_wanted.connect(lambda: SoundsSheet(self.desk, self).open())
        sheet.open()

    def _turn_guest_at_first(self) -> None:
        """As it was last wanted; where nobody was asked yet, once a second display hangs there."""
        if self.desk.till.device.get(SETTING, wanted_at_first()):
            self.guest.turn(True)

    def _turn_guest(self, on: bool) -> None:
        self.guest.turn(on)
        self._draw()

    def _switch(self) -> None:
        SwitchSheet(self.desk, self).open()

    def _hints(self) -> QWidget | None:
        """The part of the window at whose foot hints stand."""
        shown = self._screens.get(self._place[0]) if self._whole.currentIndex() == 1 else None
        return shown.hints if shown is not None else None

    def _help(self) -> None:
        signed = self._whole.currentIndex() == 1
        HelpSheet(self.theme, self, self._screens[self._place[0]].key_map() if signed else ()).open()

    def _show_papers(self) -> None:
        if self._papers is not None:
            self._papers.come_forward()

    # ---------------------------------------------------------------- events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if open_sheet(self) is not None:
            return
        act = act_of(EVERYWHERE, event)
        signed = self._whole.currentIndex() == 1
        if act and (signed or act == "help"):
            self.acts[act]()
            return
        shown = self._screens[self._place[0]] if signed else self._sign_in
        if signed and key_name(event) == UNDO and self._hint.take_back():
            return
        if not shown.press(event):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ahead.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rail.narrow(self.width() < NARROW)
        self._draw()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._ahead.stop()
        self.desk.close()
        self._pictures.door.close()
        for beside in self._made("guest", "_calls"):
            beside.close()
        if self._papers is not None:
            self._papers.close()
            self._papers.deleteLater()
        super().closeEvent(event)
