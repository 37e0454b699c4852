"""From state to views: all of it once at start, then only what a transaction touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from domain.errors import Refused
from domain.floor.cleaning import Uncleaned
from domain.floor.kitchen_line import KitchenLine
from domain.floor.later import Later, place_of_guests
from domain.floor.openings import Opening
from domain.floor.pickup import label_of
from domain.floor.plan import Floor
from domain.floor.seen import line_state, printed_stations
from domain.floor.store_code import DOCUMENT as STORE_CODE
from domain.floor.store_code import StoreCode
from domain.money.adjustments import Adjustment
from domain.money.billing import figures_of, guests_to_charge
from domain.money.bills import Bill, bills_on
from domain.money.days import open_date, trading_date
from domain.money.grants import Grant
from domain.money.payments import Payment, Settlement, current_bill
from domain.money.reasons import DOCUMENT as REASONS
from domain.money.reasons import Reasons
from domain.money.tenders import Tender, with_channels
from domain.people.chat import files_of, fresh
from domain.people.staff import NO_STAFF, StaffList
from domain.record.plain import from_plain
from domain.record.recovery import DOCUMENT, RecoveryKey
from domain.record.rows import Document
from domain.selling.banquets import SLIP as BANQUET
from domain.selling.banquets import TableChange, banquet_of
from domain.selling.calls import SLIPS as CALLS
from domain.selling.calls import Call, called
from domain.selling.menu import EMPTY_MENU, Menu, Names
from domain.selling.order_rows import goes_to, place_of
from domain.selling.orders import Held, Order, OrderLine, guest_number, guests_of, lines_of_order, orders_on
from domain.selling.price import Rules
from domain.selling.print_setup import DOCUMENT as PRINTERS
from domain.selling.print_setup import EMPTY, PrintSetup
from domain.selling.printing import CANCEL, ON_PAPER, PausedPrinter, PrintJob, keys_on
from domain.selling.request import read_request
from domain.selling.serving import was_brought
from domain.selling.unpaid import PayFirst, is_unpaid, kept_until
from domain.supply.counted import Counted, stock_of
from domain.supply.day_prices import DayPrice, priced, prices_of
from pos_app.database.state import SqlTables
from pos_app.workflows.approving import taken_off_today
from pos_app.workflows.book import Written
from pos_app.workflows.booking_view import changes_bookings, read_bookings
from pos_app.workflows.chatting import chats_in, chats_of, newest_first
from pos_app.workflows.drawer_view import changes_drawer, read_drawer
from pos_app.workflows.glance import at_a_glance, shown_on
from pos_app.workflows.hearing_guests import changes_feedback, read_feedback, read_pictures
from pos_app.workflows.often import read_often, with_new
from pos_app.workflows.queue_view import changes_queue, number_label, read_queue
from pos_app.workflows.views import (
    BillView,
    HeldView,
    JobView,
    LaterView,
    LineView,
    NewsView,
    OpeningView,
    OrderView,
    StoreView,
    TillView,
)

T = TypeVar("T")
MOST_NEWS = 20
MOST_JOBS = 200  # that are at rest; all others are kept in view
AT_REST = ON_PAPER | {"cancelled"}
LEAVING = frozenset({"opening.started", "opening.cleared", "opening.moved", "table.cleaned"})


def read_entrance(tables: SqlTables, now: int) -> TillView:
    """What whoever signs in has to see; the menu may be long, and comes later."""
    return TillView(
        store=document(tables, StoreView, "store", StoreView()),
        people=document(tables, StaffList, "staff", NO_STAFF),
        drawer=read_drawer(tables),
        at=now,
    )


def read_all(tables: SqlTables, now: int, date: str) -> TillView:
    """The whole view, from the state alone. It looks at live openings, not at the past."""
    view = _with_documents(TillView(at=now), tables)
    live = tables.where(Opening, live=1)
    view = replace(
        view,
        **_of_the_day(tables, open_date(tables, date)),
        held=_held(tables),
        bookings=read_bookings(tables),
        queue=read_queue(tables, now, view.store.zone),
        line=KitchenLine(tables, now).whole(),
        later=_later(tables),
        **_said(tables, open_date(tables, date)),
        chats=newest_first(fresh(chats_of(tables), now)),
        paused=tuple(tables.where(PausedPrinter)),
        drawer=read_drawer(tables),
        taken_off=taken_off_today(tables, view.people, view.rules, open_date(tables, date)),
        openings={opening.id: read_opening(tables, view, opening) for opening in live},
        uncleaned=_uncleaned(tables),
        often=read_often(tables, view.menu),
    )
    # Of earlier days those that still need somebody.
    today = tables.where(PrintJob, date=open_date(tables, date))
    found = {job.id: job for job in (*tables.where(PrintJob, open=1), *today)}
    jobs = sorted(found.values(), key=lambda job: -job.queued_at)
    kept = [job for place, job in enumerate(jobs) if place < MOST_JOBS or job.state not in AT_REST]
    view = replace(view, jobs=tuple(read_job(tables, view, job) for job in kept))
    return at_a_glance(view, now)


def follow(view: TillView, tables: SqlTables, written: Written, now: int) -> TillView:
    """The view after a transaction."""
    touched = written.rows
    if any(isinstance(row, Document) for row in touched):
        view = _with_documents(view, tables)
    date = trading_date(tables, now, view.store.zone)
    if date != view.date or any(isinstance(row, Counted | DayPrice) for row in touched):
        often = view.often if date == view.date else read_often(tables, view.menu)
        view = replace(view, **_of_the_day(tables, date), **_said(tables, date), often=often)
    if _kinds(written) & {"order.held", "order.placed", "order.refused"}:
        view = replace(view, held=_held(tables))
    if _kinds(written) & {"printer.paused", "printer.resumed"}:
        view = replace(view, paused=tuple(tables.where(PausedPrinter)))
    if changes_bookings(touched):
        view = replace(view, bookings=read_bookings(tables))
    if changes_queue(touched):
        view = replace(view, queue=read_queue(tables, now, view.store.zone))
    if (chats := chats_in(written)) is not None:
        view = replace(view, chats=chats, **_said(tables, date))
    if changes_feedback(touched):
        view = replace(view, **_said(tables, date))
    if any(isinstance(row, Opening) and not (row.table and row.id not in view.later) for row in touched):
        view = replace(view, later=_later(tables))
    if changes_drawer(touched):
        view = replace(view, drawer=read_drawer(tables))
    if _kinds(written) & LEAVING or any(isinstance(row, Uncleaned) for row in touched):
        view = replace(view, uncleaned=_uncleaned(tables), held=_held(tables))
    if any(isinstance(row, Adjustment | Settlement | OrderLine | Document) for row in touched):
        view = replace(view, taken_off=taken_off_today(tables, view.people, view.rules, date))
    redrawn = _openings_touched(touched, view)
    if any(isinstance(row, Document) and row.name == "rules" for row in touched):
        redrawn |= set(view.openings)  # open bills are priced by the rules as they stand
    if _changes_line(view, tables, redrawn):
        view = replace(view, line=KitchenLine(tables, now).whole())
    view = replace(
        view,
        openings=_follow_openings(view, tables, redrawn),
        jobs=_follow_jobs(view, tables, [row for row in touched if isinstance(row, PrintJob)]),
        news=(*reversed(_news(written, tables, view.floor)), *view.news)[:MOST_NEWS],
        often=with_new(view.often, touched, view.menu),
        version=view.version + 1,
    )
    return at_a_glance(view, now)


def _changes_line(view: TillView, tables: SqlTables, redrawn: Iterable[str]) -> bool:
    """Whether the counter waits for something else now: its own orders, or those of tables beside them."""
    at_counter = (tables.get(Opening, id) for id in redrawn)
    busy = bool(redrawn) and any(one.opening.pickup for one in view.openings.values())
    return busy or any(one is not None and one.pickup for one in at_counter)


def _said(tables: SqlTables, date: str) -> dict[str, Any]:
    pictures = {*read_pictures(tables, date), *files_of(chats_of(tables).values())}
    return {"feedback": read_feedback(tables, date), "guest_pictures": tuple(sorted(pictures))}


def _of_the_day(tables: SqlTables, date: str) -> dict[str, Any]:
    """What holds for a business day: what is left, and what dishes cost that are priced by the day."""
    menu, prices = document(tables, Menu, "menu", EMPTY_MENU), prices_of(tables, date)
    return {"date": date, "stock": stock_of(tables, date), "prices": prices, "menu": priced(menu, prices)}


def read_opening(tables: SqlTables, view: TillView, opening: Opening) -> OpeningView:
    """An opening with rounds, bill and payments."""
    rows = tables.where(OrderLine, opening=opening.id)
    agreed = current_bill(tables, opening.id)
    every = bills_on(tables, opening.id)
    settled = [tables.get(Settlement, bill.id) for bill in every]
    orders = orders_on(tables, opening.id, rows)
    printed = printed_stations(tables, opening.id, *(order.opening for order in orders))
    by_order: dict[str, list[OrderLine]] = {}
    for row in sorted(rows, key=place_of):
        by_order.setdefault(row.order, []).append(row)
    return OpeningView(
        opening=opening,
        orders=tuple(
            _order(tables, view, order, opening, by_order.get(order.id, ()), printed) for order in orders
        ),
        bill=figures_of(tables, opening, agreed, view.rules),
        payments=tuple(sorted(tables.where(Payment, bill=agreed.id), key=lambda payment: payment.at)),
        settlement=tables.get(Settlement, agreed.id),
        agreed=agreed,
        adjustments=tuple(sorted(tables.where(Adjustment, opening=opening.id), key=lambda one: one.at)),
        settled=tuple(one for one in settled if one),
        uncharged=guests_to_charge(tables, opening),
        bills=tuple(_bill(tables, view, opening, bill) for bill in every) if len(every) > 1 else (),
        banquet=banquet_of(tables, opening.id),
    )


def _order(
    tables: SqlTables,
    view: TillView,
    order: Order,
    opening: Opening,
    rows: Sequence[OrderLine],
    printed: set[tuple[str, str, str]],
) -> OrderView:
    first = tables.get(PayFirst, order.id)
    unpaid = {row.id: row.bill for row in rows if is_unpaid(tables, row)}
    lines = (
        replace(
            read_line(row, line_state(row, printed)),
            brought=was_brought(row, first),
            guests=guests_of(tables, order, row.line, opening),
        )
        for row in rows
    )
    return OrderView(
        order.id,
        order.round,
        order.at,
        order.by,
        staff_name(view, order.by),
        guest_number(tables, order, opening),
        order.remark,
        tuple(replace(line, held=False, unpaid=True) if line.id in unpaid else line for line in lines),
        _placed_at(tables, view, order, opening),
        kept_until(tables, first, next(iter(unpaid.values()))) if first and unpaid else 0,
    )


def _bill(tables: SqlTables, view: TillView, opening: Opening, bill: Bill) -> BillView:
    return BillView(
        bill,
        figures_of(tables, opening, bill, view.rules),
        tuple(sorted(tables.where(Payment, bill=bill.id), key=lambda payment: payment.at)),
        tables.get(Settlement, bill.id),
    )


def read_line(row: OrderLine, state: str) -> LineView:
    """A line as it stands on the bill; one of which nothing is left is voided."""
    return LineView(
        id=row.id,
        line=row.line,
        amount=row.amount,
        state=state if row.quantity else "voided",
        reduction=row.reduction,
        voided=row.voided,
        given=min(row.given, row.quantity),
        listed=row.listed,
        gift=row.gift,
        discount=row.discount,
        bill=row.bill,
        held=row.held,
        start_at=row.start_at if row.held else 0,
        started_at=row.started_at,
        hurried=row.hurried,
        returned=row.returned,
    )


def _placed_at(tables: SqlTables, view: TillView, order: Order, opening: Opening) -> Names:
    """The other table that an order was placed at; {} for its own."""
    there = goes_to(tables, order)
    if there is None or there.id == opening.id:
        return {}
    return label_of(view.floor, there)


def staff_name(view: TillView, staff_id: str) -> Names:
    """A member of staff by id; nobody has no name."""
    return next((person.name for person in view.staff if person.id == staff_id), {})


def read_job(tables: SqlTables, view: TillView, job: PrintJob) -> JobView:
    """A print job with what it says, in short."""
    order = tables.get(Order, job.order) if job.order else None
    opening = (goes_to(tables, order) if order else None) or tables.get(Opening, job.opening)
    return JobView(
        id=job.id,
        station=job.station,
        station_names=view.menu.station(job.station).names,
        kind=job.kind,
        number=job.number,
        table_label=place_of_guests(tables, view.floor, opening) if opening else number_label(tables, job),
        titles=_titles(tables, job),
        at=job.queued_at,
        opening=job.opening,
        sheet=job.sheet,
        sheets=job.sheets,
        reason=job.reason,
        **_changing(view, job),
    )


def _changing(view: TillView, job: PrintJob) -> dict[str, Any]:
    """What of a job changes after it was queued."""
    return {
        "state": job.state,
        "mark": job.mark,
        "note": job.note,
        "changed_at": job.changed_at,
        "printer": job.at_printer,
        "printer_names": view.printer_names(job.at_printer),
        "meant_for": job.meant_for,
        "meant_for_names": view.printer_names(job.meant_for) if job.meant_for else {},
    }


def _titles(tables: SqlTables, job: PrintJob) -> tuple[Names, ...]:
    """The dishes on a ticket."""
    if not job.order:
        return ()
    if job.kind in CALLS:
        call = tables.get(Call, job.order)
        rows = called(tables, call) if call else ()
        return tuple(row.line.names for row in rows if keys_on(job, row))
    if job.kind == BANQUET:
        change = tables.get(TableChange, job.order)
        found = [tables.get(OrderLine, line) for line in (change.lines if change else ())]
        return tuple(row.line.names for row in found if row and keys_on(job, row))
    if job.kind == CANCEL:
        act = tables.get(Adjustment, job.order)
        row = tables.get(OrderLine, act.line) if act else None
        return (row.line.names,) if row else ()
    return tuple(row.line.names for row in lines_of_order(tables, job.order) if keys_on(job, row))


def document(tables: SqlTables, kind: type[T], name: str, otherwise: T) -> T:
    """A published document decoded, or a stand-in while the store has none that can be read."""
    try:
        return tables.document(kind, name) or otherwise
    except Refused:
        return otherwise


def _with_documents(view: TillView, tables: SqlTables) -> TillView:
    row = tables.get(Document, "tenders")
    tenders = [from_plain(Tender, plain) for plain in (row.body["tenders"] if row else ())]
    return replace(
        view,
        store=document(tables, StoreView, "store", view.store),
        menu=_unless_same(view.menu, tables, "menu", EMPTY_MENU, view.prices),
        rules=document(tables, Rules, "rules", Rules()),
        floor=document(tables, Floor, "floor", Floor()),
        reasons=document(tables, Reasons, REASONS, Reasons()),
        people=document(tables, StaffList, "staff", NO_STAFF),
        recovery=document(tables, RecoveryKey, DOCUMENT, RecoveryKey()),
        print_setup=document(tables, PrintSetup, PRINTERS, EMPTY),
        store_code=document(tables, StoreCode, STORE_CODE, StoreCode()),
        tenders=with_channels(tenders),
    )


def _unless_same(
    menu: Menu, tables: SqlTables, name: str, otherwise: Menu, prices: Mapping[str, int]
) -> Menu:
    """A big menu is decoded only when its version has changed."""
    row = tables.get(Document, name)
    if row and row.version == menu.version:
        return menu
    return priced(document(tables, Menu, name, otherwise), prices)


def _uncleaned(tables: SqlTables) -> dict[str, int]:
    return {row.table: row.since for row in tables.where(Uncleaned)}


def _later(tables: SqlTables) -> dict[str, LaterView]:
    openings = [one.id for one in tables.where(Opening, live=1, table="") if not one.pickup]
    rows = [row for id in openings if (row := tables.get(Later, id))]
    if not rows:
        return {}
    from pos_app.workflows.sealing import NOBODY, unseal

    names = unseal(tables.connection, {row.id: row.sealed for row in rows})
    return {row.id: LaterView(names.get(row.id, NOBODY).name, row.table, row.party, row.at) for row in rows}


def _held(tables: SqlTables) -> tuple[HeldView, ...]:
    found = []
    for row in sorted(tables.where(Held), key=lambda row: row.at):
        request = read_request(row.request)
        amount = sum(one for one in request.quote.amounts if one > 0)
        moved = str(row.request.get("moved", ""))
        to = request.opening or moved
        found.append(
            HeldView(
                row.id,
                row.table,
                row.at,
                request.phone,
                request.lines,
                amount,
                to,
                request.party,
                request.to_go,
                request.wanted_at,
            )
        )
    return tuple(found)


def _openings_touched(rows: Iterable[object], view: TillView) -> set[str]:
    touched: set[str] = set()
    for row in rows:
        touched |= {row.id} if isinstance(row, Opening) else openings_shown(row, view.openings)
    return touched


def openings_shown(row: object, live: Mapping[str, OpeningView]) -> set[str]:
    """The openings that look different after this row was written. Only paper changes a line."""
    if isinstance(row, PrintJob):
        on_paper = row.state in ON_PAPER
        return {row.opening, *shown_on(live, row.order)} if on_paper else set()
    return {row.opening} if isinstance(row, Order | OrderLine | Payment | Grant | PayFirst) else set()


def _follow_openings(view: TillView, tables: SqlTables, touched: set[str]) -> Mapping[str, OpeningView]:
    if not touched:
        return view.openings
    openings = dict(view.openings)
    for opening_id in touched:
        opening = tables.get(Opening, opening_id)
        if opening and opening.live:
            openings[opening_id] = read_opening(tables, view, opening)
        else:
            openings.pop(opening_id, None)
    return openings


def _follow_jobs(view: TillView, tables: SqlTables, touched: list[PrintJob]) -> tuple[JobView, ...]:
    if not touched:
        return view.jobs
    latest = {job.id: job for job in touched}
    known = {job.id for job in view.jobs}
    kept = tuple(
        replace(one, **_changing(view, now)) if (now := latest.get(one.id)) else one for one in view.jobs
    )
    new = [read_job(tables, view, job) for job in latest.values() if job.id not in known]
    all_ = (*reversed(new), *kept)
    return (*all_[:MOST_JOBS], *(job for job in all_[MOST_JOBS:] if job.state not in AT_REST))


def _kinds(written: Written) -> set[str]:
    return {event.kind for event in written.events}


def _news(written: Written, tables: SqlTables, floor: Floor) -> tuple[NewsView, ...]:
    found: list[NewsView] = []
    for event in written.events:
        body = event.body
        if event.by != "phone" and event.kind not in ("order.refused", "order.released"):
            continue
        opening = tables.get(Opening, str(body.get("opening", "")))
        table = opening.table if opening else str(body.get("table", ""))
        if event.kind == "order.placed":
            lines = lines_of_order(tables, body["order"])
            order = tables.get(Order, body["order"])
            there = goes_to(tables, order) if order and order.placed_at else None
            joined = label_of(floor, there) if there else {}
            dishes = sum(row.quantity for row in lines) // 1000
            amount = sum(row.amount for row in lines)
            found.append(
                NewsView(
                    "order",
                    table,
                    body["opening"],
                    event.at,
                    body.get("guest", 0),
                    dishes,
                    amount,
                    at_table=joined,
                )
            )
        elif event.kind == "order.refused":
            found.append(
                NewsView("refused", table, str(body.get("opening", "")), event.at, what=body["code"])
            )
        elif event.kind == "order.released" and body.get("all", False):
            dishes = sum(body["lines"].values()) // 1000
            found.append(NewsView("unpaid", table, body["opening"], event.at, dishes=dishes))
        elif event.kind == "opening.called":
            found.append(NewsView("call", table, body["opening"], event.at, what=body["what"]))
    return tuple(reversed(found))
