"""The way to a keeper as pure steps: whatever was lost, rewound or forked, both end with the same facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.record.envelope import GENESIS, chain
from domain.record.replication import (
    STOPS,
    AskMarks,
    Mark,
    Mend,
    Probe,
    Pull,
    Push,
    Renew,
    Replica,
    Rest,
    Step,
    branch_name,
)

MOST = 3  # events of one batch


@dataclass
class Holder:
    """Somebody's copies of incarnations: raw events and hashes, as till and server keep them."""

    events: dict[str, list[bytes]] = field(default_factory=dict)
    follows: dict[str, tuple[str, int]] = field(default_factory=dict)

    def begin(self, incarnation: str, follows: str = "", fork: int = 0) -> None:
        assert fork >= self.follows.get(follows, ("", 0))[1], "a story parts within the one that it follows"
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
    """A till and its keepers, joined by the steps that a Replica asks for; ``sell`` writes a fact."""

    def __init__(self, keepers: int = 1) -> None:
        self.till = Holder()
        self.servers = [Holder() for _ in range(keepers)]
        self.till.begin("A")
        self.own, self.sold, self.lives = "A", 0, 0
        self.current = [""] * keepers
        self.replicas = [Replica() for _ in range(keepers)]
        self.said: list[str] = []

    @property
    def server(self) -> Holder:
        return self.servers[0]

    @property
    def replica(self) -> Replica:
        return self.replicas[0]

    def sell(self, count: int = 1) -> None:
        for _ in range(count):
            self.sold += 1
            self.till.events[self.own].append(b"sale %d" % self.sold)

    def set_back(self, image: Holder, own: str) -> None:
        """The disk goes back, and the till starts anew."""
        self.till, self.own = image.copy(), own
        self.replicas = [Replica() for _ in self.servers]

    def settle(self, keeper: int = 0, most: int = 1_000) -> None:
        for _ in range(most):
            step = self.replicas[keeper].next(self.till.marks(), self.own, self.till.hash_at)
            if isinstance(step, Rest):
                return
            self.do(step, keeper)
        raise AssertionError("it never comes to rest")

    def do(self, step: Step, keeper: int = 0) -> None:
        self.said.append(type(step).__name__)
        server, replica = self.servers[keeper], self.replicas[keeper]
        match step:
            case AskMarks():
                replica.told_marks(server.marks(), self.current[keeper], 2)
            case Probe(incarnation, seq):
                replica.told_hash(incarnation, seq, server.hash_at(incarnation, seq))
            case Push():
                self.push(step, keeper)
            case Pull():
                self.pull(step, keeper)
            case Mend():
                self.mend(step, keeper)
            case Renew(incarnation, _):
                self.lives += 1
                self.own = f"R{self.lives}"
                self.till.begin(self.own, incarnation)
                self.sell()  # its first own fact

    def mend(self, step: Mend, keeper: int) -> None:
        """What the server holds there comes back if it is what stands in the till's own story."""
        here, there = self.till.follows[step.incarnation][1], self.servers[keeper].follows[step.there][1]
        ours = self.till.events[step.incarnation][step.first - here - 1 : step.last - here]
        told = self.servers[keeper].events[step.there][step.first - there - 1 : step.last - there]
        assert len(told) == step.last - step.first + 1, "asked for more than it holds"
        if ours != told:
            self.replicas[keeper].not_mended(step)
            return
        for replica in self.replicas:
            still = [n for n in replica.damaged[step.incarnation] if not step.first <= n <= step.last]
            replica.damaged = {**replica.damaged, step.incarnation: still}
        self.replicas[keeper].mended(step.incarnation)

    def push(self, step: Push, keeper: int) -> None:
        server = self.servers[keeper]
        if step.there not in server.events:
            assert step.follows in ("", *server.events)
            if step.fork and server.seq(step.follows) > step.fork:
                first = self.till.hash_at(step.incarnation, step.fork + 1)
                assert server.hash_at(step.follows, step.fork + 1) != first, "it stands there already"
            server.begin(step.there, step.follows, step.fork)
            self.current[keeper] = step.there
        ours = self.till.events[step.incarnation]
        begin = step.after - self.till.follows[step.incarnation][1]
        broken = (seq for seq in self.replicas[keeper].damaged.get(step.incarnation, ()) if seq > step.after)
        whole = next(broken, step.after + MOST + 1) - step.after - 1
        sent, kept = ours[begin : begin + min(MOST, whole)], server.events[step.there]
        assert len(kept) == step.after - step.fork, "pushed what was there, or beyond a gap"
        before = self.till.hash_at(step.incarnation, step.after)
        assert server.hash_at(step.there, step.after) == before
        kept += sent
        seq, last = server.seq(step.there), step.after + len(sent)
        head = server.hash_at(step.there, seq)
        self.replicas[keeper].acknowledged(step, last, seq, head, self.till.hash_at(step.incarnation, last))

    def pull(self, step: Pull, keeper: int) -> None:
        mark, server = step.mark, self.servers[keeper]
        if mark.incarnation not in self.till.events:
            self.till.begin(mark.incarnation, mark.follows, mark.fork)
        start = step.after - mark.fork
        assert len(self.till.events[mark.incarnation]) == start
        base = server.follows[step.there][1]
        self.till.events[mark.incarnation] += server.events[step.there][step.after - base :][:MOST]
        seq = self.till.seq(mark.incarnation)
        assert self.till.hash_at(mark.incarnation, seq) == server.hash_at(step.there, seq)
        self.replicas[keeper].pulled(mark.incarnation, seq)

    def facts(self, holder: Holder) -> set[bytes]:
        return {raw for raws in holder.events.values() for raw in raws}


