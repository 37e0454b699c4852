"""What every screen works with: till, who is signed in, words, one queued way back to the UI thread."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar, cast

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.people.staff import Staff, role_of
from domain.record.business_day import business_date
from pos_app.language import Language, _
from pos_app.models.cart import Cart
from pos_app.models.ears import SETTING, SILENT, loudness_at
from pos_app.models.joined import bill_of, tables_of_bill
from pos_app.models.limit_words import not_allowed
from pos_app.models.parking import ParkedRounds
from pos_app.models.wording import Wording
from pos_app.widgets.cover import uncover
from pos_app.widgets.door import Door
from pos_app.widgets.skeleton import Skeleton
from pos_app.widgets.sounds import Sounds
from pos_app.widgets.theme import Theme
from pos_app.widgets.unread import Unread
from pos_app.widgets.voice import Voice
from pos_app.workflows.approving import Demand, approvers
from pos_app.workflows.drafts import Draft
from pos_app.workflows.entrance import SignsIn
from pos_app.workflows.faults import as_refusal
from pos_app.workflows.views import OpeningView, TillView

if TYPE_CHECKING:
    from pos_app.workflows.till import Till

T = TypeVar("T")
Done = Callable[[Any], None] | None
No = Callable[[str], None] | None
SUMS = ("amount", "tendered")  # facts of a refusal that are minor units
TICK = 15_000  # milliseconds between looks at the clock


def _gone(callback: Callable[[Any], None]) -> bool:
    """Whether it belongs to a widget that is no more."""
    owner = getattr(callback, "__self__", None)
    return isinstance(owner, QObject) and not isValid(owner)


class Desk(QObject):
    """Holds what outlives a screen. Signals always arrive on the UI thread."""

    viewed = Signal()
    worded = Signal()
    signed = Signal()
    refused = Signal(str)  # a sentence: what was not done
    told = Signal(str)  # a sentence: what was done
    undoable = Signal(str, object)  # a sentence: what was done; a callable that takes it back
    carted = Signal()  # a new round has changed
    sized = Signal(int, bool)  # percent at which the next start draws; whether that is now
    faced = Signal(object)  # a GuestSight: what the guest's screen shows
    pictured = Signal()  # a picture of a guest has come
    _till_changed = Signal()
    _answered = Signal(object)

    def __init__(self, entrance: SignsIn, language: Language, theme: Theme, parent: QObject) -> None:
        """``entrance``: until `open` says that there is a till, people can sign in there."""
        super().__init__(parent)
        self.till = cast("Till", entrance)
        self.language, self.theme = language, theme
        self.ready = False  # whether there is a till
        self.door = Door()
        self.view: TillView = entrance.view
        self.staff: Staff | None = None
        self.carts: dict[str, Cart] = {}
        self._aims: dict[str, str] = {}
        self._reading: dict[Future[Any], Skeleton] = {}
        self.facing = False  # whether a guest looks: what she sees is worked out only then
        self._coming = False
        queued = Qt.ConnectionType.QueuedConnection
        self._till_changed.connect(self._take_view, queued)
        self._answered.connect(self._run, queued)
        self._unlisten: Callable[[], None] = lambda: None
        language.changed.connect(self._reworded)
        self.wording = self._make_wording()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self.viewed)
        self._timer.start()

    def open(self, till: "Till", sounds: Sounds) -> None:
        """Here is the till: from now on all of it can be used. Whoever draws hears it by ``viewed``."""
        self._unlisten = till.listen(self._till_spoke)
        self.till, self.view, self.sounds = till, till.view, sounds
        sounds.loudness = loudness_at(till.device.get(SETTING, {}), till.device.get(SILENT, ()))
        self.voice = Voice(self, door=self.door, loudspeaker=sounds.loudspeaker)
        self.wording = self._make_wording()
        kept = till.drafts.load()
        self.carts = self._kept_carts(kept)
        self.parked = ParkedRounds(kept, self._keep_carts)
        self._timer.timeout.connect(lambda: self.till.supply.look_at_the_day(self.view.date))
        self.ready = True

    def close(self) -> None:
        """Stop listening, to other threads too."""
        self.door.close()
        self._timer.stop()
        self._unlisten()

    @property
    def now(self) -> int:
        """UTC milliseconds."""
        return self.till.now()

    @property
    def by(self) -> str:
        """The id of who is signed in."""
        return self.staff.id if self.staff else ""

    def business_date(self) -> str:
        """The clock's business day, "YYYY-MM-DD"."""
        return business_date(self.now, self.view.store.zone)

    @property
    def person(self) -> Staff | None:
        """Who is at the till, with the role they have now."""
        return next((one for one in self.view.people.present if one.id == self.by), None)

    def may(self, right: str) -> bool:
        """Whether the person at the till has a right."""
        now = self.person
        return now is not None and role_of(now).carries(right)

    def permits(self, right: str) -> bool:
        """Whether the person at the till has a right; who has it not is told."""
        if not self.may(right):
            self.refused.emit(self.barred(right))
        return self.may(right)

    def barred(self, right: str) -> str:
        """Why the person at the till may not do it, and who may; "": they may."""
        return "" if self.may(right) else not_allowed(self.view.people.present, right, self.wording)

    def agreeing(self, demand: Demand) -> tuple[Staff, ...]:
        """Who could agree by PIN to what the person at the till may not do alone."""
        return approvers(self.view.people, demand, self.by, self.view.taken_off)

    def offers(self, right: str) -> bool:
        """Whether the person at the till may do it, if need be with somebody who agrees."""
        return self.may(right) or bool(self.agreeing(Demand(right)))

    def meets(self, demand: Demand) -> bool:
        """Whether the person at the till may do it alone."""
        now = self.person
        return now is not None and demand.met_by(now, self.view.taken_off)

    def sign(self, staff: Staff | None) -> None:
        """Somebody came, or the till is locked."""
        self.staff = staff
        self.signed.emit()

    def aim(self, opening: str) -> None:
        """What is ordered on the bill of this one now goes to its table 并台."""
        self._aims[bill_of(self.view.openings, opening)] = opening

    def goes_to(self, bill: str) -> str:
        """The opening to whose table the dishes of a bill's new round go: its own, unless it is joined."""
        aimed = self._aims.get(bill, bill)
        return aimed if bill_of(self.view.openings, aimed) == bill else bill

    def cart(self, opening: str) -> Cart:
        """The unsent round of a table; it waits there while the cashier looks elsewhere.

        Joined tables have one each: a bill's is that of the table to which its dishes go now.
        """
        at = self.goes_to(opening)
        if at not in self.carts:
            self.carts[at] = Cart(self.till.new_id, self._keep_carts)
        return self.carts[at]

    def unsent(self, bill: str) -> list[str]:
        """The openings on a bill that have an unsent round, first the one at which they look."""
        at = self.goes_to(bill)
        every = [at, *(one.id for one in tables_of_bill(self.view, bill) if one.id != at)]
        return [one for one in every if one in self.carts and len(self.carts[one])]

    def drop_cart(self, opening: str) -> None:
        """Nobody wants the unsent round of a table."""
        if self.carts.pop(self.goes_to(opening), None) is not None:
            self._keep_carts()

    def _kept_carts(self, kept: Mapping[str, Draft]) -> dict[str, Cart]:
        """Unsent rounds from before the program ended; what the kitchen has by now is none."""
        return {
            opening: Cart.of(draft, self.till.new_id, self._keep_carts)
            for opening, draft in kept.items()
            if bill_of(self.view.openings, opening) in self.view.openings
            and not self._is_ordered(opening, draft.request)
        }

    def _is_ordered(self, opening: str, request: str) -> bool:
        """Whether the kitchen has a round of this opening."""
        now = self.view.openings.get(bill_of(self.view.openings, opening))
        return now is not None and any(order.id == request for order in now.orders)

    def _keep_carts(self) -> None:
        self.carted.emit()
        self.till.drafts.keep(self.rounds())

    def rounds(self) -> dict[str, Draft]:
        """All rounds that nobody has sent yet: by opening, and by key those that are parked."""
        drafts = {opening: cart.draft() for opening, cart in self.carts.items()}
        unsent = {opening: draft for opening, draft in drafts.items() if draft.lines}
        return {**unsent, **self.parked.rounds()}

    def opening(self, opening: str) -> OpeningView | None:
        """The live opening with this id."""
        return self.view.openings.get(opening)

    def place(self, opening: Opening) -> str:
        """Where an opening is: its table's label with its party's number, else its own number."""
        return self.wording.name(self.view.place(opening))

    def ask(
        self,
        future: "Future[T]",
        done: Callable[[T], None] | None = None,
        no: Callable[[str], None] | None = None,
    ) -> None:
        """When a verb has answered: `done` with its result, or `no` (else a hint) with the sentence.

        A sheet that was left meanwhile is asked no more; a refusal is told by the hint then.
        """
        future.add_done_callback(
            lambda answered: self.door.speak(lambda: self._answered.emit((answered, done, no)))
        )

    def read(
        self, verb: Callable[[], "Future[T]"], done: Callable[[T], None], over: QWidget, at_first: bool = True
    ) -> None:
        """What is shown ``over`` a place: grey lines lie there while it takes long, and if it cannot be read,
        why and a button that asks once more. Not ``at_first``, what is there already stays, and a hint says
        why it is not read anew."""
        uncover(over)
        future = verb()
        if not at_first:
            self.ask(future, done)
            return
        self._reading[future] = Skeleton(self.theme, over)

        def unread(words: str) -> None:
            if isValid(over):
                Unread(self.theme, over, words, lambda: self.read(verb, done, over))

        self.ask(future, done, unread)

    def _run(self, answer: tuple["Future[Any]", Done, No]) -> None:
        future, done, no = answer
        skeleton = self._reading.pop(future, None)
        if skeleton is not None and isValid(skeleton):
            skeleton.end()
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            if done is not None and not _gone(done):
                done(future.result())
            return
        if refusal := as_refusal(error):
            words = self.sentence(refusal)
        else:
            reason = type(error).__name__
            words = _("This was not done: {reason}. Nothing is lost; try again.").format(reason=reason)
        (self.refused.emit if no is None or _gone(no) else no)(words)

    def sentence(self, no: Refused) -> str:
        """A refusal in words, its sums as money."""
        facts = {
            key: self.wording.money(value) if key in SUMS and isinstance(value, int) else value
            for key, value in no.facts.items()
        }
        return Refused(no.code, **facts).text(_, self.language.tag)

    def picture_came(self) -> None:
        """Any thread may say so."""
        self.door.speak(lambda: self.pictured.emit())

    def _till_spoke(self, _view: TillView) -> None:
        """On the till's thread: many changes in a row become one signal."""
        if not self._coming:
            self._coming = True
            self.door.speak(lambda: self._till_changed.emit())

    def _take_view(self) -> None:
        self._coming = False
        self.view = self.till.view
        self.wording = self._make_wording()
        for gone in [opening for opening in self.carts if opening not in self.view.openings]:
            self.drop_cart(gone)
        for opening, cart in list(self.carts.items()):  # seen as ordered before the answer is here
            if cart.sending is not None and self._is_ordered(opening, cart.sending.request):
                cart.sent(cart.sending.request)
        self._aims = {bill: at for bill, at in self._aims.items() if at in self.view.openings}
        self.viewed.emit()

    def _reworded(self) -> None:
        self.wording = self._make_wording()
        self.theme.set_language(self.language.tag)
        self.worded.emit()
        self.viewed.emit()

    def _make_wording(self) -> Wording:
        store = self.view.store
        return Wording(self.language.tag, store.currency, store.zone)
