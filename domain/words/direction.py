"""Which languages and texts are read from right to left."""

import unicodedata

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def right_to_left(tag: str) -> bool:
    """Whether a language (BCP 47) is read from right to left."""
    return tag.split("-")[0] in RIGHT_TO_LEFT


def reads_from_right(text: str) -> bool:
    """Whether a text is read so: its first letter decides (Unicode's rule P2)."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return next((one in ("R", "AL") for one in strong if one in ("L", "R", "AL")), False)