def agree(shop: Shop, keeper: int = 0) -> None:
    """Both hold the same facts, each once, under chains that end alike, whatever they are called."""
    ours, theirs = shop.till, shop.servers[keeper]
    for holder in (ours, theirs):
        all_facts = [raw for raws in holder.events.values() for raw in raws]
        assert len(all_facts) == len(set(all_facts)), "a fact is kept twice"
    assert shop.facts(ours) == shop.facts(theirs)
    heads = [{mark.head for mark in holder.marks() if mark.seq > mark.fork} for holder in (ours, theirs)]
    if not any(mark.fork for mark in ours.marks()):
        assert heads[0] == heads[1]


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
    shop.set_back(image, "A")
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
    shop.set_back(image, "A")
    shop.sell(9)
    everything |= shop.facts(shop.till)
    shop.settle()
    agree(shop)
    assert everything <= shop.facts(shop.till)
    (theirs,) = (name for name in shop.till.events if name != "A")
    (ours,) = (name for name in shop.server.events if name != "A")
    assert shop.till.follows[theirs] == shop.server.follows[ours] == ("A", 20) and shop.own == "A"
    assert shop.server.events["A"] == [*image.events["A"], *shop.till.events[theirs]]


def test_of_three_stories_each_parts_from_where_it_did() -> None:
    """A disk is set back twice, to a later image then: one branch is no branch of the other."""
    shop = Shop()
    shop.sell(3)
    early = shop.till.copy()
    shop.sell(2)
    late = shop.till.copy()
    shop.sell(3)
    shop.settle()
    for image in (early, late):
        shop.set_back(image, "A")
        shop.sell(2)
        shop.settle()
    assert sorted(shop.till.follows.values()) == [("", 0), ("A", 3), ("A", 5)]


def test_an_empty_server_gets_every_incarnation_oldest_first() -> None:
    shop = Shop()
    shop.sell(5)
    shop.settle()
    image = shop.till.copy()
    shop.sell(2)
    shop.settle()
    shop.set_back(image, "A")
    shop.settle()
    shop.servers, shop.current = [Holder()], [""]
    shop.replica.refused("epoch")
    shop.settle()
    agree(shop)
    assert list(shop.server.events) == ["A", "R1"]


def test_what_was_sold_before_a_restore_goes_to_review_too() -> None:
    shop = Shop()
    shop.sell(2)
    shop.settle()
    shop.sell(3)
    shop.till.begin("B", "A")
    shop.own = "B"
    shop.sell(1)
    shop.replica.refused("revoked")
    pushed = []
    while isinstance(step := shop.replica.next(shop.till.marks(), "B", shop.till.hash_at), Push):
        pushed.append(step)
        shop.replica.refused("revoked", step, shop.till.seq(step.incarnation))
    assert pushed == [Push("A", 2, "", 0), Push("B", 0, "A", 0)]


def test_a_till_that_is_cut_off_tells_an_older_copy_of_the_server_again() -> None:
    shop = Shop()
    shop.replica.met("first epoch")
    shop.sell(2)
    shop.settle()
    shop.replica.refused("revoked")
    assert isinstance(shop.replica.next(shop.till.marks(), "A", shop.till.hash_at), Rest)
    shop.replica.met("first epoch")
    assert isinstance(shop.replica.next(shop.till.marks(), "A", shop.till.hash_at), Rest)
    shop.replica.met("epoch of the copy")
    assert shop.replica.next(shop.till.marks(), "A", shop.till.hash_at) == Push("A", 0, "", 0)


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


