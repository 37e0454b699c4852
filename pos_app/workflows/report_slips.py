"""What the slips of a shift and of a day say: from their frozen figures, never from the state of later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.errors import _m, name_in
from domain.money.adjustments import GIVEN, REPRICED, VOIDED
from domain.money.carried import Carried
from domain.money.carried_words import Speech, carried_words
from domain.money.currency import amount_text, figure
from domain.money.day_figures import DayFigures, DrawerSum, TenderSum
from domain.money.days import DayEnd
from domain.money.deposits import BACK, KEPT, RESTORED, TAKEN, USED
from domain.money.dish_sums import by_category
from domain.money.shifts import Shift
from domain.money.to_confirm import DENIED, OPEN
from domain.money.unconfirmed import Unconfirmed
from domain.people.staff import NO_STAFF, StaffList
from domain.record.business_day import local_time
from domain.record.plain import from_plain
from domain.record.tables import Tables
from domain.selling.printing import PrintJob
from pos_app.database.state import SqlTables
from pos_app.workflows.bill_slips import FREE_WORDS
from pos_app.workflows.dish_words import PAID_BACK, category_figures, category_name, dish_figures
from pos_app.workflows.reading import document
from pos_app.workflows.views import StoreView
from printers.slips.day_end import DaySlip, day_ticket
from printers.slips.dish_sums import DishSumsSlip
from printers.slips.figures import Figure
from printers.slips.shift import ShiftSlip, shift_ticket
from printers.slips.words import SlipForm
from printers.ticket import Ticket

PART_WORDS = {
    "subtotal": _m("Dishes"),
    "service": _m("Service charge"),
    "cover": _m("Cover charge"),
    "packing": _m("Packing"),
    "minimum": _m("Up to the minimum spend"),
    "tax": _m("Tax"),
    "rounded_up": _m("Rounded up"),
    "other": _m("Other fees"),
    "promotion": _m("Promotions"),
    "given": _m("Dishes given and discounted"),
    "by_hand": _m("Bills discounted by hand"),
    "rounding": _m("Rounding"),
    "reduction": _m("Reductions"),
    "refunded": _m("Refunds"),
    "reversed": _m("Reversed bills"),
    "deals": _m("Group vouchers, never received"),
    "no_takings": _m("Vouchers"),
}
CHANGE_WORDS = {
    VOIDED: _m("Dishes voided"),
    GIVEN: _m("Dishes given"),
    REPRICED: _m("Prices changed"),
    **FREE_WORDS,
}


@dataclass(frozen=True, slots=True)
class Around:
    """What figures need to be said with: the store and its people."""

    store: StoreView
    staff: StaffList

    def person(self, staff_id: str, language: str) -> str:
        return next((one.called(language) for one in self.staff.staff if one.id == staff_id), staff_id)

    def time(self, at: int) -> str:
        return local_time(at, self.store.zone).strftime("%m-%d %H:%M")


def around(tables: SqlTables) -> Around:
    return Around(
        document(tables, StoreView, "store", StoreView()), document(tables, StaffList, "staff", NO_STAFF)
    )


def report_ticket(tables: SqlTables, job: PrintJob, form: SlipForm, now: int) -> Ticket:
    """The slip of a job of kind shift or day."""
    known, again = around(tables), job.mark
    if job.kind == "shift":
        return shift_ticket(shift_slip(_shift(tables, job.order), known, form, now, again), form)
    day = tables.get(DayEnd, job.order)
    assert day is not None
    figures = from_plain(DayFigures, day.report)
    return day_ticket(day_slip(figures, day.z, day.by, known, form, now, again), form)


def _shift(tables: Tables, shift_id: str) -> Shift:
    shift = tables.get(Shift, shift_id)
    assert shift is not None
    return shift


def shift_slip(shift: Shift, known: Around, form: SlipForm, now: int, again: str = "") -> ShiftSlip:
    """A shift that has been handed over."""
    report, currency = shift.report, known.store.currency
    counted, expected = report.get("counted"), report["expected"]
    return ShiftSlip(
        store=known.store.names,
        number=shift.number,
        cashier=known.person(shift.by, form.language),
        opened_at=known.time(shift.opened_at),
        closed_at=known.time(shift.closed_at),
        start=report["start"],
        cash=report["taken"],
        paid_in=report["in"],
        paid_out=report["out"],
        dropped=report["drops"],
        expected=expected,
        counted=counted,
        over=None if counted is None else counted - expected,
        pieces=[(int(value), pieces) for value, pieces in _notes(report.get("notes", {}))],
        tenders=[
            Figure(name_in(one["names"], form.language), one["amount"], one["count"])
            for one in report["tenders"]
        ]
        + ([Figure(form.say(_m("Of it tips")), report["tips"])] if report.get("tips") else [])
        + ([Figure(form.say(_m("Of it debts paid")), report["debts"])] if report.get("debts") else []),
        unconfirmed=_unconfirmed(
            [from_plain(Unconfirmed, one) for one in report.get("unconfirmed", ())], form
        ),
        openings=report["openings"],
        counts=[(form.say(_m("Bills reversed")), report["reversals"])] if report.get("reversals") else [],
        reason=report["reason"],
        closed_by=known.person(shift.closed_by, form.language),
        closed_why=report.get("why", ""),
        approved_by=known.person(report["approved"], form.language) if report.get("approved") else "",
        printed_at=known.time(now),
        currency=currency,
        again=again,
    )


def _notes(notes: dict[str, int]) -> list[tuple[str, int]]:
    found = [(value, pieces) for value, pieces in notes.items() if pieces]
    return sorted(found, key=lambda one: -int(one[0]))


def day_slip(
    figures: DayFigures, z: int, by: str, known: Around, form: SlipForm, now: int, again: str = ""
) -> DaySlip:
    """A day under its Z, or an X (``z`` 0)."""
    currency = known.store.currency
    tenders = [
        (one.takings, Figure(name_in(one.names, form.language), one.amount, one.count, _back(one, form)))
        for one in figures.tenders
    ]
    return DaySlip(
        store=known.store.names,
        date=figures.date,
        z=z,
        by=known.person(by, form.language),
        printed_at=known.time(now),
        receivable=figures.receivable,
        reductions=figures.reductions,
        takings=figures.takings,
        bills=figures.bills,
        guests=figures.guests,
        parts=[Figure(form.say(PART_WORDS[part.name]), part.amount) for part in figures.parts],
        tenders=[figure for takings, figure in tenders if takings],
        no_takings=[figure for takings, figure in tenders if not takings],
        collected=[
            Figure(name_in(one.names, form.language), one.amount, one.count) for one in figures.collected
        ],
        unconfirmed=_unconfirmed(figures.unconfirmed, form),
        categories=category_figures(figures, form),
        taxes=[Figure(form.say(_m("Tax within")), figures.tax)] if figures.tax else [],
        counts=_counts(figures, form, currency),
        drawers=[_drawer(one, known, form) for one in figures.drawers],
        receipts=(figures.first_receipt, figures.last_receipt),
        carried=[_carried(one, known, form) for one in figures.carried],
        currency=currency,
        again=again,
    )


def dish_sums_slip(
    figures: DayFigures, z: int, by: str, known: Around, form: SlipForm, now: int
) -> DishSumsSlip:
    """The dishes of a day under its Z, or of an X (``z`` 0)."""
    found = by_category(figures.dishes)
    return DishSumsSlip(
        store=known.store.names,
        date=figures.date,
        z=z,
        by=known.person(by, form.language),
        printed_at=known.time(now),
        categories=[
            (category_name(one, form.language, form.translate), dish_figures(one, form)) for one in found
        ],
        amount=sum(one.amount for one in found),
        paid=sum(one.paid for one in found),
        currency=known.store.currency,
    )


def _back(one: TenderSum, form: SlipForm) -> str:
    return form.say(PAID_BACK, n=one.back) if one.back else ""


def _drawer(one: DrawerSum, known: Around, form: SlipForm) -> Figure:
    uncounted = form.say(_m("Not counted")) if one.over is None else ""
    who = f"{one.number} {known.person(one.by, form.language)}"
    return Figure(" · ".join(filter(None, (who, uncounted, one.reason))), one.over or 0)


UNCONFIRMED_WORDS = {OPEN: _m("Nobody has looked yet"), DENIED: _m("Has not come")}


def _unconfirmed(rows: Iterable[Unconfirmed], form: SlipForm) -> list[Figure]:
    return [Figure(form.say(UNCONFIRMED_WORDS[one.state]), one.amount, one.count) for one in rows]


DEPOSIT_WORDS = {
    TAKEN: _m("Deposits taken"),
    BACK: _m("Deposits given back"),
    USED: _m("Deposits used"),
    KEPT: _m("Deposits kept"),
    RESTORED: _m("Deposits held again"),
}


def _counts(figures: DayFigures, form: SlipForm, currency: str) -> list[tuple[str, str]]:
    found = [
        (f"{form.say(CHANGE_WORDS[one.kind])} × {one.count}", figure(one.amount, currency))
        for one in figures.changes
    ]
    found.append((form.say(_m("Opened without a sale")), str(figures.openings)))
    if figures.reversals:
        found.append((form.say(_m("Bills reversed")), str(figures.reversals)))
    if figures.vouchers_face:
        found.append((form.say(_m("Vouchers' face")), figure(figures.vouchers_face, currency)))
        found.append((form.say(_m("Vouchers were sold for")), figure(figures.vouchers_sold, currency)))
    if figures.tips:
        found.append((form.say(_m("Tips, no takings")), figure(figures.tips, currency)))
    if figures.invoices:
        found.append((form.say(_m("Invoices to be issued")), str(figures.invoices)))
    if figures.owed:
        found.append((form.say(_m("Owed to guests")), figure(figures.owed, currency)))
    found += [(form.say(DEPOSIT_WORDS[one.name]), figure(one.amount, currency)) for one in figures.deposits]
    if figures.deposits or figures.deposits_held:
        found.append((form.say(_m("Deposits held")), figure(figures.deposits_held, currency)))
    return found


def _carried(one: Carried, known: Around, form: SlipForm) -> str:
    speech = Speech(
        form.translate,
        lambda names: name_in(names, form.language),
        lambda amount: amount_text(amount, known.store.currency),
        lambda staff_id: known.person(staff_id, form.language),
    )
    return " · ".join(filter(None, carried_words(one, speech)))
