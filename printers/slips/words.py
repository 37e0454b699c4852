"""What all slips share: names in a language, quantities and amounts as text, and marks for translation."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from domain.errors import name_in
from printers.ticket import Width

Names = Mapping[str, str]
"""A name in several languages: BCP-47 tag to text."""

Translate = Callable[[str], str]
"""English msgid to the text in the slip's first language."""


def _m(msgid: str) -> str:
    """Marks a text for the catalogue; it is translated when the slip is made."""
    return msgid


def untranslated(msgid: str) -> str:
    return msgid


@dataclass(frozen=True, slots=True)
class SlipForm:
    """Paper and languages of a printer's slips. `translate` speaks `language`."""

    width: Width = Width.MM_80
    language: str = "zh-Hans"
    second: str | None = "en"  # None prints no second line
    translate: Translate = untranslated


def second_name(names: Names, form: SlipForm) -> str:
    """The name in the second language; empty when there is none or it reads like the first."""
    if form.second is None:
        return ""
    base = form.second.split("-")[0]
    kin = (text for tag, text in names.items() if tag.split("-")[0] == base)
    text = names.get(form.second) or next(kin, "")
    return "" if text == name_in(names, form.language) else text


def listed(words: Iterable[str]) -> str:
    """Short words in a row: 中辣 加豆芽, but with commas where a word has spaces of its own."""
    texts = [word for word in words if word]
    return (", " if any(" " in text for text in texts) else " ").join(texts)


def with_spec(name: str, spec: str) -> str:
    if not spec:
        return name
    wide = unicodedata.east_asian_width(name[-1:] or " ") in "WF"
    return f"{name}({spec})" if wide else f"{name} ({spec})"


def quantity_text(thousandths: int) -> str:
    """1000 → 1, 1500 → 1.5, 350 → 0.35."""
    whole, rest = divmod(abs(thousandths), 1000)
    digits = f"{whole}.{rest:03d}".rstrip("0").rstrip(".")
    return f"-{digits}" if thousandths < 0 else digits


def amount_text(minor: int, digits: int = 2, symbol: str = "") -> str:
    """25800 → 258.00, with a symbol ￥258.00; `digits` are those of the currency."""
    whole, rest = divmod(abs(minor), 10**digits)
    number = f"{whole}.{rest:0{digits}d}" if digits else str(whole)
    return f"{'-' if minor < 0 else ''}{symbol}{number}"


def percent_text(basis_points: int) -> str:
    """600 → 6%, 825 → 8.25%."""
    return f"{quantity_text(basis_points * 10)}%"
