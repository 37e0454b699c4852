"""Money that goes back by the provider that charged it: how far it is, and what to do if it was refused.

What came when no bill took it any more goes back as a whole, by itself: it stands here too. So does what
came and no bill knows of, for its till burned: somebody puts it on a bill, or gives it back; what was paid
beyond a bill; and what went back in the provider's own app, for somebody to book.
"""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QWidget

from domain.errors import Refused
from domain.money.carried import FOUND, UNCLAIMED
from domain.money.gateway_refunds import BY_HAND, FAILED, GONE, ON_WAY, STUCK
from domain.money.grants import OPEN, PLAY_MONEY
from domain.money.to_give_back import Owing
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.charges import tender_name
from pos_app.screens.money.found_back import FoundCard, OwedCard
from pos_app.screens.money.money_card import BAD, DONE, WAITS, MoneyCard
from pos_app.screens.pick_sheet import PickSheet
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.scrolling import scrolled
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.granting import ChargeAsked
from pos_app.workflows.refunding import SettledBill
from pos_app.workflows.views import ChargeView, FoundBack, SentBackView, Unclaimed

LOOKS = {ON_WAY: WAITS, GONE: DONE}
LATE = ("returning", "returned")
Shown = SentBackView | ChargeView | Unclaimed | FoundBack | Owing
LONG = 3_600_000  # milliseconds after which a provider that has not given back is to be asked why


class SentBackSheet(Sheet):
    """All that is on its way or came to something since the till was started, or those of one bill."""

    def __init__(self, desk: Desk, window: QWidget, bill: SettledBill | None = None) -> None:
        super().__init__(desk.theme, window, QSize(680, 0))
        self._desk, self._bill = desk, bill
        self._shown: Sequence[Shown] | None = None
        number = _("Bill No. {number}").format(number=bill.receipt) if bill else ""
        self.say(
            _("Going back to guests"),
            " · ".join(filter(None, (number, _("To the account that paid; by itself, never twice")))),
        )
        self.foot_line.hide()
        self.foot.setContentsMargins(0, 0, 0, 0)
        self._empty = EmptyState(desk.theme, "undo")
        self._empty.tell(_("Nothing is going back just now."), "")
        self._scroll, self._list = scrolled()
        for each in (self._empty, self._scroll):
            each.setFixedHeight(420)
            self.body.addWidget(each)
        self._list.addStretch(1)
        self._cards: list[QWidget] = []
        desk.viewed.connect(self._draw)
        desk.till.sending_back.hurry()
        self._draw()

    def _draw(self) -> None:
        shown: Sequence[Shown] = of_bill(self._desk, self._bill) if self._bill else all_of(self._desk)
        if shown == self._shown:
            return
        self._shown = shown
        for card in self._cards:
            self._list.removeWidget(card)
            card.deleteLater()
        self._cards = [self._card(view) for view in shown]
        for place, card in enumerate(self._cards):
            self._list.insertWidget(place, card)
        self._empty.setVisible(not shown)
        self._scroll.setVisible(bool(shown))

    def _card(self, view: Shown) -> QWidget:
        if isinstance(view, FoundBack):
            return FoundCard(self._desk, self, view)
        if isinstance(view, Owing):
            return OwedCard(self._desk, view)
        if isinstance(view, Unclaimed):
            return _UnclaimedCard(self._desk, self, view)
        if isinstance(view, ChargeView):
            return _LateCard(self._desk, view)
        return _SentBackCard(self._desk, view)


class _LateCard(MoneyCard):
    """Money that no bill took any more, or of which nobody knows whether it came."""

    def __init__(self, desk: Desk, view: ChargeView) -> None:
        look = DONE if view.over else BAD if is_stuck(desk, view) else WAITS
        words = late_words if view.state in LATE else unknown_words
        grant = view.grant
        super().__init__(desk, look, _title(desk, grant.tender, grant.at), grant.amount, words(desk, view))


