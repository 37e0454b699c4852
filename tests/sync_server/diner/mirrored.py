"""A language that is read from the right, with every text; and whether a page stays on the smallest phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
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


@contextmanager
def from_the_right(folder: Path) -> Iterator[None]:
    """Chinese as it is, and Arabic letters for every text of it."""
    with (language.CATALOGUES / "zh_Hans/LC_MESSAGES/mashang.po").open(encoding="utf-8") as file:
        source = read_po(file, locale="zh_Hans")
    made = Catalog("ar")
    for one in source:
        if isinstance(one.id, tuple):
            forms = [one.id[0], *[one.id[-1]] * (made.num_plurals - 1)]
            made.add(one.id, tuple(map(mirrored, forms)), context=one.context)
        elif one.id:
            made.add(one.id, mirrored(str(one.id)), context=one.context)
    for name, catalogue in {"ar": made, "zh_Hans": source}.items():
        there = folder / name / "LC_MESSAGES"
        there.mkdir(parents=True)
        with (there / "mashang.mo").open("wb") as out:
            write_mo(out, catalogue)
    before, language.CATALOGUES = language.CATALOGUES, folder
    language.languages.cache_clear()
    try:
        yield
    finally:
        language.CATALOGUES = before
        language.languages.cache_clear()


def fits(page: Page, place: str) -> None:
    """Nothing of it lies beside the screen, however far it reaches down."""
    assert (place, page.evaluate(BESIDE)) == (place, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL[0]
