"""A disk that went back in time: nothing is lost, nothing cooked again, no number given twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.money.payments import Payment, Settlement
from domain.money.shifts import Shift
from domain.record.began import LEFT_OUT
from domain.record.envelope import Event, encode
from domain.record.fold import APPLIES, KNOWN, ROWS
from domain.record.plain import to_plain
from domain.record.proof import totals_of
from domain.record.replication import Mark
from domain.selling.orders import Order, OrderLine
from domain.selling.printing import PrintJob
from domain.selling.request import Verdict
from pos_app.database.journal import Head, append, batch, broken_link
from pos_app.workflows import incarnations
from pos_app.workflows.book import Entry
from pos_app.workflows.catching_up import catch_up
from pos_app.workflows.incarnations import (
    adopt,
    begin_if_restored,
    begin_if_rewound,
    reconciled,
    renew,
)
from pos_app.workflows.jumping import RECEIPTS_A_MINUTE
from pos_app.workflows.print_acts import print_again
from pos_app.workflows.rebuilding import rebuild
from tests.pos_app.shop import RICE, TOFU, Shop, scratch

BY_NOW = RECEIPTS_A_MINUTE * (7 * 60 + 10)  # since the day began at five: it is ten past noon


class Story:
    """A till and its disk of an hour ago. ``server``: what a server holds of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shop = Shop(folder / "till")
        shop.open("A1")
        shop.send("A1", TOFU)
        shop.pay("A1")
        shop.close()
        shutil.copytree(folder / "till", folder / "image")
        shop = Shop(folder / "till", shop.time)
        self.mark = shop.parts.book.marks[-1]
        shop.time.later(minutes=10)
        shop.open("A2")
        shop.send("A2", TOFU, RICE)
        shop.pay("A2")
        shop.open("A3")
        shop.send("A3", RICE)  # its ticket is being sent
        (ticket,) = [job for job in shop.rows(PrintJob) if job.opening == shop.opening("A3").opening.id]
        start = {"job": ticket.id}
        book = shop.parts.book
        shop.parts.writer.submit(lambda: book.write(lambda e: e.record("print.started", start))).result()
        self.time, self.totals = shop.time, shop.read(totals_of)
        self.now = shop.parts.book.marks[-1]
        self.lost = raws(shop, self.now.incarnation, self.mark.seq)
        self.receipts = {row.receipt for row in shop.rows(Settlement)}
        shop.close()
        self.shop = Shop(folder / "image", shop.time)

    def on_writer(self, work: object) -> None:
        self.shop.parts.writer.submit(work).result()  # type: ignore[arg-type]
        self.shop.caught_up()

    def rewound(self) -> None:
        """The till notices that it was rewound, and what it had forgotten comes back."""
        self.on_writer(lambda: renew(self.shop.parts.book, "rewind", self.now.seq - self.mark.seq))
        self.comes_back(self.mark.seq)

    def comes_back(self, after: int, most: int = 4, called: Mark | None = None) -> None:
        mark = called or self.now
        lost = self.lost[after - self.mark.seq :] if after >= self.mark.seq else self.lost
        for begin in range(0, len(lost), most):
            some = lost[begin : begin + most]
            self.on_writer(lambda b=begin, s=some: adopt(self.shop.parts.book, mark, after + b, s))

    @property
    def holds(self) -> bool:
        """Whether the chain holds and a rebuild changes nothing."""
        rebuilt = self.shop.rebuilt()
        return not rebuilt.broken and not rebuilt.different


def theirs(story: Story) -> Mark:
    """What the server holds under our name, as a branch."""
    return Mark("b" * 32, story.now.seq, story.now.head, story.mark.incarnation, story.mark.seq)


def raws(shop: Shop, incarnation: str, after: int) -> list[bytes]:
    def work() -> list[bytes]:
        with shop.parts.database.transaction() as connection:
            return [row.raw for row in batch(connection, incarnation, after, 10_000)]

    return shop.parts.writer.submit(work).result()


@pytest.fixture
def story() -> Iterator[Story]:
    with scratch() as folder:
        story = Story(folder)
        yield story
        story.shop.close()


