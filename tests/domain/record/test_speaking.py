"""Of two computers that work as one till, the one that was there first is listened to, and nothing flips."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.record.ids import is_id
from domain.record.speaking import (
    ALIVE,
    BREAK,
    FORGOTTEN,
    SETTLES,
    Heard,
    Speaker,
    Speaking,
    began_at,
    come_home,
    hear_run,
    run_name,
    stand_ins,
)

TILL, COPY = Speaker("till", ("yesterday",)), Speaker("copy", ("till", "yesterday"))
AGAIN = Speaker("till again", ("till", "yesterday"))


class Server:
    """What a server makes of the calls that it hears, each a moment after the one before."""

    def __init__(self) -> None:
        self.speaking, self.time = Speaking(), 1_000_000

    def hear(self, caller: Speaker, later: int = 10) -> Heard:
        self.time += later
        heard = hear_run(self.speaking, caller, self.time)
        self.speaking = heard.now
        return heard

    def answers(self, caller: Speaker, later: int = 10) -> str:
        """What a program that runs hears in the end: it shows at once that it does."""
        heard = self.hear(caller, later)
        if heard.told == "who_speaks":
            heard = self.hear(Speaker(caller.run, caller.before, heard.beside))
        return heard.told


def test_a_copy_started_beside_its_till_is_the_second_one_for_good() -> None:
    server = Server()
    assert server.answers(TILL) == ""
    assert server.answers(COPY) == "settling"
    assert server.answers(TILL) == ""
    for _ in range(3):
        assert server.answers(COPY) == "second_till"
        assert server.answers(TILL) == ""
    assert server.answers(COPY, ALIVE * 100) == "second_till"  # also when the till has closed for the night
    assert server.answers(Speaker("copy again", ("copy", "till", "yesterday"))) == "second_till"
    assert server.answers(Speaker("and again", ("copy again", "copy", "till"))) == "second_till"
    assert server.answers(AGAIN) == ""


def test_a_till_killed_and_started_again_goes_on_in_seconds() -> None:
    server = Server()
    server.answers(TILL)
    assert server.answers(AGAIN) == "settling"
    assert server.answers(AGAIN, SETTLES - 1) == "settling"
    assert server.answers(AGAIN, 1) == ""


def test_a_till_that_hung_up_and_starts_again_goes_on_at_once() -> None:
    server = Server()
    server.answers(TILL)
    server.speaking = Speaking("till", server.time, left=True)
    assert server.answers(AGAIN) == ""


def test_a_message_on_its_way_when_its_till_died_shows_no_life() -> None:
    """It could not know who would come after."""
    server = Server()
    server.answers(TILL)
    server.answers(AGAIN)
    assert server.hear(TILL).told == "who_speaks"
    assert server.answers(AGAIN, SETTLES) == ""
    assert server.hear(TILL).told == "who_speaks"
    assert server.answers(AGAIN) == ""


def test_a_till_that_was_out_of_reach_takes_its_place_back_from_the_copy() -> None:
    server = Server()
    server.answers(TILL)
    server.answers(COPY)
    assert server.answers(COPY, SETTLES) == ""
    later = Speaker("copy again", ("copy", "till"))
    assert server.answers(later, ALIVE + 1) == ""
    assert server.answers(TILL) == ""
    assert [server.answers(one) for one in (COPY, later, TILL)] == ["second_till", "second_till", ""]
    server.speaking = Speaking("till", server.time, left=True, copies=server.speaking.copies)
    assert server.answers(AGAIN) == ""


def test_a_copy_of_an_older_start_waits_until_nobody_speaks() -> None:
    server = Server()
    server.answers(TILL)
    older = Speaker("older", ("yesterday",))
    assert server.answers(older) == "second_till"
    assert server.answers(older, ALIVE + 1) == ""
    assert server.answers(TILL) == ""
    assert server.answers(older) == "second_till"


def test_a_copy_of_an_older_start_that_comes_back_makes_no_copy_of_the_till() -> None:
    """The till was started anew while the copy was silent: neither said that it follows the other."""
    server = Server()
    server.answers(TILL)
    older = Speaker("older", ("yesterday",))
    server.answers(older, ALIVE + 1)
    assert server.answers(AGAIN, ALIVE + 1) == ""
    assert server.answers(older) == ""
    assert server.answers(AGAIN) == "second_till"
    assert server.answers(AGAIN, ALIVE + 1) == ""


def test_a_start_that_went_away_at_once_does_not_hold_up_the_next() -> None:
    server = Server()
    server.answers(TILL)
    assert server.answers(Speaker("broken start", ("till", "yesterday"))) == "settling"
    assert server.answers(AGAIN, FORGOTTEN + 1) == "settling"
    assert server.answers(AGAIN, SETTLES) == ""


def test_a_till_of_the_first_protocol_names_no_run_and_is_heard() -> None:
    server = Server()
    server.answers(TILL)
    assert server.answers(Speaker("")) == ""
    assert server.speaking.run == "till"


NAMES = st.sampled_from(["till", "copy", "copy2"])


@given(st.lists(st.tuples(NAMES, st.integers(0, 2 * ALIVE)), max_size=60))
def test_whatever_copies_do_the_first_one_is_heard_whenever_it_calls(calls: list[tuple[str, int]]) -> None:
    runs = {
        "till": TILL,
        "copy": COPY,
        "copy2": Speaker("copy2", ("copy", "till")),
    }
    server = Server()
    server.answers(TILL)
    for name, later in calls:
        said = server.answers(runs[name], later)
        if name == "till":
            assert said == ""
    server.answers(TILL)
    assert server.speaking.run == "till"


HERE, THERE = b"\x01" * 6, b"\x02" * 6


def run_on(machine: bytes, number: int) -> str:
    return run_name(number, bytes([number] * 10), machine)


def test_a_till_that_comes_back_to_its_own_computer_is_known_beside_the_copy_that_stood_in() -> None:
    """The disk was copied while it was off, and the copy was started first, twice."""
    last, again = run_on(HERE, 1), run_on(HERE, 4)
    copy, later = Speaker(run_on(THERE, 2), (last,)), Speaker(run_on(THERE, 3), (run_on(THERE, 2), last))
    server = Server()
    server.answers(Speaker(last))
    assert server.answers(copy, ALIVE + 1) == ""
    assert server.answers(later, ALIVE + 1) == ""
    till = Speaker(again, (last,))
    away = stand_ins(server.speaking, till)
    assert away == (copy.run, later.run) and began_at(away[0]) == 2
    server.speaking = come_home(server.speaking, till, away, server.time).now
    assert server.answers(till) == ""
    for one in (copy, later, Speaker(run_on(THERE, 5), (later.run, copy.run, last))):
        assert server.answers(one) == "second_till"
        assert not stand_ins(server.speaking, one)
    assert server.answers(Speaker(run_on(HERE, 6), (again, last)), ALIVE + 1) == ""


def test_nobody_comes_home_but_the_computer_from_before() -> None:
    last, copy = run_on(HERE, 1), run_on(THERE, 2)
    present = Speaking(copy, 0, elders=(last,))
    back = Speaker(run_on(HERE, 3), (last,))
    assert stand_ins(present, back) == (copy,)
    assert not stand_ins(present, Speaker(run_on(b"\x03" * 6, 3), (last,))), "a third computer"
    assert not stand_ins(present, Speaker(run_on(HERE, 3), ("older",))), "it does not go on where that ended"
    assert not stand_ins(present, Speaker(run_on(HERE, 3), (copy, last))), (
        "its folder was there: it moved back"
    )
    assert not stand_ins(present, Speaker(run_on(b"", 3), (last,))), "it has no name"
    assert not stand_ins(Speaking(run_on(HERE, 2), 0, elders=(last,)), back), "one computer, two folders"
    assert not stand_ins(Speaking(copy, 0, elders=(last, BREAK)), back), "it did not claim to go on there"
    assert not stand_ins(Speaking(copy, 0, elders=(run_on(b"", 9),)), Speaker(back.run, (run_on(b"", 9),)))
    assert not stand_ins(Speaking(copy, 0, elders=("last",)), Speaker(back.run, ("last",))), (
        "of release 0.1.0"
    )
    assert not stand_ins(Speaking(last, 0), back), "it starts again, as each day"


def test_a_run_tells_when_it_began_and_where() -> None:
    assert run_on(HERE, 7).endswith("01" * 6) and is_id(run_on(HERE, 7)) and is_id(run_on(b"", 7))
    assert began_at(run_on(b"", 7)) == 7 and began_at("yesterday") == 0
    assert run_name(7, b"a" * 10, HERE) != run_name(7, b"b" * 10, HERE)
