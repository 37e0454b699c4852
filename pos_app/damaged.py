"""A folder whose store does not open, because the disk does not give a page of its file: it goes on with the
rest, if somebody says so."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from pos_app.database.session import FILE, FolderError, FolderLock, StorageError
from pos_app.folder import Parts, StartError, no_key, no_store, open_folder, start_error
from pos_app.keys import KeyBox, KeysError
from pos_app.settings import Options
from pos_app.workflows.making_sound import MadeSound, make_sound
from pos_app.workflows.mending import MAKE_ANEW
from pos_app.workflows.rebuilding import Progress

log = logging.getLogger(__name__)


def open_sound(options: Options, progress: Progress | None = None) -> Parts:
    """Open the data folder, with a sound file if one that has a damaged page is known to hinder what servers
    give back. Raises StartError.

    Without room for that all goes on as before: selling waits for nothing.
    """
    parts = open_folder(options, progress=progress)
    if not parts.writer.submit(lambda: parts.book.local(MAKE_ANEW)).result():
        return parts
    parts.close()
    try:
        made = go_on_with_what_is_read(options.data_dir, progress or (lambda done, of: None))
        log.info("the file is made anew of %d facts", made.copied.facts)
    except StartError:
        log.exception("the file cannot be made anew")
    return open_folder(options, progress=progress)


def go_on_with_what_is_read(folder: Path, progress: Progress) -> MadeSound:
    """Give the folder's store a sound file. Raises StartError; then all is as it was."""
    if not (folder / FILE).exists():
        raise no_store(folder)
    try:
        lock = FolderLock(folder)
        try:
            keys = KeyBox(folder)
            if not keys.has_database_key:
                raise no_key(folder, keys)
            return make_sound(folder, keys.database_key(), time.time_ns() // 1_000_000, progress)
        finally:
            lock.release()
    except StorageError as error:
        if error.of_place:  # what is needed lies on the damaged page itself
            raise start_error(FolderError(str(error)), folder) from error
        raise start_error(error, folder) from error
    except (FolderError, KeysError, OSError) as error:
        raise start_error(error, folder) from error
