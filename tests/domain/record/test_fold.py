"""The one fold: facts become state, unknown facts change nothing, and what is remembered stays."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.record.early import Early
from domain.record.envelope import Event
from domain.record.fold import apply
from domain.record.published import FORMS, KINDS
from domain.record.rows import Counter, Document, last_number
from domain.record.tables import MemoryTables
from domain.selling.orders import Heard, Order, OrderLine
from domain.selling.printing import PrintJob
from domain.supply.counted import stock_of

SOUP = {"dish": "soup", "spec": "one", "names": {"en": "Soup"}, "price": 1200, "station": "kitchen"}
TEA = {"dish": "tea", "spec": "one", "names": {"en": "Tea"}, "price": 800, "station": "bar", "quantity": 2000}


class Told:
    """Facts told one after the other into memory."""

    def __init__(self) -> None:
        self.tables = MemoryTables()
        self.seq = 0

    def __call__(self, kind: str, body: Mapping[str, Any], by: str = "till", at: int = 1_000) -> None:
        self.seq += 1
        apply(Event(self.seq, kind, at, "2026-11-23", by, body), self.tables)


def at_table(told: Told, opening: str = "o") -> None:
    told(
        "opening.started",
        {"opening": opening, "table": "A1", "guests": 2, "secret": "s", "number": "1123-001"},
    )


def order(told: Told, order: str, number: int, at: int = 2_000, **more: Any) -> None:
    told(
        "order.placed", {"order": order, "opening": "o", "round": number, "lines": [SOUP, TEA], **more}, at=at
    )


def test_an_unknown_kind_changes_nothing() -> None:
    told = Told()
    at_table(told)
    before = {kind: dict(rows) for kind, rows in told.tables.rows.items()}
    told("weather.changed", {"to": "rain"})
    assert told.tables.rows == before


def test_facts_about_what_is_not_known_wait_for_it() -> None:
    """A branch that comes before the one it builds on must not stop whoever folds it, nor be lost."""
    told = Told()
    waiting: dict[str, dict[str, Any]] = {
        "opening.called": {"opening": "?", "what": "bill"},
        "opening.answered": {"opening": "?"},
        "opening.guests": {"opening": "?", "guests": 3},
        "opening.cleared": {"opening": "?"},
        "order.placed": {"opening": "?", "order": "x", "round": 1, "lines": [SOUP]},
        "lines.served": {"opening": "?", "lines": ["x.0"]},
        "payment.received": {"opening": "?"},
        "print.started": {"job": "?"},
        "print.finished": {"job": "?", "state": "failed"},
        "print.asked": {"job": "x", "of": "?"},
    }
    for kind, body in waiting.items():
        told(kind, body)
    assert [early.event["kind"] for early in told.tables.where(Early)] == list(waiting)
    assert set(told.tables.rows) == {Early, Counter}


def test_a_document_is_replaced_whole() -> None:
    told = Told()
    told("floor.published", {"version": 1, "open_by_scan": True})
    told("floor.published", {"version": 2, "wait_minutes": 5})
    assert told.tables.get(Document, "floor") == Document("floor", 2, {"version": 2, "wait_minutes": 5})


@pytest.mark.parametrize("name", [*FORMS, "tenders", "store"])
def test_a_document_out_of_shape_leaves_the_one_before(name: str) -> None:
    """A house whose menu, tables or staff nobody can read could not work; whoever brought it is told."""
    kind = next(kind for kind, one in KINDS.items() if one == name)
    good: dict[str, Any] = {"version": 1, "categories": [], "stations": [], "dishes": [], "staff": []}
    told = Told()
    told(kind, {**good, "tenders": [], "zone": "UTC"})
    before = told.tables.get(Document, name)
    bad = {"version": 2, **dict.fromkeys(("staff", "dishes", "tables", "tenders", "zone", "cover"), "x")}
    bad |= dict.fromkeys(("printers", "templates", "accounts", "groups", "hours"), "x")
    with pytest.raises((Refused, TypeError, KeyError)):
        told(kind, bad)
    assert told.tables.get(Document, name) == before
    assert before is not None


def test_an_order_queues_a_ticket_for_each_station_and_numbers_have_no_gaps() -> None:
    told = Told()
    at_table(told)
    order(told, "first", 1)
    order(told, "second", 2)
    jobs = told.tables.where(PrintJob)
    assert {(job.order, job.station, job.number) for job in jobs} == {
        ("first", "kitchen", 1),
        ("first", "bar", 1),
        ("second", "kitchen", 2),
        ("second", "bar", 2),
    }
    assert last_number(told.tables, "print:kitchen:2026-11-23") == 2


def test_what_is_counted_goes_down_and_never_below_nothing() -> None:
    told = Told()
    told("stock.set", {"items": {"soup": 1_500, "beer": 3_000}})
    at_table(told)
    order(told, "first", 1)
    assert stock_of(told.tables, "").remaining == {"soup": 500, "beer": 3_000}
    order(told, "second", 2)
    assert stock_of(told.tables, "").remaining["soup"] == 0
    told("stock.set", {"items": {"soup": None}})
    assert stock_of(told.tables, "").remaining == {"beer": 3_000}


def test_a_table_waits_since_its_oldest_dish_that_is_not_served() -> None:
    told = Told()
    at_table(told)
    order(told, "first", 1, at=2_000)
    order(told, "second", 2, at=3_000)
    assert waiting(told) == 2_000
    told("lines.served", {"opening": "o", "lines": ["first.0", "first.1", "first.9"]})
    assert waiting(told) == 3_000
    told("lines.served", {"opening": "o", "lines": ["second.0", "second.1"]}, at=9_000)
    assert waiting(told) == 0
    told("lines.served", {"opening": "o", "lines": ["second.0"]}, at=99_000)
    row = told.tables.get(OrderLine, "second.0")
    assert row is not None and row.served_at == 9_000


def waiting(told: Told) -> int:
    opening = told.tables.get(Opening, "o")
    assert opening is not None
    return opening.waiting_since


def test_phones_are_numbered_as_they_come() -> None:
    told = Told()
    at_table(told)
    order(told, "first", 1, phone="red", digest="1", guest=1)
    order(told, "second", 2, phone="blue", digest="2", guest=2)
    order(told, "third", 3, phone="red", digest="3", guest=1)
    opening = told.tables.get(Opening, "o")
    assert opening is not None
    assert opening.phones == ("red", "blue")
    assert (opening.guest_number("red"), opening.guest_number("blue"), opening.guest_number("new")) == (
        1,
        2,
        3,
    )
    assert [one.guest for one in told.tables.where(Order)] == [1, 2, 1]


def test_a_requests_verdict_is_remembered_with_its_content() -> None:
    told = Told()
    at_table(told)
    order(told, "first", 1, phone="red", digest="abc", refused=[{"index": 1, "code": "sold_out"}])
    told("order.refused", {"order": "late", "digest": "def", "opening": "o", "code": "too_late"})
    heard = {row.id: row for row in told.tables.where(Heard)}
    assert (heard["first"].digest, heard["first"].verdict.state) == ("abc", "partly")
    assert (heard["late"].verdict.state, heard["late"].verdict.code) == ("refused", "too_late")


def test_numbers_of_openings_begin_anew_each_day() -> None:
    told = Told()
    at_table(told, "o")
    at_table(told, "p")
    assert told.tables.get(Counter, "opening:2026-11-23") == Counter("opening:2026-11-23", 2)