class _UnclaimedCard(MoneyCard):
    """Money that came, and no bill knows of it."""

    def __init__(self, desk: Desk, sheet: Sheet, one: Unclaimed) -> None:
        title = _title(desk, _tender(desk, one), one.at)
        super().__init__(desk, BAD, title, one.amount, unclaimed_words(one))
        acts = list[tuple[str, Callable[[], object]]]()
        if desk.may("settle") and _bills_for(desk, one):
            acts.append((_("Put it on a bill"), lambda: _choose_bill(desk, sheet, one)))
        if desk.may("refund"):
            acts.append((_("Give it back"), lambda: desk.till.unclaimed.give_back(one.payment, desk.by)))
        self.offer(*acts)


def _title(desk: Desk, tender: str, at: int) -> str:
    return f"{tender_name(desk, tender)} · {desk.wording.clock(at)}"


def _bills_for(desk: Desk, one: Unclaimed) -> list[tuple[str, str]]:
    """The bills that it can pay, or a part of them, each with what is due."""
    money, views = desk.wording.money, desk.view.openings.values()
    fits = [view for view in views if view.due >= one.amount]
    return [(view.opening.id, f"{desk.place(view.opening)} · {money(view.due)}") for view in fits]


def _choose_bill(desk: Desk, sheet: Sheet, one: Unclaimed) -> None:
    """Which one it was for; one sheet after the other."""
    bills, window = _bills_for(desk, one), sheet.window()
    if not bills:  # all were paid meanwhile
        return
    meant = one.opening if one.opening in dict(bills) else ""
    pick = PickSheet(desk, window, _("Put it on a bill"), bills, meant)
    pick.picked.connect(lambda opening: _put_on(desk, one, opening))
    sheet.finish()
    pick.open()


def _put_on(desk: Desk, one: Unclaimed, opening: str) -> None:
    view = desk.view.openings.get(opening)
    if view is not None:
        told = (one.payment, opening, view.agreed.id, "", one.amount, view.version, True, desk.by)
        desk.ask(desk.till.unclaimed.put_on(ChargeAsked(*told)))


class _SentBackCard(MoneyCard):
    def __init__(self, desk: Desk, view: SentBackView) -> None:
        row, look = view.refund, LOOKS.get(view.refund.state, BAD)
        super().__init__(desk, look, _title(desk, row.tender, row.at), row.amount, sent_words(desk, view))
        verbs, id = desk.till.sending_back, row.id
        if not (view.to_do and desk.may("refund")):
            return
        if row.state == FAILED:
            self.offer(
                (_("Try again"), lambda: verbs.again(id, desk.by)),
                (_("Given back in the provider's app"), lambda: verbs.by_hand(id, desk.by)),
            )
        else:
            self.offer((_("Given back in the provider's app"), lambda: verbs.by_hand(id, desk.by)))


class SentBackNews(QObject):
    """Tells what became of it, whatever screen is open. ``tell``: a sentence and its tone, good | bad."""

    def __init__(self, desk: Desk, parent: QObject, tell: Callable[[str, str], None]) -> None:
        super().__init__(parent)
        self._desk, self._say = desk, tell
        self._told = {_key(view) for view in desk.view.sent_back}
        desk.viewed.connect(self._tell)

    def _tell(self) -> None:
        for one in self._desk.view.unclaimed:  # also what an earlier run was told
            if (key := (one.payment, UNCLAIMED)) not in self._told:
                self._told.add(key)
                self._say(_unclaimed_news(self._desk, one), "bad")
        for found in self._desk.view.found_back:
            if (key := (found.refund, FOUND)) not in self._told:
                self._told.add(key)
                self._say(_found_news(self._desk, found), "bad")
        for view in self._desk.view.sent_back:
            if _key(view) not in self._told:
                self._told.add(_key(view))
                if view.refund.state == GONE or view.to_do:
                    self._say(_news(self._desk, view), "bad" if view.to_do else "good")


def _key(view: SentBackView) -> tuple[str, str]:
    return view.refund.number, view.refund.state


def _news(desk: Desk, view: SentBackView) -> str:
    sum_, tender = desk.wording.money(view.refund.amount), tender_name(desk, view.refund.tender)
    if view.refund.state == GONE:
        return _("{amount} by {tender} has gone back to the guest").format(amount=sum_, tender=tender)
    words = _("{amount} by {tender} has not gone back: look at Drawer, Going back")
    return words.format(amount=sum_, tender=tender)