def test_what_a_rewound_till_forgot_comes_back_whole(story: Story) -> None:
    story.rewound()
    assert story.shop.read(totals_of) == story.totals
    old, own = story.shop.parts.book.marks
    assert (old.incarnation, old.seq, old.head) == (story.now.incarnation, story.now.seq, story.now.head)
    assert own.follows == old.incarnation and own.incarnation == story.shop.parts.book.incarnation
    assert story.holds


def test_what_comes_back_is_never_printed_unasked(story: Story) -> None:
    story.rewound()
    jobs = story.shop.rows(PrintJob)
    assert [job.state for job in jobs] == ["expired"] * len(jobs)
    assert {job.note for job in jobs} == {"from another copy"}


def test_a_till_that_was_rewound_once_folds_its_tickets_anew_with_its_update(story: Story) -> None:
    story.rewound()
    shop, wanted = story.shop, story.shop.rows(PrintJob)

    def before() -> None:
        with shop.parts.database.transaction() as connection:
            connection.exec_driver_sql("UPDATE print_jobs SET state = 'cancelled', note = 'as folded before'")
            connection.exec_driver_sql("DROP TABLE settled_later")
            connection.exec_driver_sql("ALTER TABLE order_lines DROP COLUMN start_at")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0076'")

    shop.parts.writer.submit(before).result()
    story.shop = shop.again()
    assert story.shop.rows(PrintJob) == wanted and story.shop.rebuilt().different == ()


def test_a_ticket_from_another_copy_bears_the_banner_if_people_want_it(story: Story) -> None:
    story.rewound()
    never_sent = next(job for job in story.shop.rows(PrintJob) if not job.attempts)
    book = story.shop.parts.book
    story.on_writer(lambda: book.write(lambda entry: print_again(entry, never_sent.id, "zhou")))
    (again,) = story.shop.rows(PrintJob, state="queued")
    assert again.mark == "duplicate"


def test_the_kitchen_hears_of_a_dish_taken_off_whose_ticket_may_have_come_out_before(story: Story) -> None:
    story.lost.pop()  # that its printing began has not come back yet
    story.rewound()
    opening = story.shop.opening("A3").opening.id
    (rice,) = story.shop.rows(OrderLine, opening=opening)
    act = story.shop.till.new_id()
    story.shop.till.bills.void_line(rice.id, rice.quantity, False, "mistake", "wang", act).result()
    jobs = [job for job in story.shop.rows(PrintJob) if job.opening == opening]
    assert {(job.kind, job.state, job.note) for job in jobs} == {
        ("kitchen", "cancelled", "voided"),
        ("cancel", "queued", ""),
    }


def test_a_ticket_whose_start_comes_back_last_waits_for_people(story: Story) -> None:
    story.on_writer(lambda: renew(story.shop.parts.book, "rewind", story.now.seq - story.mark.seq))
    story.comes_back(story.mark.seq, most=1)
    assert {job.state for job in story.shop.rows(PrintJob)} == {"expired"}
    assert story.holds


def test_receipts_after_a_rewind_have_numbers_of_their_own(story: Story) -> None:
    story.on_writer(lambda: renew(story.shop.parts.book, "rewind", story.now.seq - story.mark.seq))
    story.shop.open("B1")
    story.shop.send("B1", RICE)
    fresh = story.shop.pay("B1").receipt
    story.comes_back(story.mark.seq)
    receipts = [row.receipt for row in story.shop.rows(Settlement)]
    assert fresh not in story.receipts and len(receipts) == len(set(receipts))
    (began,) = story.shop.events("incarnation.began")
    assert began["jumps"]["receipt"] == fresh - 1 and began["why"] == "rewind"
    assert story.holds


def test_tickets_and_shifts_after_a_rewind_have_numbers_of_their_own(story: Story) -> None:
    """Those before it may be on paper: nobody is to hold two tickets of one number."""
    story.on_writer(lambda: renew(story.shop.parts.book, "rewind", story.now.seq - story.mark.seq))
    story.shop.open("B1")
    story.shop.send("B1", RICE)
    story.shop.pay("B1")
    story.shop.till.shifts.open("s" * 32, 20_000, {}, "zhou").result()
    before = {job.id: job.number for job in story.shop.rows(PrintJob)}
    (shift,) = story.shop.rows(Shift)
    story.comes_back(story.mark.seq)
    jobs = story.shop.rows(PrintJob)
    numbers = [(job.at_printer, job.date, job.number) for job in jobs]
    assert len(jobs) > len(before) and len(numbers) == len(set(numbers))
    assert {job.id: job.number for job in jobs if job.id in before} == before
    assert shift.number > 1
    assert story.holds


