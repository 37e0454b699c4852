"""What of a database's errors is the disk's: one refusal that every door can tell in the reader's words."""

from __future__ import annotations

import logging

from domain.errors import Refused

# SQLite's own numbers: read-only; input or output, damaged, full, cannot be opened.
READONLY = 8
GIVES = frozenset({10, 11, 13, 14})
DAMAGED = 11

log = logging.getLogger(__name__)


def gives_nothing(error: BaseException) -> bool:
    """Whether an error says that the disk gives or takes nothing; not that what it gave is damaged."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code == READONLY or code in GIVES - {DAMAGED}


def of_place(error: BaseException | None) -> bool:
    """Whether an error says that a place of the file is damaged: what lies on other pages may be sound.

    SQLCipher gives nothing more on a connection that has met such a page, so it must be opened anew.
    """
    found = getattr(error, "orig", error)
    return getattr(found, "sqlite_errorcode", 0) & 0xFF == DAMAGED


def told(error: BaseException, *, writing: bool = True) -> BaseException:
    """The refusal, if the disk did not take it or give it; else the error itself: our own mistake.

    Who only reads writes by mistake: the same number, and no trouble of the disk.
    """
    found = getattr(error, "orig", error)  # SQLAlchemy wraps the driver's
    code = getattr(found, "sqlite_errorcode", 0) & 0xFF
    if not (code in GIVES or (writing and code == READONLY)):
        return error
    log.warning("the disk does not take it: %s", getattr(found, "sqlite_errorname", ""))
    no = Refused("server_disk")
    no.__cause__ = error
    return no
