"""Every text that a guest, the staff or the owner reads is translated, with the same places to fill in."""

import ast
import re
from pathlib import Path

import pytest

from build.translations import (
    KEYWORDS,
    PACKAGES,
    ROOT,
    catalogue_files,
    guests_files,
    read_catalogue,
    texts_of_guests,
    texts_of_the_code,
    untranslated,
)

PLACE = re.compile(r"\{\w*\}|%\(\w+\)[sd]")


EVERY = [*catalogue_files(), *guests_files()]


@pytest.mark.parametrize("file", guests_files(), ids=lambda file: file.parent.parent.name)
def test_no_text_that_a_guest_reads_is_left_untranslated(file: Path) -> None:
    missing = [text.id for text in untranslated(read_catalogue(file), texts_of_guests())]
    assert missing == [], f"{len(missing)} texts to translate in {file}; `make translations` lists them"


@pytest.mark.parametrize("file", catalogue_files(), ids=lambda file: file.parent.parent.name)
def test_no_text_is_left_untranslated(file: Path) -> None:
    missing = [text.id for text in untranslated(read_catalogue(file), texts_of_the_code())]
    assert missing == [], f"{len(missing)} texts to translate in {file}; `make translations` lists them"


def test_no_text_hides_within_another_string() -> None:
    """Who collects the texts does not look into an f-string: what stands there is never translated."""
    hidden = []
    for file in (file for package in PACKAGES for file in (ROOT / package).rglob("*.py")):
        strings = [
            one for one in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(one, ast.JoinedStr)
        ]
        for call in (one for string in strings for one in ast.walk(string) if isinstance(one, ast.Call)):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            if name in KEYWORDS and any(isinstance(one, ast.Constant) for one in call.args):
                hidden.append(f"{file.relative_to(ROOT)}:{call.lineno}")
    assert hidden == []


@pytest.mark.parametrize("file", EVERY, ids=lambda file: f"{file.parent.parent.name}-{file.stem}")
def test_a_translation_fills_in_the_same_places(file: Path) -> None:
    for text in read_catalogue(file):
        if isinstance(text.id, str) and text.id and text.string:
            assert set(PLACE.findall(str(text.string))) == set(PLACE.findall(text.id)), text.id


@pytest.mark.parametrize("file", EVERY, ids=lambda file: f"{file.parent.parent.name}-{file.stem}")
def test_no_text_stands_twice_in_a_catalogue(file: Path) -> None:
    entry = r'^(?:msgctxt ".*"\n)?msgid (?:".*"(?:\n".*")*)'  # the same words may mean two things
    ids = re.findall(entry, file.read_text(encoding="utf-8"), re.MULTILINE)
    assert [text for text in set(ids) if ids.count(text) > 1] == []
