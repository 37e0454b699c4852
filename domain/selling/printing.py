"""The print ledger as facts: which tickets an order makes, and what became of each.

A job is queued by the fact that needs it, in the same transaction; "print.started" is durable before the
first byte leaves; "print.finished" says confirmed, unsure, unknown, failed or expired. A job that was started
and not finished when the till died is unknown, and its next ticket is marked as a possible duplicate. Moved,
asked for again or cancelled, it stays the same job with the same number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from domain.errors import Refused
from domain.record.envelope import Event
from domain.record.plain import from_plain
from domain.record.rows import Document, kept_as
from domain.record.tables import Tables
from domain.selling.order_rows import PLACES, Order
from domain.selling.print_setup import CATEGORY, DISH, DOCUMENT, EMPTY, PASS, PrintSetup
from domain.selling.ticket_numbers import SETUP, number_of, was_asked, was_queued

if TYPE_CHECKING:
    from domain.selling.orders import OrderLine

ON_PAPER = frozenset({"confirmed", "unsure"})
CANCEL, PRE_BILL, RUNNER, LABEL = "cancel", "prebill", "runner", "label"
TO_COOK = frozenset({"kitchen", PASS})  # kinds of slips from which dishes are made and checked off
VOIDED = "voided"  # the note of a ticket that nobody needs any more
ELSEWHERE = "from another copy"  # the note of a ticket that may have come out before the disk was rewound
FINAL = frozenset({"confirmed", "unsure", "expired", "cancelled"})
AS_QUEUED = ("opening", "order", "number", "queued_at", "date", "sheet", "sheets")
MORE = "more"  # in a fact: the id by which slips are known of what came after the rest of an order was cooked
WHOLE: tuple[str, ...] = ()  # the lines of a slip that holds all that its station has to do


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A ticket to print. ``number``: its printer's gap-free number of the business day, for ever.

    state: queued | sending | confirmed | unsure (sent; this printer cannot confirm) | unknown | failed |
    expired | cancelled. ``open`` is 1 until it needs nobody any more. ``mark``: "" | duplicate | reprint.
    ``order`` is empty for slips of the opening's first bill and the id of another one, the shift, day or move
    of its slip, and the act of a cancel slip (``adjustments.Adjustment``). kind: kitchen | pass | runner |
    label | cancel | notice | receipt | prebill | shift | day, and what later facts add. ``attempts``: how
    often bytes may have left.

    ``printer`` "" is the station's own, as release 0.1.0 knew it. ``lines``: keys of what stands on it
    (``keys_of``), empty for the station's whole share; ``sheet`` of ``sheets`` into which that was cut.
    ``meant_for``: the printer where it should have come out, once it was moved. ``asked_at``, ``asked_by``
    and ``reason``: when, by whom and why it was asked for once more, whatever its age.
    """

    id: str
    station: str
    kind: str
    open: int
    opening: str
    order: str
    number: int
    queued_at: int
    date: str
    state: str = "queued"
    attempts: int = 0
    mark: str = ""
    changed_at: int = 0
    note: str = ""
    printer: str = ""
    sheet: int = 1
    sheets: int = 1
    lines: tuple[str, ...] = WHOLE
    meant_for: str = ""
    asked_at: int = 0
    asked_by: str = ""
    reason: str = ""

    @property
    def at_printer(self) -> str:
        """The id of the printer whose turn it is."""
        return self.printer or self.station

    @property
    def may_be_out(self) -> bool:
        """Whether a cook may have read it; also a till whose disk went back may have printed it before."""
        return self.attempts > 0 or self.note == ELSEWHERE


@dataclass(frozen=True, slots=True)
class PausedPrinter:
    """A printer that staff have told to wait, since when and who."""

    printer: str
    at: int
    by: str


# ---------------------------------------------------------------- what an order makes


def keys_of(row: OrderLine) -> Iterator[tuple[str, str, str]]:
    """(key, station, dish) of each thing to cook of a line: itself, or the parts of a combo.

    What several stations work on comes once for each of them, under the same key; what no station has to do
    with, as tableware, is nothing to cook.
    """
    line = row.line
    if not line.parts:
        stations = (station for station in (line.station, *line.also) if station)
        yield from ((row.ticket_key, station, line.dish) for station in stations)
    for place, part in enumerate(line.parts):
        yield from (
            (f"{row.ticket_key}/{place}", station, part.dish) for station in (part.station, *part.also)
        )


def keys_on(job: PrintJob, row: OrderLine) -> tuple[str, ...]:
    """What of a line stands on a job's slip; the pass sees the dishes of all stations."""
    every = PASS in (job.kind, job.station)
    mine = (key for key, station, _ in keys_of(row) if every or station == job.station)
    return tuple(key for key in dict.fromkeys(mine) if not job.lines or key in job.lines)


