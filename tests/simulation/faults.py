"""The faults of a run: which, when and where is drawn from the seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from domain.floor.openings import Opening
from domain.record.reviewing import DAMAGED
from domain.selling.unpaid import WAITING, PayFirst
from pos_app.database import journal
from pos_app.workflows.book import Entry
from tests.simulation.till_node import TillNode
from tests.simulation.world import ALTERED, DAY, World

if TYPE_CHECKING:
    from tests.simulation.server_node import ServerNode

POISON = (
    b"no fact at all",
    b'{"at":1,"body":{"x":1},"by":"","date":"2026-11-23","kind":"future.thing","seq":%d}',
    b'{"at":1,"body":{},"by":"","date":"2026-11-23","kind":"payment.received","seq":%d}',
)


def _till(world: World) -> TillNode | None:
    working = [till for till in world.tills.values() if till.up and till.works]
    return world.rng.choice(working) if working else None


def _server(world: World) -> ServerNode:
    return world.rng.choice(list(world.servers.values()))


def crash_till(world: World) -> None:
    if till := _till(world):
        till.crash_in = world.rng.randrange(1, 25)


def crash_server(world: World) -> None:
    server = _server(world)
    if server.up:
        server.crash_in = world.rng.randrange(1, 10)
        world.fault("server crash", server.name)
        _up_again(world, server, world.rng.randrange(20_000, 200_000))


def _up_again(world: World, server: ServerNode, after: int) -> None:
    world.after(after, lambda: None if server.up else server.start())


def server_away(world: World) -> None:
    server = _server(world)
    if server.up:
        world.fault("server away", server.name)
        server.crash()
        _up_again(world, server, world.rng.randrange(10_000, 200_000))


def one_way(world: World) -> None:
    till, server = _till(world), _server(world)
    if till:
        ends = [(till.name, server.name), (server.name, till.name)]
        chosen = world.rng.choice([ends, ends[:1], ends[1:]])
        world.fault("partition" if len(chosen) > 1 else "one-way partition", till.name, server.name)
        world.network.cut.update(chosen)
        world.after(world.rng.randrange(10_000, 200_000), lambda: world.network.cut.difference_update(chosen))


def month_offline(world: World) -> None:
    """The store sells on without any server for thirty days: a few sales now, then a long time."""
    if till := _till(world):
        world.fault("30 days offline", till.name)
        cut = {pair for name in world.servers for pair in ((till.name, name), (name, till.name))}
        world.network.cut.update(cut)

        def later() -> None:
            for other in world.tills.values():
                other.offset += 30 * DAY
            for server in world.servers.values():
                server.offset += 30 * DAY
            for phone in world.phones.values():
                phone.offset += 30 * DAY
            world.after(
                world.rng.randrange(20_000, 120_000), lambda: world.network.cut.difference_update(cut)
            )

        world.after(world.rng.randrange(20_000, 120_000), later)


def clock_jumps(world: World) -> None:
    nodes: list[TillNode | ServerNode] = [*world.tills.values(), *world.servers.values()]
    node = world.rng.choice(nodes)
    jump = world.rng.choice([-DAY, DAY, -3_600_000, 90_000, -90_000])
    node.offset += jump
    world.fault("clock jump", node.name, f"{jump:+}")


def till_rewound(world: World) -> None:
    """The disk as it was some time ago: without a word, or restored from a backup as such."""
    if till := _till(world):
        image = till.image()
        offline, told = world.rng.random() < 0.5, world.rng.random() < 0.4
        world.after(
            world.rng.randrange(20_000, 200_000),
            lambda: _goes_back(world, till, image, offline, told, 120_000),
        )


def rewound_while_unpaid(world: World) -> None:
    """The disk goes back to a moment in which an order waited for its money, soon after."""
    till = _till(world)
    if till and till.book.read(lambda tables: tables.where(PayFirst, state=WAITING)):
        _goes_back_soon(world, till)


def rewound_while_guests_sit(world: World) -> None:
    """The disk goes back to a moment in which guests had ordered and not paid, soon after: both histories go
    on with their bills."""
    till = _till(world)
    seated = till.book.read(lambda tables: tables.where(Opening, live=1)) if till else []
    waiting = [one for one in seated if one.rounds and not one.paid_at and not one.into]
    if till and waiting:
        till.hurried = waiting[0].id
        _goes_back_soon(world, till)


def _goes_back_soon(world: World, till: TillNode) -> None:
    image = till.image()
    offline, told = world.rng.random() < 0.6, world.rng.random() < 0.4
    world.after(
        world.rng.randrange(10_000, 90_000),
        lambda: _goes_back(world, till, image, offline, told, 120_000),
    )


def restored_and_alone(world: World) -> None:
    """A backup is restored when the internet is down, and the evening goes on: none tells what is missing."""
    if till := _till(world):
        image = till.image()
        world.after(
            world.rng.randrange(60_000, 200_000), lambda: _goes_back(world, till, image, True, True, 300_000)
        )


def _goes_back(world: World, till: TillNode, image: Path, offline: bool, told: bool, longest: int) -> None:
    if till.gone:
        return
    kind = "restored" if told else "rewound"
    world.fault(f"till {kind}" + (", sells before it sees a server" if offline else ""), till.name)
    lay_back(world, till, image)
    cut = {(till.name, name) for name in world.servers} if offline else set()
    world.network.cut.update(cut)
    till.start(restored=told)
    world.after(world.rng.randrange(20_000, longest), lambda: world.network.cut.difference_update(cut))


def lay_back(world: World, till: TillNode, image: Path) -> None:
    till.crash()
    till.life += 1
    till.lay(image)
    till.renewed, till.behind = False, True
    till.timeline = f"{till.name}@{world.now}"
    world.forget_lost()


def cloned(world: World) -> None:
    """A copy of the disk in a second PC: both run."""
    if (till := _till(world)) and not till.store.copies:
        world.fault("cloned disk", till.name)
        till.store.forked = till.store.concurrent = till.store.copies = True
        image = till.image()
        clone = TillNode(world, f"{till.name}clone", till.store, till.device, image)
        clone.protocol = till.protocol
        world.tills[clone.name] = clone


def swapped(world: World) -> None:
    """Another PC takes over from a backup some time old, as another device; the old one may still be on."""
    till = _till(world)
    if not till or till.name.endswith("new"):
        return
    image = till.image()

    def take_over() -> None:
        if till.gone or f"{till.name}new" in world.tills:
            return
        world.fault("swapped PC", till.name)
        till.store.forked = till.store.concurrent = till.store.copies = True
        device = f"{world.rng.getrandbits(128):032x}"
        new = TillNode(world, f"{till.name}new", till.store, device, image, restored=True)
        world.tills[new.name] = new
        world.cut_off.add(till.device)
        _owner_looks(world)
        if world.rng.random() < 0.5:
            till.leave()
            world.forget_lost()

    world.after(world.rng.randrange(10_000, 120_000), take_over)


def revoked(world: World) -> None:
    """A stolen PC is cut off; it sells on for a while."""
    if till := _till(world):
        world.fault("revoked device", till.name)
        world.cut_off.add(till.device)
        _owner_looks(world)
        for server in world.servers.values():
            if server.up:
                server.revoke(till.device)
            else:
                world.after(700_000, lambda s=server: s.up and s.revoke(till.device))  # type: ignore[misc]


def _owner_looks(world: World) -> None:
    for _ in range(world.rng.choice([0, 1, 2])):
        after = world.rng.randrange(30_000, 200_000)
        world.after(after, lambda: None if world.quiet else owner_decides(world))


def owner_decides(world: World) -> None:
    """The owner looks at what a till that is cut off has left in the review lists, and counts it or not."""
    for server in (one for one in world.keepers if one.up):
        for store in world.stores:
            for put in server.put_aside(store.id):
                if (put.device in world.cut_off or put.why == DAMAGED) and not put.verdict:
                    count = world.rng.random() < 0.7
                    world.fault("counted after review" if count else "left out after review", server.name)
                    store.forked = store.concurrent = store.copies = True
                    server.decide(store.id, put, count=count)


def owner_counts_damaged(world: World) -> bool:
    """In the end the owner counts all that the till at work holds too. Whether there was any."""
    found = False
    for store in (one for one in world.stores if one.damaged):
        till = world.active(store)
        held = till.raws() if till else set()
        for server in world.keepers:
            for put in server.put_aside(store.id):
                if any(fact.raw.rstrip(ALTERED) in held for fact in put.facts):
                    server.decide(store.id, put, count=True)
                    found = True
    return found


def server_rewound(world: World) -> None:
    """A server comes back from an older copy, with a new epoch."""
    server = _server(world)
    if not server.up:
        return
    image = server.image()

    def back() -> None:
        world.fault("server restored", server.name)
        server.restore(image)
        world.forget_lost()

    world.after(world.rng.randrange(20_000, 200_000), back)


def server_empty(world: World) -> None:
    """A new, empty server stands at the address of the old one."""
    server = _server(world)
    world.fault("server replaced by an empty one", server.name)
    server.restore(world.empty_server)
    world.forget_lost()


def old_protocol(world: World) -> None:
    """A till or a server of the previous release, for a while."""
    if world.rng.random() < 0.5:
        if (till := _till(world)) and not till.behind:
            world.fault("till of protocol 1", till.name)
            till.crash()
            till.protocol, till.store.nameless = 1, True

            def update() -> None:
                if not world.quiet:  # then it has been updated already
                    till.crash()
                    till.protocol = 2

            world.after(world.rng.randrange(40_000, 300_000), update)
        return
    server = _server(world)
    world.fault("server of protocol 1", server.name)
    server.protocols = (1,)
    world.after(world.rng.randrange(40_000, 300_000), lambda: setattr(server, "protocols", (1, 2)))


def poison(world: World) -> None:
    """A fact that nobody can read, or fold, stands in the journal."""
    if not (till := _till(world)):
        return
    text = world.rng.choice(POISON)

    def work(entry: Entry) -> None:
        raw = text % (entry.head.seq + 1) if b"%d" in text else text
        entry.head = journal.adopt(entry.connection, entry.head, raw, "")
        till.store.happened(raw)

    world.fault("poison fact", till.name)
    till.book.write(work)


def damaged(world: World) -> None:
    """A fact on the disk of a till is altered, and means the same; a look along the chain finds it."""
    if till := _till(world):
        seq = till.damage()
        world.fault("damaged fact", till.name, str(seq))
        till.store.damaged = till.store.forked = till.store.concurrent = till.store.copies = True
        for after in (world.rng.randrange(1_000, 100_000), world.rng.randrange(100_000, 300_000)):
            world.after(after, lambda: None if world.quiet else owner_decides(world))


def printer_off(world: World) -> None:
    till = _till(world)
    if till and till.printers:
        printer = world.rng.choice(sorted(till.printers.values(), key=lambda one: one.printer))
        until = world.now + world.rng.randrange(20_000, 400_000)
        if world.rng.random() < 0.5:
            printer.off_until = until
            world.fault("printer offline", till.name, printer.printer)
        else:
            printer.no_paper_until = until
            world.fault("printer out of paper", till.name, printer.printer)


Fault = Callable[[World], None]
KINDS: tuple[Fault, ...] = (
    *(crash_till, one_way, till_rewound, printer_off) * 2,
    *(crash_server, server_away, month_offline, clock_jumps, cloned, swapped, revoked),
    *(server_rewound, server_empty, old_protocol, poison),
)


OF_DAMAGE: tuple[Fault, ...] = (*KINDS, *(damaged,) * 12)
OF_TWO_HISTORIES: tuple[Fault, ...] = (*KINDS, *(rewound_while_guests_sit,) * 12)
OF_PAY_FIRST: tuple[Fault, ...] = (*KINDS, *(rewound_while_unpaid,) * 12)


def plan(world: World, within: int, kinds: Sequence[Fault] = KINDS) -> None:
    """Draw this run's faults."""
    for _ in range(world.rng.randrange(0, 8)):
        kind = world.rng.choice(kinds)
        world.after(world.rng.randrange(20_000, within), lambda k=kind: None if world.quiet else k(world))  # type: ignore[misc]
