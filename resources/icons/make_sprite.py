"""All drawn plates as one sprite, so that a phone fetches them once.

The drawings in plates/ are the source; run `python resources/icons/make_sprite.py` after a change to one.
A page shows a plate by `<svg><use href="plates.svg#plate-mapo-tofu"/></svg>`.
"""

import re
from pathlib import Path

HERE = Path(__file__).parent
DRAWING = re.compile(r'<svg xmlns="http://www\.w3\.org/2000/svg"([^>]*)>(.*)</svg>\s*', re.DOTALL)


def symbol(drawing: Path) -> str:
    """One plate as a symbol; it keeps the drawing's own attributes."""
    found = DRAWING.fullmatch(drawing.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{drawing.name} is not a plain drawing")
    attributes, shapes = found.groups()
    return f'<symbol id="plate-{drawing.stem}"{attributes}>{shapes}</symbol>\n'


def sprite() -> str:
    symbols = "".join(symbol(drawing) for drawing in sorted((HERE / "plates").glob("*.svg")))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}</svg>\n'


def main() -> None:
    (HERE / "plates.svg").write_text(sprite(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
