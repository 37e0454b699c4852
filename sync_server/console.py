"""The words for a terminal: in the language of the system."""

from __future__ import annotations

import gettext
import io
import os
import sys
from collections.abc import Callable

from domain.findings import language_for
from sync_server.diner.language import CATALOGUES


def print_any_language() -> None:
    """No letter stops a command, as a ¥ would in a pipe of a Chinese Windows: pipes and files get UTF-8."""
    for out in (sys.stdout, sys.stderr):
        if isinstance(out, io.TextIOWrapper):
            out.reconfigure(encoding=None if out.isatty() else "utf-8", errors="replace")


def system_words() -> Callable[[str], str]:
    """The translation into the system's language; English where there is none."""
    known = sorted({path.parent.parent.name for path in CATALOGUES.glob("*/LC_MESSAGES/mashang.*o")})
    name = language_for(_system_locale(), known)
    return gettext.translation("mashang", CATALOGUES, [name], fallback=True).gettext


def _system_locale() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name]
    if sys.platform == "win32":
        import ctypes
        import locale

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return ""
