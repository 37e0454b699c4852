"""Ways of paying, as data, and what the cashier's one act of taking money makes of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.errors import Refused
from domain.money.pay_codes import CHANNELS
from domain.record.plain import from_plain
from domain.record.rows import Document
from domain.record.tables import Tables


@dataclass(frozen=True, slots=True)
class Tender:
    """A way of paying: whether it gives ``change``, counts as ``takings``, opens the ``drawer``; ``account``:
    it is a debt of a named account 挂账. ``channel``: who may charge guests' codes for it. ``confirm``: the
    guest pays by a printed code of the store's, and somebody has to see later whether it came. An invoice is
    made out for what is paid by one that is ``invoiceable``. ``reference``: each payment by it has a word to
    find it by elsewhere, such as the number of a card machine's slip. ``points``: members earn points with
    what they pay by it; there are no members yet. ``off``: nobody pays by it any more; what was paid keeps
    its name."""

    id: str
    names: Mapping[str, str]
    change: bool = False
    takings: bool = True
    drawer: bool = False
    key: str = ""
    account: bool = False
    channel: str = ""
    confirm: bool = False
    invoiceable: bool = True
    reference: bool = False
    points: bool = True
    off: bool = False

    @property
    def charged_by(self) -> str:
        """A channel, "": nobody. The tenders of these ids did not say so before there were codes."""
        return self.channel or (self.id if self.id in CHANNELS else "")

    @property
    def on_account(self) -> bool:
        """Whether somebody owes it; the tender of that id did so in release 0.1.0, too."""
        return self.account or self.id == "account"

    @property
    def asks_reference(self) -> bool:
        """Whether who takes money by it types a reference. A charge by code has the provider's number, a debt
        its account."""
        return self.reference and not self.on_account

    @property
    def leaves_tips(self) -> bool:
        """Whether what is paid too much by it may be a tip: of a card or a voucher nothing comes back."""
        return not (self.change or self.on_account or self.id in (GROUP.id, DEPOSIT.id))


GROUP = Tender(
    "group",
    {"zh-Hans": "团购券（平台未核销）", "en": "Group vouchers (not verified with the platform)"},
)
"""团购券, entered by code; no tender that a store sets up, nor one to tap."""
DEPOSIT = Tender("deposit", {"zh-Hans": "定金抵扣", "en": "Deposit used"})
"""Pays with what is held for a booking, see ``deposits``. No store sets it up and no cashier chooses it."""


def tenders_of(tables: Tables) -> dict[str, Tender]:
    """The store's ways of paying by id, in their order, and ``DEPOSIT``."""
    row = tables.get(Document, "tenders")
    return tenders_in(row.body["tenders"] if row else ())


def tenders_in(plain: Iterable[object]) -> dict[str, Tender]:
    """Ways of paying by id, as published, and what every store has."""
    found = with_channels([from_plain(Tender, one) for one in plain])
    return {tender.id: tender for tender in (*found, GROUP, DEPOSIT)}


def with_channels(found: Sequence[Tender]) -> tuple[Tender, ...]:
    """And one for each channel that came to the program after the store's own were published."""
    known = {one.charged_by for one in found} | {one.id for one in found}
    new = (Tender(id, one.tender, channel=id) for id, one in CHANNELS.items() if one.tender)
    return (*found, *(one for one in new if one.id not in known))


EDITED = ("names", "drawer", "invoiceable", "reference", "points", "off", "key")
"""What an owner changes of one that is there. What it counts as stays: past days are told by it."""
LONGEST_NAME = 40
LONGEST_REFERENCE = 40


def referred(tender: Tender, typed: str) -> str:
    """What money by a tender is found by elsewhere, as it was typed. Raises Refused("reference_missing")."""
    reference = typed.strip()[:LONGEST_REFERENCE]
    if tender.asks_reference and not reference:
        raise Refused("reference_missing")
    return reference


def check_tenders(before: Collection[Tender], after: Sequence[Tender]) -> None:
    """Raise Refused unless each that was there is there still and counts as it did, each has a name, and
    somebody can pay. What gives change lies in the drawer as money, so a new one that does is takings.
    ``field`` of the refusal says which: "tenders.0.names"."""
    kept, known = {one.id: one for one in after}, {one.id for one in before}
    for was in before:
        now = kept.get(was.id)
        if now is None or replace(was, **{name: getattr(now, name) for name in EDITED}) != now:
            raise Refused("tender_stays")
    if any(one.change and not one.takings and one.id not in known for one in after):
        raise Refused("change_of_no_money")
    if len(kept) != len(after) or {GROUP.id, DEPOSIT.id, ""} & set(kept):
        raise Refused("unreadable")
    for place, one in enumerate(after):
        names = [name.strip() for name in one.names.values()]
        if not any(names) or max(map(len, names)) > LONGEST_NAME:
            raise Refused("rule_nameless", field=f"tenders.{place}.names")
    if all(one.off for one in after):
        raise Refused("tender_none")


@dataclass(frozen=True, slots=True)
class Taken:
    """Money taken: ``amount`` goes to the bill, ``tendered`` was handed over, ``change`` goes back."""

    amount: int
    tendered: int
    change: int


def take_money(tender: Tender, due: int, tendered: int) -> Taken:
    """What a tender of ``tendered`` minor units does to a bill with ``due`` to pay.

    Cash may exceed what is due and gives change; other tenders may not. Less than due is a part payment.
    """
    if due <= 0:
        raise Refused("nothing_to_pay")
    if tendered <= 0:
        raise Refused("not_enough_cash", tendered=tendered, amount=due)
    if tendered > due and not tender.change:
        raise Refused("too_much", amount=due)
    amount = min(tendered, due)
    return Taken(amount=amount, tendered=tendered, change=tendered - amount)


def quick_notes(due: int, notes: Iterable[int]) -> tuple[int, ...]:
    """Sums a guest is likely to hand over for ``due``: rounded up to each of the currency's notes (see
    ``currency.handed_over``), ascending, exact left out. Nobody lays down a note that is not needed: 60 is
    no sum for 44, as fifty is enough."""
    known = sorted(notes, reverse=True)
    rounded = {-(-due // note) * note for note in known}
    return tuple(sorted(value for value in rounded if 0 < value - due < _laid_down(value, known)[1]))


def likely_notes(due: int, notes: Iterable[int], most: int) -> tuple[int, ...]:
    """``most`` of the `quick_notes`, ascending. Where ``due`` has coins in it: the nearest, then those in the
    fewest notes. Who has the exact sum in notes lays down another one only if that is fewer of them."""
    known = sorted(notes, reverse=True)
    likely, exact = quick_notes(due, known), _laid_down(due, known)[0]
    pieces = {value: _laid_down(value, known)[0] for value in likely}
    if exact:
        return tuple(value for value in likely if pieces[value] < exact or exact == 1)[:most]
    fewest = sorted(likely[1:], key=lambda value: (pieces[value], value))
    return tuple(sorted((*likely[:1], *fewest[: max(0, most - 1)])))


def _laid_down(value: int, known: Sequence[int]) -> tuple[int, int]:
    """How few notes make up a sum, and the smallest of them; (0, 0) if none do. ``known``: largest first."""
    if not value or not known:
        return 0, 0
    first, rest = known[0], known[1:]
    found = [(value // first, first)] if value % first == 0 else []
    for count in {value // first, max(0, value // first - 1)}:
        pieces, smallest = _laid_down(value - count * first, rest)
        if pieces:
            found.append((count + pieces, smallest))
    return min(found, default=(0, 0))
