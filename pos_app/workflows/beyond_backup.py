"""What there is beyond a backup: at each server that the till knew, in its old folder, and what nobody has.

Joined servers give back what they have by themselves, after the start. What stands only in the old folder, or
in the own server of the old computer, is taken over with the restore. How much is in neither, the old
folder's entry in the keyring may still tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.money.told_sales import Sales, sales_in
from domain.record.replication import MOST_EVENTS
from pos_app.database.old_store import WHOLE, Marks, Piece, Pieces, begins, read_beyond
from pos_app.keys import KeyBox, KeysError
from pos_app.sync.backups import BackupClient
from pos_app.sync.client import ServerRefused, Unreachable
from pos_app.workflows.backup_file import Head

REACHED, AWAY, REFUSED = "reached", "away", "refused"
UNREADABLE = "unreadable"
Connect = Callable[[str, str, Ed25519PrivateKey], BackupClient]
NO_SALES = Sales()


@dataclass(frozen=True, slots=True)
class Asked:
    """A server, and what it has beyond the backup. ``state``: REACHED | AWAY | REFUSED; ``own``: it is the
    one beside the old till, which the restored till does not join."""

    url: str
    state: str
    own: bool = False
    more: Sales = NO_SALES
    pieces: Pieces = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class OldFolder:
    """The till's folder on this computer. ``state``: as ``old_store.read_beyond`` says | UNREADABLE.

    ``high_water``: how far the keyring has seen its journal come, None if it tells nothing.
    """

    folder: Path
    state: str
    pieces: Pieces = field(default=(), repr=False)
    high_water: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Beyond:
    """``comes``: what servers give back by themselves; ``taken``: what only the restore itself takes over,
    out of ``bring``; ``newest``: the time of the newest fact that anybody has, UTC milliseconds.

    ``gap``: facts that nobody has, −1 if that is not known. ``missing``: those that are not in the restored
    journal at first, for whatever reason; −1 as well.
    """

    servers: tuple[Asked, ...] = ()
    old: OldFolder | None = None
    comes: Sales = NO_SALES
    taken: Sales = NO_SALES
    newest: int = 0
    gap: int = -1
    missing: int = -1
    bring: Pieces = field(default=(), repr=False)

    @property
    def keepers(self) -> tuple[Asked, ...]:
        """The servers to which the restored till will speak."""
        return tuple(one for one in self.servers if not one.own)


def look_beyond(
    head: Head, servers: Sequence[tuple[str, str]], old: Path | None, connect: Connect = BackupClient
) -> Beyond:
    """Ask all ``servers`` (address and device's key) at once, and read the ``old`` folder. Raises nothing."""
    ours = {mark.incarnation: mark for mark in head.marks}

    def ask(server: tuple[str, str]) -> Asked:
        url, own = server[0], server[0] == head.own_url
        try:
            secret = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(server[1]))
            with closing(connect(url, head.device, secret)) as client:
                pieces = _pieces_of(client, ours)
        except (Unreachable, ServerRefused, ValueError) as error:
            return Asked(url, REFUSED if isinstance(error, ServerRefused) else AWAY, own)
        return Asked(url, REACHED, own, sales_in(_by_id(pieces).values()), pieces)

    with ThreadPoolExecutor(max(1, len(servers)), "restore") as pool:
        asked = tuple(pool.map(ask, servers))
    found = read_old(old, head.secrets.get("database", ""), ours) if old else None
    return _summed(head, asked, found)


def _pieces_of(client: BackupClient, ours: Marks) -> Pieces:
    marks, _, protocol = client.marks(list(ours))
    found = []
    for mark in marks if protocol > 1 else ():
        after = begins(mark, ours)
        raws: list[bytes] = []
        while after + len(raws) < mark.seq:
            _, more = client.journal(mark.incarnation, after + len(raws), MOST_EVENTS)
            if not more:
                break
            raws += more
        if raws:
            found.append(Piece(mark, after, tuple(raws)))
    return tuple(found)


def read_old(folder: Path, key: str, ours: Marks) -> OldFolder:
    """What a till's folder holds beyond a backup, whose database key it has. The folder is only read."""
    high, found = _high_water(folder), read_beyond(folder, key, ours)
    if found is None:
        return OldFolder(folder, UNREADABLE, (), high)
    pieces, state = found
    return OldFolder(folder, state, pieces, high)


def _high_water(folder: Path) -> tuple[str, int] | None:
    try:
        seen = KeyBox(folder, look_only=True).high_water()
    except (KeysError, OSError):
        return None
    return (seen.incarnation, seen.seq) if seen else None


def _summed(head: Head, asked: tuple[Asked, ...], old: OldFolder | None) -> Beyond:
    keepers = [one for one in asked if not one.own]
    there = _longest(piece for one in keepers for piece in one.pieces)
    mine = [piece for one in asked if one.own for piece in one.pieces]
    here = _longest([*mine, *(old.pieces if old else ())])
    kept, brought = _reach(head, there), _reach(head, here)
    only = {id: raw for id, raw in _by_id(here).items() if id[1] > kept.get(id[0], 0)}
    comes, taken = sales_in(_by_id(there).values()), sales_in(only.values())
    later = sum(max(0, one.end - brought.get(one.mark.incarnation, one.after)) for one in there)
    gap = _gap(old, kept, brought)
    known = gap >= 0 or (bool(keepers) and all(one.state == REACHED for one in keepers))
    return Beyond(
        asked,
        old,
        comes,
        taken,
        max(head.newest, comes.newest, taken.newest),
        gap,
        later + max(0, gap) if known else -1,
        here,
    )


def _gap(old: OldFolder | None, kept: Mapping[str, int], brought: Mapping[str, int]) -> int:
    """How many facts nobody has: what the keyring saw beyond all; else none if the old journal is whole."""
    if old is not None and old.high_water is not None:
        incarnation, seq = old.high_water
        return max(0, seq - max(kept.get(incarnation, 0), brought.get(incarnation, 0)))
    return 0 if old is not None and old.state == WHOLE else -1


def _longest(pieces: Iterable[Piece]) -> Pieces:
    """Of each incarnation the one that goes furthest; all of them begin where the backup ends."""
    found: dict[str, Piece] = {}
    for one in pieces:
        before = found.get(one.mark.incarnation)
        if before is None or one.end > before.end:
            found[one.mark.incarnation] = one
    return tuple(found.values())


def _reach(head: Head, pieces: Pieces) -> dict[str, int]:
    ends = {one.mark.incarnation: one.end for one in pieces}
    return {mark.incarnation: mark.seq for mark in head.marks} | ends


def _by_id(pieces: Pieces) -> dict[tuple[str, int], bytes]:
    return {
        (one.mark.incarnation, number): raw
        for one in pieces
        for number, raw in enumerate(one.raws, one.after + 1)
    }
