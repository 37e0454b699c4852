"""What a stolen, replaced or copied till sold waits for the owner, who counts it or leaves it out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.record.envelope import GENESIS, head_of
from domain.record.fold import ROWS
from domain.record.mending import MENDED
from domain.record.plain import from_plain
from domain.record.proof import Totals, totals_of
from domain.record.replication import Mark, Push, Replica, branch_name, unpack
from pos_app.workflows.incarnations import adopt
from sync_server.database.projections import SqlTables
from sync_server.database.proving import chained
from tests.pos_app.shop import Shop
from tests.sync_server.running import ServerHere
from tests.sync_server.story import Story, lines, simple_dishes
from tests.sync_server.test_owner import Browser
from tests.sync_server.test_recording import evening
from tests.sync_server.wire import WireTill, new_id


@pytest.fixture
def owner(server: ServerHere) -> Iterator[Browser]:
    browser = Browser(server.url)
    browser.set_up(server)
    yield browser
    browser.session.close()


class Theft:
    """An evening of three tables; then the till is stolen, and another table is sold on it."""

    def __init__(self, server: ServerHere) -> None:
        self.server, self.till = server, server.till()
        self.story = evening(server.time.clock.now())
        self.known = len(self.story.raws)
        self.till.send(self.story.incarnation, self.story.raws)
        asyncio.run(server.server.enrolling.revoke(self.till.device))
        self.before = totals_of(self.story.tables)
        self.sells("A7")
        self.new = server.till(brand=self.till.brand, store=self.till.store)

    def sells(self, table: str) -> None:
        opening = self.story.sit(table)
        self.story.order(opening, *lines(*simple_dishes()[:3]))
        self.story.pay(opening)

    def tells(self, after: int = 0) -> None:
        after = after or self.known
        before = self.story.heads[after]
        no = self.till.send(self.story.incarnation, self.story.raws[after:], after, before)
        assert no.json()["code"] == "revoked"

    @property
    def all(self) -> Totals:
        return totals_of(self.story.tables)


@pytest.fixture
def theft(server: ServerHere) -> Theft:
    return Theft(server)


def totals(server: ServerHere, till: WireTill) -> Totals:
    server.folded()
    return from_plain(Totals, till.get("/v1/totals").json())


def forms(owner: Browser, verdict: str) -> list[tuple[str, dict[str, str]]]:
    """The decisions of one kind that the page offers."""
    page = owner.get("/owner/review").text
    found = []
    for form in re.findall(r"<form method=\"post\" action=\"(/owner/review/.*?)\">(.*?)</form>", page, re.S):
        fields = dict(re.findall(r'name="(\w+)" value="(\w*)"', form[1]))
        if fields["verdict"] == verdict:
            found.append((form[0], fields))
    return found


def decide(owner: Browser, form: tuple[str, dict[str, str]]) -> str:
    path, fields = form
    return owner.session.post(owner.url + path, data=fields, timeout=40).text


def journal_of(till: WireTill) -> list[tuple[Mark, list[bytes]]]:
    """All marks and the events behind each beginning, as a till pulls them."""
    found = []
    for plain in till.get("/v1/marks").json()["marks"]:
        mark = from_plain(Mark, plain)
        answer = till.get(f"/v1/journal?incarnation={mark.incarnation}&after={mark.fork}")
        header, raws = unpack(answer.content)
        assert head_of(bytes.fromhex(header.previous), raws).hex() == header.head == mark.head
        found.append((mark, raws))
    return found


def taken_back(folder: Path, pulled: list[tuple[Mark, list[bytes]]]) -> dict[str, str]:
    """A real till adopts what a server told it; the heads that it holds then."""
    shop = Shop(folder)
    book = shop.parts.book
    for mark, raws in pulled:
        shop.parts.writer.submit(lambda m=mark, r=raws: adopt(book, m, m.fork, r)).result()  # type: ignore[misc]
    heads = {mark.incarnation: mark.head for mark in book.marks}
    shop.close()
    return heads


def test_the_owner_sees_whose_when_how_many_and_how_much(
    server: ServerHere, owner: Browser, theft: Theft
) -> None:
    assert "Nothing waits for you" in owner.get("/owner/review").text
    theft.tells()
    page = re.sub(r"\s+", " ", owner.get("/owner/review").text)
    money = theft.all.taken - theft.before.taken
    assert f"¥{money / 100:,.2f}" in page and "stolen or lost" in page and theft.till.device[-8:] in page
    assert re.search(r"Bills paid</h2><strong>1</strong>", page)
    assert totals(server, theft.new) == theft.before, "looking counts nothing"
    assert "Sales wait for your decision" in owner.get("/owner/devices").text


def test_counted_once_however_often_it_is_tapped(server: ServerHere, owner: Browser, theft: Theft) -> None:
    theft.tells()
    (form,) = forms(owner, "count")
    for _ in range(2):
        assert "Nothing waits for you" in decide(owner, form)
    assert totals(server, theft.new) == theft.all
    mark = theft.new.get("/v1/marks").json()["marks"][-1]
    assert (mark["why"], mark["fork"], mark["follows"]) == ("review", theft.known, theft.story.incarnation)
    theft.tells()
    assert forms(owner, "count") == [], "told again, it is known"
    assert theft.new.get("/v1/marks").json()["current"] == theft.story.incarnation


def test_what_is_counted_comes_to_the_till_with_a_chain_that_holds(
    server: ServerHere, owner: Browser, theft: Theft, tmp_path: Path
) -> None:
    theft.tells()
    decide(owner, forms(owner, "count")[0])
    pulled = journal_of(theft.new)
    assert pulled[-1][1] == theft.story.raws[theft.known :]
    heads = taken_back(tmp_path / "till", pulled)
    assert all(heads[mark.incarnation] == mark.head for mark, _ in pulled)
    assert server.database.read(lambda c: chained(c, theft.till.store)).broken == ""


def test_facts_whose_beginning_nobody_holds_are_counted_too(
    server: ServerHere, owner: Browser, theft: Theft, tmp_path: Path
) -> None:
    theft.sells("A8")
    begin = theft.known + 3
    theft.tells(after=begin)  # the round at A7 and its payment are still on the stolen till
    decide(owner, forms(owner, "count")[0])
    mark, raws = journal_of(theft.new)[-1]
    assert (mark.follows, mark.fork, raws) == ("", begin, theft.story.raws[begin:])
    assert mark.head == head_of(GENESIS, raws).hex()
    assert taken_back(tmp_path / "till", journal_of(theft.new))[mark.incarnation] == mark.head
    assert server.database.read(lambda c: chained(c, theft.till.store)).broken == ""
    (tmp_path / "other").mkdir()
    other = ServerHere(tmp_path / "other")
    keeper = other.till(brand=theft.till.brand, store=theft.till.store)
    told = {"protocol": 2, "follows": mark.follows, "fork": mark.fork}
    assert keeper.send(mark.incarnation, raws, mark.fork, GENESIS, **told).json()["head"] == mark.head
    other.close()


def test_what_is_left_out_stays_kept_and_may_be_counted_later(
    server: ServerHere, owner: Browser, theft: Theft
) -> None:
    theft.tells()
    page = decide(owner, forms(owner, "leave")[0])
    assert "Nothing waits for you" in page and "Left out by you" in page
    assert totals(server, theft.new) == theft.before
    assert forms(owner, "leave") == []
    decide(owner, forms(owner, "count")[0])
    assert totals(server, theft.new) == theft.all


def test_more_that_came_meanwhile_is_not_decided_unseen(
    server: ServerHere, owner: Browser, theft: Theft
) -> None:
    theft.tells()
    (form,) = forms(owner, "count")
    theft.sells("A8")
    theft.tells()
    assert "More has come meanwhile" in decide(owner, form)
    assert totals(server, theft.new) == theft.before
    decide(owner, forms(owner, "count")[0])
    assert totals(server, theft.new) == theft.all


def test_what_came_home_by_another_way_no_longer_waits(
    server: ServerHere, owner: Browser, theft: Theft
) -> None:
    theft.tells()
    assert theft.till.enrol(server.code()).status_code == 200  # it was found under the counter
    rest = theft.story.raws[theft.known :]
    told = theft.till.send(theft.story.incarnation, rest, theft.known, theft.story.heads[theft.known])
    assert told.status_code == 200
    assert forms(owner, "count") == []
    assert totals(server, theft.till) == theft.all


def test_sales_counted_and_then_told_by_their_till_happen_once(
    server: ServerHere, owner: Browser, theft: Theft
) -> None:
    """Found under the counter, it speaks protocol 1: it cannot call them as they are called here."""
    story = theft.story
    theft.tells()
    decide(owner, forms(owner, "count")[0])
    assert theft.till.enrol(server.code()).status_code == 200
    for table, again in (("A8", True), ("A9", False), ("A6", True)):  # it goes on, and is started anew
        after = theft.known if again else len(story.raws)
        theft.sells(table)
        told = theft.till.send(story.incarnation, story.raws[after:], after, story.heads[after])
        assert told.status_code == 200, told.text
        assert told.json()["seq"] == len(story.raws)
    assert [raw for _, raws in journal_of(theft.till) for raw in raws] == story.raws
    server.folded()
    for kind in ROWS:
        found = server.database.read(lambda c, k=kind: SqlTables(c, theft.till.store).where(k))  # type: ignore[misc]
        assert found == theft.story.tables.where(kind)


def test_what_was_counted_while_its_till_spoke_is_not_kept_once_more(
    server: ServerHere, owner: Browser, theft: Theft
) -> None:
    """It asked for the marks before the owner counted: it is told to ask them again."""
    theft.tells()
    decide(owner, forms(owner, "count")[0])
    assert theft.till.enrol(server.code()).status_code == 200
    story, after = theft.story, theft.known
    told = theft.till.send(story.incarnation, story.raws[after:], after, story.heads[after], protocol=2)
    assert (told.status_code, told.json()["code"]) == (409, "fork")
    assert [raw for _, raws in journal_of(theft.till) for raw in raws] == story.raws
    assert forms(owner, "count") == []


def test_what_is_counted_is_called_as_its_till_calls_it(
    server: ServerHere, owner: Browser, theft: Theft
) -> None:
    """Let in again, the till sees that it holds it already, and goes on behind it."""
    theft.tells()
    decide(owner, forms(owner, "count")[0])
    marks = [mark for mark, _ in journal_of(theft.new)]
    theft.sells("A8")
    story = theft.story
    last = len(story.raws)
    mine = Mark(story.incarnation, last, story.heads[last].hex())
    replica = Replica()
    replica.told_marks(marks, story.incarnation, 2)
    step = replica.next([mine], story.incarnation, lambda incarnation, seq: story.heads[seq].hex())
    counted = marks[-1]
    assert step == Push(story.incarnation, counted.seq, story.incarnation, theft.known, counted.incarnation)


def test_what_is_counted_in_two_parts_is_one_story_to_which_its_till_adds(
    server: ServerHere, owner: Browser, theft: Theft
) -> None:
    """As two branches, the second would be kept once more as soon as the till tells the rest of the first."""
    theft.tells()
    decide(owner, forms(owner, "count")[0])
    first = len(theft.story.raws)
    theft.sells("A8")
    theft.tells(first)
    decide(owner, forms(owner, "count")[0])
    pulled = journal_of(theft.new)
    (counted,) = [mark for mark, _ in pulled if mark.why == "review"]
    assert (counted.follows, counted.fork, counted.seq) == (
        theft.story.incarnation,
        theft.known,
        len(theft.story.raws),
    )
    assert [raw for _, raws in pulled for raw in raws] == theft.story.raws
    assert totals(server, theft.new) == theft.all


def test_a_till_cut_off_before_its_first_word_keeps_its_name(server: ServerHere, owner: Browser) -> None:
    till = server.till()
    asyncio.run(server.server.enrolling.revoke(till.device))
    story = evening(server.time.clock.now())
    assert till.send(story.incarnation, story.raws).json()["code"] == "revoked"
    server.till(brand=till.brand, store=till.store)
    decide(owner, forms(owner, "count")[0])
    assert till.enrol(server.code()).status_code == 200
    ((mark, raws),) = journal_of(till)
    assert (mark.incarnation, mark.seq, raws) == (story.incarnation, len(story.raws), story.raws)


def test_two_stories_under_the_same_numbers_are_both_counted(
    server: ServerHere, owner: Browser, theft: Theft
) -> None:
    other = Story(theft.story.at)
    other.incarnation, other.menu = theft.story.incarnation, theft.story.menu
    for raw in theft.story.raws[: theft.known]:
        other.slip_in(raw)
    theft.tells()
    first = len(other.raws)
    other.tell(
        "opening.started", {"opening": new_id(), "table": "A9", "guests": 1, "secret": "s", "number": "9"}
    )
    other_head = other.heads[first]
    theft.till.send(other.incarnation, other.raws[first:], first, other_head)
    decide(owner, forms(owner, "count")[0])
    marks = [mark for mark, _ in journal_of(theft.new) if mark.why == "review"]
    assert [mark.fork for mark in marks] == [theft.known, theft.known]
    assert totals(server, theft.new).openings == theft.all.openings + 1


def test_what_stands_behind_a_damaged_place_waits_and_counts_once_the_owner_says_so(
    server: ServerHere, owner: Browser, tmp_path: Path
) -> None:
    """The damaged fact comes alone, the rest goes on from the hash that is written there; told twice."""
    till, story = server.till(), evening(server.time.clock.now())
    known = len(story.raws)
    till.send(story.incarnation, story.raws)
    before = totals_of(story.tables)
    for table in ("A7", "A8"):
        opening = story.sit(table)
        story.order(opening, *lines(*simple_dishes()[:3]))
        story.pay(opening)
    altered = story.raws[known] + b" "
    for _ in range(2):
        for after, raws in ((known, [altered]), (known + 1, story.raws[known + 1 :])):
            batch = till.batch(story.incarnation, raws, after, story.heads[after])
            said = till.call("POST", "/v1/events/unproven", batch)
            assert said.json() == {"kept": after + len(raws)}
    assert totals(server, till) == before
    assert "cannot be proven" in owner.get("/owner/review").text
    assert till.send(story.incarnation, [story.raws[known]], known, story.heads[known]).status_code == 200
    (form,) = forms(owner, "count")
    assert "Nothing waits for you" in decide(owner, form)
    assert totals(server, till) == totals_of(story.tables)
    pulled = journal_of(till)
    heads = taken_back(tmp_path / "till", pulled)
    assert all(heads[mark.incarnation] == mark.head for mark, _ in pulled)
    assert server.database.read(lambda c: chained(c, till.store)).broken == ""


@pytest.mark.parametrize("counted", ["before it is mended", "never", "left out"])
def test_what_a_till_has_put_right_counts_once_and_waits_for_nobody(
    server: ServerHere, owner: Browser, counted: str
) -> None:
    """Another server gave the damaged fact back: the till tells all that stood behind it, as it was."""
    till, story = server.till(), evening(server.time.clock.now())
    known = len(story.raws)
    till.send(story.incarnation, story.raws)
    before = totals_of(story.tables)
    opening = story.sit("A7")
    story.order(opening, *lines(*simple_dishes()[:3]))
    story.pay(opening)
    last = len(story.raws)
    altered = story.raws[known].replace(b'"guests":', b'"guests":1')
    for after, raws in ((known, [altered]), (known + 1, story.raws[known + 1 :])):
        batch = till.batch(story.incarnation, raws, after, story.heads[after])
        till.call("POST", "/v1/events/unproven", batch)
    if counted != "never":
        decide(owner, forms(owner, "count" if counted.startswith("before") else "leave")[0])
    assert (totals(server, till) == before) == (counted != "before it is mended")

    hashed = head_of(story.heads[known], [altered]).hex()
    story.tell(
        MENDED,
        {
            "incarnation": story.incarnation,
            "first": known + 1,
            "facts": 1,
            "altered": [{"seq": known + 1, "hash": hashed}],
        },
    )
    assert till.send(story.incarnation, story.raws[known:], known, story.heads[known]).status_code == 200
    assert totals(server, till) == totals_of(story.tables)
    assert forms(owner, "count") == forms(owner, "leave") == []
    assert server.database.read(lambda c: chained(c, till.store)).broken == ""
    assert last + 1 == len(story.raws)


def test_what_was_counted_at_another_server_and_comes_home_from_there_waits_no_more(
    server: ServerHere, owner: Browser
) -> None:
    """There it was chained anew, for nobody holds what stands before it; the till has brought it here."""
    till, story = server.till(), evening(server.time.clock.now())
    known = len(story.raws)
    till.send(story.incarnation, story.raws)
    story.order(story.sit("A7"), *lines(*simple_dishes()[:3]))
    rest = story.raws[known + 1 :]
    batch = till.batch(story.incarnation, rest, known + 1, story.heads[known + 1])
    till.call("POST", "/v1/events/unproven", batch)
    assert len(forms(owner, "count")) == 1
    counted = branch_name(head_of(GENESIS, rest[:1]).hex())
    told = till.send(counted, rest, known + 1, fork=known + 1, protocol=2)
    assert told.status_code == 200, told.text
    assert forms(owner, "count") == []


def test_a_stranger_decides_nothing(server: ServerHere, owner: Browser, theft: Theft) -> None:
    theft.tells()
    path, fields = forms(owner, "count")[0]
    owner.session.post(owner.url + path, data={**fields, "form": "0" * 64}, timeout=9)
    Browser(server.url).session.post(server.url + path, data=fields, timeout=9)
    assert totals(server, theft.new) == theft.before


def test_the_devices_page_says_who_is_the_till_and_who_is_a_second_one(
    server: ServerHere, owner: Browser, theft: Theft
) -> None:
    page = owner.get("/owner/devices").text
    assert "The till now" in page and "Revoked" in page and "second computer" not in page
    server.server.enrolling.second_seen[theft.new.device] = server.time.clock.now()
    assert "A second computer worked as Till" in owner.get("/owner/devices").text
    server.till(brand=theft.till.brand, store=theft.till.store)
    page = owner.get("/owner/devices").text
    assert "Replaced" in page and "second computer" not in page