def stations_of(lines: Sequence[OrderLine]) -> tuple[str, ...]:
    """The stations that cook some of these lines, in order of appearance; a combo's parts go to theirs."""
    return tuple(dict.fromkeys(station for row in lines for _, station, _ in keys_of(row)))


def setup_in(tables: Tables) -> PrintSetup:
    """The store's printers as published; without any, or in a form we do not know, as release 0.1.0."""
    return _read(tables.get(Document, DOCUMENT))


def setup_of(event: Event, tables: Tables) -> PrintSetup:
    """The printers with which a fact was made, whatever stands now; if it does not tell, those that stand."""
    if SETUP not in event.body:
        return setup_in(tables)
    digest = event.body[SETUP]
    return _read(tables.get(Document, kept_as(DOCUMENT, digest)) if digest else None)


def _read(row: Document | None) -> PrintSetup:
    try:
        return from_plain(PrintSetup, row.body) if row else EMPTY
    except Refused:
        return EMPTY


def cuts_by_category(setup: PrintSetup) -> bool:
    """Whether an order must say of which category its dishes are, in ``categories`` by dish."""
    return any(one.cut == CATEGORY for one in setup.stations)


def queue_kitchen(event: Event, tables: Tables, lines: Sequence[OrderLine]) -> None:
    """The kitchen slips of an order at each of its stations, and one of all at the pass if there is one."""
    setup, body = setup_of(event, tables), event.body
    order, mark, placed = body["order"], body.get("mark", ""), tables.get(Order, body["order"])
    opening = placed.opening if placed else body["opening"]  # another history may have taken it earlier
    slip, own = body.get(MORE, order), PLACES in body or MORE in body
    categories: Mapping[str, str] = body.get("categories", {})
    for station in stations_of(lines):
        slips, job, tray = setup.slips_of(station), f"{slip}.{station}", WHOLE
        now = lines
        if own:  # another history may have taken more of it
            tray = keys_at(now, station)
        if slips.holds_slips and any(row.line.held for row in lines):
            now = [row for row in lines if not row.line.held]
            tray = keys_at(now, station)
            if not tray:
                continue
        sheets = (
            [tray]
            if tray and slips.cut not in (CATEGORY, DISH)
            else _cut(now, station, slips.cut, categories)
        )
        queue_slips(event, tables, job, station, "kitchen", opening, order, mark, sheets, setup)
        if slips.runner:
            job = f"{job}.{RUNNER}"
            queue_slips(event, tables, job, station, RUNNER, opening, order, mark, [tray], setup)
        queue_labels(event, tables, f"{slip}.{station}", station, opening, order, now, setup)
    if stations_of(lines) and setup.names(PASS):
        seen = tuple(key for station in stations_of(lines) for key in keys_at(lines, station))
        sheets = [tuple(dict.fromkeys(seen)) if MORE in body else WHOLE]
        queue_slips(event, tables, f"{slip}.{PASS}", PASS, PASS, opening, order, mark, sheets, setup)


def queue_labels(
    event: Event,
    tables: Tables,
    job: str,
    station: str,
    opening: str,
    order: str,
    lines: Sequence[OrderLine],
    setup: PrintSetup,
) -> None:
    """The labels 杯贴 of what a station makes of these lines, if it prints some beside its slips.

    The fact names the dishes that get some, in ``cups``.
    """
    cups = event.body.get("cups", ())
    mine = tuple(
        key for row in lines for key, where, dish in keys_of(row) if where == station and dish in cups
    )
    labels, printers, mark = f"{job}.{LABEL}", setup.labels_at(station), event.body.get("mark", "")
    if mine and printers and was_asked(event, labels):
        queue_slips(
            event, tables, labels, station, LABEL, opening, order, mark, [mine], setup, printers=printers
        )


def keys_at(lines: Sequence[OrderLine], station: str) -> tuple[str, ...]:
    """The keys of what a station makes of these lines."""
    return tuple(key for row in lines for key, where, _ in keys_of(row) if where == station)


def _cut(
    lines: Sequence[OrderLine], station: str, cut: str, categories: Mapping[str, str]
) -> Sequence[tuple[str, ...]]:
    """The sheets of a station's share, each as its keys."""
    if cut not in (CATEGORY, DISH):
        return (WHOLE,)
    sheets: dict[str, list[str]] = {}
    for row in lines:
        for key, where, dish in keys_of(row):
            if where == station:
                sheets.setdefault(key if cut == DISH else categories.get(dish, ""), []).append(key)
    return [tuple(keys) for keys in sheets.values()]


def queue_receipt(event: Event, tables: Tables, station: str) -> None:
    """The receipt of a settled bill."""
    opening = event.body["opening"]
    bill = event.body.get("bill", "")
    queue_slips(event, tables, f"{bill or opening}.receipt", station, "receipt", opening, bill)


