"""Every refusal is a sentence in every language, with the same facts in it."""

import gettext
import re
from pathlib import Path

import pytest

from domain.errors import GUESTS_READ, MESSAGES, Refused, name_in, refusal_text

TRANSLATIONS = Path(__file__).parent.parent.parent / "translations"
CATALOGUES = sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))
SAID = [
    (file, code)
    for file in CATALOGUES
    for code in (sorted(GUESTS_READ) if file.stem == "guests" else MESSAGES)
]
PLACES = re.compile(r"{(\w+)}")
SOURCES = [
    file
    for package in ("domain", "pos_app")
    for file in (Path(__file__).parent.parent.parent / package).rglob("*.py")
]


@pytest.mark.parametrize(("file", "code"), SAID, ids=lambda one: getattr(one, "stem", one))
def test_a_translation_says_the_same_facts(file: Path, code: str) -> None:
    words = gettext.translation(file.stem, TRANSLATIONS, [file.parent.parent.name])
    said = words.gettext(MESSAGES[code])
    assert said != MESSAGES[code], "not translated"
    assert sorted(PLACES.findall(said)) == sorted(PLACES.findall(MESSAGES[code]))


@pytest.mark.parametrize("code", MESSAGES)
def test_each_refusal_is_a_sentence_with_its_facts(code: str) -> None:
    places = PLACES.findall(MESSAGES[code])
    said = Refused(code, **{place: f"<{place}>" for place in places}).text(str)
    assert all(f"<{place}>" in said for place in places)
    assert "{" not in said
    assert said.endswith(".")


def test_each_refusal_in_the_code_has_a_sentence() -> None:
    raised = {
        code for file in SOURCES for code in re.findall(r'Refused\(\s*"(\w+)"', file.read_text("utf-8"))
    }
    assert len(raised) > 20
    assert raised <= set(MESSAGES)


def test_a_dish_is_named_in_the_readers_language() -> None:
    no = Refused("sold_out", dish={"zh-Hans": "水煮鱼", "en": "Boiled fish"})
    assert no.text(str, "en") == "Boiled fish has just sold out. Nothing was charged."
    assert no.text(str, "zh-Hans").startswith("水煮鱼")


def test_a_guests_braces_are_only_text() -> None:
    assert refusal_text("sold_out", {"dish": "{maximum}"}, str).startswith("{maximum} has")


def test_a_missing_fact_is_a_dash_and_an_unknown_code_a_plain_sentence() -> None:
    assert refusal_text("not_enough", {"remaining": 2}, str) == "Only 2 left of –. Nothing was charged."
    assert refusal_text("from_a_newer_program", {}, str) == MESSAGES["unreadable"]


@pytest.mark.parametrize(
    ("names", "language", "name"),
    [
        ({"zh-Hans": "鱼", "en": "Fish"}, "en", "Fish"),
        ({"zh-Hans": "鱼", "en": "Fish"}, "en-GB", "Fish"),
        ({"zh-Hans": "鱼", "en-US": "Fish"}, "en-GB", "Fish"),
        ({"zh-Hans": "鱼", "en": "Fish"}, "fr", "Fish"),  # who reads neither knows more of these letters
        ({"zh-Hans": "鱼", "ja": "魚"}, "fr", "鱼"),
        ({"de": "Fisch"}, "fr", "Fisch"),
        ({"und": "Fisch"}, "zh-Hans", "Fisch"),
        ({}, "en", ""),
    ],
)
def test_a_name_is_found_in_the_nearest_language(names: dict[str, str], language: str, name: str) -> None:
    assert name_in(names, language) == name
