"""One thread owns the database: works in order, each with its own answer, and none is lost at the end."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from pos_app.background import Writer


@pytest.fixture
def writer() -> Iterator[Writer]:
    writer = Writer("test-writer")
    yield writer
    writer.close()


def test_works_are_done_in_order_on_one_thread(writer: Writer) -> None:
    done: list[tuple[int, str]] = []

    def note(number: int) -> None:
        done.append((number, threading.current_thread().name))

    works = [writer.submit(partial(note, number)) for number in range(50)]
    for work in works:
        work.result(5)
    assert done == [(number, "test-writer") for number in range(50)]


def test_what_a_work_raises_comes_out_of_its_own_future(writer: Writer) -> None:
    fails = writer.submit(lambda: 1 // 0)
    works = writer.submit(lambda: "fine")
    with pytest.raises(ZeroDivisionError):
        fails.result(5)
    assert works.result(5) == "fine"


def test_even_a_programs_end_does_not_stop_the_writer(writer: Writer) -> None:
    def leave() -> None:
        raise SystemExit

    assert isinstance(writer.submit(leave).exception(5), SystemExit)
    assert writer.submit(lambda: 1).result(5) == 1


def test_a_work_that_was_taken_back_is_not_done(writer: Writer) -> None:
    gate, done = threading.Event(), list[str]()
    writer.submit(lambda: gate.wait(5))
    second = writer.submit(lambda: done.append("second"))
    assert second.cancel()
    gate.set()
    writer.submit(lambda: done.append("third")).result(5)
    assert done == ["third"]


def test_closing_finishes_what_was_handed_in() -> None:
    writer, done = Writer(), list[int]()
    gate = threading.Event()
    writer.submit(lambda: gate.wait(5))
    for number in range(5):
        writer.submit(partial(done.append, number))
    threading.Thread(target=gate.set).start()
    writer.close()
    assert done == [0, 1, 2, 3, 4]


def test_a_work_that_lets_others_first_is_done_behind_them_and_before_the_end() -> None:
    writer, done = Writer(), list[str]()
    gate = threading.Event()
    writer.submit(lambda: gate.wait(5))
    writer.submit(lambda: writer.let_others_first(lambda: done.append("screen")))
    for number in range(3):
        writer.submit(partial(done.append, f"ticket {number}"))
    gate.set()
    writer.close()
    assert done == ["ticket 0", "ticket 1", "ticket 2", "screen"]


def test_a_work_that_lets_others_first_is_not_put_off_for_ever(writer: Writer) -> None:
    """A long queue of tickets must not keep the screens waiting."""
    seen = threading.Event()
    writer.submit(lambda: writer.let_others_first(seen.set))
    for _ in range(10_000):
        writer.submit(lambda: seen.is_set() or threading.Event().wait(0.001))
        if seen.is_set():
            break
    assert seen.wait(5)


def test_one_work_behind_that_fails_does_not_stop_the_next(
    writer: Writer, caplog: pytest.LogCaptureFixture
) -> None:
    seen = threading.Event()

    def fail() -> None:
        raise ZeroDivisionError

    def both() -> None:
        writer.let_others_first(fail)
        writer.let_others_first(seen.set)

    writer.submit(both)
    assert seen.wait(5)
    assert writer.submit(lambda: 1).result(5) == 1
    assert "failed" in caplog.text
