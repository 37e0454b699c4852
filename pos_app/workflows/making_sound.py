"""A store whose file has a page that the disk does not give goes on with all that can still be read.

Nothing is made up: facts that could not be read are missing, and come back from the servers that hold them.
If the last ones are among them, the till goes on as after a restore: under a new incarnation, with numbers
left out.
"""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from pathlib import Path

from domain.failpoints import reach
from pos_app.database import journal
from pos_app.database.session import Connection, Database, StorageError
from pos_app.database.sound_copy import Copied, Progress, copy_what_is_read, take_log_in, take_the_place
from pos_app.workflows.catching_up import note_unknown
from pos_app.workflows.incarnations import RESTORED, SET_BACK
from pos_app.workflows.mending import MAKE_ANEW
from pos_app.workflows.rebuilding import fold_anew

WORK = "making-sound"  # where the new file is made; what an interrupted one left there is thrown away
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MadeSound:
    """What was ``copied``; ``kept``: the file as it was; ``until``: when the last fact that could be read was
    written, UTC milliseconds."""

    copied: Copied
    kept: Path
    until: int


def make_sound(folder: Path, key: str, now: int, progress: Progress = lambda done, of: None) -> MadeSound:
    """Give a store a sound file. The caller holds the folder's lock.

    Raises StorageError or OSError; then the store is as it was.
    """
    work = folder / WORK
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        take_log_in(folder, key)
        copied = copy_what_is_read(folder, key, work, progress)
        reach("sound.after_copy")
        until = _settle(work, key, copied, progress)
        kept = take_the_place(folder, work, now)
        reach("sound.after_rename")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    log.info("the store goes on with %d facts that could be read", copied.facts)
    return MadeSound(copied, kept, until)


def _settle(work: Path, key: str, copied: Copied, progress: Progress) -> int:
    database = Database(work, key)
    try:
        with database.transaction() as connection:
            journal.set_local(connection, MAKE_ANEW, None)
            if copied.at_end:
                _as_restored(connection, copied.at_end)
            last = journal.last_event(connection)
        # The state shall be what the facts say that are here. Where some are missing between them it cannot
        # be yet: the first start that has them all folds anew.
        if (copied.at_end or copied.unread) and fold_anew(database, progress).broken:
            with database.transaction() as connection:
                note_unknown(connection, journal.kinds(connection))
        with database.transaction() as connection:
            (said,) = connection.exec_driver_sql("PRAGMA quick_check(1)").one()
        if said != "ok":
            raise StorageError(str(said))
        return last.at if last else 0
    finally:
        database.close()


def _as_restored(connection: Connection, missing: int) -> None:
    """The last facts are missing: servers are asked anew for all, and the next start goes on as after a
    restore."""
    own = str(journal.local_value(connection, "incarnation"))
    at = journal.head(connection, own)
    journal.set_local(
        connection,
        RESTORED,
        {"incarnation": own, "seq": at.seq, "head": at.hash.hex(), "missing": missing},
    )
    journal.set_local(connection, SET_BACK, {"incarnation": own, "seq": at.seq + missing})
    journal.forget_local(connection, ("cursor:", "held:"))