def queue_pre_bill(event: Event, tables: Tables, station: str) -> None:
    """The bill before it is paid 预结单, as often as it is asked for."""
    body = event.body
    queue_slips(event, tables, body["act"], station, PRE_BILL, body["opening"], body.get("bill", ""))


def queue_cancel(
    event: Event,
    tables: Tables,
    placed_at: str,
    before: OrderLine,
    of_order: Sequence[OrderLine],
    started: Sequence[PrintJob] = (),
) -> None:
    """A cancel slip 退菜单 wherever a ticket with the line may be out; the pass hears of it too.

    A ticket that still waits comes without the line; one that would be empty then does not come at all.
    ``placed_at``: the opening where it was ordered, whose tickets they are wherever the line stands now;
    ``of_order``: all lines of its order as they are now; ``started``: slips that told to begin it.
    """
    act, setup = event.body["act"], setup_of(event, tables)
    tickets = [
        job
        for job in tables.where(PrintJob, opening=placed_at)
        if job.kind in TO_COOK | {RUNNER, LABEL} and job.order == before.order and keys_on(job, before)
    ]
    for station in dict.fromkeys(job.station for job in tickets):
        mine = [job for job in tickets if job.station == station]
        told = (job for job in started if job.station == station)
        slip, may_be_out = f"{act}.{station}", any(job.may_be_out for job in (*mine, *told))
        if was_queued(event, slip, may_be_out):
            queue_slips(event, tables, slip, station, CANCEL, placed_at, act, setup=setup)
        for job in mine:
            left = any(row.quantity and keys_on(job, row) for row in of_order)
            if not left:
                nobody_needs(event, tables, job)


def nobody_needs(event: Event, tables: Tables, job: PrintJob) -> None:
    """A ticket of which all was taken off does not come, if no try of it is known; nor is it in doubt any
    more at a till that had forgotten it. Only a fold may call this."""
    if (job.open or job.note == ELSEWHERE) and not job.attempts:
        tables.put(replace(job, state="cancelled", open=0, changed_at=event.at, note=VOIDED))


def queue_report(event: Event, tables: Tables, job: str, station: str, kind: str, of: str) -> None:
    """The slip of a shift or a day that has been closed; ``of`` is its id."""
    queue_slips(event, tables, job, station, kind, "", of)


def queue_notice(event: Event, tables: Tables, move: str, opening: str, stations: Sequence[str]) -> None:
    """Tell stations that what they cook goes to another table."""
    for station in stations:
        queue_slips(event, tables, f"{move}.{station}", station, "notice", opening, move)


def queue_slips(
    event: Event,
    tables: Tables,
    job: str,
    station: str,
    kind: str,
    opening: str,
    order: str = "",
    mark: str = "",
    sheets: Sequence[tuple[str, ...]] = (WHOLE,),
    setup: PrintSetup | None = None,
    first: int = 1,
    printers: Sequence[str] = (),
) -> None:
    """A slip at a station: each of its ``printers`` gets each sheet, numbered from ``first``.

    ``job`` is the id of the first; others add printer and sheet. ``setup`` saves looking it up. Without
    ``printers`` they are all of the station's that do not only print its labels. A slip or a further
    printer to which the fact gave no number had not been set up where it happened.
    """
    if not was_asked(event, job):
        return
    printers, last = printers or (setup or setup_of(event, tables)).rolls_at(station), first + len(sheets) - 1
    blank = PrintJob(job, station, kind, 1, opening, order, 0, event.at, event.date, mark=mark, sheets=last)
    id = job
    for printer in printers:
        own = "" if printer == station else printer
        if not id and not was_asked(event, f"{job}.{printer}."):
            continue
        told_before, ids = False, dict[int, str]()
        for place, lines in enumerate(sheets, first):
            ids[place] = id or f"{job}.{printer}.{place}"
            row = replace(blank, id=ids[place], printer=own, sheet=place, lines=lines)
            told_before |= _queue(event, tables, row)
            id = ""
        if told_before:
            _each_once(tables, ids, f"{job}.{printer}")


def _each_once(tables: Tables, ids: dict[int, str], more: str) -> None:
    """Of two histories one may have cooked more of an order, so that a dish has a further place among its
    sheets: it stands on the last on which one of them put it. ``more``: how ids of other sheets begin."""
    while tables.get(PrintJob, further := f"{more}.{len(ids) + min(ids)}"):
        ids[len(ids) + min(ids)] = further
    seen = set[str]()
    for place in sorted(ids, reverse=True):
        job = tables.get(PrintJob, ids[place])
        left = tuple(key for key in job.lines if key not in seen) if job else ()
        if job and left not in ((), job.lines):
            tables.put(replace(job, lines=left))
        seen |= {*left}


