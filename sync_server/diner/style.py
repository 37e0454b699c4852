"""The page's style sheets: the first stands in the page, the later one travels with the script."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from sync_server.diner.lowering import lowered

STATIC = Path(__file__).parent / "static"
TOKENS = Path(__file__).resolve().parents[2] / "resources" / "theme" / "tokens.json"


@cache
def stylesheet(direction: str) -> str:
    """What the first sight needs, with the colour tokens that either sheet uses, light and dark."""
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", "".join(map(_read, sheets()))))
    light, dark = (_colours(mode, used) for mode in ("light", "dark"))
    night = ";".join(f"--{name}:{dark[name]}" for name in dark if dark[name] != light[name])
    day = ";".join(f"--{name}:{colour}" for name, colour in light.items())
    tokens = f":root{{color-scheme:light dark;{day}}}@media(prefers-color-scheme:dark){{:root{{{night}}}}}"
    return tokens + lowered(_squeeze(_read("diner")), direction)


@cache
def later_stylesheet(direction: str) -> str:
    """What sheets, cart and states need."""
    return lowered(_squeeze(_read("later")), direction)


def own_stylesheet(name: str, direction: str) -> str:
    """What a module that waits for a tap brings along; "" if nothing."""
    return lowered(_squeeze(_read(name)), direction) if name in sheets() else ""


def sheets() -> list[str]:
    """All of them; the page's colours are those that any uses."""
    return sorted(path.stem for path in STATIC.glob("*.css"))


def _read(name: str) -> str:
    return (STATIC / f"{name}.css").read_text(encoding="utf-8")


def _colours(mode: str, used: set[str]) -> dict[str, str]:
    tokens: dict[str, dict[str, str]] = json.loads(TOKENS.read_text(encoding="utf-8"))
    return {name: colour for name, colour in tokens[mode].items() if name in used}


def _squeeze(css: str) -> str:
    """Without comments and needless spaces."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?", r"\1", css).replace(": ", ":").replace(";}", "}").strip()