def test_a_till_that_sold_after_being_rewound_keeps_both_branches(story: Story) -> None:
    story.shop.open("B1")
    story.shop.send("B1", RICE)
    story.shop.pay("B1")
    ours = story.shop.parts.book.marks[0]
    story.comes_back(story.mark.seq, called=theirs(story))
    old, branch = story.shop.parts.book.marks
    assert old.incarnation == ours.incarnation and old.seq >= ours.seq, "what we wrote stays as it is"
    assert branch.head == story.now.head
    labels = {row.table for row in story.shop.rows(Opening) if row.paid_at}
    assert labels == {"A1", "A2", "B1"}
    assert story.holds


def test_an_order_that_may_have_been_cooked_before_waits_for_staff(story: Story) -> None:
    request = story.shop.phone("A5").request(RICE)
    story.shop.time.later(minutes=1)
    story.on_writer(lambda: renew(story.shop.parts.book, "restore", -1))
    age = 60_000
    phone = story.shop.phone("A5")
    assert phone.send(request, age).state == "held"
    story.on_writer(lambda: reconciled(story.shop.parts.book))
    last = story.shop.phone("A4")  # cooked a moment before the disk was lost, and home never heard of it
    assert last.send(last.request(RICE), 30_000).state == "held"
    story.shop.time.later(seconds=1)
    assert story.shop.phone("A6").order(RICE).state == "accepted"


def test_an_order_that_may_have_been_cooked_before_bears_the_banner_when_staff_take_it(story: Story) -> None:
    request = story.shop.phone("A5").request(RICE)
    story.shop.time.later(minutes=1)
    story.on_writer(lambda: renew(story.shop.parts.book, "restore", -1))
    assert story.shop.phone("A5").send(request, 60_000).state == "held"
    story.on_writer(lambda: reconciled(story.shop.parts.book))
    story.shop.till.admit(request.id, "zhou").result()
    assert {job.mark for job in story.shop.rows(PrintJob) if job.order == request.id} == {"duplicate"}
    assert story.holds


def test_an_order_that_is_sent_again_through_another_server_after_a_restore_is_not_cooked_unasked(
    story: Story,
) -> None:
    """Cooked before the disk went back, and the phone never heard so: a second server has it as new."""
    phone = story.shop.phone("A5")
    request = phone.request(RICE)
    story.shop.time.later(minutes=1)
    story.on_writer(lambda: renew(story.shop.parts.book, "restore", -1))
    story.shop.time.later(seconds=10)
    assert phone.send(request, 0).state == "held"
    assert phone.order(RICE).state == "accepted", "what is quoted after it is not doubted"


def test_a_till_that_ends_before_it_is_reconciled_still_doubts(story: Story) -> None:
    story.on_writer(lambda: renew(story.shop.parts.book, "restore", -1))
    began = story.shop.time.at
    story.shop = story.shop.again()
    assert story.shop.parts.book.held_before == began
    story.on_writer(lambda: reconciled(story.shop.parts.book))
    assert story.shop.parts.book.held_before == began, "what phones asked before may come still"
    story.shop.time.later(minutes=3)
    story.on_writer(lambda: reconciled(story.shop.parts.book))
    story.shop = story.shop.again()
    assert story.shop.parts.book.held_before == 0


def test_a_restored_folder_goes_on_under_a_new_incarnation_once(story: Story) -> None:
    book = story.shop.parts.book
    before = book.incarnation
    story.on_writer(lambda: book.set_local("restored", {"at": 1}))
    story.on_writer(lambda: begin_if_restored(book))
    after = book.incarnation
    story.on_writer(lambda: begin_if_restored(book))
    assert before != after == book.incarnation
    (began,) = story.shop.events("incarnation.began")
    assert began["jumps"]["receipt"] == 1 + LEFT_OUT + BY_NOW and began["why"] == "restore"


def test_facts_that_come_twice_are_there_once(story: Story) -> None:
    story.rewound()
    book = story.shop.parts.book
    story.on_writer(lambda: adopt(book, story.now, story.mark.seq, story.lost))
    assert story.shop.read(totals_of) == story.totals and story.holds