def test_who_is_listened_to_again_asks_what_is_held_and_does_not_tell_the_same_for_ever() -> None:
    """Restored from an old backup it was the second till, until the first had been silent for long enough."""
    shop = Shop()
    shop.sell(5)
    shop.settle()
    shop.set_back(Holder({"A": shop.till.events["A"][:3]}, {"A": ("", 0)}), "A")
    shop.till.begin("B", "A")
    shop.own = "B"
    shop.sell()
    shop.replica.refused("second_till")
    step = shop.replica.next(shop.till.marks(), "B", shop.till.hash_at)
    assert step == Push("A", 0, "", 0)
    head, ours = shop.server.hash_at("A", 5), shop.till.hash_at("A", 3)
    shop.replica.acknowledged(step, 3, 5, head, ours)  # it holds more of it than we had sent
    assert shop.replica.next(shop.till.marks(), "B", shop.till.hash_at) == AskMarks()
    shop.settle()
    agree(shop)


def test_who_is_told_of_a_gap_is_listened_to_again_and_asks_what_is_held() -> None:
    """Seed 8101 --two: it told for ever the same, of which that server holds another story."""
    shop = Shop()
    shop.sell(5)
    shop.replica.refused("second_till")
    step = shop.replica.next(shop.till.marks(), "A", shop.till.hash_at)
    assert isinstance(step, Push)
    shop.replica.refused("gap", step, 5)
    assert shop.replica.next(shop.till.marks(), "A", shop.till.hash_at) == AskMarks()
    shop.settle()
    agree(shop)


def test_a_server_of_protocol_1_that_tells_another_story_is_a_matter_for_people() -> None:
    shop = Shop()
    shop.sell(5)
    shop.replica.told_marks([Mark("A", 3, "00" * 32)], "A", 1)
    assert shop.replica.next(shop.till.marks(), "A", shop.till.hash_at) == Rest()
    assert shop.replica.stopped == "fork"


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(["sell", "sell", "settle 0", "settle 1", "save", "rewind", "lose", "older"]),
        max_size=25,
    )
)
def test_whatever_happens_no_sale_is_lost_nor_kept_twice(story: list[str]) -> None:
    """Disks go back to old images, a server to nothing or to an older copy, another one is away meanwhile."""
    shop = Shop(2)
    images, backups = [(shop.till.copy(), "A")], [(Holder(), "")]
    safe: set[bytes] = set()
    for what in story:
        match what:
            case "sell":
                shop.sell(2)
            case "settle 0" | "settle 1":
                keeper = int(what[-1])
                shop.settle(keeper)
                safe |= shop.facts(shop.servers[keeper])
                if keeper == 0:
                    backups.append((shop.server.copy(), shop.current[0]))
            case "save":
                images.append((shop.till.copy(), shop.own))
            case "rewind":
                shop.set_back(*images[-1])
                kept = (shop.till, *shop.servers)
                safe &= set().union(*(shop.facts(holder) for holder in kept))
            case "lose" | "older":
                old, current = backups[0] if what == "lose" else backups[-1]
                shop.servers[0], shop.current[0] = old.copy(), current
                kept = (shop.till, *shop.servers)
                safe &= set().union(*(shop.facts(holder) for holder in kept))
                shop.replicas[0].refused("epoch")
    for keeper in (0, 1, 0, 1):
        shop.replicas[keeper].ask_again()
        shop.settle(keeper)
    agree(shop, 0)
    agree(shop, 1)
    assert safe <= shop.facts(shop.till)


def test_two_keepers_that_know_two_stories_of_one_incarnation_end_with_both() -> None:
    """The rewound till sells while only the standby is there; home holds what was lost with the disk."""
    shop = Shop(2)
    shop.sell(20)
    shop.settle(0)
    shop.settle(1)
    image = shop.till.copy()
    shop.sell(4)
    shop.settle(0)
    shop.set_back(image, "A")
    shop.sell(7)
    shop.settle(1)
    for _ in range(3):
        for keeper in (0, 1):
            shop.replicas[keeper].ask_again()
            shop.settle(keeper)
    agree(shop, 0)
    agree(shop, 1)
    assert len(shop.facts(shop.till)) == 31


