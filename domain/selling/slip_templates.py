"""What owners may change of a slip: lines left out, sizes, languages, words above and below it, a picture.

One document, ``slips``, replaced whole by the fact ``slips.published``. A kind without a template, or whose
template a later program wrote in a form we do not know, prints as the house has it.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.errors import Refused
from domain.selling.slip_pictures import picture_rows

Names = Mapping[str, str]

SIZES = ("normal", "tall", "double", "triple")
NO_SECOND = "-"
"""A template's ``second`` that prints one language only."""
PLACES = ("store", "branch", "phone", "table", "order", "time")
"""What may stand in braces in the words above and below, such as {table}."""
LONGEST = 240  # characters of the words above or below
MOST_LINES = 8
_LARGE = ("tall", "double")
_ANY = ("normal", *_LARGE)


@dataclass(frozen=True, slots=True)
class SlipKind:
    """What of a kind of slip may be left out, and what may have which sizes; all else is always there."""

    lines: tuple[str, ...]
    sizes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_DISHES = {"table": ("double", "triple"), "dish": _LARGE, "options": _ANY, "remark": _LARGE}
_BILL = {"store": _ANY, "dish": _ANY, "total": _LARGE}
KINDS: Mapping[str, SlipKind] = {
    "kitchen": SlipKind(("area", "author", "second", "counts", "elsewhere", "code"), _DISHES),
    "pass": SlipKind(("area", "author", "second", "counts", "code"), _DISHES),
    "cancel": SlipKind(("area", "second", "people", "counts", "code"), _DISHES),
    "rush": SlipKind(("area", "second", "people", "code"), _DISHES),
    "fire": SlipKind(("area", "second", "people", "code"), _DISHES),
    "banquet_tables": SlipKind(("area", "second", "people", "code"), _DISHES),
    "notice": SlipKind(("area", "second", "people", "code"), _DISHES),
    "runner": SlipKind(("area", "author", "second", "code"), _DISHES),
    "receipt": SlipKind(
        ("place", "phone", "cashier", "opened", "second", "options", "tax", "code", "thanks"), _BILL
    ),
    "pre_bill": SlipKind(
        ("place", "phone", "cashier", "opened", "second", "options", "tax", "by_phone"), _BILL
    ),
    "refund": SlipKind(("signature",)),
    "account": SlipKind(("signature",)),
    "deposit": SlipKind(("signature",)),
    "shift": SlipKind(("counts", "denominations", "signature")),
    "day_end": SlipKind(("counts", "tax", "categories", "signature")),
    "queue": SlipKind(("code", "ahead")),
    "label": SlipKind(("store", "time", "second"), {"dish": _LARGE}),
}


@dataclass(frozen=True, slots=True)
class SlipTemplate:
    """How a store wants one kind of slip.

    ``without``: lines left out. ``sizes``: by part. ``language`` "" is the printer's first, ``second`` ""
    its second. ``picture`` stands on top, in the form of ``slip_pictures``.
    """

    kind: str
    without: tuple[str, ...] = ()
    sizes: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    second: str = ""
    header: Names = field(default_factory=dict)
    footer: Names = field(default_factory=dict)
    picture: str = ""


@dataclass(frozen=True, slots=True)
class SlipTemplates:
    """All of a store's, one numbered version."""

    version: int = 0
    templates: tuple[SlipTemplate, ...] = ()

    def of(self, kind: str) -> SlipTemplate:
        return next((one for one in self.templates if one.kind == kind), SlipTemplate(kind))

    def with_one(self, template: SlipTemplate) -> SlipTemplates:
        """The next version, with this template in place of that of its kind."""
        others = tuple(one for one in self.templates if one.kind != template.kind)
        return SlipTemplates(self.version + 1, (*others, template))


NO_TEMPLATES = SlipTemplates()


def check_template(template: SlipTemplate) -> None:
    """Raise Refused with the reason why slips could not be printed so."""
    kind = KINDS.get(template.kind)
    if kind is None:
        raise Refused("slip_kind_unknown", kind=template.kind)
    for line in template.without:
        if line not in kind.lines:
            raise Refused("slip_line_needed", line=line)
    for part, size in template.sizes.items():
        if size not in kind.sizes.get(part, ()):
            raise Refused("slip_size_wrong", part=part, size=size)
    if template.picture:
        picture_rows(template.picture)
    for names in (template.header, template.footer):
        for text in names.values():
            _check_words(text)


def _check_words(text: str) -> None:
    if len(text) > LONGEST or text.count("\n") >= MOST_LINES:
        raise Refused("slip_words_long", most=LONGEST, lines=MOST_LINES)
    try:
        places = [(name, form, turn) for _, name, form, turn in string.Formatter().parse(text)]
    except ValueError as error:
        raise Refused("slip_brace_open") from error
    for name, form, turn in places:
        if name is not None and (name not in PLACES or form or turn):
            raise Refused("slip_place_unknown", place=name, places=", ".join(PLACES))