def test_facts_that_come_back_by_two_names_happen_once(story: Story) -> None:
    """A server counted them while their till was cut off; let in again, the till told them itself."""
    story.on_writer(lambda: renew(story.shop.parts.book, "rewind", story.now.seq - story.mark.seq))
    story.comes_back(story.mark.seq)
    before = story.shop.read(lambda tables: {kind: tables.where(kind) for kind in ROWS})
    story.comes_back(story.mark.seq, called=theirs(story))
    assert story.shop.read(lambda tables: {kind: tables.where(kind) for kind in ROWS}) == before
    assert len(raws(story.shop, "b" * 32, story.mark.seq)) == len(story.lost), "kept and passed on"
    assert story.holds


def test_a_fact_that_nobody_can_read_comes_back_as_it_is_and_blocks_nothing(story: Story) -> None:
    poison = [b"no event", b'{"at":1,"body":{},"by":"x","date":"","kind":"payment.received","seq":2}']
    mark = Mark("f" * 32, 3, "")
    story.on_writer(lambda: adopt(story.shop.parts.book, mark, 0, [*poison, b"again"]))
    assert raws(story.shop, mark.incarnation, 0) == [*poison, b"again"]
    story.rewound()
    assert len(story.shop.rows(Order)) == story.totals.orders
    assert story.holds


def test_a_chain_that_was_altered_behind_a_fork_is_noticed(story: Story) -> None:
    story.shop.open("B1")
    story.comes_back(story.mark.seq, called=theirs(story))
    connection = story.shop.parts.database

    def alter() -> object:
        with connection.transaction() as c:
            assert broken_link(c) is None
            c.exec_driver_sql("UPDATE incarnations SET fork = fork - 1 WHERE fork > 0")
            return broken_link(c)

    assert story.shop.parts.writer.submit(alter).result() is not None


def test_a_journal_behind_the_keyrings_mark_was_rewound_before_anything_is_sold(story: Story) -> None:
    book = story.shop.parts.book
    far = Head(story.now.incarnation, story.now.seq, bytes.fromhex(story.now.head))
    before = book.incarnation
    story.on_writer(lambda: begin_if_rewound(book, Head(before, book.head.seq, book.head.hash)))
    story.on_writer(lambda: begin_if_rewound(book, None))
    assert book.incarnation == before
    story.on_writer(lambda: begin_if_rewound(book, far))
    assert book.marks[-1].follows == before and book.incarnation != before
    story.comes_back(story.mark.seq)
    story.on_writer(lambda: begin_if_rewound(book, far))
    assert len(book.marks) == 2 and story.shop.read(totals_of) == story.totals


def test_what_is_missing_after_a_disk_was_set_back_is_said_until_it_is_back_or_read(story: Story) -> None:
    book, till = story.shop.parts.book, story.shop.till
    far = Head(story.now.incarnation, story.now.seq, bytes.fromhex(story.now.head))

    def said() -> int:
        till.missing.look()
        story.on_writer(lambda: None)
        return till.view.missing

    assert said() == 0
    story.on_writer(lambda: begin_if_rewound(book, far))
    assert said() == story.now.seq - story.mark.seq > 0
    cashier = next(one.id for one in till.view.staff if one.role != "manager")
    with pytest.raises(Refused):
        till.missing.read(cashier).result(10)
    assert said() > 0
    story.comes_back(story.mark.seq)
    assert said() == 0

    farther = Head(book.incarnation, book.head.seq + 5, b"f" * 32)
    story.on_writer(lambda: begin_if_rewound(book, farther))
    assert said() == 5
    till.missing.read(next(one.id for one in till.view.staff if one.role == "manager")).result(10)
    assert said() == 0


def test_a_journal_of_which_the_keyring_knows_a_later_life_was_rewound_too(story: Story) -> None:
    book = story.shop.parts.book
    story.on_writer(lambda: begin_if_rewound(book, Head("e" * 32, 3, b"e" * 32)))
    (began,) = story.shop.events("incarnation.began")
    assert began["jumps"]["receipt"] == 1 + LEFT_OUT + BY_NOW
    printers = {name.split(":")[1] for name in began["jumps"] if name.startswith("print:")}
    assert {"kitchen", "bar", "counter"} <= printers, "also those that have printed nothing yet"


