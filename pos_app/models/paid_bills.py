"""The paid bills of a day as rows, and which of them somebody means by what is on a receipt."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from domain.money.gateway_refunds import FAILED, ON_WAY, STUCK
from pos_app.language import _
from pos_app.models.rows import RowsModel
from pos_app.models.wording import Wording
from pos_app.workflows.refunding import SettledBill


@dataclass(frozen=True, slots=True)
class PaidRow:
    """A bill: where, its number, when and how it was paid, how much, and what became of it since."""

    id: str
    title: str
    note: str
    amount: str
    told: str = ""
    is_chosen: bool = False


def paid_bills_model(parent: QObject) -> RowsModel[PaidRow]:
    """A model of them."""
    return RowsModel(
        lambda row: row.id,
        lambda row: " · ".join(filter(None, (row.title, row.note, row.amount, row.told))),
        parent,
    )


def paid_rows(
    bills: Iterable[SettledBill], day: str, chosen: str, tenders: Mapping[str, str], wording: Wording
) -> tuple[PaidRow, ...]:
    """As they stand in the list of a ``day``; ``tenders``: what each is called."""
    return tuple(
        PaidRow(
            bill.id,
            wording.name(bill.table) or "–",
            " · ".join(filter(None, (bill_number(bill), _when(bill, day, wording), ways(bill, tenders)))),
            wording.money(bill.total),
            " · ".join(told(bill, wording)),
            bill.id == chosen,
        )
        for bill in bills
    )


def _when(bill: SettledBill, day: str, wording: Wording) -> str:
    clock = wording.clock(bill.at)
    return clock if bill.date == day else f"{bill.date} {clock}"


def bill_number(bill: SettledBill) -> str:
    """Its receipt's number, in words."""
    return _("No. {number}").format(number=bill.receipt)


def told(bill: SettledBill, wording: Wording) -> list[str]:
    """What became of it since it was paid."""
    notes = []
    if bill.corrected:
        notes.append(_("reversed"))
    if bill.corrects:
        notes.append(_("corrects No. {number}").format(number=bill.corrects))
    if bill.twice:
        notes.append(_("{amount} to give back").format(amount=wording.money(bill.twice)))
    if word := refund_word([row.state for row in bill.gateway]):
        notes.append(word)
    elif 0 < bill.left < bill.total:
        notes.append(_("partly given back"))
    elif not bill.left and bill.total and not bill.corrected:
        notes.append(_("given back"))
    return notes


def refund_word(states: Collection[str]) -> str:
    """What of a bill's refunds by providers matters most, in a word; "" if there are none."""
    if FAILED in states or STUCK in states:
        return _("refund refused")
    if ON_WAY in states:
        return _("refund on its way")
    return _("refund gone back") if states else ""


def ways(bill: SettledBill, tenders: Mapping[str, str]) -> str:
    """How it was paid: the tenders in the order in which they came."""
    return " + ".join(dict.fromkeys(tenders.get(one.tender, one.tender) for one in bill.payments))


def meant(bills: Sequence[SettledBill], words: str, wording: Wording) -> list[SettledBill]:
    """Those whose number, table or amount is what was typed; all if nothing was."""
    wanted = words.strip().casefold()
    return [bill for bill in bills if any(wanted in one for one in _findable(bill, wording))]


def _findable(bill: SettledBill, wording: Wording) -> tuple[str, ...]:
    names = (str(bill.receipt), bill.number, wording.name(bill.table), wording.figure(bill.total))
    return tuple(one.casefold() for one in names)
