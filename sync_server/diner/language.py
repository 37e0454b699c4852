"""Which language a phone reads, and its texts out of the common catalogues."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable
from dataclasses import dataclass
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
    """A language of the page. ``tag`` is BCP-47; English is what the code itself says."""

    tag: str
    catalogue: gettext.NullTranslations

    @property
    def direction(self) -> str:
        return "rtl" if self.tag.split("-", 1)[0] in RIGHT_TO_LEFT else "ltr"

    def apart(self, amount: str) -> str:
        """An amount, a number or a time among words: read from the right, its parts would change places."""
        return f"\u2066{amount}\u2069" if self.direction == "rtl" else amount

    @property
    def short_name(self) -> str:
        """What stands on the switch."""
        return SHORT_NAMES.get(self.tag, self.tag.upper())

    @property
    def translate(self) -> Callable[[str], str]:
        return self.catalogue.gettext


@cache
def languages() -> tuple[Language, ...]:
    """Every language with a catalogue, and English."""
    names = sorted(folder.parent.name for folder in CATALOGUES.glob("*/LC_MESSAGES"))
    found = [
        Language(name.replace("_", "-"), gettext.translation("mashang", CATALOGUES, [name], fallback=True))
        for name in names
        if name != "en"
    ]
    return (*found, Language("en", gettext.NullTranslations()))


def choose(wanted: str, kept: str, accepted: str, default: str = "zh-Hans") -> Language:
    """By the address, else by what the phone chose before, else by what it accepts, else the store's own."""
    for tag in (wanted, kept):
        for language in languages():
            if tag == language.tag:
                return language
    asked = _by_weight(accepted)
    for tag in asked:
        if found := _nearest(tag):
            return found
    return _nearest("en" if asked else default) or languages()[0]


def after(language: Language) -> Language:
    """The language that the switch leads to."""
    known = languages()
    return known[(known.index(language) + 1) % len(known)]


def _by_weight(accepted: str) -> list[str]:
    found = [(float(match[2] or 1), match[1]) for match in _WANTED.finditer(accepted[:200])]
    return [tag for weight, tag in sorted(found, key=lambda pair: -pair[0]) if weight]


def _nearest(tag: str) -> Language | None:
    base = tag.split("-", 1)[0].lower()
    same = [language for language in languages() if language.tag.split("-", 1)[0] == base]
    return next((one for one in same if one.tag.lower() == tag.lower()), same[0] if same else None)
