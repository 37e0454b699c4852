"""The nightly rehearsal: a backup is made, restored from where it lies, and folded anew.

The till holds no key that opens its backups. So the drill's own backup is closed for two: for the owner's key
as always, and for a key that lives in memory for these minutes only and is then forgotten. With it the drill
reads the very bytes that a restore would read, through the same code. What it cannot show is that the owner
still has the recovery sheet; for that the owner types its last characters. Copies of this backup in folders
are compared by their hash; what lies at the server is fetched and restored too (``rehearsing.py``).
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from pyrage.x25519 import Identity

from domain.errors import Refused
from domain.record.countersigned import Countersigned
from domain.record.proof import Proof, Totals
from domain.record.replication import Mark
from pos_app.database.session import Database, FolderError, StorageError
from pos_app.sync.own_copy import OwnCopyError, own_from_copy
from pos_app.sync.own_server import ChildSettings, ServerStartError, own_server_says
from pos_app.workflows.backup_file import SERVER, Head, Made, fingerprint
from pos_app.workflows.restoring import unpack
from pos_app.workflows.verifying import prove

log = logging.getLogger(__name__)

# What a drill can find; "" is well.
UNREADABLE = "unreadable"  # it does not open, or the store's file in it is not whole
CHAIN = "chain"  # a fact was altered, or is missing
STATE = "state"  # the facts do not fold into the state that was backed up
SUMS = "sums"  # bills and payments do not agree, or it does not hold what it says it holds
COPIES = "copies"  # this copy has other bytes than the one that was made
AWAY = "away"  # the server could not be reached: nothing is known of its copy
MISSING = "missing"  # the server does not give it back
DISK = "disk"  # no room to rehearse
NOTHING = "nothing"  # no backup could be made to rehearse with
HEADS = "heads"  # a server that keeps the facts holds another story
SIGNED = "signed"  # a server tells another history than the one that it has signed
TOTALS = "totals"  # the same facts, and other sums there
OWN = "own"  # the copy of the store's own server does not come back, or holds other than it says
DIED = "died"  # its process ended without a word


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a drill: ``problem`` is "" or a word above, ``copy``: the file with other bytes.

    ``heads``: where each chain that was followed ends; ``totals``: its sums; ``signed``: the heads that
    servers had signed by then.
    """

    problem: str
    facts: int = 0
    bills: int = 0
    copy: str = ""
    heads: tuple[Mark, ...] = ()
    totals: Totals = field(default_factory=Totals)
    signed: tuple[Countersigned, ...] = ()


Rehearse = Callable[[Made, Identity, Path, Sequence[Path], Callable[[], bool]], Found | None]
"""A way to ``drill``; the last asks whether the till is closing, and then there is no result."""


def drill_here(
    made: Made, key: Identity, work: Path, copies: Sequence[Path], ended: Callable[[], bool]
) -> Found | None:
    """In this process, and to the end."""
    return drill(made, key, work, copies)


def drill(made: Made, key: Identity, work: Path, copies: Sequence[Path]) -> Found:
    """Restore a backup into ``work``, which is emptied before and after, and prove it. It raises nothing."""
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(parents=True, mode=0o700)
        found = _rehearse(made.file, key, work)
        other = next((copy for copy in copies if fingerprint(copy) != made.sha256), None)
        return found if found.problem or not other else replace(found, problem=COPIES, copy=str(other))
    except Refused as no:
        log.warning("the drill failed: %s", no.code)
        return Found(UNREADABLE)
    except (OSError, StorageError, FolderError):
        log.exception("the drill failed")
        return Found(DISK)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _rehearse(file: Path, key: Identity, work: Path) -> Found:
    head = unpack(file, key, work)
    database_key = head.secrets["database"]
    with closing(Database(work, database_key)) as database:
        proof = prove(database)
    problem = _problem(proof, head) or _own_problem(work, head)
    heads = tuple(Mark(*head) for head in proof.heads)
    signed = tuple(one.signed for one in proof.signed)
    return Found(problem, proof.facts, proof.totals.settled, "", heads, proof.totals, signed)


def _own_problem(work: Path, head: Head) -> str:
    """The own server's copy becomes a server's folder, and that proves itself as its owner could have it."""
    if not head.own_size:
        return ""
    folder = work / "server"
    try:
        key = head.secrets["server"]
        found, told = own_from_copy(work / SERVER, key, folder), head.own_server
        same = (found.rows, found.readers, found.password) == (told.rows, told.readers, told.password)
        code, said = own_server_says("verify", ChildSettings(folder, "", 0, {"key": key}), as_json=True)
    except (OwnCopyError, ServerStartError, KeyError) as error:
        log.warning("the own server's copy does not come back: %s", error)
        return OWN
    if code:
        log.warning("the own server's copy: %s", said)
    return OWN if code or not same else ""


def _problem(proof: Proof, head: Head) -> str:
    if proof.broken:
        return CHAIN
    if proof.different:
        return STATE
    if any(one.broken and not one.signed.told for one in proof.signed):
        return CHAIN  # what stands in it is not what was signed
    told = {(mark.incarnation, mark.seq, mark.head) for mark in head.marks}
    if proof.imbalances or proof.totals.settled != head.bills or set(proof.heads) != told:
        return SUMS
    return ""
