"""Guests' codes that are being charged: what becomes of each, and how to give one up; then word of it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from domain.errors import Refused
from domain.money.grants import BARCODE, PLAY_MONEY
from pos_app.language import _
from pos_app.models.tender_words import tender_names
from pos_app.screens.desk import Desk
from pos_app.screens.speaking import money_received
from pos_app.widgets.big_news import BigNews
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import Card, wrapped
from pos_app.widgets.qr import QrCode
from pos_app.workflows.views import ChargeView, OpeningView

CODE_SIDE = 176  # where no screen of the guest's own shows it
LEAST = 120  # pixels of a button: a long word on it does not cut the lines above
SILENT_FOR = 30_000  # milliseconds without an answer after which the bill may be paid otherwise


class ChargeCards(QVBoxLayout):
    """One card for each charge of the bill that is not over; a layout, so that the cards get their height."""

    given_up = Signal(str)
    set_aside = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: tuple[ChargeView, ...] = ()
        self._cards: list[ChargeCard] = []
        self.setSpacing(8)

    def tell(self, charges: Sequence[ChargeView]) -> None:
        """These wait now."""
        shown = tuple(charges)
        if [one.grant.id for one in shown] != [one.grant.id for one in self._shown]:
            for card in self._cards:
                self.removeWidget(card)
                card.deleteLater()
            self._cards = [ChargeCard(self._desk, one.grant.id) for one in shown]
            for card in self._cards:
                self.addWidget(card)
                card.given_up.connect(self.given_up)
                card.set_aside.connect(self.set_aside)
        self._shown = shown
        for card, one in zip(self._cards, shown, strict=True):
            card.tell(one)


class ChargeCard(Card):
    """A charge that waits for its answer."""

    given_up = Signal(str)
    set_aside = Signal(str)

    def __init__(self, desk: Desk, payment: str) -> None:
        super().__init__("soft-warn", 12, 8)
        self._desk, self._icon = desk, QLabel()
        row, lines = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(12)
        lines.setSpacing(0)
        self._title, self._state = wrapped(bold=True, tone="warn"), wrapped(size=14, tone="ink")
        for each in (self._title, self._state):
            lines.addWidget(each)
        row.addWidget(self._icon)
        row.addLayout(lines, 1)
        self.body.addLayout(row)
        self.code = QrCode(CODE_SIDE)
        self.body.addWidget(self.code, 0, Qt.AlignmentFlag.AlignHCenter)
        self.back = Button(desk.theme, "secondary", "", "", 48)
        self.aside = Button(desk.theme, "secondary", "", "", 48)
        self.back.clicked.connect(lambda: self.given_up.emit(payment))
        self.aside.clicked.connect(lambda: self.set_aside.emit(payment))
        for button in (self.back, self.aside):
            button.setMinimumWidth(LEAST)
            self.body.addWidget(button)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def tell(self, charge: ChargeView) -> None:
        """What is known of it now."""
        desk, grant = self._desk, charge.grant
        self._title.setText(f"{tender_name(desk, grant.tender)} {desk.wording.money(grant.amount)}")
        self._state.setText(state_words(charge))
        self.code.setVisible(bool(charge.scannable) and not desk.facing)
        self.code.set_content(charge.scannable)
        self.back.setText(_("Give it up"))
        self.aside.setText(_("Pay otherwise"))
        silent = charge.state in ("unknown", "back") and desk.now - grant.at > SILENT_FOR
        self.aside.setVisible(silent and desk.may("tender_change"))
        self.back.setVisible(
            charge.state != "back" and self.aside.isHidden()
        )  # by now the home takes it back

    def _dress(self) -> None:
        self._icon.setPixmap(self._desk.theme.icon("hourglass", "warn", 22, self))


class ChargeNews(QObject):
    """Tells what became of a charge, whatever screen is open. ``shown``: whether a screen tells it itself;
    ``tell``: a sentence and its tone, good | bad; ``big``: where money that a guest's phone has paid is seen
    from afar, for what her own phone shows proves nothing."""

    def __init__(
        self,
        desk: Desk,
        parent: QObject,
        shown: Callable[[ChargeView], bool],
        tell: Callable[[str, str], None],
        big: BigNews,
    ) -> None:
        super().__init__(parent)
        self._desk, self._shown, self._say, self._big = desk, shown, tell, big
        self._told = {one for one, charge in desk.view.charges.items() if charge.over}
        desk.viewed.connect(self._tell)

    def _tell(self) -> None:
        for payment, charge in self._desk.view.charges.items():
            if not charge.over:  # or not any more: it was paid after all
                self._told.discard(payment)
            if charge.over and payment not in self._told:
                self._told.add(payment)
                if charge.grant.phone and charge.state != "returned":
                    self._tell_of_phone(charge)
                elif not (charge.state == "paid" and self._shown(charge)):
                    self._say(self._words(charge), "good" if charge.state in ("paid", "returned") else "bad")

    def _tell_of_phone(self, charge: ChargeView) -> None:
        """Money from a guest's phone is seen and heard; one who did not pay is no news to anybody here."""
        if charge.state != "paid":
            return
        desk, grant = self._desk, charge.grant
        opening = desk.view.openings.get(grant.opening)
        words = _("{table} · paid on the guest's phone") if opening else _("Paid on the guest's phone")
        table = desk.place(opening.opening) if opening else ""
        play = f" · {_(PLAY_MONEY)}" if charge.provider == "demo" else ""
        received = _("{amount} received").format(amount=desk.wording.money(grant.amount))
        self._big.tell(received, words.format(table=table) + play)
        if not self._shown(charge):  # its screen has a voice of its own
            desk.sounds.play("paid")
            money_received(desk, grant.amount)

    def _words(self, charge: ChargeView) -> str:
        desk, grant = self._desk, charge.grant
        opening = desk.view.openings.get(grant.opening)
        if charge.state not in ("paid", "returned"):
            return desk.sentence(Refused(charge.why or "charge_failed"))
        table = desk.place(opening.opening) if opening else ""
        words = _("{amount} by {tender} has come for {table}")
        if charge.state == "returned":
            words = _("{amount} by {tender} came when no bill took it any more, and went back to the guest")
        sum_words = desk.wording.money(grant.amount)
        return words.format(amount=sum_words, tender=tender_name(desk, grant.tender), table=table)


def waiting_for(desk: Desk, opening: OpeningView) -> tuple[ChargeView, ...]:
    """The charges of the shown bill that are not over."""
    found = desk.view.charges.values()
    bill = (opening.opening.id, opening.agreed.id)
    return tuple(one for one in found if not one.over and (one.grant.opening, one.grant.bill) == bill)


def tender_name(desk: Desk, tender: str) -> str:
    """How a way of paying is called."""
    return tender_names(desk.view, desk.wording).get(tender, tender)


def state_words(charge: ChargeView) -> str:
    """How far a charge is."""
    if charge.scannable:
        play = _(PLAY_MONEY) if charge.provider == "demo" else ""
        return " · ".join(filter(None, (_("The guest scans the code and pays"), play)))
    if charge.grant.way != BARCODE and not charge.grant.phone and charge.state in ("asking", "unknown"):
        unknown = _("The provider does not answer yet: no code. Wait, or give it up and pay otherwise")
        return unknown if charge.state == "unknown" else _("The code is being made")
    return {
        "asking": _("The provider is being asked"),
        "waiting": _("The guest has to agree on the phone"),
        "unknown": _("No answer yet; asked again, never charged twice"),
        "returning": _("It came too late and goes back to the guest"),
        "back": _("Being taken back, unless the guest was quicker"),
    }.get(charge.state, "")
