"""From state to the facts of a slip: what a kitchen ticket and a receipt say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.errors import name_in
from domain.floor.openings import Opening
from domain.floor.plan import Floor
from domain.money.currency import decimals, sign
from domain.money.payments import Payment, Settlement
from domain.money.tenders import Tender
from domain.people.staff import NO_STAFF, StaffList
from domain.record.business_day import local_time
from domain.record.plain import from_plain
from domain.record.rows import Document
from domain.selling.menu import EMPTY_MENU, Menu, Names
from domain.selling.orders import Order, OrderLine
from domain.selling.price import Rules
from domain.selling.print_setup import EMPTY, PrintSetup
from domain.selling.printing import DOCUMENT, PrintJob, keys_of, keys_on, stations_of
from pos_app.database.state import SqlTables
from pos_app.workflows.reading import document
from pos_app.workflows.report_slips import report_ticket
from pos_app.workflows.views import StoreView
from printers.slips.bill import BillLine, Charge
from printers.slips.kitchen import KitchenSlip, kitchen_ticket
from printers.slips.receipt import ReceiptSlip, receipt_ticket
from printers.slips.receipt import Tender as Handed
from printers.slips.sheet import KitchenLine
from printers.slips.words import SlipForm, quantity_text
from printers.ticket import Ticket


def _m(message: str) -> str:
    return message


GUEST = _m("Phone, guest {number}")
COVER = _m("Cover charge {each} × {guests}")
SERVICE = _m("Service charge")


def ticket_for(tables: SqlTables, job: PrintJob, form: SlipForm, now: int) -> Ticket:
    """The ticket of a print job, from the state as it is now."""
    if job.kind in ("shift", "day"):
        return report_ticket(tables, job, form, now)
    if job.kind == "receipt":
        return receipt_ticket(receipt_slip(tables, job, form), form)
    return kitchen_ticket(kitchen_slip(tables, job, form, now), form)


def kitchen_slip(tables: SqlTables, job: PrintJob, form: SlipForm, now: int) -> KitchenSlip:
    """What a station is to cook of one order."""
    store = document(tables, StoreView, "store", StoreView())
    menu = document(tables, Menu, "menu", EMPTY_MENU)
    floor = document(tables, Floor, "floor", Floor())
    opening, order = tables.get(Opening, job.opening), tables.get(Order, job.order)
    assert opening is not None and order is not None
    rows = _lines_of(tables, opening.id, order.id)
    table = floor.by_id.get(opening.table)
    others = [station for station in stations_of(rows) if station != job.station]
    return KitchenSlip(
        station=menu.station(job.station).names,
        table=name_in(table.label, form.language) if table else "",
        number=job.number,
        order_no=f"{opening.number}-{order.round}",
        at=_time(order.at, store.zone, "%H:%M"),
        printed_at=_time(now, store.zone, "%H:%M:%S"),
        lines=tuple(line for row in rows for line in _kitchen_lines(row, keys_on(job, row))),
        area=floor.area(table.area).names if table else {},
        guests=opening.guests,
        by=_author(tables, order.by, order.guest, form),
        addition=order.round > 1,
        sheet=job.sheet,
        sheets=job.sheets,
        remarks=({"und": order.remark},) if order.remark else (),
        elsewhere=tuple((menu.station(station).names, 1) for station in others),
        again=job.mark,
        again_by=_author(tables, job.asked_by, 0, form),
        again_why=job.reason,
        meant_for=_printer_names(tables, menu, job.meant_for),
    )


def _printer_names(tables: SqlTables, menu: Menu, printer: str) -> Names:
    """What a printer is called, else the station whose own it is; nothing for none."""
    known = document(tables, PrintSetup, DOCUMENT, EMPTY).printer(printer)
    names = known.names if known and known.names else menu.station(printer).names
    return names if printer else {}


def _kitchen_lines(row: OrderLine, keys: Sequence[str]) -> list[KitchenLine]:
    """What of a line stands on a slip, by its keys."""
    line = row.line
    remarks: tuple[Names, ...] = ({"und": line.remark},) if line.remark else ()
    if not line.parts:
        if not keys:
            return []
        options = tuple(option.names for option in line.options)
        return [KitchenLine(line.names, line.quantity, line.spec_names, options, remarks)]
    return [
        KitchenLine(part.names, part.count * line.quantity, remarks=remarks, part_of=line.names)
        for part, (key, _, _) in zip(line.parts, keys_of(row), strict=True)
        if key in keys
    ]


def receipt_slip(tables: SqlTables, job: PrintJob, form: SlipForm) -> ReceiptSlip:
    """The receipt of a settled bill, with the figures frozen when it was paid."""
    store = document(tables, StoreView, "store", StoreView())
    rules = document(tables, Rules, "rules", Rules())
    floor = document(tables, Floor, "floor", Floor())
    opening, settlement = tables.get(Opening, job.opening), tables.get(Settlement, job.opening)
    assert opening is not None and settlement is not None
    bill = settlement.bill
    table = floor.by_id.get(opening.table)
    payments = sorted(tables.where(Payment, opening=opening.id), key=lambda payment: payment.at)
    tenders = _tenders(tables)
    cash = [payment for payment in payments if _tender(tenders, payment).change]
    return ReceiptSlip(
        store=store.names,
        branch=store.branch,
        address=store.address,
        phone=store.phone,
        table=name_in(table.label, form.language) if table else "",
        order_no=opening.number,
        guests=opening.guests,
        cashier=_author(tables, settlement.by, 0, form),
        opened_at=_time(opening.started_at, store.zone, "%H:%M"),
        paid_at=_time(settlement.at, store.zone, "%Y-%m-%d %H:%M"),
        lines=tuple(_receipt_line(row) for row in _lines_of(tables, opening.id)),
        subtotal=bill["subtotal"],
        charges=tuple(_charges(bill, decimals(store.currency), form)),
        total=bill["total"],
        tenders=tuple(
            Handed(name_in(_tender(tenders, payment).names, form.language), payment.tendered)
            for payment in payments
        ),
        change=sum(payment.change for payment in cash) if cash else None,
        tax_rate=bill["tax_rate"],
        tax=bill["tax"],
        tax_inclusive=rules.tax_inclusive,
        symbol=sign(store.currency),
        digits=decimals(store.currency),
        again=job.mark != "",
        open_drawer=job.mark == "" and bool(payments) and _tender(tenders, payments[-1]).drawer,
    )


def _receipt_line(row: OrderLine) -> BillLine:
    line = row.line
    return BillLine(
        names=line.names,
        quantity=line.quantity,
        amount=row.amount,
        spec=line.spec_names,
        options=tuple((option.names, option.price) for option in line.options)
        + tuple((part.names, 0) for part in line.parts),
        remarks=({"und": line.remark},) if line.remark else (),
    )


def _charges(bill: Mapping[str, Any], digits: int, form: SlipForm) -> list[Charge]:
    charges = []
    if bill["cover"]:
        each = quantity_text(bill["cover"] * 1000 // max(1, bill["guests"]) // 10**digits)
        label = form.translate(COVER).format(each=each, guests=bill["guests"])
        charges.append(Charge(label, bill["cover"]))
    if bill["service"]:
        charges.append(Charge(form.translate(SERVICE), bill["service"]))
    if bill["reduction"]:
        charges.append(Charge(name_in(bill["promotion"], form.language), -bill["reduction"]))
    return charges


def _lines_of(tables: SqlTables, opening: str, order: str = "") -> list[OrderLine]:
    rounds = {one.id: one.round for one in tables.where(Order, opening=opening)}
    rows = [row for row in tables.where(OrderLine, opening=opening) if order in ("", row.order)]
    return sorted(rows, key=lambda row: (rounds.get(row.order, 0), int(row.id.rpartition(".")[2])))


def _author(tables: SqlTables, by: str, guest: int, form: SlipForm) -> str:
    if guest:
        return form.translate(GUEST).format(number=guest)
    staff = document(tables, StaffList, "staff", NO_STAFF).staff
    return next((name_in(person.name, form.language) for person in staff if person.id == by), "")


def _tenders(tables: SqlTables) -> dict[str, Tender]:
    row = tables.get(Document, "tenders")
    found = [from_plain(Tender, plain) for plain in (row.body["tenders"] if row else ())]
    return {tender.id: tender for tender in found}


def _tender(tenders: Mapping[str, Tender], payment: Payment) -> Tender:
    return tenders.get(payment.tender) or Tender(payment.tender, {"und": payment.tender})


def _time(at: int, zone: str, form: str) -> str:
    return local_time(at, zone).strftime(form)