def test_facts_out_of_shape_come_back_and_change_nothing(story: Story) -> None:
    opening = story.shop.rows(Opening)[0].id
    sum_as_text = {
        "opening": opening,
        "payment": "p",
        "tender": "cash",
        "amount": "12",
        "tendered": 1,
        "change": 0,
    }
    facts = [
        Event(1, "payment.received", 1, "2026-11-23", "zhou", sum_as_text),
        Event(2, "shift.opened", 2, "2026-11-23", "zhou", {"shift": ["s"]}),
        Event(3, "opening.called", 3, "2026-11-23", "zhou", {"opening": opening, "what": {"a": 1}}),
    ]
    before = story.shop.read(totals_of)
    mark = Mark("f" * 32, 3, "", "", 0)
    story.on_writer(lambda: adopt(story.shop.parts.book, mark, 0, [encode(one) for one in facts]))
    assert len(raws(story.shop, "f" * 32, 0)) == 3
    assert story.shop.read(totals_of) == before
    assert story.holds


def test_what_a_newer_program_told_counts_once_the_till_is_updated(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It went back to the version from before, got its facts of today back, and is updated again."""
    with monkeypatch.context() as older:
        older.delitem(APPLIES, "payment.received")
        older.setattr(incarnations, "KNOWN", KNOWN - {"payment.received"})
        story.rewound()
        assert len(story.shop.rows(Payment)) == 1
    story.shop.close()
    updated = Shop(story.folder / "image", story.time)
    assert len(updated.rows(Payment)) == 2
    assert updated.read(totals_of) == story.totals
    database = updated.parts.database
    assert updated.parts.writer.submit(lambda: catch_up(database)).result() is False, "once"
    updated.close()


def test_a_fact_that_cannot_be_folded_stops_no_rebuild(story: Story) -> None:
    book = story.shop.parts.book

    def slip_in(entry: Entry) -> None:
        event = Event(entry.head.seq + 1, "cash.moved", entry.now, entry.date, "zhou", {})
        entry.head = append(entry.connection, entry.head, event)

    story.on_writer(lambda: book.write(slip_in))
    database = story.shop.parts.database
    before = story.shop.read(totals_of)
    result = story.shop.parts.writer.submit(lambda: rebuild(database)).result()
    assert (result.broken, result.different, result.unfolded) == ("", (), 1)
    assert story.shop.read(totals_of) == before


@pytest.mark.parametrize("turned_away", [True, False], ids=["turned away", "waits still"])
def test_a_phone_whose_cooked_order_a_restored_till_turned_away_or_held_hears_that_it_was_taken(
    story: Story, turned_away: bool
) -> None:
    """The restored till knew nothing of it, and staff said no, or nothing yet; then that came back."""
    told: list[Verdict] = []
    story.shop.parts.book.after_commit.append(lambda written: told.extend(written.verdicts))
    other = Shop(story.folder / "till", story.time)
    phone = other.phone("A5")
    request = phone.request(RICE)
    assert phone.send(request).state == "accepted"
    mark = other.parts.book.marks[-1]
    cooked = raws(other, mark.incarnation, story.now.seq)
    other.close()
    story.on_writer(lambda: renew(story.shop.parts.book, "restore", -1))
    plain = to_plain(request)
    assert story.shop.hear(plain, age=60_000)[0].state == "held"
    if turned_away:
        story.shop.till.turn_away(request.id, "zhou").result()
    story.comes_back(story.mark.seq)
    assert not told, "what nobody asked for has no answer that changes"
    story.on_writer(lambda: adopt(story.shop.parts.book, mark, story.now.seq, cooked))
    assert [(one.request, one.state) for one in told] == [(request.id, "accepted")]
    assert story.holds


def test_an_order_for_an_opening_that_was_forgotten_waits_for_staff(story: Story) -> None:
    """To refuse it would be untrue: the till that was lost may have cooked it."""
    other = Shop(story.folder / "till", story.time)
    request = other.phone("A2").request(RICE)  # opened after the backup
    other.close()
    story.shop.time.later(minutes=1)
    story.on_writer(lambda: renew(story.shop.parts.book, "restore", -1))
    assert request.opening and story.shop.hear(to_plain(request), age=60_000)[0].state == "held"
    story.comes_back(story.mark.seq)
    story.shop.till.admit(request.id, "zhou").result()
    assert [order.opening for order in story.shop.rows(Order, id=request.id)] == [request.opening]
    assert story.holds
