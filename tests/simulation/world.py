"""Virtual time: everything that happens is an event with a moment, chance comes from one seed, and each step
is written into a trace. The same seed gives the same trace."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from tests.pos_app.workflows.test_any_phone_money import Gateway

if TYPE_CHECKING:
    from tests.simulation.network import Network
    from tests.simulation.phone_node import PhoneNode
    from tests.simulation.server_node import ServerNode
    from tests.simulation.till_node import TillNode

START = 1_795_413_600_000  # UTC milliseconds: 2026-11-23, noon in Shanghai less some
DAY = 86_400_000
ALTERED = b" "  # stands behind a fact that is damaged: it means the same


class Crashed(BaseException):
    """The machine dies here; nothing may catch it on the way."""


class Violation(BaseException):
    """An invariant does not hold, ``name``: which. The program must not catch it on its way."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name}: {text}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Call:
    """A process asks a server something; it goes on with the answer, or with what the network makes of it."""

    server: str
    method: str
    arguments: tuple[Any, ...] = ()


Process = Generator["Call | int", Any, None]  # yields calls, or milliseconds to sleep


@dataclass
class Store:
    """What is true of a store whatever its machines forget.

    ``facts``: raw facts that some machine has made durable, in that order, less those whose every copy a
    fault has destroyed. ``forked``: two machines, or two histories of one, sold at once, so numbers may be
    given twice. ``concurrent``: or the till sold while facts of its own were still to come back, so one table
    may have been served and paid in both histories.
    """

    brand: str
    id: str
    template: Path
    facts: dict[bytes, int] = field(default_factory=dict)
    forked: bool = False
    concurrent: bool = False
    copies: bool = False  # two machines wrote the same history
    nameless: bool = False  # one of its machines spoke protocol 1, which names no run
    damaged: bool = False  # a fact on a disk of it is altered: its chain is broken there
    lost: bool = False  # a fault has destroyed the last copy of some fact
    ordered: dict[str, int] = field(default_factory=dict)  # thousandths, by the key of what the kitchen cooks
    paper: list[tuple[str, str, str]] = field(default_factory=list)  # timeline, job, mark
    gateway: Gateway = field(default_factory=Gateway)
    _forgotten: dict[bytes, int] = field(default_factory=dict, init=False)

    def happened(self, fact: bytes) -> None:
        """A machine has made a fact durable."""
        self.facts.setdefault(fact, len(self.facts) + len(self._forgotten))

    def only(self, left: set[bytes]) -> None:
        """Of no other facts any copy is left."""
        for fact in [fact for fact in self.facts if fact not in left]:
            self._forgotten[fact] = self.facts.pop(fact)
            self.lost = True

    def came_back(self, facts: Iterable[bytes]) -> None:
        """An old image of a disk, laid only now, may hold what every disk had lost."""
        for fact in facts:
            if fact in self._forgotten:
                self.facts[fact] = self._forgotten.pop(fact)
        self.facts = dict(sorted(self.facts.items(), key=lambda one: one[1]))


class World:
    """All machines of one run, the clock they share, and the trace of what they did."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.seed, self.folder = seed, folder
        self.rng = Random(seed)
        self.now = START
        self.trace: list[str] = []
        self.faults: Counter[str] = Counter()
        self.steps = 0
        self.wider = False  # people do more than the plain story tells
        self.first = False  # phones pay before anything is cooked
        self.quiet = False  # no more faults, no more guests: all shall come to agree
        self.stores: list[Store] = []
        self.tills: dict[str, TillNode] = {}
        self.servers: dict[str, ServerNode] = {}
        self.phones: dict[str, PhoneNode] = {}
        self.cut_off: set[str] = set()  # devices, and with each all copies of its disk
        self.network: Network
        self.empty_server = folder
        self.batch = self.rng.choice([3, 50, 2_000])  # events of one answer
        self.each_step: Callable[[], None] = lambda: None
        self._heap: list[tuple[int, int, Callable[[], None]]] = []
        self._count = 0

    def log(self, who: str, text: str) -> None:
        """One line of the trace. No hashes and no paths: those differ between machines."""
        self.trace.append(f"{self.now - START:>9} {who:<8} {text}")

    def fault(self, kind: str, who: str, text: str = "") -> None:
        """A fault is injected now."""
        self.faults[kind] += 1
        self.log(who, f"FAULT {kind} {text}".rstrip())

    def after(self, milliseconds: int, work: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._heap, (self.now + max(0, milliseconds), self._count, work))

    def run(self, milliseconds: int) -> None:
        """Let all that happens within a time happen."""
        ends = self.now + milliseconds
        while self._heap and self._heap[0][0] <= ends:
            moment, _, work = heapq.heappop(self._heap)
            self.now = moment
            self.steps += 1
            work()
            self.each_step()
        self.now = ends

    def spawn(self, owner: Owner, process: Process) -> None:
        """Start a process of a machine; it ends with the machine's present life."""
        life = owner.life
        self.after(self.rng.randrange(1_000), lambda: self._go(owner, life, process, None, None))

    def _go(self, owner: Owner, life: int, process: Process, value: Any, error: Exception | None) -> None:
        if owner.life != life:
            process.close()
            return
        try:
            wanted = process.throw(error) if error else process.send(value)
        except StopIteration:
            return
        except Crashed:
            owner.crash()
            return

        def on(result: Any = None, failed: Exception | None = None) -> None:
            self._go(owner, life, process, result, failed)

        if isinstance(wanted, int):
            self.after(wanted, on)
        else:
            self.network.carry(owner, wanted, on)

    # looking

    @property
    def keepers(self) -> list[ServerNode]:
        return [server for server in self.servers.values() if server.keeps]

    def of(self, store: Store) -> list[TillNode]:
        return [till for till in self.tills.values() if till.store is store]

    def active(self, store: Store) -> TillNode | None:
        """The till that speaks for a store, if one may: of two that work as one, not the copy."""
        home = self.servers["home"].enrolling
        found = [
            till
            for till in self.of(store)
            if till.up and till.welcome and (device := home.device(till.device)) and not device.standing
        ]
        return max(found, key=lambda till: (not till.is_copy, till.speaks), default=None)

    def forget_lost(self) -> None:
        """A fault has taken a disk away: facts of which no copy is left anywhere are gone for good."""
        for store in self.stores:
            left: set[bytes] = set()
            for server in self.servers.values():
                left |= server.raws(store.id) | server.reviewed(store.id)
            for till in self.of(store):
                left |= set() if till.gone else till.raws()
            store.only(left)

    def close(self) -> None:
        for till in self.tills.values():
            till.leave()
        for server in self.servers.values():
            server.crash()


class Owner:
    """A machine that runs processes. ``life`` grows with each crash, and ends the processes before it."""

    name: str
    life: int = 0

    def crash(self) -> None:
        raise NotImplementedError
