"""Which language a phone reads, and its texts out of the common catalogues."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parents[2] / "translations"
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
SHORT_NAMES = {
    "zh-Hans": "中文",
    "zh-Hant": "繁體",
    "en": "EN",
    "ja": "日本語",
    "ko": "한국어",
    "th": "ไทย",
    "ar": "ع",
}
COOKIE = "lang"
_WANTED = re.compile(
    r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*(?:,|$)"
)


@dataclass(frozen=True)
class Language:
    """A language of the page. ``tag`` is BCP-47; English is what the code itself says. ``beside``: tags of
    languages of guests' pages alone that this phone reads too."""

    tag: str
    catalogue: gettext.NullTranslations
    beside: tuple[str, ...] = ()

    @property
    def direction(self) -> str:
        return "rtl" if self.tag.split("-", 1)[0] in RIGHT_TO_LEFT else "ltr"

    def apart(self, amount: str) -> str:
        """An amount, a number or a time among words: read from the right, its parts would change places."""
        return f"\u2066{amount}\u2069" if self.direction == "rtl" else amount

    def named(self, name: str) -> str:
        """A name among words, such as a table's: what follows it would else be read as a part of it."""
        return f"\u2068{name}\u2069" if self.direction == "rtl" else name

    @property
    def short_name(self) -> str:
        """What stands on the switch."""
        return SHORT_NAMES.get(self.tag, self.tag.upper())

    @property
    def translate(self) -> Callable[[str], str]:
        return self.catalogue.gettext


ENGLISH = Language("en", gettext.NullTranslations())


def languages() -> tuple[Language, ...]:
    """Every language with a whole catalogue, and English: those of the owner."""
    return (*_spoken("mashang"), ENGLISH)


def guests_languages() -> tuple[Language, ...]:
    """Those, and the ones in which only what guests read is translated."""
    whole = languages()
    tags = {one.tag for one in whole}
    return (*whole, *(one for one in _spoken("guests") if one.tag not in tags))


@cache
def _spoken(catalogue: str) -> tuple[Language, ...]:
    names = {path.parent.parent.name for path in CATALOGUES.glob(f"*/LC_MESSAGES/{catalogue}.*o")} - {"en"}
    return tuple(
        Language(name.replace("_", "-"), gettext.translation(catalogue, CATALOGUES, [name], fallback=True))
        for name in sorted(names)
    )


def choose(
    wanted: str, kept: str, accepted: str, default: str = "zh-Hans", among: Sequence[Language] = ()
) -> Language:
    """By the address, else by what the phone chose before, else by what it accepts, else the store's own;
    ``among`` these, else those of guests."""
    known, asked = among or guests_languages(), _by_weight(accepted)
    chosen = next((one for tag in (wanted, kept) for one in known if tag == one.tag), None)
    nearest = [one for tag in asked if (one := _nearest(tag, known))]
    found = chosen or (nearest or [_nearest("en" if asked else default, known) or known[0]])[0]
    beside = tuple(
        dict.fromkeys(one.tag for one in nearest if one.tag not in {each.tag for each in languages()})
    )
    return replace(found, beside=beside) if beside else found


def after(language: Language) -> Language:
    """The language that the switch leads to: another whole one, or one that the phone reads."""
    offered = {one.tag for one in languages()} | {language.tag, *language.beside}
    known = [one for one in guests_languages() if one.tag in offered]
    place = [one.tag for one in known].index(language.tag)
    return known[(place + 1) % len(known)]


def _by_weight(accepted: str) -> list[str]:
    found = [(float(match[2] or 1), match[1]) for match in _WANTED.finditer(accepted[:200])]
    return [tag for weight, tag in sorted(found, key=lambda pair: -pair[0]) if weight]


def _nearest(tag: str, known: Sequence[Language]) -> Language | None:
    base = tag.split("-", 1)[0].lower()
    same = [language for language in known if language.tag.split("-", 1)[0] == base]
    return next((one for one in same if one.tag.lower() == tag.lower()), same[0] if same else None)
