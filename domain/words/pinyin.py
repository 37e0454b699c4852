"""Chinese names in pinyin. The dictionary behind it takes 54 MB, so it stays only while names are spelled.

What was spelled once is remembered, so that a menu's next version loads it for its new names only; a program
that keeps it and tells it at its next start (``remember``) does not load it at all then.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_LIBRARY = "pypinyin"
_BREAK = "\n"
_loading = threading.Lock()
_spelt: dict[str, Spelt] = {}


@dataclass(frozen=True, slots=True)
class Spelt:
    """A name's syllables in lower case (what is not Chinese stays one), and their first letters.

    宫保鸡丁 → gong bao ji ding, gbjd; XO酱 → xo jiang, xoj. ``sound``: the syllables in one text, a line
    each, for 5,000 dishes have 30,000 of them.
    """

    sound: str
    initials: str

    @property
    def syllables(self) -> tuple[str, ...]:
        return tuple(self.sound.split(_BREAK))


def spell(names: Iterable[str]) -> Mapping[str, Spelt]:
    """Each name's spelling. New ones take a quarter of a second for the dictionary, and 40 µs each."""
    wanted = set(names)
    with _loading:
        if unknown := wanted - _spelt.keys():
            _spelt.update(_look_up(unknown))
        return {name: _spelt[name] for name in wanted}


def remember(spelt: Mapping[str, Spelt]) -> None:
    """Names that were spelled before this program began."""
    with _loading:
        _spelt.update(spelt)


def _look_up(names: Iterable[str]) -> dict[str, Spelt]:
    try:
        from pypinyin import Style, lazy_pinyin

        return {
            name: Spelt(
                _BREAK.join(lazy_pinyin(name)).lower(),
                "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower(),
            )
            for name in names
        }
    finally:
        _forget()


def _forget() -> None:
    """Let the dictionary go at once: modules hold each other, and only a long collection would find out."""
    loaded = [name for name in list(sys.modules) if name.partition(".")[0] == _LIBRARY]
    for module in [sys.modules.pop(name) for name in loaded]:
        vars(module).clear()
