"""What the till is heard saying: each thing once, nothing that was so before, nothing that was turned off."""

from collections.abc import Callable
from pathlib import Path

import pytest

from domain.record.rows import Document
from domain.selling.printing import PrintJob
from pos_app.models.ears import Ears, loudness_at, quiet_again
from pos_app.workflows.book import Entry
from tests.pos_app.evening import Evening, dish

Heard = Callable[[], tuple[str, ...]]


@pytest.fixture
def heard(evening: Evening) -> Heard:
    """What is heard of the view now."""
    ears = Ears(evening.till.view)
    return lambda: ears.hear(evening.till.view)


def turn(evening: Evening, *states: str) -> None:
    """The oldest ticket's fate, fact by fact."""
    (job, *_) = evening.parts.writer.submit(
        lambda: evening.parts.book.read(lambda tables: tables.where(PrintJob))
    ).result()
    for state in states:
        kind = "print.started" if state == "sending" else "print.finished"
        body = {"job": job.id} if state == "sending" else {"job": job.id, "state": state}
        evening.write(lambda entry, kind=kind, body=body: entry.record(kind, body))


def ask_staff_first(evening: Evening) -> None:
    """Phones that nobody knows wait for staff."""

    def work(entry: Entry) -> None:
        floor = entry.tables.get(Document, "floor")
        assert floor is not None
        changed = {"version": floor.version + 1, "admit_phones": False}
        entry.record("floor.published", {**floor.body, **changed}, "wang")

    evening.write(work)


def test_a_phone_s_order_is_heard_once_also_if_staff_had_to_accept_it(evening: Evening, heard: Heard) -> None:
    evening.open("A6", 2)
    evening.phone("A6", dish("mapo-tofu"))
    assert heard() == ("phone_order",)
    evening.till.refresh()
    assert heard() == ()
    ask_staff_first(evening)
    evening.open("B1", 2)
    evening.phone_of_nobody("B1", dish("cola"))
    assert heard() == ("phone_order",)
    (held,) = evening.till.view.held
    evening.till.admit(held.request, "zhou").result()
    evening.settle()
    assert evening.till.view.openings[evening.opening("B1")].orders
    assert heard() == ()
    evening.phone_of_nobody("A6", dish("cola"))
    assert heard() == ("phone_order",)
    (held,) = evening.till.view.held
    evening.till.turn_away(held.request, "zhou").result()
    evening.phone("A6", dish("mapo-tofu"))  # comes while somebody answers the other
    assert heard() == ("phone_order",)


def test_a_call_is_heard_once_and_so_is_a_number(evening: Evening, heard: Heard) -> None:
    evening.open("A6", 2)
    evening.call("A6", "waiter")
    evening.call("A6", "waiter")
    assert heard() == ("call",)
    evening.call("A6", "bill")
    assert (heard(), heard()) == (("call",), ())
    evening.at("18:00")
    for id in ("q1", "q2"):
        evening.till.queue.join(id, 2, "zhou").result()
        evening.till.queue.call(id, "zhou").result()
        evening.settle()
    assert heard() == ("number",)
    evening.till.queue.leave("q2", "zhou").result()
    evening.settle()
    assert heard() == ()


def test_a_ticket_that_fails_again_and_again_is_one_thing_until_it_is_on_paper(
    evening: Evening, heard: Heard
) -> None:
    evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    turn(evening, "sending", "failed")
    assert heard() == ("problem",)
    for _ in range(2):
        turn(evening, "sending")
        assert heard() == ()
        turn(evening, "failed")
        assert heard() == () and not quiet_again(evening.till.view)
    turn(evening, "sending", "confirmed")
    assert heard() == () and quiet_again(evening.till.view)


def test_a_printer_is_heard_when_its_paper_is_out_and_again_the_next_time(
    evening: Evening, heard: Heard
) -> None:
    for states, expected in (
        ({"kitchen": "paper_out"}, ("problem",)),
        ({}, ()),
        ({"kitchen": "offline"}, ("problem",)),
    ):
        evening.plug_in(states)
        assert (heard(), heard()) == (expected, ())


def test_a_ticket_for_a_printer_that_was_off_since_morning_is_heard_once(evening: Evening) -> None:
    evening.plug_in({"kitchen": "unreachable"})
    ears = Ears(evening.till.view)  # the window opens, and the printer is off already
    assert ears.hear(evening.till.view) == ()
    evening.open("A6", 2)
    evening.phone("A6", dish("mapo-tofu"))
    assert ears.hear(evening.till.view) == ("phone_order", "problem")
    evening.order("A6", dish("mapo-tofu"))
    assert ears.hear(evening.till.view) == ()
    evening.plug_in()
    assert ears.hear(evening.till.view) == () and quiet_again(evening.till.view)
    evening.plug_in({"kitchen": "unreachable"})
    assert ears.hear(evening.till.view) == ("problem",)


def test_after_a_restart_nothing_old_is_heard(evening: Evening, heard: Heard, tmp_path: Path) -> None:
    evening.open("A6", 2)
    evening.phone("A6", dish("mapo-tofu"))
    turn(evening, "sending", "failed")
    evening.call("A6", "bill")
    ask_staff_first(evening)
    evening.phone_of_nobody("B1", dish("cola"))
    evening.till.queue.join("q1", 2, "zhou").result()
    evening.till.queue.call("q1", "zhou").result()
    evening.settle()
    assert sorted(heard()) == ["call", "number", "phone_order", "problem"]
    evening.close()
    again = Evening(tmp_path / "store")
    ears = Ears(again.till.view)
    again.till.refresh()
    assert ears.hear(again.till.view) == ()
    again.close()


def test_a_till_of_before_keeps_its_silent_sounds_and_nonsense_changes_none() -> None:
    assert loudness_at({}, ["call", "of a newer program", 7]) == {"call": 0}
    assert loudness_at({"call": 40, "paid": "loud", "of a newer program": 3}, ["call"]) == {"call": 40}
    assert loudness_at(None, None) == loudness_at([], "call") == {}