def _unclaimed_news(desk: Desk, one: Unclaimed) -> str:
    sum_, tender = desk.wording.money(one.amount), tender_name(desk, _tender(desk, one))
    words = _("{amount} by {tender} has come, and no bill knows of it: look at Drawer, Going back")
    return words.format(amount=sum_, tender=tender)


def _found_news(desk: Desk, one: FoundBack) -> str:
    words = _("{amount} went back without the till: look at Drawer, Going back")
    return words.format(amount=desk.wording.money(one.amount))


def _tender(desk: Desk, one: Unclaimed) -> str:
    """By which way of paying it came."""
    return next((tender.id for tender in desk.view.tenders if tender.charged_by == one.channel), one.channel)


def all_of(desk: Desk) -> Sequence[Shown]:
    """All that is shown of the whole store: first what somebody has to see to."""
    return (*to_do(desk), *unknown_charges(desk), *late_charges(desk), *desk.view.sent_back)


def to_do(desk: Desk) -> tuple[Unclaimed | FoundBack | Owing, ...]:
    """What a person has to put right: it does not by itself."""
    view = desk.view
    owed = (one for one in view.drawer.owing if one.over)
    return (*view.unclaimed, *view.found_back, *owed)


def unclaimed_words(one: Unclaimed) -> str:
    """What it is, and what to do."""
    words = _("It has come, and no bill knows of it: its till went lost before it had told. Ask who paid.")
    return " · ".join(filter(None, (words, _(PLAY_MONEY) if one.provider == "demo" else "")))


def sent_words(desk: Desk, view: SentBackView) -> str:
    """How far it is, and what to do if somebody has to."""
    if view.refund.state == FAILED:
        words = _("Not gone back. {why} Try again, or give it back in the provider's app and say so here.")
        return words.format(why=desk.sentence(Refused(view.refund.why or "refund_refused")))
    return {
        "offline": _("On its way: waits for the network, then goes by itself"),
        "waiting": _("On its way: the provider works on it"),
        "unknown": _("On its way: no answer yet; asked again, never sent twice"),
        GONE: _("Gone back to the guest"),
        STUCK: _("Held by the provider: open its merchant app and settle it there, then tell it here"),
        BY_HAND: _("Given back by hand in the provider's app"),
    }.get(view.state, _("On its way"))


def late_charges(desk: Desk) -> tuple[ChargeView, ...]:
    """What came when no bill took it any more, and goes back or has gone; the latest first."""
    return _latest(one for one in desk.view.charges.values() if one.state in LATE)


def unknown_charges(desk: Desk) -> tuple[ChargeView, ...]:
    """Those for which no bill waits any more, though nobody knows yet what became of them; latest first."""
    view = desk.view
    found = [one for one in view.charges.values() if not one.over and one.state not in LATE]
    return _latest(one for one in found if one.grant.state != OPEN or one.grant.opening not in view.openings)


def _latest(found: Iterable[ChargeView]) -> tuple[ChargeView, ...]:
    return tuple(sorted(found, key=lambda one: (-one.grant.at, one.grant.id)))


def unknown_words(desk: Desk, view: ChargeView) -> str:
    """That it is asked about, and what to do if that takes long."""
    if is_stuck(desk, view):
        return _(
            "Nobody knows after an hour whether it was paid. It is asked again and again: look for it in the "
            "provider's app. If it was paid, it goes back by itself."
        )
    return _("Nobody knows yet whether it was paid. If it was, it goes back by itself.")


def is_stuck(desk: Desk, view: ChargeView) -> bool:
    """Whether a provider has not given it back for long."""
    return not view.over and desk.view.at - (view.since or view.grant.ends) > LONG


def late_words(desk: Desk, view: ChargeView) -> str:
    """How far it is, and what to do if somebody has to."""
    if view.over:
        return _("It came too late, and has gone back to the guest")
    if is_stuck(desk, view):
        return _(
            "It came too late and is not back with the guest after an hour. It is asked again and again: see "
            "whether the merchant account holds enough money."
        )
    return _("It came too late and goes back to the guest")


def of_bill(desk: Desk, bill: SettledBill) -> tuple[SentBackView, ...]:
    """A bill's, as they are now."""
    now = {view.refund.id: view for view in desk.view.sent_back}
    return tuple(now.get(row.id) or SentBackView(row, row.state) for row in bill.gateway)
