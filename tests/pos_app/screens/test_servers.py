"""Servers at the till: what stops it is said in words, and a manager joins, switches and leaves."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Any

import pytest

from domain.errors import Refused
from pos_app.screens.main_window import MainWindow
from pos_app.widgets.chips import Chip
from pos_app.workflows.mending import WHOLE_AGAIN
from pos_app.workflows.views import LinkView
from tests.pos_app.evening import Evening
from tests.pos_app.hand import Hand

URL = "https://huajiao.example"


class Asked:
    """Servers that only note what is asked of them; ``no``: what they answer to a code; they
    answer while they are ``at_work``."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.no: Refused | None = None
        self.at_work = threading.Event()
        self.at_work.set()

    def join(self, url: str, code: str, role: str = "joining") -> None:
        self._hear("join", url, code, role)
        if self.no:
            raise self.no

    def switch(self, url: str) -> None:
        self._hear("switch", url)

    def leave(self, url: str) -> None:
        self._hear("leave", url)

    def _hear(self, *asked: str) -> None:
        self.asked.append(asked)
        assert self.at_work.wait(20)


@pytest.fixture
def servers(evening: Evening, window: MainWindow) -> Asked:
    """A manager is at the till."""
    asked = evening.till.servers = Asked()
    people = evening.till.view.staff
    window.desk.sign(next(person for person in people if person.role == "manager"))
    return asked


def link(role: str, **values: Any) -> LinkView:
    return LinkView("huajiao.example", URL, role, True, 1, **values)


OWN = LinkView("own", "http://127.0.0.1:8626", "home", True, 1)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("second_till", "Another computer works as this till; this one is the second."),
        ("replaced", "Another computer has become this store's till."),
        ("revoked", "The owner has cut this till off."),
        ("signature", "The server does not know this till."),
        ("unreadable", "huajiao.example cannot read a record of this till: it may be damaged here."),
        ("other_key", "Another computer was restored as this till."),
        ("server_disk", "The disk of huajiao.example is full or broken."),
    ],
)
def test_what_stops_a_till_is_said_and_selling_goes_on(
    hand: Hand, evening: Evening, code: str, words: str
) -> None:
    evening.plug_in(online=False, since=evening.time, refused=code, waiting=7)
    hand.wait_to_read(words)
    assert hand.button("See 7").isEnabled()


def test_a_damaged_record_is_said_before_what_no_server_can_read(hand: Hand, evening: Evening) -> None:
    evening.till.damaged = lambda: evening.time
    evening.plug_in()
    hand.wait_to_read("This till's record is damaged after")
    evening.plug_in(refused="unreadable", waiting=7)
    hand.wait_to_read("A server gives back what it has. If this stays, restore a backup")
    assert hand.button("See servers").isEnabled()


