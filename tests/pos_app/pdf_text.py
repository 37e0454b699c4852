"""What stands on the pages of a PDF that Qt wrote, line by line as an eye reads it.

Its glyphs have numbers of their own; each font tells by a map which characters they are.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.S)
STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.S)
RUN = re.compile(rb"/(\w+) [\d.]+ Tf|([-\d.]+) ([-\d.]+) Td|<([0-9A-Fa-f]+)> Tj|\bBT\b")
SIZE = re.compile(rb"/\w+ ([\d.]+) Tf")  # in dots of 300 to an inch
PAIR = re.compile(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>")
RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.S)
CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.S)
SAME_LINE = 20.0  # dots of 300 to an inch: fonts of one line stand a little higher or lower


@dataclass(frozen=True, slots=True)
class _Glyph:
    y: float
    x: float
    text: str


def pdf_lines(data: bytes) -> list[str]:
    """The lines of all pages; words of a table's columns are parted by a space."""
    objects = {int(number): body for number, body in OBJECT.findall(data)}
    pages = [body for body in objects.values() if b"/Type /Page\n" in body]
    return [line for page in pages for line in _page(page, objects)]


def pdf_sizes(data: bytes) -> set[float]:
    """The sizes of all letters, in points."""
    objects = {int(number): body for number, body in OBJECT.findall(data)}
    pages = [
        _stream(objects[_reference(one, b"Contents")]) for one in objects.values() if b"/Type /Page\n" in one
    ]
    return {float(size) * 72 / 300 for page in pages for size in SIZE.findall(page)}


def _page(page: bytes, objects: dict[int, bytes]) -> list[str]:
    resources = objects[_reference(page, b"Resources")]
    named = re.findall(rb"/(F\d+) (\d+) 0 R", resources)
    fonts = {name: _characters(objects[int(number)], objects) for name, number in named}
    rows: list[list[_Glyph]] = []
    for glyph in sorted(_glyphs(_stream(objects[_reference(page, b"Contents")]), fonts), key=lambda g: g.y):
        if not rows or glyph.y - rows[-1][0].y > SAME_LINE:
            rows.append([])
        rows[-1].append(glyph)
    return [" ".join(unicodedata.normalize("NFKC", _row(row)).split()) for row in rows]


def _row(row: list[_Glyph]) -> str:
    """Runs begin where a column does, or where the font changes."""
    return " ".join(one.text for one in sorted(row, key=lambda one: one.x))


def _glyphs(content: bytes, fonts: dict[bytes, dict[int, str]]) -> list[_Glyph]:
    """One entry for each run of a font, at its begin."""
    found, font, at, run = [], b"", (0.0, 0.0), ""
    begun = (0.0, 0.0)
    for name, x, y, hexed in (one.groups() for one in RUN.finditer(content)):
        if name:
            font = name
        elif x:
            at = (at[0] + float(x), at[1] + float(y))
            begun = begun if run else at
        elif hexed:
            run += "".join(
                fonts[font].get(int(hexed[place : place + 4], 16), "?") for place in range(0, len(hexed), 4)
            )
        else:
            if run:
                found.append(_Glyph(-begun[1], begun[0], run))
            at, run = (0.0, 0.0), ""
    return [*found, _Glyph(-begun[1], begun[0], run)] if run else found


def _characters(font: bytes, objects: dict[int, bytes]) -> dict[int, str]:
    told = _stream(objects[_reference(font, b"ToUnicode")])
    found: dict[int, str] = {}
    for block in RANGES.findall(told):
        for first, last, begin in PAIR.findall(block):
            for place in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + place] = chr(int(begin, 16) + place)
        for first, _last, each in re.findall(rb"<(\w+)> <(\w+)> \[(.*?)\]", block, re.S):
            for place, one in enumerate(re.findall(rb"<(\w+)>", each)):
                found[int(first, 16) + place] = bytes.fromhex(one.decode()).decode("utf-16-be")
    for block in CHARS.findall(told):
        for glyph, one in re.findall(rb"<(\w+)> <(\w+)>", block):
            found[int(glyph, 16)] = bytes.fromhex(one.decode()).decode("utf-16-be")
    return found


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found, f"no {name!r}"
    return int(found.group(1))


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    assert found
    return zlib.decompress(found.group(1)) if b"/FlateDecode" in body else found.group(1)
