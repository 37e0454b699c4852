"""What a Chinese receipt printer can print: the two-byte GBK set, and how many cells each character takes.

A GBK printer sets every two-byte character two cells wide, whatever its Unicode width, so the width
of a text is the length of its GBK bytes, but for letters with accents and words in Greek and Cyrillic, which
it would tear apart (`lǜ chá` as `l ǜ ch á`): those are painted, a cell a letter. Facts: reference
printing.md, "Our encoder".
"""

import re
import unicodedata
from functools import lru_cache

# Characters with a twin that every GBK printer has.
_TWINS = {
    "¥": "￥",
    "£": "￡",
    "¢": "￠",
    "✓": "√",
    "✔": "√",
    "☑": "√",
    "✗": "×",
    "✘": "×",
    "✕": "×",
    "✖": "×",
    "•": "·",
    "‧": "·",
    "・": "·",
    "−": "-",
    "‑": "-",
    "〜": "～",
    "►": "→",
    "▶": "→",
    "⭐": "★",
    "🌟": "★",
    "➀": "①",
    "™": "TM",
    "©": "(C)",
    "®": "(R)",
    "½": "1/2",
    "¼": "1/4",
    "¾": "3/4",
    "\t": " ",
    "\n": " ",
    "\r": " ",
    "\u2028": " ",
    "\u2029": " ",
}
# Never seen on paper, and no reason to paint a line.
_DROPPED = "\u00ad\u200b\u2060\ufeff"
# Letters that a decomposition does not reach.
_LETTERS = {
    "ß": "ss",
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "€": "EUR",
}


_WIDE_WORD = re.compile("[\u0370-\u03ff\u0400-\u04ff]{2,}")
# The letters with accents that GBK has, for pinyin, small ones only, in a word.
_ACCENTS = "[āáǎàēéěèêīíǐìōóǒòūúǔùüǖǘǚǜńň]+"
_ACCENTED = re.compile(f"(?<=[A-Za-z]){_ACCENTS}|{_ACCENTS}(?=[A-Za-z])")
_NARROW = re.compile(f"{_WIDE_WORD.pattern}|{_ACCENTED.pattern}")


def _table() -> dict[int, str | None]:
    controls = [*range(0x20), *range(0x7F, 0xA0)]
    table: dict[int, str | None] = dict.fromkeys(controls)
    table.update({ord(c): None for c in _DROPPED})
    # The spaces of Unicode, but for the ideographic one that GBK has.
    table.update(dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F), " "))
    table.update({ord(c): twin for c, twin in _TWINS.items()})
    return table


_KNOWN_TEXTS = 4096  # names of dishes and words of slips come again all evening
_TABLE = _table()


def printed(text: str) -> str:
    """The text as it goes to paper: twins mapped, control characters gone. Mapping twice changes nothing."""
    if text.isascii() and text.isprintable():
        return text
    text = text.translate(_TABLE)
    return text if is_native(text) else unicodedata.normalize("NFC", text).translate(_TABLE)


def is_native(text: str) -> bool:
    """Whether a GBK printer prints the whole of this text from its own font."""
    if text.isascii():
        return True
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def sets_well(text: str) -> bool:
    """Whether the printer's font serves best: it has all characters, and none of a word two cells wide.

    GBK has é, Greek and Cyrillic, but as wide as hanzi: `Б о р щ`. A sign alone, as in 20μm, is no word.
    """
    return text.isascii() or (is_native(text) and not _NARROW.search(text))


@lru_cache(maxsize=4096)
def folded(character: str) -> str | None:
    """A Latin letter or sign that GBK lacks, in letters it has (ä → a, ß → ss); None when there are none."""
    if character in _LETTERS:
        return _LETTERS[character]
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return plain if plain and plain != character and plain.isprintable() and is_native(plain) else None


@lru_cache(maxsize=4096)
def character_cells(character: str) -> int:
    """Width of one character by itself in normal-size cells: 0, 1, 2, or that of its folded letters."""
    if character.isascii() or is_native(character):
        return len(character.encode("gbk"))
    fold = folded(character)
    if fold is not None:
        return len(fold.encode("gbk"))
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@lru_cache(maxsize=_KNOWN_TEXTS)
def cells(text: str) -> int:
    """Width of a text in cells at normal size; a wide character takes two, a letter of a word one."""
    if text.isascii():
        return len(text)
    try:
        wide = len(text.encode("gbk"))
    except UnicodeEncodeError:
        return cells(substituted(text))
    return wide - sum(map(len, _NARROW.findall(text)))


@lru_cache(maxsize=_KNOWN_TEXTS)
def substituted(text: str) -> str:
    """The text in GBK characters only and equally wide: letters folded, the rest a visible □ or ?.

    Words in Greek and Cyrillic stay, twice as wide as they were laid out: better read than well set.
    """
    if text.isascii():
        return text
    if not is_native(text):
        text = "".join(map(_substitute, text))
    return _ACCENTED.sub(lambda found: "".join(map(_without_accent, found[0])), text)


def _substitute(character: str) -> str:
    if is_native(character):
        return character
    fold = folded(character)
    return fold if fold is not None else ("", "?", "□")[character_cells(character)]


def _without_accent(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]
