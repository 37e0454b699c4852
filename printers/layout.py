"""Texts laid into lines: wrapped between words and wide characters, in columns, never too wide."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from printers.charset import cells, character_cells, printed
from printers.ticket import PLAIN, Align, Line, Span, Style

_SOFT, _NO_SPACE = "\u00ad", "\u200b"
_POINT = re.compile(f"([{_SOFT}{_NO_SPACE}])")
_HYPHEN = re.compile(r"(?<=[^\W\d_]{2}[-/])(?=[^\W\d_]{2})")
_LEAST = 3  # letters of a word that is cut
_JOINER = "\u200d"  # what stands on both sides of it is one picture
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
# Marks that never begin a line, and those that never end one.
_NOT_FIRST = frozenset("，。、；：！？）》」』】…％,.;:!?)]}%")
_NOT_LAST = frozenset("（《「『【￥([{")


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells.

    Lines break at spaces, before and after wide characters, after a hyphen or stroke between letters, and
    where the text says so: at a soft hyphen, which then shows, and at a space of no width. Inside a word
    only when it fills a whole line. A mark of zero width stays with its character; a character wider than
    the line is dropped.
    """
    whole = printed(text)
    if cells(whole) <= width:
        return [whole.rstrip(" ")]
    lines: list[str] = []
    line = ""
    for parts in _words(text, whole):
        while parts:
            line, parts = _filled(line, parts, width)
            if not parts:
                break
            if shown := _shown(line):
                lines.append(shown)
                parts[0], line = parts[0].lstrip(" "), ""
                continue
            *full, line = _split(parts.pop(0).lstrip(" "), width)
            lines.extend(full)
    line = _shown(line)
    return [*lines, line] if line or not lines else lines


def _filled(line: str, parts: list[str], width: int) -> tuple[str, list[str]]:
    """A line with as many parts of a word as fit on it, and those that do not."""
    for count in range(len(parts), 0, -1):
        taken = line + "".join(parts[:count])
        if cells(_shown(taken)) <= width:
            return taken, parts[count:]
    return line, parts


def _shown(line: str) -> str:
    """A line on paper: of its soft hyphens the last one is seen, if it is torn there."""
    torn = "-" if line.endswith(_SOFT) else ""
    return line.replace(_SOFT, "").rstrip(" ") + torn


def _words(text: str, whole: str) -> Iterator[list[str]]:
    """What must stay together if it can, each as the parts that it may be torn into."""
    sections = _POINT.split(text)
    if "".join(map(printed, sections[::2])) != whole:  # a point between a letter and its accent
        sections = [whole]
    parts = [""]
    for section, point in zip_longest(sections[::2], sections[1::2], fillvalue=""):
        for place, piece in enumerate(_pieces(printed(section))):
            if place:
                yield parts
                parts = [""]
            first, *others = _HYPHEN.split(piece)
            parts[-1] += first
            parts.extend(others)
        if point:
            parts[-1] += point.replace(_NO_SPACE, "")
            parts.append("")
    yield parts


def _pieces(text: str) -> Iterator[str]:
    """What must stay together: a word with the spaces before it, or one wide character with its marks."""
    piece = ""
    for character in text:
        if piece and _may_break(piece, character):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _may_break(piece: str, character: str) -> bool:
    last = piece[-1]
    if not character_cells(character) or character in _NOT_FIRST or last in _NOT_LAST:
        return False
    if last == _JOINER or character in _SKIN_TONES:
        return False
    if character == " ":
        return last != " "
    return last != " " and (_stands_alone(last) or _stands_alone(character))


def _stands_alone(character: str) -> bool:
    """Whether a line may break beside it: hanzi and wide signs, but no letter."""
    if character.isascii():
        return False
    if unicodedata.east_asian_width(character) in "WF":
        return True
    return not character.isalpha() and character_cells(character) == 2


def _split(word: str, width: int) -> list[str]:
    """A word cut to the width, by whole characters; the last part is what remains open."""
    parts = [""]
    for character in word.replace(_SOFT, ""):
        if character_cells(character) > width:
            continue
        if cells(parts[-1] + character) > width:
            parts.append("")
        parts[-1] += character
    if word.endswith(_SOFT) and cells(parts[-1]) < width:
        parts[-1] += _SOFT
    lone = _LEAST - len(parts[-1])
    if len(parts) > 1 and lone > 0 and word.isalpha() and len(parts[-2]) >= 2 * _LEAST:
        parts[-2:] = [parts[-2][:-lone], parts[-2][-lone:] + parts[-1]]
    return parts


