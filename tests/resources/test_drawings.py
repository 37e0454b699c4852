"""Icons, plates, sounds and colours: one hand, small, and copies that agree with their source."""

import json
import re
import runpy
import wave
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from pos_app.paths import RESOURCES

ICONS = RESOURCES / "icons"
LINE_ICONS = sorted(path for path in ICONS.glob("*.svg") if path.stem not in ("plates", "seal", "seal-glyph"))
PLATES = sorted((ICONS / "plates").glob("*.svg"))
SOUNDS = ["phone_order", "call", "problem", "paid", "said"]
STATES = ["free", "seated", "ordered", "waiting", "bill", "paid", "clean", "reserved"]
PAIRS = [
    ("ink", "canvas"), ("ink2", "canvas"), ("ink3", "canvas"), ("accent", "canvas"), ("danger", "canvas"),
    ("info", "surface"), ("on-accent", "accent"), ("on-danger", "danger"), ("on-warn", "warn"),
    *((f"on-{tone}-soft", f"{tone}-soft") for tone in ("accent", "danger", "warn", "info")),
    *((f"on-table-{state}", f"table-{state}") for state in STATES),
]  # fmt: skip


def script(path: str) -> dict[str, Any]:
    return runpy.run_path(str(RESOURCES / path))


def tokens() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((RESOURCES / "theme" / "tokens.json").read_text("utf-8"))
    return found


def brightness(colour: str) -> float:
    """Relative luminance of #RRGGBB (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("icon", LINE_ICONS, ids=lambda icon: icon.stem)
def test_an_icon_is_a_line_drawing_of_the_house(icon: Path) -> None:
    root = ElementTree.parse(icon).getroot()
    wanted = {
        "viewBox": "0 0 24 24", "fill": "none", "stroke": "currentColor", "stroke-width": "1.75",
        "stroke-linecap": "round", "stroke-linejoin": "round",
    }  # fmt: skip
    assert wanted.items() <= root.attrib.items()
    for shape in root:
        assert {"fill", "stroke", "stroke-width", "style"}.isdisjoint(shape.attrib)


@pytest.mark.parametrize("plate", PLATES, ids=lambda plate: plate.stem)
def test_a_plate_is_small_and_flat(plate: Path) -> None:
    assert plate.stat().st_size <= 1536
    root = ElementTree.parse(plate).getroot()
    assert root.get("viewBox") == "0 0 64 64"
    assert {shape.tag.partition("}")[2] for shape in root.iter()} <= {"svg", "g", "path", "circle", "rect"}


def test_the_sprite_holds_the_plates_as_they_are() -> None:
    assert (ICONS / "plates.svg").read_text(encoding="utf-8") == script("icons/make_sprite.py")["sprite"]()


def test_the_pages_have_the_colours_of_the_till() -> None:
    sheet = script("theme/make_css.py")["stylesheet"](tokens())
    assert (RESOURCES / "theme" / "web.css").read_text(encoding="utf-8") == sheet


def test_light_and_dark_name_the_same_colours() -> None:
    themes = tokens()
    assert list(themes["light"]) == list(themes["dark"])
    for colours in themes.values():
        assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in colours.values())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_its_ground(theme: str) -> None:
    colours = tokens()[theme]
    faint = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("name", SOUNDS)
def test_a_sound_is_short_and_begins_and_ends_in_silence(name: str) -> None:
    path = RESOURCES / "sounds" / f"{name}.wav"
    assert path.stat().st_size < 40_000
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 22_050)
        frames = sound.readframes(sound.getnframes())
    assert frames[:2] == frames[-2:] == b"\0\0"