def test_a_disk_that_was_set_back_is_said_until_the_manager_has_read_it(
    hand: Hand, evening: Evening, servers: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    till, by = evening.till, list[str]()
    people = iter(till.view.staff)

    def read(who: str) -> Future[None]:
        by.append(who)
        till.missing.look()  # there is nothing kept that is missing
        done = Future[None]()
        done.set_result(None)
        return done

    monkeypatch.setattr(till.missing, "read", read)
    till.missing.count = 3
    till.refresh()
    hand.wait_to_read("at least 3 records are missing.")
    hand.press("All right")
    hand.wait(lambda: till.view.missing == 0 and not hand.reads("at least 3 records are missing."))
    assert by == [next(person.id for person in people if person.role == "manager")]


def test_a_record_that_is_whole_again_is_said_until_somebody_has_read_it(
    hand: Hand, evening: Evening, window: MainWindow
) -> None:
    till = evening.till
    book, value = till._book, {"facts": 2, "unread": 2}
    till._writer.submit(lambda: book.set_local(WHOLE_AGAIN, value)).result()
    window.desk.sign(next(person for person in till.view.staff if person.role == "manager"))
    till.mended.look()
    hand.wait_to_read("This till's record was damaged and is whole again.")
    hand.wait_to_read("2 records came back from a server. Have this computer's disk")
    hand.press("All right")
    hand.wait(lambda: till.view.mended == 0 and not hand.reads("is whole again."))
    assert till._writer.submit(lambda: book.local(WHOLE_AGAIN)).result() == {"facts": 2, "unread": 0}


def test_a_server_that_contradicts_its_own_signature_is_named_while_it_answers(
    hand: Hand, evening: Evening
) -> None:
    evening.plug_in(contradicts=True)
    hand.wait_to_read("huajiao.example tells other records now than it has signed.")
    hand.wait_to_read("Keep the backups; ask who runs that server.")


def test_a_second_till_is_told_both_ways_out_and_joins_with_a_new_code(
    hand: Hand, evening: Evening, window: MainWindow, servers: Asked
) -> None:
    evening.plug_in(online=False, since=evening.time, refused="second_till", waiting=7)
    hand.wait_to_read("Close this one and sell there.")
    window.work._show_waiting()
    assert hand.reads("To sell here instead, close the other one")
    pills = [pill.accessibleName() for pill in window.findChildren(Chip) if pill.isVisible()]
    assert any("Takes nothing since" in words for words in pills), pills
    hand.press("Join with a new code")
    assert not hand.button("Join").isEnabled()  # it asks for the code first


def test_a_server_is_joined_by_its_code(
    hand: Hand, evening: Evening, window: MainWindow, servers: Asked
) -> None:
    evening.linked(OWN)
    evening.till.refresh()
    window.work._show_waiting()
    hand.press("Join a server")
    sheet = hand.sheet()
    assert sheet is not None and not hand.button("Join").isEnabled()
    sheet._address.setText(f"{URL}/")  # type: ignore[attr-defined]
    sheet._code.setText("ABCD-2345")  # type: ignore[attr-defined]
    servers.no = Refused("enrol_code_refused", address=URL)
    hand.press("Join")
    hand.wait_to_read("does not take this code")
    servers.no = None
    hand.press("Join")
    hand.wait(lambda: hand.sheet() is None)
    assert servers.asked == [("join", URL, "ABCD-2345", "joining")] * 2


def test_a_joined_server_is_made_home_only_when_all_sums_are_equal(
    hand: Hand, evening: Evening, window: MainWindow, servers: Asked
) -> None:
    evening.linked(OWN, link("joining", totals="orders, taken"))
    evening.till.refresh()
    hand.wait(lambda: len(window.desk.view.links) == 2)
    window.work._show_waiting()
    assert hand.reads("Not equal yet: orders, taken")
    assert not hand.button("Keep the records there").isEnabled()
    evening.linked(OWN, link("joining", totals="equal"))
    evening.till.refresh()
    hand.wait_to_read("Everything is there, and all sums are equal.")
    hand.press("Keep the records there")
    hand.wait(lambda: servers.asked == [("switch", URL)])
    hand.press("Leave this server")
    hand.wait(lambda: ("leave", URL) in servers.asked)


def test_a_cashier_looks_but_changes_no_server(hand: Hand, evening: Evening, window: MainWindow) -> None:
    evening.linked(OWN, link("joining", totals="equal"))
    evening.till.refresh()
    hand.wait(lambda: len(window.desk.view.links) == 2)
    window.work._show_waiting()
    shown = {button.text() for button in window.findChildren(type(hand.button("Done"))) if button.isVisible()}
    assert not shown & {"Join a server", "Leave this server", "Keep the records there from now on"}
    refused = evening.till.with_servers("zhou", lambda servers: servers.leave(URL))
    assert isinstance(refused.exception(), Refused)


def test_a_server_that_takes_its_time_is_not_asked_twice_and_the_till_says_whom_it_asks(
    hand: Hand, evening: Evening, window: MainWindow, servers: Asked
) -> None:
    evening.linked(OWN, link("standby"))
    evening.till.refresh()
    hand.wait(lambda: len(window.desk.view.links) == 2)
    window.work._show_waiting()
    servers.at_work.clear()
    hand.press("Leave this server")
    hand.wait_to_read("Being asked …")
    assert not hand.button("Being asked …").isEnabled()
    assert not hand.button("Keep the records there").isEnabled()
    servers.at_work.set()
    hand.wait(lambda: hand.button("Leave this server").isEnabled())
    servers.at_work.clear()
    hand.press("Join a server")
    hand.wait_to_read("Type the address and the code of 8 characters.")
    sheet = hand.sheet()
    sheet._address.setText(URL)  # type: ignore[union-attr]
    sheet._code.setText("ABCD-2345")  # type: ignore[union-attr]
    servers.no = Refused("server_unreachable", address=URL)
    hand.press("Join")
    hand.wait_to_read(f"{URL} is asked.")
    assert not hand.button("Joining …").isEnabled()
    servers.at_work.set()
    hand.wait(lambda: hand.button("Join").isEnabled())
    assert len(servers.asked) == 2 and not hand.reads("is asked.")
