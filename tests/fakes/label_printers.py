"""Label printers in software: TSPL and ZPL bytes to the dots that they burn, strict about what they know.

They share nothing with the encoders.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class BurnedLabel:
    """`dots`: rows from the top, True is black, as wide as the label. Sizes in mm as they were told."""

    dots: tuple[tuple[bool, ...], ...]
    size: tuple[int, int] | None = None
    gap: int | None = None

    @property
    def ink(self) -> int:
        return sum(map(sum, self.dots))

    def __str__(self) -> str:
        return "\n".join("".join("█" if dot else "·" for dot in row) for row in self.dots)


def read_tspl(data: bytes) -> list[BurnedLabel]:
    """Lines end in CR LF; BITMAP is followed by as many bytes as it says. AssertionError at anything else."""
    labels: list[BurnedLabel] = []
    size = gap = canvas = None
    while data:
        bitmap = re.match(rb"BITMAP (\d+),(\d+),(\d+),(\d+),0,", data)
        if bitmap:
            x, y, across, down = map(int, bitmap.groups())
            body = data[bitmap.end() : bitmap.end() + across * down]
            assert len(body) == across * down and canvas is not None and (x, y) == (0, 0)
            for row in range(down):
                for column in range(across * 8):
                    byte = body[row * across + column // 8]
                    if not byte >> (7 - column % 8) & 1:  # a 0 burns
                        canvas[row][column] = True
            data = data[bitmap.end() + across * down :]
            assert data.startswith(b"\r\n")
            data = data[2:]
            continue
        line, found, data = data.partition(b"\r\n")
        assert found, line
        words = line.decode("ascii")
        if match := re.fullmatch(r"SIZE (\d+) mm,(\d+) mm", words):
            size = (int(match[1]), int(match[2]))
        elif match := re.fullmatch(r"GAP (\d+) mm,0 mm", words):
            gap = int(match[1])
        elif words == "CLS":
            assert size
            canvas = [[False] * (size[0] * 8) for _ in range(size[1] * 8)]
        elif words == "PRINT 1,1":
            assert canvas is not None
            labels.append(BurnedLabel(tuple(map(tuple, canvas)), size, gap))
        else:
            assert words in ("", "DIRECTION 1", "REFERENCE 0,0"), words
    return labels


def read_zpl(data: bytes) -> list[BurnedLabel]:
    """Formats from ^XA to ^XZ with one ^GFA each. AssertionError at anything else."""
    labels = []
    for form in data.decode("ascii").split("^XA")[1:]:
        match = re.fullmatch(
            r"\^PW(\d+)\^LL(\d+)\^LH0,0\^FO0,0\^GFA,(\d+),(\d+),(\d+),([0-9A-F,:]*)\^FS\^PQ1\^XZ\n", form
        )
        assert match, form[:80]
        width, length, sent, total, across = map(int, match.groups()[:5])
        rows = _unpacked(match[6], across)
        assert sent == total == across * len(rows) and len(rows) == length
        labels.append(BurnedLabel(tuple(row[:width] for row in rows)))
        assert not any(any(row[width:]) for row in rows), "ink beside the label"
    return labels


def _unpacked(text: str, across: int) -> list[tuple[bool, ...]]:
    """Rows of `across` bytes; a colon repeats the row before, a comma fills a row with zeros."""
    rows: list[str] = []
    row = ""
    for sign in text:
        if sign == ":":
            assert not row and rows
            rows.append(rows[-1])
        elif sign == ",":
            rows.append(row.ljust(across * 2, "0"))
            row = ""
        else:
            row += sign
            if len(row) == across * 2:
                rows.append(row)
                row = ""
    assert not row and all(len(one) == across * 2 for one in rows)
    return [tuple(bit == "1" for bit in f"{int(one, 16):0{across * 8}b}") for one in rows]
