"""The unsent round goes to the kitchen: asked about if need be, saved, and paid next if wanted."""

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.selling.round_sheet import AskedRoundSheet, somebody_is_asked
from pos_app.workflows.approving import Approver


class SendActs(QObject):
    """Sends the round of the opening that a screen shows. `changed()` when the order is to be drawn again,
    `paying()` once a round is there that is to be paid."""

    changed = Signal()
    paying = Signal()

    def __init__(self, desk: Desk, screen: QWidget, opening: Callable[[], str]) -> None:
        super().__init__(screen)
        self._desk, self._screen, self._opening = desk, screen, opening
        self._then_pay, self._answer = False, ""

    def send_and_pay(self) -> None:
        """Send, then go on to the payment, unless the kitchen does not get it."""
        self._then_pay = True
        self.send()

    def send(self) -> None:
        """Save the round, then the kitchen has it."""
        desk, cart = self._desk, self._desk.cart(self._opening())
        if cart.sending is not None or not desk.permits("sell"):
            return
        if not len(cart):
            desk.refused.emit(_("Nothing new to send. Tap dishes first."))
        elif somebody_is_asked(desk, cart):
            self._ask()
        else:
            self._start(None, self._after, self._refuse)

    def _ask(self) -> None:
        desk, cart = self._desk, self._desk.cart(self._opening())
        self._answer = ""
        sheet = AskedRoundSheet(desk, self._screen.window(), cart, self._agreed)
        sheet.done.connect(lambda: self._heard("sent"))
        sheet.dropped.connect(lambda: self._heard("dropped"))
        sheet.closed.connect(self._go_on)
        sheet.open()

    def _agreed(self, approver: Approver | None) -> Future[None]:
        """The sheet says what was refused, such as a wrong PIN, and goes once the kitchen has it."""
        return self._start(approver, lambda: None, lambda _words: None)

    def _heard(self, answer: str) -> None:
        self._answer = answer

    def _go_on(self) -> None:
        """The sheet has gone: the rest is sent if those asked about were dropped."""
        self.changed.emit()
        if self._answer == "dropped" and len(self._desk.cart(self._opening())):
            self.send()
        elif self._answer:
            self._after()
        else:
            self._then_pay = False

    def _start(
        self, approver: Approver | None, after: Callable[[], None], refuse: Callable[[str], None]
    ) -> Future[None]:
        desk, opening = self._desk, self._opening()
        cart = desk.cart(opening)
        wave, at = cart.send(), desk.goes_to(opening)
        self.changed.emit()
        future = desk.till.send_to_kitchen(
            opening, wave.lines, wave.remark, desk.by, wave.request, at, approver
        )

        def done(_: object) -> None:
            cart.sent(wave.request)
            self.changed.emit()
            after()

        def no(words: str) -> None:
            cart.give_back()
            self.changed.emit()
            refuse(words)

        desk.ask(future, done, no)
        return future

    def _refuse(self, words: str) -> None:
        self._then_pay = False
        self._desk.refused.emit(words)

    def _after(self) -> None:
        if self._then_pay:
            self._then_pay = False
            self.paying.emit()