def test_a_branch_of_a_story_that_has_another_name_there_is_known_as_ours() -> None:
    """Here it is a branch; there it is the trunk, and goes on as what the owner has counted."""
    theirs = [f"{number:064x}"[::-1] for number in range(0xB00, 0xB15)]
    ours = [*theirs[:9], *(f"{number:064x}"[::-1] for number in range(0xA09, 0xA0D))]
    branch, counted = branch_name(theirs[9]), branch_name(theirs[10])
    held = {"trunk": ours, branch: theirs}
    local = [Mark("trunk", 12, ours[12]), Mark(branch, 10, theirs[10], "trunk", 8), Mark("now", 0, "")]
    replica = Replica()
    replica.told_marks([Mark("trunk", 9, theirs[9]), Mark(counted, 20, theirs[20], "trunk", 9)], "trunk", 2)
    steps: list[Step] = []
    for _ in range(20):
        step = replica.next(local, "now", lambda name, seq: held[name][seq])
        match step:
            case Probe(name, seq):
                replica.told_hash(name, seq, theirs[seq])
            case Push():
                steps.append(step)
                replica.acknowledged(step, 12, 12, ours[12], ours[12])
            case _:
                steps.append(step)
                break
    assert steps == [
        Push("trunk", 8, "trunk", 8, branch_name(ours[9])),
        Pull(local[1], 10, counted),
    ]


def held_by_two_names(till_has: int) -> Shop:
    """A cut-off till told 14 sales. Home counted two of those behind its 9 as a branch, the standby all from
    its 6th. The till at work has the first ``till_has`` of them under their first name, and home's branch."""
    shop = Shop(2)
    shop.sell(14)
    all_sales, story = shop.till.events["A"], shop.till.copy()
    at_home, at_standby = (branch_name(story.hash_at("A", seq)) for seq in (10, 6))
    shop.till.events["A"] = all_sales[:till_has]
    shop.till.begin(at_home, "A", 9)
    shop.till.events[at_home] = all_sales[9:11]
    shop.till.begin("new", "A")
    shop.own = "new"
    home, standby = shop.servers
    for server, parts, name, end in ((home, 9, at_home, 11), (standby, 5, at_standby, 14)):
        server.begin("A")
        server.events["A"] = all_sales[:parts]
        server.begin(name, "A", parts)
        server.events[name] = all_sales[parts:end]
    shop.current = ["A", "A"]
    shop.sell()
    return shop


def test_what_two_keepers_call_by_two_names_comes_to_the_till_once() -> None:
    shop = held_by_two_names(till_has=9)
    for keeper in (1, 0, 1):
        shop.replicas[keeper].ask_again()
        shop.settle(keeper)
    agree(shop, 0)
    agree(shop, 1)
    assert len(shop.facts(shop.till)) == 15


def test_a_till_that_holds_a_story_by_two_names_comes_to_rest_with_all_keepers() -> None:
    """An earlier release took it over twice; it counts once."""
    shop = held_by_two_names(till_has=14)
    for keeper in (0, 1, 0):
        shop.replicas[keeper].ask_again()
        shop.settle(keeper)
    assert shop.facts(shop.till) == shop.facts(shop.servers[0]) == shop.facts(shop.servers[1])
    for server in shop.servers:
        assert sum(map(len, server.events.values())) == 15


def test_a_branch_that_is_the_trunk_there_and_parts_from_it_again_is_told_from_there() -> None:
    """Three stories of one disk: the till asked itself for ever what its branch was called there."""
    shop = Shop()
    shop.sell(9)
    common, story = shop.till.events["A"][:5], shop.till.copy()
    third, fourth = ([b"%s %d" % (one, number) for number in range(4)] for one in (b"third", b"fourth"))
    story.events["A"] = [*common, *third]
    branch = branch_name(story.hash_at("A", 6))
    shop.till.begin(branch, "A", 5)
    shop.till.events[branch] = third
    shop.server.begin("A")
    shop.server.events["A"] = [*common, *third[:2], *fourth]
    shop.current = ["A"]
    shop.settle()
    shop.replica.ask_again()
    shop.settle()
    agree(shop)
    assert len(shop.facts(shop.server)) == 9 + 4 + 4


