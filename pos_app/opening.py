"""Opening a store as far as somebody can sign in; startup.py makes a till of it."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from pos_app.crashing import install_failpoints
from pos_app.damaged import open_sound
from pos_app.database.session import FILE, StorageError
from pos_app.folder import Ask, Parts, ensure_store, no_store, start_error
from pos_app.leftovers import was_cut_off
from pos_app.settings import Options
from pos_app.workflows.entrance import Entrance
from pos_app.workflows.incarnations import begin_if_restored, begin_if_rewound
from pos_app.workflows.people import Door, open_door
from pos_app.workflows.rebuilding import Progress

SWITCH = 0.0005  # seconds: the kitchen's thread shall not wait 5 ms for its turn


@dataclass(frozen=True, slots=True)
class OpenStore:
    """A store whose file is open. ``restored``: it goes on after a restore."""

    parts: Parts
    door: Door
    restored: bool

    def entrance(self) -> Entrance:
        """For whoever signs in while the till is still being built. Raises StartError; the folder is left
        then."""
        try:
            return Entrance(self.parts.book, self.parts.writer, self.door)
        except StorageError as error:
            self.parts.forsake()
            raise start_error(error, self.parts.found.folder) from error


def open_store(options: Options, ask: Ask | None = None, progress: Progress | None = None) -> OpenStore:
    """Open the store, or found it; ``ask`` is asked for a new one. Raises StartError."""
    install_failpoints()
    sys.setswitchinterval(SWITCH)
    folder = options.data_dir
    if not (options.demo or ask or (folder / FILE).exists() or was_cut_off(folder)):
        raise no_store(folder)
    parts = open_sound(options, progress)
    try:
        ensure_store(options, parts, ask)
        restored = parts.writer.submit(lambda: begin_if_restored(parts.book)).result()
        high_water = None if restored else parts.keys.high_water()
        parts.writer.submit(lambda: begin_if_rewound(parts.book, high_water)).result()
        return OpenStore(parts, open_door(parts.book, parts.writer, parts.keys.pepper()), restored)
    except BaseException:
        parts.forsake()
        raise
