"""The way to a keeper as pure steps: whatever was lost, rewound or forked, both end with the same facts."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.record.envelope import GENESIS, chain
from domain.record.replication import (
    AskMarks,
    Branch,
    Mark,
    Probe,
    Pull,
    Push,
    Renew,
    Replica,
    Rest,
    Step,
)

MOST = 3  # events of one batch


@dataclass
class Holder:
    """Somebody's copies of incarnations: raw events and hashes, as till and server keep them."""

    events: dict[str, list[bytes]] = field(default_factory=dict)
    follows: dict[str, tuple[str, int]] = field(default_factory=dict)

    def begin(self, incarnation: str, follows: str = "", fork: int = 0) -> None:
        self.events[incarnation] = []
        self.follows[incarnation] = (follows, fork)

    def hash_at(self, incarnation: str, seq: int) -> str:
        follows, fork = self.follows[incarnation]
        if seq < fork or (seq == fork and follows):
            return self.hash_at(follows, seq) if fork else GENESIS.hex()
        digest = bytes.fromhex(self.hash_at(follows, fork)) if fork else GENESIS
        for raw in self.events[incarnation][: seq - fork]:
            digest = chain(digest, raw)
        return digest.hex()

    def seq(self, incarnation: str) -> int:
        return self.follows[incarnation][1] + len(self.events[incarnation])

    def marks(self) -> list[Mark]:
        return [
            Mark(one, self.seq(one), self.hash_at(one, self.seq(one)), *self.follows[one])
            for one in self.events
        ]

    def copy(self) -> Holder:
        return Holder({id: list(raws) for id, raws in self.events.items()}, dict(self.follows))


class Shop:
    """A till and its keeper, joined by the steps that a Replica asks for; ``sell`` writes a fact."""

    def __init__(self) -> None:
        self.till, self.server = Holder(), Holder()
        self.till.begin("A")
        self.own, self.current, self.sold, self.lives = "A", "", 0, 0
        self.replica = Replica()
        self.said: list[str] = []

    def sell(self, count: int = 1) -> None:
        for _ in range(count):
            self.sold += 1
            self.till.events[self.own].append(b"sale %d" % self.sold)

    def new_life(self, follows: str, fork: int = 0) -> str:
        self.lives += 1
        name = f"{'B' if fork else 'R'}{self.lives}"
        self.till.begin(name, follows, fork)
        return name

    def settle(self, most: int = 400) -> None:
        for _ in range(most):
            step = self.replica.next(self.till.marks(), self.own, self.till.hash_at)
            if isinstance(step, Rest):
                return
            self.do(step)
        raise AssertionError("it never comes to rest")

    def do(self, step: Step) -> None:
        self.said.append(type(step).__name__)
        match step:
            case AskMarks():
                self.replica.told_marks(self.server.marks(), self.current, 2)
            case Probe(incarnation, seq):
                self.replica.told_hash(incarnation, seq, self.server.hash_at(incarnation, seq))
            case Push():
                self.push(step)
            case Pull(mark, after):
                self.pull(mark, after)
            case Renew(incarnation, _):
                self.own = self.new_life(incarnation)
                self.sell()  # its first own fact
            case Branch(incarnation, shared, _):
                self.branch(incarnation, shared)

    def push(self, step: Push) -> None:
        if step.incarnation not in self.server.events:
            assert step.follows in ("", *self.server.events)
            self.server.begin(step.incarnation, step.follows, step.fork)
            self.current = step.incarnation
        start = step.after - step.fork
        sent = self.till.events[step.incarnation][start : start + MOST]
        kept = self.server.events[step.incarnation]
        assert len(kept) == start, "pushed what was there, or beyond a gap"
        assert self.server.hash_at(step.incarnation, step.after) == self.till.hash_at(
            step.incarnation, step.after
        )
        kept += sent
        seq = self.server.seq(step.incarnation)
        head = self.server.hash_at(step.incarnation, seq)
        self.replica.acknowledged(
            step, step.after + len(sent), seq, head, self.till.hash_at(step.incarnation, seq)
        )

    def pull(self, mark: Mark, after: int) -> None:
        if mark.incarnation not in self.till.events:
            self.till.begin(mark.incarnation, mark.follows, mark.fork)
        start = after - mark.fork
        assert len(self.till.events[mark.incarnation]) == start
        self.till.events[mark.incarnation] += self.server.events[mark.incarnation][start : start + MOST]
        self.replica.pulled(mark.incarnation, self.till.seq(mark.incarnation))

    def branch(self, incarnation: str, shared: int) -> None:
        kept = shared - self.till.follows[incarnation][1]
        moved = self.till.events[incarnation][kept:]
        del self.till.events[incarnation][kept:]
        name = self.new_life(incarnation, shared)
        self.till.events[name] = moved
        if incarnation == self.own:
            self.own = name
            self.sell()

    def facts(self, holder: Holder) -> set[bytes]:
        return {raw for raws in holder.events.values() for raw in raws}