def test_what_stands_behind_damage_is_in_nobodys_way() -> None:
    """What began later goes to the keeper; what nothing leads to is named, also a branch that left there."""
    shop = Shop()
    shop.sell(9)
    shop.settle()
    shop.sell(9)
    shop.till.begin("B", "A")
    shop.own = "B"
    shop.sell(5)
    shop.till.begin("fork", "A", 15)
    shop.till.events["fork"] = [b"other 16", b"other 17"]
    shop.till.begin("early", "A", 4)
    shop.till.events["early"] = [b"other 5"]
    shop.replica.damaged = {"A": [3, 12, 14], "B": []}
    shop.settle()
    assert {name: shop.server.seq(name) for name in shop.server.events} == {"A": 11, "early": 5, "B": 5}
    assert list(shop.replica.unproven(shop.till.marks())) == [("A", 11), ("fork", 15)]
    assert shop.replica.waiting(shop.till.marks()) == 0

    assert shop.replica.damaged == {"A": [12, 14], "B": []}, "what the keeper held has come back"
    assert shop.said.count("Mend") == 1

    shop.replica.damaged = {}  # it was mended
    assert shop.replica.waiting(shop.till.marks()) == 9
    shop.settle()
    assert len(shop.facts(shop.server)) == len(shop.facts(shop.till)) == 26
    assert not list(shop.replica.unproven(shop.till.marks()))


@pytest.mark.parametrize("code", sorted(STOPS))
def test_a_till_that_is_cut_off_hands_over_what_leads_to_its_damage_and_names_the_rest(code: str) -> None:
    shop = Shop()
    shop.sell(9)
    shop.settle()
    shop.sell(9)
    shop.replicas[0] = Replica({"A": 15})  # as an earlier run heard, before this disk went back
    shop.replica.refused(code)
    shop.replica.damaged = {"A": [12]}
    step = shop.replica.next(shop.till.marks(), shop.own, shop.till.hash_at)
    assert step == Push("A", 0, "", 0)
    assert isinstance(step, Push)
    shop.replica.refused(code, step, 11)
    assert isinstance(shop.replica.next(shop.till.marks(), shop.own, shop.till.hash_at), Rest)
    assert list(shop.replica.unproven(shop.till.marks())) == [("A", 11)]


def test_what_one_keeper_holds_mends_the_record_and_what_stood_behind_goes_to_the_other() -> None:
    shop = Shop(keepers=2)
    shop.sell(9)
    shop.settle()
    shop.settle(1)
    shop.sell(9)
    shop.settle(1)
    for replica in shop.replicas:
        replica.damaged = {"A": [12, 13, 17]}
    shop.till.begin("B", "A")
    shop.own = "B"
    shop.sell(5)
    shop.settle()
    assert shop.server.seq("A") == 11
    assert list(shop.replica.unproven(shop.till.marks())) == [("A", 11)]
    shop.replica.put_aside("A", 18)
    shop.settle(1)
    assert shop.said.count("Mend") == 2, "12 and 13 at once"
    assert not shop.replicas[1].damaged["A"]
    shop.settle()
    assert shop.server.seq("A") == 18
    agree(shop)


def test_what_a_keeper_tells_otherwise_is_asked_for_once_until_it_may_hold_more() -> None:
    shop = Shop()
    shop.sell(9)
    shop.settle()
    shop.server.events["A"][4] = b"not what was written here"
    shop.replica.damaged = {"A": [5]}
    shop.replica.pulled("A", 9)  # the hash behind it is the till's own: nothing else is found out
    shop.settle()
    shop.settle()
    assert shop.said.count("Mend") == 1
    shop.replica.ask_again()
    shop.replica.pulled("A", 9)
    shop.replica.told_marks([replace(shop.till.marks()[0])], "A", 2)
    shop.settle()
    assert shop.said.count("Mend") == 2
    assert shop.replica.damaged == {"A": [5]}


def test_what_the_owner_counted_behind_a_branch_is_known_as_the_rest_of_it() -> None:
    """Ours parts from the keeper's; it has the beginning of ours as a branch and, counted, some of the rest,
    which another PC told: the till offered the rest for ever and was told each time that it is there."""
    shop = Shop()
    shop.sell(9)
    ours = shop.till.events["A"]
    branch, counted = (branch_name(shop.till.hash_at("A", seq)) for seq in (6, 8))
    shop.server.begin("A")
    shop.server.events["A"] = [*ours[:5], *(b"other %d" % number for number in range(6))]
    shop.server.begin(branch, "A", 5)
    shop.server.events[branch] = ours[5:7]
    shop.server.begin(counted, branch, 7)
    shop.server.events[counted] = ours[7:8]
    shop.till.begin("new", "A")
    shop.own, shop.current = "new", ["A"]
    shop.sell()
    shop.settle()
    shop.replica.ask_again()
    shop.settle()
    agree(shop)
    assert len(shop.facts(shop.server)) == 9 + 6 + 1 and shop.server.events[counted] == ours[7:]