def space(width: int, style: Style = PLAIN) -> Span:
    """Empty cells; only the ground and the height of the style show."""
    return Span(" " * width, Style(1, style.height, inverted=style.inverted))


def paragraph(
    text: str, width: int, style: Style = PLAIN, *, indent: int = 0, align: Align = Align.LEFT
) -> tuple[Line, ...]:
    """A text over as many lines as it needs, `indent` cells from the left."""
    margin = (space(indent),) if indent else ()
    room = (width - indent) // style.width
    return tuple(Line((*margin, Span(part, style)), align) for part in wrap(text, room))


def entry(text: str, width: int, indent: int = 2) -> tuple[Line, ...]:
    """One of a list: what does not fit on its first line stands `indent` cells further in, below."""
    if cells(printed(text)) <= width:
        return paragraph(text, width)
    first, *others = wrap(text, width - indent)
    return (Line((Span(first),)), *(Line((space(indent), Span(one))) for one in others))


def centered(text: str, width: int, style: Style = PLAIN) -> tuple[Line, ...]:
    return paragraph(text, width, style, align=Align.CENTER)


def row(left: Sequence[Span], right: Sequence[Span], width: int, gap: int = 1) -> tuple[Line, ...]:
    """Left and right on one line if they fit with a gap between; else the right below, at the right edge."""
    used = sum(s.cells for s in left) + sum(s.cells for s in right)
    if used + (gap if left and right else 0) <= width:
        between = (space(width - used),) if right and used < width else ()
        return (Line((*left, *between, *right)),)
    return (*flow(left, width), *flow(right, width, Align.RIGHT))


def flow(spans: Iterable[Span], width: int, align: Align = Align.LEFT) -> tuple[Line, ...]:
    """Spans one after another, wrapped where the line is full; each keeps its style."""
    lines: list[tuple[Span, ...]] = [()]
    for span in spans:
        free = width - sum(s.cells for s in lines[-1])
        if span.cells <= free:
            lines[-1] += (span,)
            continue
        head = wrap(span.text, free // span.style.width)[0] if free >= 2 * span.style.width else ""
        if head and lines[-1] and span.text.startswith(head):
            lines[-1] += (Span(head, span.style),)
            rest = span.text[len(head) :].lstrip(" ")
        else:
            rest = span.text
        parts = [Span(part, span.style) for part in wrap(rest, width // span.style.width)]
        lines.extend((part,) for part in parts)
    return tuple(Line(line, align) for line in lines if line)


def mirrored(line: Line) -> Line:
    """The line for who reads from right to left: it begins at the other edge; its texts stay as they are."""
    other = {Align.LEFT: Align.RIGHT, Align.RIGHT: Align.LEFT}
    return Line(line.spans[::-1], other.get(line.align, line.align))


def bar(
    left: Sequence[Span], width: int, right: Sequence[Span] = (), *, center: bool = False
) -> tuple[Line, ...]:
    """A full-width inverted bar. All spans are as high as the tallest, so that its ground has no notch."""
    height = max(s.style.height for s in (*left, *right))
    left, right = _on_bar(left, height), _on_bar(right, height)
    if center:
        return tuple(_padded(line, width, height, center=True) for line in flow(left, width))
    lines = row(left, right, width - 2, gap=1)
    return tuple(_padded(line, width, height, center=False) for line in lines)


def _on_bar(spans: Sequence[Span], height: int) -> list[Span]:
    return [Span(s.text, Style(s.style.width, height, s.style.bold, inverted=True)) for s in spans]


def _padded(line: Line, width: int, height: int, *, center: bool) -> Line:
    ground = Style(1, height, inverted=True)
    spans = tuple(Span(s.text, ground) if s.text.isspace() else s for s in line.spans)
    free = width - line.cells
    at_right = line.align is Align.RIGHT
    before = free // 2 if center else free - 1 if at_right else 1
    return Line((space(before, ground), *spans, space(free - before, ground)))
