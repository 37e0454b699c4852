"""A language that is read from the right, one of long words; whether a page stays on the smallest phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from playwright.sync_api import Page

from sync_server.diner import language
from tests.sync_server.diner.phone import SMALL

LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابتثجحخدذرزسشصضطظعغفقكلمنه", strict=True))
BESIDE = """() => [...document.querySelectorAll("body *")]
    .filter(one => one.checkVisibility() && !one.closest(".vh, svg"))
    .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 80)])
    .filter(([box]) => box.width > 0 && (box.left < -0.5 || box.right > 360.5))
    .map(([box, html]) => `${box.left} to ${box.right}: ${html}`)"""


def mirrored(text: str) -> str:
    """The same words in Arabic letters; places to be filled stay."""
    parts = re.split(r"(\{[^}]*\}|%\S)", text)
    return "".join(
        part if place % 2 else "".join(LETTERS.get(letter.lower(), letter) for letter in part)
        for place, part in enumerate(parts)
    )


def long(text: str) -> str:
    """Each vowel twice, about 40 % more, as German takes; places to be filled stay."""
    parts = re.split(r"(\{[^}]*\}|%\S)", text)
    return "".join(
        part if place % 2 else re.sub("([aeiou])", r"\1\1", part) for place, part in enumerate(parts)
    )


def _spoken(tag: str, source: Catalog, change: Callable[[str], str]) -> Catalog:
    made = Catalog(tag)
    for one in source:
        if isinstance(one.id, tuple):
            forms = [one.id[0], *[one.id[-1]] * (made.num_plurals - 1)]
            made.add(one.id, tuple(map(change, forms)), context=one.context)
        elif one.id:
            made.add(one.id, change(str(one.id)), context=one.context)
    return made


@contextmanager
def from_the_right(folder: Path) -> Iterator[None]:
    """Chinese as it is, Arabic letters for every text of it, and as "de" the English ones with long words."""
    with (language.CATALOGUES / "zh_Hans/LC_MESSAGES/mashang.po").open(encoding="utf-8") as file:
        source = read_po(file, locale="zh_Hans")
    made = {"ar": _spoken("ar", source, mirrored), "de": _spoken("de", source, long)}
    for name, catalogue in {**made, "zh_Hans": source}.items():
        there = folder / name / "LC_MESSAGES"
        there.mkdir(parents=True)
        with (there / "mashang.mo").open("wb") as out:
            write_mo(out, catalogue)
    before, language.CATALOGUES = language.CATALOGUES, folder
    language._spoken.cache_clear()
    try:
        yield
    finally:
        language.CATALOGUES = before
        language._spoken.cache_clear()


def fits(page: Page, place: str) -> None:
    """Nothing of it lies beside the screen, however far it reaches down."""
    assert (place, page.evaluate(BESIDE)) == (place, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL[0]