def agree(shop: Shop) -> None:
    """Both hold the same incarnations with the same heads; one without any fact is nobody's yet."""
    ours, theirs = (
        {mark.incarnation: mark.head for mark in holder.marks() if mark.seq > mark.fork}
        for holder in (shop.till, shop.server)
    )
    assert ours == theirs


def test_what_is_sold_comes_home_and_nothing_is_asked_twice() -> None:
    shop = Shop()
    shop.sell(7)
    shop.settle()
    shop.sell()
    shop.settle()
    agree(shop)
    assert shop.said == ["AskMarks", "Push", "Push", "Push", "Push"]


def test_a_rewound_till_goes_on_under_a_new_incarnation_and_gets_its_facts_back() -> None:
    shop = Shop()
    shop.sell(5)
    shop.settle()
    image = shop.till.copy()
    shop.sell(4)
    shop.settle()
    everything = shop.facts(shop.till)
    shop.till, shop.replica = image, Replica()
    shop.settle()
    agree(shop)
    assert everything < shop.facts(shop.till) and shop.own == "R1"


def test_a_till_that_sold_after_being_rewound_keeps_both_branches() -> None:
    shop = Shop()
    shop.sell(20)
    shop.settle()
    image = shop.till.copy()
    shop.sell(6)
    shop.settle()
    everything = shop.facts(shop.till)
    shop.till, shop.replica = image, Replica()
    shop.sell(9)
    everything |= shop.facts(shop.till)
    shop.settle()
    agree(shop)
    assert everything < shop.facts(shop.till) and shop.till.follows[shop.own] == ("A", 20)


def test_an_empty_server_gets_every_incarnation_oldest_first() -> None:
    shop = Shop()
    shop.sell(5)
    shop.settle()
    image = shop.till.copy()
    shop.sell(2)
    shop.settle()
    shop.till, shop.replica = image, Replica()
    shop.settle()
    shop.server, shop.current = Holder(), ""
    shop.replica.refused("epoch")
    shop.settle()
    agree(shop)
    assert list(shop.server.events) == ["A", "R1"]


@pytest.mark.parametrize("code", ["revoked", "replaced", "second_till"])
def test_what_a_server_counts_no_more_goes_to_its_review_list_once(code: str) -> None:
    shop = Shop()
    shop.sell(2)
    shop.settle()
    shop.sell(3)
    shop.replica.refused(code)
    step = shop.replica.next(shop.till.marks(), "A", shop.till.hash_at)
    assert step == Push("A", 2, "", 0)
    shop.replica.refused(code, step, 5)
    assert shop.replica.next(shop.till.marks(), "A", shop.till.hash_at) == Rest()
    shop.sell()
    assert shop.replica.next(shop.till.marks(), "A", shop.till.hash_at) == Push("A", 5, "", 0)
    shop.replica.hope()
    assert shop.replica.next(shop.till.marks(), "A", shop.till.hash_at) == AskMarks()


def test_a_server_of_protocol_1_that_tells_another_story_is_a_matter_for_people() -> None:
    shop = Shop()
    shop.sell(5)
    shop.replica.told_marks([Mark("A", 3, "00" * 32)], "A", 1)
    assert shop.replica.next(shop.till.marks(), "A", shop.till.hash_at) == Rest()
    assert shop.replica.stopped == "fork"


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["sell", "sell", "settle", "save", "rewind", "lose", "older"]), max_size=25))
def test_whatever_happens_no_sale_is_lost(story: list[str]) -> None:
    """Disks go back to old images, servers to old backups or to nothing; what both hold in the end is all."""
    shop = Shop()
    images, backups = [(shop.till.copy(), "A")], [(Holder(), "")]
    safe: set[bytes] = set()
    for what in story:
        match what:
            case "sell":
                shop.sell(2)
            case "settle":
                shop.settle()
                safe |= shop.facts(shop.server)
                backups.append((shop.server.copy(), shop.current))
            case "save":
                images.append((shop.till.copy(), shop.own))
            case "rewind":
                shop.settle()
                shop.till, shop.own = images[-1][0].copy(), images[-1][1]
                shop.replica = Replica()
                safe |= shop.facts(shop.server)
            case "lose" | "older":
                old, current = backups[0] if what == "lose" else backups[-1]
                safe -= shop.facts(shop.server) - shop.facts(shop.till) - shop.facts(old)
                shop.server, shop.current = old.copy(), current
                shop.replica.refused("epoch")
    shop.settle()
    agree(shop)
    assert safe <= shop.facts(shop.till)
