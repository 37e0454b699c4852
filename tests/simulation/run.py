"""One run: a world is built from a seed, lives through its faults, comes to rest and is checked."""

from __future__ import annotations

import atexit
import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from domain.record.envelope import encode
from domain.selling.menu import Menu
from domain.selling.price import Rules
from pos_app.database.journal import all_events, begin, set_local
from pos_app.database.session import FILE
from pos_app.database.session import Database as TillDatabase
from pos_app.paths import DEMO
from pos_app.workflows import founding
from pos_app.workflows.book import Book
from sync_server.database.migrating import bring_up
from sync_server.database.session import Database as ServerDatabase
from tests.pos_app.shop import Hand, scratch
from tests.pos_app.workflows.test_any_phone_money import Gateway
from tests.simulation import faults, paid_first, server_node, till_node
from tests.simulation.invariants import check_all
from tests.simulation.network import Network
from tests.simulation.phone_node import PhoneNode
from tests.simulation.server_node import ServerNode
from tests.simulation.till_node import TillNode
from tests.simulation.world import Store, Violation, World

MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a seed. ``violation``: "" if all held, else the name and what was found."""

    seed: int
    steps: int
    facts: int
    faults: Counter[str]
    trace: tuple[str, ...]
    violation: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A founded store's file, made once and copied: hashing PINs takes its time."""

    file: Path
    store: Store
    device: str
    menu: Menu
    rules: Rules


@cache
def _folder() -> Path:
    kept = ExitStack()
    folder = kept.enter_context(scratch())
    atexit.register(kept.close)
    return folder


@cache
def founded(number: int, first: bool = False) -> Template:
    """A store; ``first``: whose phones pay before anything is cooked."""
    folder = _folder() / f"store-{number}{'-first' * first}"
    folder.mkdir()
    database, clock = TillDatabase(folder, till_node.KEY), Hand(number, "2026-11-23T09:00").clock()
    incarnation = clock.new_id()
    with database.transaction() as connection:
        begin(connection, incarnation)
        set_local(connection, "incarnation", incarnation)
    book = Book(database, incarnation, clock)
    demo = founding.demo(DEMO)
    founding.found(book, replace(demo, store={**demo.store, "demo": False}), "pepper")
    if first:
        book.write(paid_first.publish)
    with database.transaction() as connection:
        facts = {encode(event): place for place, (_, event) in enumerate(all_events(connection))}
    menu = book.read(lambda tables: tables.document(Menu, "menu"))
    rules = book.read(lambda tables: tables.document(Rules, "rules"))
    assert menu and rules
    body = next(event.body for event in book.latest(["store.founded"], 1))
    database.close()
    store = Store(body["brand"], body["store"], folder / FILE, facts)
    return Template(folder / FILE, store, body["device"], menu, rules)


@cache
def empty_server() -> Path:
    path = _folder() / "server.db"
    database = ServerDatabase(path, server_node.KEY)
    bring_up(database)
    database.submit(lambda c: None).result()
    database.close()
    return path


def run(
    seed: int, kinds: Sequence[faults.Fault] = faults.KINDS, wider: bool = False, first: bool = False
) -> Ran:
    """Live through a seed, with faults of some ``kinds``; ``wider``: people do more; ``first``: phones pay
    first.

    Never raises for a violation: the answer has it.
    """
    with scratch() as folder, _no_collecting():
        world = World(seed, folder)
        world.wider, world.first = wider, first
        try:
            _build(world)
            _evening(world, faults.OF_PAY_FIRST if first and kinds is faults.KINDS else kinds)
            _rest(world)
            check_all(world)
            said = ""
        except Violation as wrong:
            said = str(wrong)
        finally:
            world.close()
        facts = sum(len(store.facts) for store in world.stores)
        return Ran(seed, world.steps, facts, world.faults, tuple(world.trace), said)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Looking for circles of garbage takes a twentieth of the time; one run leaves little."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _build(world: World) -> None:
    world.network = Network(world)
    world.empty_server = empty_server()
    for name, role in (("home", "home"), ("standby", "standby"), ("relay", "relay")):
        world.servers[name] = ServerNode(world, name, role, empty_server())
    for number in range(world.rng.choice([1, 1, 1, 2])):
        template = founded(number, world.first)
        store = replace(
            template.store, facts=dict(template.store.facts), ordered={}, paper=[], gateway=Gateway()
        )
        world.stores.append(store)
        till = TillNode(world, f"till{number}", store, template.device, template.file)
        world.tills[till.name] = till
        for guest in range(world.rng.choice([1, 2, 3])):
            phone = PhoneNode(world, f"phone{number}{guest}", store, template.menu, template.rules)
            world.phones[phone.name] = phone


def _evening(world: World, kinds: Sequence[faults.Fault]) -> None:
    length = world.rng.choice([2, 4, 7]) * MINUTE
    faults.plan(world, length, kinds)
    world.run(length)


def _rest(world: World) -> None:
    """Everything works again; who may not speak for the store hands over what it has and is switched off."""
    world.quiet = True
    world.network.heal()
    for server in world.servers.values():
        server.crash_in, server.protocols = 0, (1, 2)
        if not server.up:
            server.start()
    for till in world.tills.values():
        till.crash_in = 0
        till.life += 1 if not till.up else 0
        if till.up and till.protocol == 1:
            till.crash()
        till.protocol = 2
        for printer in till.printers.values():
            printer.off_until = printer.no_paper_until = 0
        till._due = True
        if not till.up and not till.gone:
            till.start()
    _settle(world)
    for store in world.stores:
        active = world.active(store)
        for till in world.of(store):
            till.heard_out = till.up
            if till is not active:
                till.leave()
            else:
                till.ask_anew()  # as at its next start: another one may have told servers more
                _joined_again(world, till)
    _settle(world, agreed=True)
    world.run(130_000)  # the last requests lapse or are answered
    _settle(world, agreed=True)
    if world.first:
        for store in world.stores:
            if active := world.active(store):
                paid_first.come_to_rest(active)
        world.run(MINUTE)  # phones hear it
        _settle(world, agreed=True)


def _joined_again(world: World, till: TillNode) -> None:
    """Where two PCs took over at once and a keeper knows the other as the till, the owner gives a code."""
    for way in till.ways:
        if till.keeps(way) and way.replica.stopped == "replaced":
            world.servers[way.server].on_enrol(None, till.store, till.device)


def _settle(world: World, agreed: bool = False) -> None:
    """Until nobody has anything to do. ``agreed``: and whoever may speak for a store is heard everywhere."""
    for _ in range(40):
        world.run(MINUTE // 2)
        active = [world.active(store) for store in world.stores] if agreed else []
        heard = not any(till and till.refused() for till in active)
        if heard and all(till.settled() for till in world.tills.values() if till.up):
            break
        for till in world.tills.values():
            till.try_again()
    restless = [till for till in world.tills.values() if till.up and not till.settled()]
    if restless:
        names = [till.name for till in restless]
        raise Violation("10 all come to agree", f"{names} find no rest")
    if faults.owner_counts_damaged(world):
        for till in world.tills.values():
            till.ask_anew()
        _settle(world, agreed)
