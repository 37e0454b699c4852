"""The web pages' colours, written from the same tokens that the till reads.

Run `python resources/theme/make_css.py` after a change to tokens.json; a test compares the two.
`<html data-theme="light">` or "dark" overrides what the device prefers.
"""

import json
from pathlib import Path

HERE = Path(__file__).parent


def declarations(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


def stylesheet(tokens: dict[str, dict[str, str]]) -> str:
    """Dark names only what differs, so that the sheet stays small."""
    light = tokens["light"]
    dark = {name: colour for name, colour in tokens["dark"].items() if colour != light[name]}
    night = f"color-scheme:dark;{declarations(dark)}"
    return (
        f":root{{color-scheme:light;{declarations(light)}}}\n"
        f"@media(prefers-color-scheme:dark){{:root:not([data-theme=light]){{{night}}}}}\n"
        f":root[data-theme=dark]{{{night}}}\n"
    )


def main() -> None:
    tokens = json.loads((HERE / "tokens.json").read_text(encoding="utf-8"))
    (HERE / "web.css").write_text(stylesheet(tokens), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
