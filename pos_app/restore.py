"""pos-app restore: from a file, or from a server, into an empty folder; each step told in a line."""

from __future__ import annotations

import getpass
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.errors import Refused, _m, name_in
from pos_app.crashing import install_failpoints
from pos_app.settings import Options
from pos_app.workflows.backup_file import read_key
from pos_app.workflows.own_words import LOST, own_facts, own_words
from pos_app.workflows.recovery import numbers_in, typed_numbers
from pos_app.workflows.restore_words import lines_of
from pos_app.workflows.restoring import Look, check_folder, fetch, left_behind, look, restore

Translate = Callable[[str], str]
ASK = _m("Recovery key: ")
FOUND = _m("{store}: backup of {time}, {bills} paid bills, newest record of {newest}.")
DONE = _m("Restored into {folder}. Start the till on this folder.")


def restore_as_asked(options: Options, words: Translate) -> Iterator[str]:
    """Do it, and say each step. Raises Refused; then nothing was written."""
    install_failpoints()
    check_folder(options.data_dir)
    text = _key_text(options, words)
    key = read_key(text)
    with tempfile.TemporaryDirectory(prefix="mashang-restore-") as scratch:
        file, fetched = options.file, None
        if file is None:
            numbers = numbers_in(text) or typed_numbers(options.store)
            fetched = fetch(options.server, options.enrol, numbers, Path(scratch))
            file = fetched.file
        old = options.old or left_behind(options.data_dir)
        seen = look(file, key, options.server, fetched, old=old)
        yield from told(seen, words)
        beyond = seen.beyond
        done = restore(file, key, options.data_dir, beyond.missing, fetched, beyond.bring)
    if seen.head.own_size and not done.own_server:
        yield words(LOST)
    yield words(DONE).format(folder=options.data_dir)


def told(seen: Look, words: Translate) -> tuple[str, ...]:
    """Which store of when, what lies beyond, what will be missing, and what of its own server comes."""
    head = seen.head
    facts = {
        "store": name_in(head.names, "zh-Hans"),
        "time": _time(head.made_at, head.zone),
        "newest": _time(head.newest, head.zone),
        "bills": head.bills,
    }
    own = own_facts(head.own_server, str(facts["time"]))
    return (
        words(FOUND).format_map(facts),
        *(line.text for line in lines_of(seen, words)),
        *(words(text).format_map(own) for text in own_words(head.own_server)),
    )


def _time(at: int, zone: str) -> str:
    return f"{datetime.fromtimestamp(at / 1000, ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _key_text(options: Options, words: Translate) -> str:
    if options.key_file is not None:
        try:
            return options.key_file.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise Refused("restore_no_key_file", file=str(options.key_file)) from error
    if sys.stdin.isatty():
        return getpass.getpass(words(ASK))
    return sys.stdin.readline()
