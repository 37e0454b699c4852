"""Which servers this till has joined, and how one of them becomes its home: pushed, compared, switched.

The list is a value of this device, written before each step, so that whatever is interrupted goes on at
the next start. Until the switch nothing has changed for the store, and after it the way back is the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.record.plain import from_plain, to_plain
from domain.record.proof import Totals, differences, totals_of
from domain.record.replication import Mark
from pos_app.database.session import Reader
from pos_app.database.state import SqlTables
from pos_app.workflows.book import Book

SERVERS = "servers"
EQUAL = "equal"
FACTS = "facts"  # not all of them are there yet


@dataclass(frozen=True, slots=True)
class Server:
    """A joined server. role: home | standby | joining. ``asks``: a person switches it to home."""

    url: str
    role: str
    asks: bool = False


def joined(book: Book) -> tuple[Server, ...]:
    """The servers in the order of joining; on the writer's thread."""
    kept = book.local(SERVERS)
    if kept is not None:
        return tuple(from_plain(Server, plain) for plain in kept)
    cloud = book.local("cloud")  # as release 0.1.0 kept it
    return (Server(str(cloud), "home"),) if cloud else ()


def keep(book: Book, servers: Iterable[Server]) -> None:
    """Remember the servers; on the writer's thread."""
    book.set_local(SERVERS, [to_plain(server) for server in servers])


def with_role(servers: Iterable[Server], url: str, role: str, asks: bool = False) -> tuple[Server, ...]:
    """A server in a role. There is one home: the one before becomes a standby."""
    others = [server for server in servers if server.url != url]
    if role == "home":
        others = [replace(one, role="standby") if one.role == "home" else one for one in others]
    return (*others, Server(url, role, asks))


def compared(ours: Totals, theirs: Totals, marks: Iterable[Mark], held: Mapping[str, int]) -> str:
    """EQUAL, or the names of what differs: facts not there yet, or sums."""
    behind = [mark.incarnation for mark in marks if held.get(mark.incarnation, 0) != mark.seq > mark.fork]
    return ", ".join((*([FACTS] if behind else []), *differences(ours, theirs))) or EQUAL


def too_early(found: str) -> bool:
    """A fact was written between the link's rest and the look: at the next rest it is looked again."""
    return FACTS in found.split(", ")


def our_totals(open_reader: Callable[[], Reader]) -> Totals:
    """The store's sums from one snapshot of its state, on a connection of its own: selling goes on."""
    reader = open_reader()
    try:
        return reader.read(lambda connection: totals_of(SqlTables(connection)))
    finally:
        reader.close()


def new_device(book: Book, id: str) -> None:
    """This till is another device from now on; on the writer's thread."""
    book.set_local("device", id)


def device_of(book: Book, store: Mapping[str, Any]) -> str:
    """Which device this till is; on the writer's thread."""
    return str(book.local("device") or store["device"])
