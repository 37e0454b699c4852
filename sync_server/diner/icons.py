"""The drawings the page carries inside itself, as symbols named by their files."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
USED = (
    "back", "bell", "bill", "cart", "chevron-right", "close", "fast-food", "globe", "hourglass", "minus",
    "note", "plus", "pot", "search", "tick", "warning",
)  # fmt: skip


@cache
def symbols() -> str:
    """One <symbol> for each icon in use; the page's style gives line and colour."""
    return "".join(f'<symbol id="{name}" viewBox="0 0 24 24">{_drawing(name)}</symbol>' for name in USED)


def _drawing(name: str) -> str:
    svg = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    found = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    return found[1].strip() if found else ""


@cache
def plates() -> bytes:
    """The sprite of drawn plates: symbols plate-NAME."""
    return (ICONS / "plates.svg").read_bytes()


@cache
def plate_names() -> frozenset[str]:
    return frozenset(re.findall(r'id="plate-([a-z0-9-]+)"', plates().decode()))
