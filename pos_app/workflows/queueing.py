"""The queue at the host's desk: a number given, called, passed over, seated, gone."""

from __future__ import annotations

from typing import Any

from domain.errors import Refused
from domain.floor.queue import (
    CALLS,
    DOCUMENT,
    PASSES,
    SEATED,
    QueueNumber,
    QueueSetup,
    check_setup,
    counter_of,
    in_turn,
    place_at_end,
    place_behind,
)
from domain.money.payments import RECEIPT_STATION
from domain.record.business_day import business_date
from domain.record.plain import to_plain
from domain.record.rows import Document, last_number
from domain.selling.request import MOST_GUESTS
from pos_app.workflows.book import Entry
from pos_app.workflows.floor import open_table
from pos_app.workflows.queue_view import setup_of


def join(entry: Entry, queue: str, guests: int, by: str, url: str = "", print_slip: bool = True) -> None:
    """Give a party of ``guests`` the next number of its class. The same id twice is once.

    ``url``: the public origin of the page that shows how far the queue is; "" for none.
    """
    if entry.tables.get(QueueNumber, queue):
        return
    if not 1 <= guests <= MOST_GUESTS:
        raise Refused("bad_guests", maximum=MOST_GUESTS)
    day, group = business_date(entry.now, entry.zone), setup_of(entry.tables).group_of(guests).id
    today = _today(entry)
    waiting = [one for one in in_turn(today) if one.group == group]
    body: dict[str, Any] = {
        "queue": queue,
        "day": day,
        "group": group,
        "number": last_number(entry.tables, counter_of(group, day)) + 1,
        "guests": guests,
        "ahead": len(waiting),
        "place": place_at_end(today, entry.now),
    }
    if url:
        body["code"] = f"{url}/q/{queue}"
    if print_slip:
        body["slip"] = RECEIPT_STATION
    entry.record("queue.joined", body, by)


def call(entry: Entry, queue: str, by: str) -> None:
    """Their table is ready: the number is called, as often as somebody asks for it."""
    party = _open(entry, queue)
    entry.record("queue.called", {"queue": party.id, CALLS: party.calls + 1}, by)


def pass_over(entry: Entry, queue: str, by: str) -> None:
    """Nobody came 过号: they come again later, as the house has it."""
    party = _open(entry, queue)
    place = place_behind(_today(entry), party, setup_of(entry.tables).back)
    entry.record("queue.passed", {"queue": party.id, "place": place, PASSES: party.passes + 1}, by)


def seat(entry: Entry, queue: str, table: str, by: str) -> str:
    """They sit down at a free table, which is opened for so many; returns the opening. Twice is once."""
    party = entry.tables.get(QueueNumber, queue)
    if party is not None and party.state == SEATED:
        return party.opening
    party = _open(entry, queue)
    opening = open_table(entry, table, party.guests, by)
    entry.record("queue.seated", {"queue": party.id, "opening": opening}, by)
    return opening


def leave(entry: Entry, queue: str, by: str) -> None:
    """They do not wait any longer."""
    entry.record("queue.left", {"queue": _open(entry, queue).id}, by)


def save_setup(entry: Entry, setup: QueueSetup, by: str) -> None:
    """The owner's classes and rule; ``setup.version`` is the one that was edited. Raises Refused."""
    if setup.version != setup_of(entry.tables).version:
        raise Refused("queue_old")
    check_setup(setup)
    row = entry.tables.get(Document, DOCUMENT)
    said = dict(row.body) if row else {}  # what of it we do not know stays
    changed = {"version": setup.version + 1, "groups": to_plain(setup.groups), "back": setup.back}
    entry.record("queue.published", {**said, **changed}, by)


def _today(entry: Entry) -> list[QueueNumber]:
    return entry.tables.where(QueueNumber, day=business_date(entry.now, entry.zone))


def _open(entry: Entry, queue: str) -> QueueNumber:
    party = entry.tables.get(QueueNumber, queue)
    if party is None or not party.open:
        raise Refused("queue_over")
    return party
