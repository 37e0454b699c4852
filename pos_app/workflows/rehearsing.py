"""What is rehearsed in a night: the copy in reach, then the server's, each restored from its own bytes.

The server's copy is fetched into the till's folder, closed as it is; the same process as for the other one
opens and proves it. A server that cannot be reached is said, and is no failed rehearsal.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from pyrage.x25519 import Identity

from pos_app.workflows import drilling
from pos_app.workflows.agreeing import Keeper, agreement
from pos_app.workflows.backup_file import Made, fingerprint
from pos_app.workflows.backup_places import UNREACHABLE, PlaceFailed, ServerPlace
from pos_app.workflows.disk import URGENT
from pos_app.workflows.drilling import Found
from pos_app.workflows.views import DrillView

log = logging.getLogger(__name__)
FETCHED = "from-server"  # beside the drill's folder; what a killed till leaves there is written over
TIMES = 3  # a backup's bytes that a rehearsal may need on the disk: fetched, unpacked, and its log


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One night's. ``work``: a folder of its own; ``ended``: the till is closing; ``now`` in milliseconds."""

    made: Made
    key: Identity = field(repr=False)
    work: Path
    rehearse: drilling.Rehearse
    ended: Callable[[], bool]
    now: Callable[[], int]
    keepers: Sequence[Keeper] = ()

    def in_reach(self, folders: Mapping[str, Path], before: DrillView) -> DrillView | None:
        """Restore the backup that was made, compare its copies in ``folders`` and what servers hold of it.

        None: the till closes.
        """
        begun = self.now()
        files = {folder / self.made.file.name: kind for kind, folder in folders.items()}
        copies = [file for file in files if file != self.made.file and file.exists()]
        found = self._proved(self.made, copies)
        if found is None:
            return None
        where, server = Path(found.copy) if found.copy else self.made.file, ""
        if not found.problem:
            problem, server = agreement(found, self.keepers)
            found = replace(found, problem=problem)
        return replace(self._view(found, begun, files.get(where, "till"), before), server=server)

    def from_server(self, server: ServerPlace, before: DrillView) -> DrillView | None:
        """Have the server give the same backup back, and restore that; None: the till closes."""
        begun, file = self.now(), self.work.with_name(FETCHED)
        try:
            found = self._fetched(server, file)
        finally:
            file.unlink(missing_ok=True)
        return None if found is None else self._view(found, begun, "server", before)

    def _fetched(self, server: ServerPlace, file: Path) -> Found | None:
        if not self._room():
            return Found(drilling.DISK)
        try:
            with file.open("wb") as out:
                server.fetch(self.made.file.name, _Watched(out, self.made.size, self.ended))
            if fingerprint(file) != self.made.sha256:
                return Found(drilling.COPIES)
        except _TillClosesError:
            return None
        except _TooMuchError:
            return Found(drilling.COPIES)
        except PlaceFailed as failed:
            return Found(drilling.AWAY if failed.state == UNREACHABLE else drilling.MISSING)
        except OSError:
            log.exception("the server's copy cannot be written here")
            return Found(drilling.DISK)
        return self._proved(Made(file, self.made.size, self.made.sha256), [])

    def _proved(self, made: Made, copies: list[Path]) -> Found | None:
        if not self._room():
            return Found(drilling.DISK)
        return self.rehearse(made, self.key, self.work, copies, self.ended)

    def _room(self) -> bool:
        """A rehearsal shall not bring the disk to where selling stops."""
        return shutil.disk_usage(self.work.parent).free - TIMES * self.made.size >= URGENT

    def _view(self, found: Found, begun: int, place: str, before: DrillView) -> DrillView:
        good_at = before.good_at if found.problem else begun
        took = self.now() - begun
        return DrillView(begun, found.problem, took, found.bills, found.facts, place, good_at)


class _TillClosesError(Exception):
    """Nobody waits for the rest."""


class _TooMuchError(Exception):
    """More comes than was sent there."""


@dataclass(slots=True)
class _Watched:
    """Takes what the server gives, as long as the till runs and no more than there should be."""

    out: IO[bytes]
    left: int
    ended: Callable[[], bool]

    def write(self, piece: bytes, /) -> int:
        if self.ended():
            raise _TillClosesError
        self.left -= len(piece)
        if self.left < 0:
            raise _TooMuchError
        return self.out.write(piece)