def _queue(event: Event, tables: Tables, row: PrintJob) -> bool:
    """Queue a slip, perhaps again; whether it was known."""
    row = replace(row, number=number_of(event, tables, row), changed_at=event.at)
    before = tables.get(PrintJob, row.id)
    if before is None:
        tables.put(row)
        return False
    first: dict[str, Any] = {"mark": max(row.mark, before.mark)}  # of two histories that queued it
    if _by_queuing(row) < _by_queuing(before):
        first |= {name: getattr(row, name) for name in AS_QUEUED}
        first["printer"] = before.printer if before.meant_for else row.printer
    first["lines"] = _of_both(before.lines, row.lines)
    tables.put(replace(before, **first))
    return True


def _of_both(known: tuple[str, ...], told: tuple[str, ...]) -> tuple[str, ...]:
    """What stands on a slip: what either history cooks of an order, of which it may have had only a part."""
    return tuple(sorted({*known, *told})) if known and told else WHOLE


def _by_queuing(job: PrintJob) -> tuple[int, str, int, tuple[str, ...]]:
    return job.queued_at, job.opening, job.number, job.lines


# ---------------------------------------------------------------- what becomes of it


def print_started(event: Event, tables: Tables) -> None:
    job = tables.get(PrintJob, event.body["job"])
    if job:
        mark = event.body.get("mark", job.mark)
        tables.put(
            replace(job, state="sending", attempts=job.attempts + 1, mark=mark, changed_at=event.at, note="")
        )


def print_finished(event: Event, tables: Tables) -> None:
    job = tables.get(PrintJob, event.body["job"])
    if job:
        state = event.body["state"]
        note = event.body.get("note", "")
        if note == ELSEWHERE and job.state in FINAL:
            return  # what the rewound till had forgotten was heard first: it is known what became of it
        is_open = 0 if state in FINAL else 1
        begun = job.state == "sending" or job.note == ELSEWHERE  # a doubt came between start and failure
        none_left = state == "failed" and begun  # so the next one is no second one
        attempts = job.attempts - none_left
        tables.put(replace(job, state=state, open=is_open, attempts=attempts, changed_at=event.at, note=note))


def print_asked(event: Event, tables: Tables) -> None:
    """Staff asked for a slip again 补打: a new job, marked, of the same lines, or of the ``lines`` told."""
    body = event.body
    first = tables.get(PrintJob, body["of"])
    if first and "lines" in body:
        first = replace(first, lines=tuple(body["lines"]), sheet=1, sheets=1)
    if first:
        again = replace(
            first,
            id=body["job"],
            open=1,
            queued_at=event.at,
            date=event.date,
            state="queued",
            attempts=0,
            mark=body.get("mark", "reprint"),
            note="",
            asked_at=event.at,
            asked_by=event.by,
            reason=body.get("reason", ""),
        )
        _queue(event, tables, again)


def print_moved(event: Event, tables: Tables) -> None:
    """Another printer shall print it, by itself or because staff said so; it remembers where it belongs."""
    job = tables.get(PrintJob, event.body["job"])
    if job:
        to, home = event.body["to"], job.meant_for or job.at_printer
        tables.put(
            replace(
                _queued_again(job, event),
                printer="" if to == job.station else to,
                meant_for="" if to == home else home,
            )
        )


def print_retried(event: Event, tables: Tables) -> None:
    """Staff want it now, however old; ``mark`` if it may have come out in a way that we have forgotten."""
    job = tables.get(PrintJob, event.body["job"])
    if job:
        tables.put(replace(_queued_again(job, event), mark=event.body.get("mark", job.mark)))


def _queued_again(job: PrintJob, event: Event) -> PrintJob:
    asked = job.asked_at, job.asked_by
    if event.by != "till":
        asked = max(asked, (event.at, event.by))  # of two histories that each asked, the later
    return replace(
        job, state="queued", open=1, note="", changed_at=event.at, asked_at=asked[0], asked_by=asked[1]
    )


def print_cancelled(event: Event, tables: Tables) -> None:
    """Nobody wants it any more."""
    job = tables.get(PrintJob, event.body["job"])
    if job:
        tables.put(replace(job, state="cancelled", open=0, changed_at=event.at, note=""))


def printer_paused(event: Event, tables: Tables) -> None:
    tables.put(PausedPrinter(event.body["printer"], event.at, event.by))


def printer_resumed(event: Event, tables: Tables) -> None:
    tables.remove(PausedPrinter, event.body["printer"])


APPLIES = {
    "print.started": print_started,
    "print.finished": print_finished,
    "print.asked": print_asked,
    "print.moved": print_moved,
    "print.retried": print_retried,
    "print.cancelled": print_cancelled,
    "printer.paused": printer_paused,
    "printer.resumed": printer_resumed,
}
