"""How a store's facts travel to a server that keeps them, and its own facts back. Sans I/O: see PROTOCOL.md.

The till asks a ``Replica`` for the next step, does it, and tells it what came of it.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.errors import Refused
from domain.record.canonical import canonical, parse
from domain.record.envelope import GENESIS
from domain.record.mending import in_a_row
from domain.record.plain import from_plain, to_plain

PROTOCOL = 1
PROTOCOLS = (1, 2)
MOST_EVENTS = 2_000  # in one batch
MOST_BYTES = 32 * 1024 * 1024  # of one batch, unpacked


@dataclass(frozen=True, slots=True)
class BatchHeader:
    """Stands once before a run of events. Hashes in hexadecimal: before its first event, after its last."""

    brand: str
    store: str
    device: str
    incarnation: str
    after: int
    previous: str
    head: str
    protocol: int = PROTOCOL
    follows: str = ""
    fork: int = 0


def pack(header: BatchHeader, raws: Sequence[bytes]) -> bytes:
    """The header and the raw events, one a line, gzipped."""
    plain = canonical({**to_plain(header), "protocol": header.protocol})
    return gzip.compress(b"\n".join([plain, *raws]), compresslevel=3, mtime=0)


def unpack(data: bytes) -> tuple[BatchHeader, list[bytes]]:
    """A batch's header and raw events as sent. Raises Refused("unreadable")."""
    try:
        unpacker = zlib.decompressobj(wbits=31)
        text = unpacker.decompress(data, MOST_BYTES)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise Refused("unreadable")
    except zlib.error as error:
        raise Refused("unreadable") from error
    first, *raws = text.split(b"\n")
    return from_plain(BatchHeader, parse(first)), raws


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an incarnation has got, here or there: its last number and hash (hexadecimal).

    ``follows``: the incarnation it continues, "" for the first. ``fork``: the last number it shares with
    that one if it is the branch of a fork, else 0. ``device``, ``began`` (UTC milliseconds) and ``why`` are
    told by servers.
    """

    incarnation: str
    seq: int
    head: str
    follows: str = ""
    fork: int = 0
    device: str = ""
    began: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class AskMarks:
    """Ask the server what it holds."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Ask for the server's hash after an event."""

    incarnation: str
    seq: int


@dataclass(frozen=True, slots=True)
class Push:
    """Send our events behind ``after``; ``follows`` and ``fork`` stand in the batch's header.

    ``name``: what the incarnation is called there, if otherwise; ``head``: the hash after ``after`` as it is
    told there, "" if it is not known.
    """

    incarnation: str
    after: int
    follows: str
    fork: int
    name: str = ""
    head: str = field(default="", compare=False)

    @property
    def there(self) -> str:
        """The incarnation as that server calls it."""
        return self.name or self.incarnation


@dataclass(frozen=True, slots=True)
class Pull:
    """Take over the server's events behind ``after``, as the incarnation that ``mark`` describes.

    ``name``: what it is called there, if otherwise.
    """

    mark: Mark
    after: int
    name: str = ""

    @property
    def there(self) -> str:
        """The incarnation as that server calls it."""
        return self.name or self.mark.incarnation


@dataclass(frozen=True, slots=True)
class Mend:
    """Fetch the server's facts ``first`` to ``last`` of an incarnation of ours, where our record is damaged.

    ``there``: what it is called there.
    """

    incarnation: str
    first: int
    last: int
    there: str


@dataclass(frozen=True, slots=True)
class Renew:
    """We were rewound: go on under a new incarnation. ``missing``: facts that only the server has."""

    incarnation: str
    missing: int


@dataclass(frozen=True, slots=True)
class Rest:
    """There is nothing to do until something is written, or it is time to ask again."""


Step = AskMarks | Probe | Push | Pull | Mend | Renew | Rest
HashAt = Callable[[str, int], str]  # incarnation, number: our hash after that event, "" if it is lost
FORKED = "fork"  # a server that cannot tell enough to mend it
ITS_DISK = "server_disk"  # the server's disk is full or broken: it takes nothing until there is room
OWN_SERVER = "own_server"  # the server beside this till does not start
GAP = "gap"
STOPS = frozenset({"revoked", "replaced", "second_till"})  # matters for people; our facts go to review


@dataclass(frozen=True, slots=True)
class _Apart:
    """Their incarnation ``base`` shares ours up to ``shared``; what we hold behind that is ``name`` there."""

    base: str
    shared: int
    name: str


