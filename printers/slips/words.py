"""What all slips share: names in a language, quantities and amounts as text, and marks for translation."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from domain.errors import name_in
from domain.selling.slip_pictures import picture_rows
from domain.selling.slip_templates import SlipTemplate
from printers.ticket import BOLD, DOUBLE, TALL, TRIPLE, Picture, Style, Width

Names = Mapping[str, str]
"""A name in several languages: BCP-47 tag to text."""

Translate = Callable[[str], str]
"""English msgid to the text in the slip's first language."""


def _m(msgid: str) -> str:
    """Marks a text for the catalogue; it is translated when the slip is made."""
    return msgid


def untranslated(msgid: str) -> str:
    return msgid


PHONE = _m("Phone, guest {number}")
_AS_THE_HOUSE_HAS_IT = SlipTemplate("")
_SIZES = {"normal": BOLD, "tall": TALL, "double": DOUBLE, "triple": TRIPLE}


class _Places(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class SlipForm:
    """Paper and languages of a printer's slips, and what the owner changed of this kind of slip.

    `translate` speaks `language`. `facts` fill the braces of the template's words. `buzz`: how often a slip
    for the kitchen calls the cook. `height`: of a label in mm, 0 on a roll. `practice`: nothing of it is
    cooked or paid. ``site``: the origin where phones find this store, "" for nowhere.
    """

    width: Width = Width.MM_80
    language: str = "zh-Hans"
    second: str | None = "en"  # None prints no second line
    translate: Translate = untranslated
    template: SlipTemplate = _AS_THE_HOUSE_HAS_IT
    facts: Mapping[str, str] = field(default_factory=dict)
    buzz: int = 0
    height: int = 0
    practice: bool = False
    site: str = ""

    def say(self, msgid: str, **values: object) -> str:
        """A text in the slip's first language, its places filled."""
        return self.translate(msgid).format(**values)

    def shows(self, line: str) -> bool:
        """Whether the owner left this line in."""
        return line not in self.template.without

    def style(self, part: str, usual: Style) -> Style:
        """The style of a part: the owner's size, else the usual one."""
        return _SIZES.get(self.template.sizes.get(part, ""), usual)

    def picture(self) -> Picture | None:
        """The owner's sign, if it fits on this paper."""
        if not self.template.picture:
            return None
        width, rows = picture_rows(self.template.picture)
        return Picture(width, rows) if width <= self.width.dots else None

    def above(self) -> tuple[str, ...]:
        """The owner's lines on top of the slip."""
        return self._words(self.template.header)

    def below(self) -> tuple[str, ...]:
        """The owner's lines at the foot of the slip."""
        return self._words(self.template.footer)

    def _words(self, names: Names) -> tuple[str, ...]:
        text = name_in(names, self.language).format_map(_Places(self.facts))
        return tuple(text.splitlines())


def second_name(names: Names, form: SlipForm) -> str:
    """The name in the second language; empty when there is none or it reads like the first."""
    if form.second is None:
        return ""
    base = form.second.split("-")[0]
    kin = (text for tag, text in names.items() if tag.split("-")[0] == base)
    text = names.get(form.second) or next(kin, "")
    return "" if text == name_in(names, form.language) else text


# Digits in a row that may be somebody's phone, however they are set apart; times and dates are none.
_PHONE = re.compile(r"(?<![0-9A-Za-z+:.])(?!\d{4}-\d\d-\d\d)[+(]?\d(?:[ ()-]{0,2}\d){7,14}(?![0-9A-Za-z:])")


def masked(text: str) -> str:
    """A text with guests' phone numbers made unreadable: 13812345678 → 138****5678."""
    return _PHONE.sub(lambda found: _masked_number(found[0]), text)


def _masked_number(number: str) -> str:
    digits = re.sub(r"[^0-9+]", "", number)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) > 8 else f"****{digits[-3:]}"


def said(names: Names, language: str) -> str:
    """A remark or name in a language; what a guest wrote ({"und": text}) loses phone numbers."""
    text = name_in(names, language)
    return masked(text) if "und" in names else text


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


def percent_text(basis_points: int) -> str:
    """600 → 6%, 825 → 8.25%."""
    return f"{quantity_text(basis_points * 10)}%"
