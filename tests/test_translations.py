"""Every text that a guest, the staff or the owner reads is translated, with the same places to fill in."""

import re
from pathlib import Path

import pytest

from build.translations import catalogue_files, read_catalogue, texts_of_the_code, untranslated

PLACE = re.compile(r"\{\w*\}|%\(\w+\)[sd]")


@pytest.mark.parametrize("file", catalogue_files(), ids=lambda file: file.parent.parent.name)
def test_no_text_is_left_untranslated(file: Path) -> None:
    missing = [text.id for text in untranslated(read_catalogue(file), texts_of_the_code())]
    assert missing == [], f"{len(missing)} texts to translate in {file}; `make translations` lists them"


@pytest.mark.parametrize("file", catalogue_files(), ids=lambda file: file.parent.parent.name)
def test_a_translation_fills_in_the_same_places(file: Path) -> None:
    for text in read_catalogue(file):
        if isinstance(text.id, str) and text.id and text.string:
            assert set(PLACE.findall(str(text.string))) == set(PLACE.findall(text.id)), text.id


@pytest.mark.parametrize("file", catalogue_files(), ids=lambda file: file.parent.parent.name)
def test_no_text_stands_twice_in_a_catalogue(file: Path) -> None:
    entry = r'^(?:msgctxt ".*"\n)?msgid (?:".*"(?:\n".*")*)'  # the same words may mean two things
    ids = re.findall(entry, file.read_text(encoding="utf-8"), re.MULTILINE)
    assert [text for text in set(ids) if ids.count(text) > 1] == []
