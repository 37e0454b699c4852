"""The words for a terminal: in the language of the system."""

from __future__ import annotations

import gettext
import io
import os
import sys
import time
from collections.abc import Callable

from domain.errors import _m
from domain.findings import language_for
from pos_app.paths import TRANSLATIONS

UPDATING = _m("The books are brought up to date after the update: {done} of {all} entries")
EVERY = 5.0  # seconds between two lines


class HowFar:
    """Says in the terminal how far the first start after an update is; what programs read is elsewhere.

    ``words``: what is said of something else that takes as long.
    """

    def __init__(self, words: str = UPDATING) -> None:
        self._words = system_words()(words)
        self._next = 0.0

    def __call__(self, done: int, of: int) -> None:
        if of and time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            said = self._words.format(done=f"{done:,}", all=f"{of:,}")
            print(said, file=sys.stderr, flush=True)  # noqa: T201


def print_any_language() -> None:
    """No letter stops a command, as a ¥ would in a pipe of a Chinese Windows: pipes and files get UTF-8."""
    for out in (sys.stdout, sys.stderr):
        if isinstance(out, io.TextIOWrapper):
            out.reconfigure(encoding=None if out.isatty() else "utf-8", errors="replace")


def system_words() -> Callable[[str], str]:
    """The translation into the system's language; English where there is none."""
    known = sorted({path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/mashang.*o")})
    name = language_for(_system_locale(), known)
    return gettext.translation("mashang", TRANSLATIONS, [name], fallback=True).gettext


def _system_locale() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name]
    if sys.platform == "win32":
        import ctypes
        import locale

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return ""
