"""Ordering: what a cashier sends to the kitchen, and what a phone asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.errors import Refused
from domain.failpoints import reach
from domain.floor.openings import Opening, admission, head_of, parties_at, place_on_bill
from domain.floor.plan import Floor
from domain.money.payments import open_bills
from domain.people.staff import StaffList, may
from domain.record.business_day import minute_of_week
from domain.record.ids import is_id
from domain.record.plain import to_plain
from domain.selling.courses import named
from domain.selling.menu import EMPTY_MENU, Menu
from domain.selling.order import CartLine, Line, RefusedLine, items_of, take_cart
from domain.selling.order_rows import PLACES
from domain.selling.orders import Heard, Held
from domain.selling.price import Rules
from domain.selling.request import (
    REQUEST_LAPSES,
    OrderRequest,
    Verdict,
    agreed,
    digest,
    is_fresh,
    line_amounts,
    line_units,
    read_request,
    round_digest,
)
from domain.selling.unpaid import unpaid_bills
from domain.supply.counted import COUNTS, counts_of, stock_of
from domain.supply.day_prices import priced, prices_of
from pos_app.workflows.approving import Demand
from pos_app.workflows.book import Book, Entry
from pos_app.workflows.counter import packed, queue_slip
from pos_app.workflows.course_verbs import check_seat
from pos_app.workflows.demands import rights_to_sell, to_sell, typed_sum
from pos_app.workflows.floor import open_table, opening_for_change
from pos_app.workflows.order_slips import told_to_printers
from pos_app.workflows.pay_first import NOTHING, asks_money_first, bill_paid_first
from pos_app.workflows.store_orders import (
    by_store_code,
    check,
    open_for,
    to_be_made,
    waits_for,
    wanted_at,
)


def send_to_kitchen(
    entry: Entry,
    opening_id: str,
    cart: Sequence[CartLine],
    remark: str,
    by: str,
    request: str,
    at: str = "",
    approved: str = "",
) -> None:
    """Place a round that staff took. The same request twice orders once, with other dishes it is refused.

    ``at``: the opening of a joined table 并台 to which the dishes go; "" for that of the bill. ``approved``:
    who agreed to dishes out of their hours, or to what was typed; "": nobody had to. Raises Refused if any
    line cannot be served: the cashier is there to change it.
    """
    at = "" if at == opening_id else at
    content, heard = round_digest(opening_id, cart, remark, at), entry.tables.get(Heard, request)
    if heard:
        if heard.digest != content:
            raise Refused("round_changed")
        return
    check_agreed(entry, cart, by, approved)
    opening = opening_for_change(entry, opening_id, paid_too=True)
    goes_to = _on_its_bill(entry, opening, at)
    wanted = packed(opening, cart)
    lines, refused = take_cart(menu_of(entry), stock_of(entry.tables, entry.date), wanted, entry.minute)
    if refused:
        raise Refused(refused[0].code, **_facts(refused[0]))
    check_seat(opening, *(line.seat for line in lines))
    round_ = round_of(entry, opening, request, lines, remark)
    agreed_to = {"approved": approved} if approved else {}
    body = {**round_, **goes_to, "digest": content, **queue_slip(opening), **agreed_to}
    entry.record("order.placed", body, by)
    reach("till.before_commit")


def _on_its_bill(entry: Entry, opening: Opening, at: str) -> Mapping[str, str]:
    """Dishes go to a table joined to that of a bill, and with it when they part. Raises Refused."""
    if not at:
        return {}
    there = entry.tables.get(Opening, at)
    if there is None or not there.live or head_of(entry.tables, there).id != opening.id:
        raise Refused("tables_parted")
    return {"placed_at": at}


def to_order(entry: Entry, cart: Sequence[CartLine], by: str) -> Demand:
    """What this person needs for a round, or a table of a banquet, beyond what their role carries."""
    person = entry.document(StaffList, "staff").find(by)
    return to_sell(rights_to_sell(cart, menu_of(entry), entry.minute), person, typed_sum(cart))


def check_agreed(entry: Entry, cart: Sequence[CartLine], by: str, approved: str) -> None:
    """That prices and dishes that were typed, and dishes out of their hours, are agreed to, and that the
    stations of such dishes are there. Raises Refused."""
    if not approved:
        person, demand = entry.document(StaffList, "staff").find(by), to_order(entry, cart, by)
        may(person, demand.right)
        if not demand.met_by(person):
            raise Refused("approval_needed")
    stations = {"", *(station.id for station in menu_of(entry).stations)}
    if any(line.open and line.open.station not in stations for line in cart):
        raise Refused("unknown_station")


def hear_order(entry: Entry, plain: Mapping[str, Any], age: int, received: int) -> Verdict:
    """Answer a phone's request, for ever: accepted, partly, refused or held for staff.

    ``age``: milliseconds since a server made it durable; ``received``: that server's time.
    """
    try:
        request = read_request(plain)
    except Refused as no:
        request_id = plain.get("id")
        known_by = request_id if isinstance(request_id, str) and is_id(request_id) else ""
        return Verdict(known_by, "refused", entry.now, no.code)
    known = _known_verdict(entry, request)
    if known:
        return known
    try:
        if age > REQUEST_LAPSES:
            raise Refused("too_late")
        return _answer(entry, request, received)
    except Refused as no:
        return _refuse(entry, request, no.code, no.facts)
    finally:
        reach("till.before_commit")


def latest_verdicts(book: Book, most: int = 50) -> tuple[Verdict, ...]:
    """The till's last answers, whoever gave them; on the writer's thread."""
    asked = [str(event.body["order"]) for event in book.latest(("order.placed", "order.refused"), most)]
    heard = book.read(lambda tables: [tables.get(Heard, request) for request in asked])
    return tuple(row.verdict for row in heard if row)


def _known_verdict(entry: Entry, request: OrderRequest) -> Verdict | None:
    heard, held = entry.tables.get(Heard, request.id), entry.tables.get(Held, request.id)
    if heard:
        before, verdict = heard.digest, heard.verdict
    elif held:
        before, verdict = digest(read_request(held.request)), Verdict(request.id, "held", held.at)
    else:
        return None
    same = before == digest(request)
    return verdict if same else Verdict(request.id, "refused", entry.now, "request_changed")


def _answer(entry: Entry, request: OrderRequest, received: int) -> Verdict:
    # It may have been cooked before we forgot; sent again through another server, it is as old as its quote.
    doubtful = received and min(received, request.quote.at) < entry.held_before
    if by_store_code(request):
        if not doubtful:
            check(entry, request)
        waits = bool(doubtful or waits_for(entry, request))
        return _hold(entry, request, doubtful) if waits else place_request(entry, None, request, received)
    floor = entry.document(Floor, "floor")
    floor.table(request.table)
    unsure = _party_unknown(entry, request)
    # Of a doubtful one we may have forgotten the opening too: a refusal would be told of what was cooked.
    opening = None if doubtful or unsure else _opening_of(entry, request)
    # Who pays first is let in by the money, and not before.
    stranger = not (floor.admit_phones or floor.pay_first) and request.phone not in (
        opening.phones if opening else ()
    )
    if doubtful or stranger or unsure:
        return _hold(entry, request, doubtful)
    return place_request(entry, opening, request, received)


def _hold(entry: Entry, request: OrderRequest, doubtful: object) -> Verdict:
    body = {"request": to_plain(request), **({"doubtful": True} if doubtful else {})}
    entry.record("order.held", body, "phone")
    return Verdict(request.id, "held", entry.now)


def place_request(
    entry: Entry, opening: Opening | None, request: OrderRequest, received: int = 0, mark: str = ""
) -> Verdict:
    """Take a phone's lines one by one; what is sold out is refused by name, the rest is cooked.

    A free table, or an order at the counter (``opening`` None), is opened if anything is taken. Raises
    Refused if a price is not what the guest was shown.
    """
    menu, rules = menu_of(entry), entry.document(Rules, "rules")
    fresh = is_fresh(request.quote, menu, rules, entry.now)
    eaten = wanted_at(request) or (request.quote.at if fresh else entry.now)  # a phone may claim any minute
    minute = minute_of_week(eaten, entry.zone)
    wanted = to_be_made(entry, request)
    lines, refused = take_cart(menu, stock_of(entry.tables, entry.date), wanted, minute)
    count = len(request.lines)
    now = line_amounts(count, lines, refused), line_units(count, lines, refused)
    if not agreed(request.quote, *now):
        raise Refused("price_changed")
    if not lines:
        return _refuse(entry, request, refused[0].code, refused[0].facts, refused)
    opening = opening or _open_for_phone(entry, request)
    first = asks_money_first(entry, lines)
    out = {one.index for one in refused}
    places = [index for index in range(count) if index not in out]
    body = round_of(entry, opening, request.id, _wanted(request, lines, places), request.remark, first)
    body |= {"phone": request.phone, "digest": digest(request), **first}
    later = first and not opening.pickup  # its money admits it
    body |= {"guest": 0} if later else admission(opening, request.phone, _let_in(entry, request))
    if at := place_on_bill(entry.tables, request.table, opening, request.phone):
        body["placed_at"] = at  # the dishes go there, and with it when the tables part
    if received:
        body["received"] = received
    if mark:  # of its tickets
        body["mark"] = mark
    if refused:
        body |= {"refused": to_plain(refused), PLACES: places}
    entry.record("order.placed", body, "phone")
    return _verdict(entry, request)


def _let_in(entry: Entry, request: OrderRequest) -> Sequence[str]:
    """The phones that come in with an order: its own and, of those that share its cart, whom the guests let
    in; all of them where the house admits every phone."""
    everybody = entry.document(Floor, "floor").admit_phones
    places = range(len(request.sharers)) if everybody else request.let_in
    return (*(request.sharers[place] for place in places), request.phone)


def _wanted(request: OrderRequest, lines: Sequence[Line], places: Sequence[int]) -> Sequence[Line]:
    """The lines that are taken, each with the phones that wanted it."""
    guests = [request.guests_of(index) for index in places]
    return [replace(line, guests=of) if of else line for line, of in zip(lines, guests, strict=True)]


def _party_unknown(entry: Entry, request: OrderRequest) -> bool:
    """Whether only people can tell with which party of a shared table a phone is, however open the house."""
    parties = parties_at(entry.tables, request.table)
    return (
        len(parties) > 1 and not request.opening and not any(request.phone in one.phones for one in parties)
    )


def _opening_of(entry: Entry, request: OrderRequest, moved: str = "", party: str = "") -> Opening | None:
    """The opening a request is for; None for a free table that the floor lets phones open. Raises Refused.

    Who knows an opening's secret is its guest wherever it sits now; ``moved``: the opening that took a held
    request along; ``party``: the opening of a shared table to which staff say that the phone belongs.
    """
    if by_store_code(request):
        return None
    floor = entry.document(Floor, "floor")
    parties = parties_at(entry.tables, floor.table(request.table).id)
    known = entry.tables.get(Opening, request.opening or moved)
    if request.opening or moved:
        there = known is not None and known.live and known.table  # those who pay later have gone
        if not known or not there or (request.opening and known.secret != request.secret):
            raise Refused("old_opening")
        parted = next((one.id for one in parties if one.parted_from == known.id), known.id)
        return opening_for_change(entry, parted, paid_too=True)
    if not parties:
        if not floor.open_by_scan:
            raise Refused("table_not_open")
        return None
    if len(parties) > 1:
        parties = [one for one in parties if one.id == party] or [
            one for one in parties if request.phone in one.phones
        ]
        if not parties:
            raise Refused("party_unknown")
    return opening_for_change(entry, parties[0].id, paid_too=True)


def _open_for_phone(entry: Entry, request: OrderRequest) -> Opening:
    if by_store_code(request):
        return open_for(entry, request)
    seats = entry.document(Floor, "floor").table(request.table).seats
    guests = request.guests or min(2, seats)
    return opening_for_change(entry, open_table(entry, request.table, guests, "phone"))


def admit(entry: Entry, request_id: str, by: str, party: str = "") -> Verdict:
    """Staff accept a held request: its phone is admitted and its lines are cooked.

    ``party``: the opening of a shared table that the phone is with. Raises Refused("party_unknown") if nobody
    has said so; the request waits on.
    """
    held = entry.tables.get(Held, request_id)
    if held is None:
        return _answered_before(entry, request_id)
    request = read_request(held.request)
    try:
        mark = "duplicate" if held.request.get("doubtful") else ""
        opening = _opening_of(entry, request, str(held.request.get("moved", "")), party)
        return place_request(entry, opening, request, mark=mark)
    except Refused as no:
        if no.code == "party_unknown":
            raise
        return _refuse(entry, request, no.code, no.facts, by=by)


def turn_away(entry: Entry, request_id: str, by: str) -> Verdict:
    """Staff refuse a held request."""
    held = entry.tables.get(Held, request_id)
    if held is None:
        return _answered_before(entry, request_id)
    return _refuse(entry, read_request(held.request), "refused_by_staff", {}, by=by)


def _answered_before(entry: Entry, request_id: str) -> Verdict:
    """Somebody else was quicker: the verdict stands."""
    heard = entry.tables.get(Heard, request_id)
    if heard is None:
        raise Refused("opening_closed")
    return heard.verdict


def _refuse(
    entry: Entry,
    request: OrderRequest,
    code: str,
    facts: Mapping[str, Any],
    refused: Sequence[RefusedLine] = (),
    by: str = "till",
) -> Verdict:
    body: dict[str, Any] = {
        "order": request.id,
        "digest": digest(request),
        "table": request.table,
        "opening": request.opening,
        "code": code,
        "facts": to_plain(facts),
    }
    if refused:
        body["refused"] = to_plain(tuple(refused))
    entry.record("order.refused", body, by)
    return _verdict(entry, request)


def _verdict(entry: Entry, request: OrderRequest) -> Verdict:
    heard = entry.tables.get(Heard, request.id)
    assert heard is not None
    return heard.verdict


def round_of(
    entry: Entry,
    opening: Opening,
    order: str,
    lines: Sequence[Line],
    remark: str,
    first: Mapping[str, Any] = NOTHING,
) -> dict[str, Any]:
    """What the fact of a new round says; ``first``: that it is paid before it is cooked."""
    if first:
        lines = [replace(line, held=True) for line in lines]
    bill = bill_paid_first(entry, opening) if first else _bill_for_more(entry, opening)
    body: dict[str, Any] = {
        "order": order,
        "opening": opening.id,
        "round": opening.rounds + 1,
        "lines": to_plain(named(lines, entry.document(Rules, "rules").courses)),
        COUNTS: counts_of(entry.tables, items_of(lines)),
        **bill,
    }
    if remark.strip():
        body["remark"] = " ".join(remark.split())
    return {**body, **told_to_printers(entry, lines)}


def _bill_for_more(entry: Entry, opening: Opening) -> Mapping[str, str]:
    """The bill on which more dishes come: the open one; once all are paid a new one, for none reopens. What
    a phone pays first stands alone."""
    alone = unpaid_bills(entry.tables)
    unsettled = [bill for bill in open_bills(entry.tables, opening.id) if bill.id not in alone]
    return unsettled[0].named if unsettled else {"bill": entry.clock.new_id()}


def _facts(line: RefusedLine) -> dict[str, Any]:
    return dict(line.facts)


def menu_of(entry: Entry) -> Menu:
    """The menu at the prices of the day; an empty one if it cannot be read."""
    try:
        return priced(entry.document(Menu, "menu"), prices_of(entry.tables, entry.date))
    except Refused:
        return EMPTY_MENU