def branch_name(first: str) -> str:
    """The name of a story that parts from another one: it follows from the hash after its first event."""
    return first[:32]


class Replica:
    """What to do next so that a keeper and this till hold the same facts. One for each keeper.

    Where both tell another story under the same numbers, both stories count: ours is called there by a name
    that follows from its first event, theirs is called so here. Nothing that is kept is ever renamed.

    What stands behind a damaged fact that the keeper lacks cannot be proven to it, nor can a branch that
    leaves there: it is not offered, and in nobody's way. ``unproven`` says what that is.
    """

    def __init__(self, held: Mapping[str, int] | None = None) -> None:
        """``held``: up to where it held each incarnation in an earlier run."""
        self.stopped = ""  # one of STOPS or FORKED: nothing of us counts there until people have decided
        self.held = dict(held or {})  # by our names, as far as is known
        self.damaged: Mapping[str, Sequence[int]] = {}  # our damaged facts of each incarnation, in order
        self._safe: dict[str, int] = {}  # seen in this run: up to there it counts or waits for the owner
        self._aside: dict[str, int] = {}  # seen in this run: unproven up to there, it waits for the owner
        self._not_mended: set[tuple[str, int]] = set()  # what it holds there is not what we wrote
        self._epoch = ""  # of the server, by what it told last
        self._protocol = max(PROTOCOLS)
        self._marks: dict[str, Mark] | None = None
        self._current = ""
        self._agreed: dict[str, int] = {}  # both have the same history up to there, by our names
        self._probed: dict[tuple[str, int], str] = {}
        self._apart: dict[str, _Apart] = {}  # by our name: where their story under it parts from ours
        self._called: dict[str, str] = {}  # our name for a story of theirs → their name for it
        self._branches: dict[tuple[str, int], str] = {}  # what a branch of ours from a number would be called
        self._tails: list[tuple[str, str, int]] = []  # ours, theirs, the last number that both share
        self._parted: dict[str, tuple[str, int]] = {}  # our name for it → where it parts from which of ours

    # what comes next

    def next(self, local: Sequence[Mark], own: str, hash_at: HashAt) -> Step:
        """The next step. ``local``: what we hold, in the order it began; ``own``: what we write now."""
        if self.stopped:
            return self._to_review(local)
        if self._marks is None:
            return AskMarks()
        for mine in local:
            self._know_branches(local, hash_at)
            step = self._about(mine, own, local, hash_at)
            if step is not None:
                return step
        return self._new_to_us(local) or self._to_mend(local) or Rest()

    def _to_mend(self, local: Sequence[Mark]) -> Step | None:
        """What is damaged here and stands there."""
        assert self._marks is not None
        for mine in local if self._protocol > 1 else ():
            for first, last in in_a_row(self.damaged.get(mine.incarnation, ())):
                theirs = self._marks.get(self._place(mine.incarnation, first))
                if (mine.incarnation, first) in self._not_mended or theirs is None:
                    continue
                if theirs.fork < first <= theirs.seq:
                    return Mend(mine.incarnation, first, min(last, theirs.seq), theirs.incarnation)
        return None

    def _to_review(self, local: Sequence[Mark]) -> Step:
        """Nothing of us is counted any more, but nothing is lost: the owner finds it in the review list."""
        for mine in local if self.stopped != FORKED else ():
            # Not what an earlier run was told: the disk may have gone back since.
            safe = max(self._safe.get(mine.incarnation, 0), mine.fork)
            if safe < self._sound(mine, safe):
                return Push(mine.incarnation, safe, mine.follows, mine.fork)
        return Rest()

    def _know_branches(self, local: Sequence[Mark], hash_at: HashAt) -> None:
        """What is kept there as a branch of ours, by the name that we would give it."""
        assert self._marks is not None
        for theirs in self._marks.values():
            for mine in local:
                if not self._may_leave(theirs, mine):
                    continue
                at = mine.incarnation, theirs.fork + 1
                if at not in self._branches:
                    self._branches[at] = branch_name(hash_at(*at))
                if self._branches[at] == theirs.incarnation:
                    self._apart[mine.incarnation] = _Apart(theirs.follows, theirs.fork, theirs.incarnation)
                    self._tails.append((mine.incarnation, theirs.follows, theirs.fork))

    def _may_leave(self, theirs: Mark, mine: Mark) -> bool:
        """Whether a branch that is kept there leaves what ours is called there, where it may be ours."""
        if apart := self._apart.get(mine.incarnation):
            # It parted already, and the keeper has heard the rest of it otherwise: of an owner who counts it.
            return theirs.follows == apart.name and apart.shared < theirs.fork < mine.seq
        names = (mine.incarnation, self._called.get(mine.incarnation))
        return theirs.follows in names and mine.fork <= theirs.fork < mine.seq

    def _about(self, mine: Mark, own: str, local: Sequence[Mark], hash_at: HashAt) -> Step | None:
        assert self._marks is not None
        step = self._compare_all(mine, hash_at) or self._look_behind(mine)
        if step is not None:
            return step
        name, follows, fork = self._names(mine, own)
        theirs = self._marks.get(name)
        if theirs is None:
            before = self._called.get(mine.incarnation)
            step = self._known_as_its_base(mine, follows, fork, hash_at)
            if step is not None:
                return step
            if self._called.get(mine.incarnation) != before:
                return self._about(mine, own, local, hash_at)
        self.held[mine.incarnation] = theirs.seq if theirs else fork
        if mine.seq > self.held[mine.incarnation]:
            if self._proven(local)[mine.incarnation] <= self.held[mine.incarnation]:
                return None
            head = theirs.head if theirs else ""
            return Push(mine.incarnation, self.held[mine.incarnation], follows, fork, name, head)
        if theirs is None:
            return None
        if mine.seq == theirs.seq:
            return None
        if mine.incarnation == own:
            return Renew(own, theirs.seq - mine.seq)
        ends = (mine.incarnation, name, mine.seq)
        if ends in self._tails:
            return None
        if any(one.fork and (one.follows, one.fork) == (mine.incarnation, mine.seq) for one in local):
            self._tails.append(ends)  # another keeper has called the rest a branch: it may stand here already
            return self._look_behind(mine)
        return Pull(mine, mine.seq, name)

    def _sound(self, mine: Mark, there: int) -> int:
        """Up to where what we hold of it follows from what a keeper holds up to ``there``."""
        broken = next((seq for seq in self.damaged.get(mine.incarnation, ()) if seq > there), 0)
        return broken - 1 if broken else mine.seq

    def _proven(self, local: Sequence[Mark]) -> dict[str, int]:
        """Up to where each of ours can be offered, by what is known to be held there. Who hears us no more is
        offered a branch whose beginning it lacks as well."""
        proven: dict[str, int] = {}
        known = self._safe if self.stopped in STOPS else self.held
        for mine in local:
            there = max(mine.fork, known.get(mine.incarnation, 0))
            leads_there = (
                self.stopped in STOPS or there > mine.fork or proven.get(mine.follows, mine.fork) >= mine.fork
            )
            proven[mine.incarnation] = self._sound(mine, there) if leads_there else mine.fork
        return proven

    def _known_as_its_base(self, mine: Mark, base: str, fork: int, hash_at: HashAt) -> Step | None:
        """What to ask, or learn that what is a branch here goes on there under the name of its base."""
        assert self._marks is not None
        theirs = self._marks.get(base)
        if not fork or theirs is None or mine.seq <= fork or theirs.seq <= fork or self._protocol < 2:
            return None
        told = self._told(theirs, fork + 1)
        if told is None:
            return self._ask(theirs, fork + 1)
        if told == hash_at(mine.incarnation, fork + 1):
            self._called[mine.incarnation] = base
        return None

    def _compare_all(self, mine: Mark, hash_at: HashAt) -> Step | None:
        """Compare what we hold with what stands there under its name, also where it parts again."""
        assert self._marks is not None
        while True:
            apart = self._apart.get(mine.incarnation)
            theirs = self._marks.get(apart.name) if apart else self._theirs(mine)
            if theirs is None:
                return None
            step = self._compare(mine, theirs, apart.shared if apart else mine.fork, hash_at)
            if step is not None or self._apart.get(mine.incarnation) is apart:
                return step

    def _theirs(self, mine: Mark) -> Mark | None:
        assert self._marks is not None
        return self._marks.get(self._called.get(mine.incarnation, mine.incarnation))

    def _names(self, mine: Mark, own: str) -> tuple[str, str, int]:
        """What an incarnation of ours is called there, which one it follows there, and their fork."""
        assert self._marks is not None
        apart = self._apart.get(mine.incarnation)
        if apart:
            return apart.name, apart.base, apart.shared
        name = self._called.get(mine.incarnation, mine.incarnation)
        goes_on = mine.incarnation == own and self._current and not mine.fork and name not in self._marks
        return name, self._current if goes_on else self._place(mine.follows, mine.fork), mine.fork

    def _place(self, incarnation: str, seq: int) -> str:
        """What an event of ours is part of there."""
        for ours, base, shared in self._tails:  # from the first to part to the last
            if ours == incarnation and seq <= shared:
                return base
        apart = self._apart.get(incarnation)
        return apart.name if apart else self._called.get(incarnation, incarnation)

    def _compare(self, mine: Mark, theirs: Mark, low: int, hash_at: HashAt) -> Step | None:
        """None if both have the same history, or once it is known where it parts; else what to ask.

        What cannot be read here parts from nothing: then the last that can before it is compared.
        """
        shared = both = min(mine.seq, theirs.seq)
        if self._agreed.get(mine.incarnation, -1) >= both:
            return None
        while shared > low and not hash_at(mine.incarnation, shared):
            shared -= 1
        high, asked = shared, shared
        while low < shared:
            told = self._told(theirs, asked)
            if told is None:
                return self._ask(theirs, asked)
            if hash_at(mine.incarnation, asked) in ("", told):
                low = asked
            else:
                high = asked
            if high - low == 1 and low < shared:
                return self._part(mine, theirs, low, hash_at)
            asked = (low + high) // 2
        self._agreed[mine.incarnation] = both
        self._is_safe(mine.incarnation, both)
        return None

    def _is_safe(self, incarnation: str, seq: int) -> None:
        self._safe[incarnation] = max(seq, self._safe.get(incarnation, 0))

    def _part(self, mine: Mark, theirs: Mark, shared: int, hash_at: HashAt) -> Step | None:
        if self._protocol < 2:  # such a server has no names for branches
            self.stopped = FORKED
            return Rest()
        ours = branch_name(hash_at(mine.incarnation, shared + 1))
        self._apart[mine.incarnation] = _Apart(theirs.incarnation, shared, ours)
        self._tails.append((mine.incarnation, theirs.incarnation, shared))
        return None

    def _look_behind(self, mine: Mark) -> Step | None:
        """Learn the name that we give to what stands there behind the last shared event."""
        assert self._marks is not None
        for ours, base, shared in self._tails:
            theirs = self._marks[base]
            if ours != mine.incarnation or theirs.seq <= shared:
                continue
            told = self._told(theirs, shared + 1)
            if told is None:
                return self._ask(theirs, shared + 1)
            self._called[branch_name(told)] = base
            self._parted[branch_name(told)] = (ours, shared)
        return None

    def _ask(self, theirs: Mark, seq: int) -> Step:
        if self._protocol < 2:
            self.stopped = FORKED
            return Rest()
        return Probe(theirs.incarnation, seq)

    def _told(self, theirs: Mark, seq: int) -> str | None:
        if seq == 0:
            return GENESIS.hex()
        return theirs.head if seq == theirs.seq else self._probed.get((theirs.incarnation, seq))

    def _new_to_us(self, local: Sequence[Mark]) -> Step | None:
        """A story that only the server has."""
        assert self._marks is not None
        known = {mine.incarnation for mine in local}
        for name, (follows, fork) in self._parted.items():
            if name not in known:
                theirs = self._marks[self._called[name]]
                return Pull(Mark(name, theirs.seq, theirs.head, follows, fork), fork, theirs.incarnation)
        ours = known | {apart.name for apart in self._apart.values()} | {base for _, base, _ in self._tails}
        for theirs in self._marks.values():
            if theirs.incarnation not in ours and theirs.seq > theirs.fork:
                follows = self._here(local, theirs.follows, theirs.fork)
                return Pull(replace(theirs, follows=follows), theirs.fork)
        return None

    def _here(self, local: Sequence[Mark], there: str, seq: int) -> str:
        """What an event of theirs is part of here."""
        names = {base: here for here, base, shared in self._tails if seq <= shared}
        names |= {name: here for here, name in self._called.items() if name not in names}
        names |= {apart.name: here for here, apart in self._apart.items()}
        here, marks = names.get(there, there), {mine.incarnation: mine for mine in local}
        while here in marks and seq < marks[here].fork:  # from before this branch began
            here = marks[here].follows
        return here

    # what came of it

    def told_marks(self, marks: Iterable[Mark], current: str, protocol: int) -> None:
        """What the server holds; ``current``: the incarnation that is open there, "" if none."""
        self._marks = {mark.incarnation: mark for mark in marks}
        self.held = {mark.incarnation: mark.seq for mark in self._marks.values()}
        self._current, self._protocol = current, protocol

    def told_hash(self, incarnation: str, seq: int, hashed: str) -> None:
        """The answer to a probe."""
        self._probed[incarnation, seq] = hashed

    def acknowledged(self, push: Push, last: int, seq: int, head: str, ours: str) -> None:
        """The server holds everything up to ``seq``. We had sent up to ``last``, whose hash is ``ours``.

        It counts what we tell, so if it had stopped listening to us, it listens again.
        """
        self.stopped = ""
        self.held[push.incarnation] = seq
        if self._marks is None:
            return
        if seq == last and head == ours:
            self._agreed[push.incarnation] = seq
            self._is_safe(push.incarnation, seq)
        if push.there not in self._marks and self._current in ("", push.follows):
            self._current = push.there
        known = self._marks.get(push.there, Mark(push.there, seq, head, push.follows, push.fork))
        self._marks[push.there] = replace(known, seq=seq, head=head)

    def pulled(self, incarnation: str, seq: int) -> None:
        """We hold the server's events up to ``seq`` now, as it told them."""
        self._agreed[incarnation] = seq

    def mended(self, incarnation: str) -> None:
        """Some of what was damaged of it is whole again: what is still unproven behind it is another part."""
        self._aside.pop(incarnation, None)

    def not_mended(self, mend: Mend) -> None:
        """What it holds there does not prove to be what we wrote: not asked again until it may hold more."""
        self._not_mended.add((mend.incarnation, mend.first))

    def refused(self, code: str, push: Push | None = None, last: int = 0) -> None:
        """The server said no. A push up to ``last`` that it will never count is in its review list now; one
        that does not fit to what it holds was looked at, so that it listens again if it had stopped."""
        if code == GAP and self.stopped != FORKED:
            self.stopped = ""
        if code in STOPS:
            self.stopped = code
            if push:
                self._is_safe(push.incarnation, last)
        self.ask_again()

    def ask_again(self) -> None:
        """Nothing is known any more of what the server holds: another one may stand there."""
        self._marks = None
        self._tails.clear()
        self._not_mended.clear()
        for known in (self._agreed, self._probed, self._apart, self._called, self._parted):
            known.clear()

    def met(self, epoch: str) -> None:
        """Which epoch stands there, also told to whom it refuses: in another one it may hold less again."""
        if epoch and epoch != self._epoch:
            self._epoch = epoch
            self._safe.clear()
            self._aside.clear()

    def hope(self) -> None:
        """People may have decided: see whether the server takes us again."""
        self.stopped = ""

    @property
    def asked(self) -> bool:
        """Whether it is known what the server holds now."""
        return self._marks is not None

    def waiting(self, local: Sequence[Mark]) -> int:
        """How many of our facts are still to be offered to the server, as far as is known."""
        proven = self._proven(local)
        held = ((mine, max(mine.fork, self.held.get(mine.incarnation, 0))) for mine in local)
        return sum(max(0, proven[mine.incarnation] - there) for mine, there in held)

    def unproven(self, local: Sequence[Mark]) -> Iterator[tuple[str, int]]:
        """What is not offered, for nothing leads there, and does not wait for the owner yet: incarnation, and
        behind which number."""
        proven = self._proven(local) if self.damaged else {}
        for mine in local:
            after = max(proven.get(mine.incarnation, mine.seq), self._aside.get(mine.incarnation, 0))
            if after < mine.seq:
                yield mine.incarnation, after

    def put_aside(self, incarnation: str, seq: int) -> None:
        """What is unproven of it waits there for the owner up to ``seq``."""
        self._aside[incarnation] = seq


@dataclass(slots=True)
class Backlog:
    """Progress of catching up: ``sent`` of ``total`` facts since it began; both 0 when there is none."""

    total: int = 0
    sent: int = 0

    def answered(self, taken: int, waiting: int) -> None:
        """A keeper has taken so many facts, and so many still wait."""
        if not waiting:
            self.total = self.sent = 0
            return
        self.sent += taken
        self.total = max(self.total, self.sent + waiting)


@dataclass(slots=True)
class Backoff:
    """How long to wait after a failure: doubling from ``first`` to ``most`` seconds, spread by chance."""

    first: float = 0.2
    most: float = 8.0
    failures: int = 0

    def failed(self, chance: float) -> float:
        """Seconds to wait now. ``chance`` in [0, 1) spreads the tries of many tills."""
        wait: float = min(self.most, self.first * 2**self.failures)
        self.failures = min(self.failures + 1, 20)
        return wait * (0.5 + chance / 2)

    def succeeded(self) -> None:
        self.failures = 0
