"""From state to the ticket of a print job; here the facts of receipts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.errors import _m, name_in
from domain.floor.later import place_of_guests
from domain.floor.openings import Opening
from domain.floor.pickup import SLIP as PICKUP_SLIP
from domain.floor.plan import Floor
from domain.money.accounts import SLIP as DEBT_SLIP
from domain.money.bills import bill_row, freed_as
from domain.money.currency import amount_text, figure
from domain.money.deposits import SLIP as DEPOSIT_SLIP
from domain.money.e_receipts import receipt_url
from domain.money.grants import PLAY_MONEY, Grant
from domain.money.invoices import InvoiceTitle
from domain.money.payments import Payment, Settlement
from domain.money.refund_rows import Refund
from domain.money.refunds import SLIP as REFUND_SLIP
from domain.money.tenders import Tender, tenders_of
from domain.money.vouchers import code_shown
from domain.selling.banquets import SLIP as BANQUET
from domain.selling.calls import HURRY, START
from domain.selling.price import Rules
from domain.selling.print_setup import PASS
from domain.selling.printing import CANCEL, PRE_BILL, RUNNER, PrintJob
from pos_app.database.state import SqlTables
from pos_app.workflows.account_slips import debt_slip
from pos_app.workflows.banquet_slips import banquet_slip
from pos_app.workflows.bill_lines import bill_lines, spares
from pos_app.workflows.bill_slips import (
    cancel_slip,
    charges,
    corrected_receipt,
    lines_of_bill,
    pre_bill_slip,
    taxes,
)
from pos_app.workflows.call_slips import fire_slip, rush_slip
from pos_app.workflows.cup_labels import cups_ticket
from pos_app.workflows.deposit_slips import deposit_slip
from pos_app.workflows.kitchen_slips import kitchen_slip, pass_slip, runner_slip
from pos_app.workflows.notices import notice_slip
from pos_app.workflows.pickup_slips import pickup_slip, place_slip
from pos_app.workflows.reading import document
from pos_app.workflows.refund_slips import refund_slip
from pos_app.workflows.report_slips import report_ticket
from pos_app.workflows.slip_facts import clock, person
from pos_app.workflows.slip_templates import form_for, makes_cups
from pos_app.workflows.views import StoreView
from printers.slips.banquet import banquet_ticket
from printers.slips.call import fire_ticket, rush_ticket
from printers.slips.cancel import cancel_ticket
from printers.slips.deposit import deposit_ticket
from printers.slips.kitchen import kitchen_ticket
from printers.slips.notice import notice_ticket
from printers.slips.pass_slip import pass_ticket
from printers.slips.pre_bill import pre_bill_ticket
from printers.slips.queue_number import queue_ticket
from printers.slips.receipt import ReceiptSlip, receipt_ticket
from printers.slips.receipt import Tender as Handed
from printers.slips.refund import refund_ticket
from printers.slips.runner import runner_ticket
from printers.slips.statement import statement_ticket
from printers.slips.words import SlipForm
from printers.ticket import Ticket

SIGNED = ("comp", "staff_meal")  # what is free for these is signed for; who has left signs nothing


def ticket_for(tables: SqlTables, job: PrintJob, form: SlipForm, now: int) -> Ticket:
    """The ticket of a print job, from the state as it is now and as the owner wants such slips."""
    return drawn(tables, job, form_for(tables, job, form, now), now)


def drawn(tables: SqlTables, job: PrintJob, form: SlipForm, now: int) -> Ticket:
    """The ticket of a print job in this very form."""
    if job.kind in ("shift", "day"):
        return report_ticket(tables, job, form, now)
    if job.kind == "receipt":
        return receipt_ticket(receipt_slip(tables, job, form), form)
    if job.kind == REFUND_SLIP:
        return refund_ticket(refund_slip(tables, job, form), form)
    if job.kind == DEBT_SLIP:
        return statement_ticket(debt_slip(tables, job, form), form)
    if job.kind == DEPOSIT_SLIP:
        return deposit_ticket(deposit_slip(tables, job, form), form)
    if job.kind == CANCEL:
        return cancel_ticket(cancel_slip(tables, job, form, now), form)
    if job.kind == PRE_BILL:
        return pre_bill_ticket(pre_bill_slip(tables, job, form), form)
    if job.kind == PASS:
        return pass_ticket(pass_slip(tables, job, form, now), form)
    if job.kind == "notice":
        return notice_ticket(notice_slip(tables, job, form, now), form)
    if job.kind == START:
        return fire_ticket(fire_slip(tables, job, form, now), form)
    if job.kind == BANQUET:
        return banquet_ticket(banquet_slip(tables, job, form, now), form)
    if job.kind == HURRY:
        return rush_ticket(rush_slip(tables, job, form, now), form)
    if job.kind == PICKUP_SLIP:
        of_queue = place_slip(tables, job) if job.order else pickup_slip(tables, job, form)
        return queue_ticket(of_queue, form)
    if job.kind == RUNNER:
        return runner_ticket(runner_slip(tables, job, form, now), form)
    if makes_cups(tables, job):
        return cups_ticket(tables, job, form)
    return kitchen_ticket(kitchen_slip(tables, job, form, now), form)


def receipt_slip(tables: SqlTables, job: PrintJob, form: SlipForm) -> ReceiptSlip:
    """The receipt of a settled bill, with the figures frozen when it was paid."""
    store = document(tables, StoreView, "store", StoreView())
    rules = document(tables, Rules, "rules", Rules())
    floor = document(tables, Floor, "floor", Floor())
    opening, settlement = tables.get(Opening, job.opening), tables.get(Settlement, job.order or job.opening)
    assert opening is not None and settlement is not None
    invoice = tables.get(InvoiceTitle, settlement.id)
    bill, row = settlement.bill, bill_row(tables, opening.id, settlement.id)
    payments = sorted(tables.where(Payment, bill=settlement.id), key=lambda payment: payment.at)
    tenders = tenders_of(tables)
    cash = [payment for payment in payments if _tender(tenders, payment).change]
    return ReceiptSlip(
        store=store.names,
        branch=store.branch,
        address=store.address,
        phone=store.phone,
        table=name_in(place_of_guests(tables, floor, opening), form.language),
        order_no=opening.number,
        guests=opening.guests,
        cashier=person(tables, settlement.by, 0, form),
        opened_at=clock(opening.started_at, store.zone, "%H:%M"),
        paid_at=clock(settlement.at, store.zone, "%Y-%m-%d %H:%M"),
        lines=bill_lines(
            tables, opening, lines_of_bill(tables, opening.id, settlement.id), spares(bill, row.free_as)
        ),
        subtotal=bill["subtotal"],
        charges=tuple(charges(bill, store.currency, form, freed_as(tables, opening.id, row.id))),
        total=bill["total"],
        tenders=tuple(
            Handed(
                _handed_by(tables, tenders, payment, form),
                payment.tendered,
                below=_of_voucher(payment, form, store.currency),
            )
            for payment in payments
        ),
        change=sum(payment.change for payment in cash) if cash else None,
        taxes=taxes(bill),
        tax_inclusive=rules.tax_inclusive,
        currency=store.currency,
        again=job.mark != "",
        number=settlement.receipt,
        invoice=_invoice(invoice, payments, tenders, store.currency) if invoice else (),
        corrects=corrected_receipt(tables, row),
        reversed_=bool(row.corrected),
        to_sign=row.free_as in SIGNED,
        back=sum(one.owed for one in tables.where(Refund, bill=settlement.id)),
        code=receipt_url(form.site, store.store, settlement),
        open_drawer=job.mark == "" and bool(payments) and _tender(tenders, payments[-1]).drawer,
    )


def _invoice(
    title: InvoiceTitle, payments: Iterable[Payment], tenders: Mapping[str, Tender], currency: str
) -> tuple[str, ...]:
    """Name, tax number, and the sum of the invoice where it is not all that was paid."""
    paid = [(payment.amount, _tender(tenders, payment).invoiceable) for payment in payments]
    total = sum(amount for amount, invoiceable in paid if invoiceable)
    whole = amount_text(total, currency)
    return tuple(filter(None, (title.title, title.number, "" if all(one for _, one in paid) else whole)))


def _tender(tenders: Mapping[str, Tender], payment: Payment) -> Tender:
    return tenders.get(payment.tender) or Tender(payment.tender, {"und": payment.tender})


def _of_voucher(payment: Payment, form: SlipForm, currency: str) -> str:
    """Of a group-buying voucher: which, and what the guest paid for it elsewhere; "": it is none."""
    if not payment.deal:
        return ""
    sold = int(payment.deal.get("sold", 0))
    words = (
        str(payment.deal.get("name", "")),
        form.say(_m("Code …{end}"), end=code_shown(payment.voucher)),
        form.say(_m("sold for {amount}"), amount=figure(sold, currency)) if sold else "",
    )
    return "  ".join(filter(None, words))


def _handed_by(tables: SqlTables, tenders: Mapping[str, Tender], payment: Payment, form: SlipForm) -> str:
    """How a way of paying is called, and what it is found by; play money says that it is."""
    name = f"{name_in(_tender(tenders, payment).names, form.language)} {payment.reference}".strip()
    grant = tables.get(Grant, payment.id)
    return f"{name} ({form.translate(PLAY_MONEY)})" if grant and grant.provider == "demo" else name
