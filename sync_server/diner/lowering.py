"""Start and end as left and right, and "inset" as four sides: browsers of 2020 know no shorthands of these.

The sheets are written for both directions; a page has one, so that nothing is lost.
"""

from __future__ import annotations

import re

_SHORT = re.compile(
    r"(?<=[{;])(inset|margin|padding)(-inline-start|-inline-end|-inline|-block)?:([^;}]+)(?=[;}])"
)
_VALUE = re.compile(r"(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+")
SIDES = ("top", "right", "bottom", "left")


def lowered(css: str, direction: str) -> str:
    """Squeezed CSS for pages that are read in a direction, ltr or rtl."""

    def plain(found: re.Match[str]) -> str:
        name, axis, values = found[1], found[2] or "", _VALUE.findall(found[3])
        if not axis and name != "inset":
            return found[0]
        start, end = ("left", "right") if direction == "ltr" else ("right", "left")
        sides = {
            "-inline-start": (start,),
            "-inline-end": (end,),
            "-inline": (start, end),
            "-block": ("top", "bottom"),
            "": SIDES,
        }[axis]
        prefix = "" if name == "inset" else f"{name}-"
        return ";".join(f"{prefix}{side}:{_of(values, place)}" for place, side in enumerate(sides))

    return _SHORT.sub(plain, css)


def _of(values: list[str], place: int) -> str:
    """The value of a side; where fewer stand there than there are sides, that of the side across."""
    while place >= len(values):
        place = place - 2 if place >= 2 else 0
    return values[place]
