"""The same ticket by python-escpos: where both can say it, both print the same.

It never sends `FS &`, so it is sent here. A text without hanzi goes through code pages there, so lines with
such signs are left out on both sides, as are rules.
"""

import re
from collections.abc import Iterator

import pytest
from escpos.printer import Dummy

from printers.charset import cells
from printers.escpos import encode
from printers.paper import CELL, CutRow, Paper, PulseRow, QrRow, Row, TextRow
from printers.press import read_paper
from printers.ticket import Align, Cut, DrawerKick, Element, Line, QrCode, Span, Ticket
from tests.printers.test_golden_tickets import TICKETS

_ALIGN = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right"}
_HANZI = re.compile("[\u4e00-\u9fa5]")
NAMES = [name for name in TICKETS if not name.startswith("label")]


@pytest.mark.parametrize("name", NAMES)
def test_both_encoders_print_the_same(name: str) -> None:
    elements = tuple(one for one in TICKETS[name].elements if both_can_say(one))
    assert elements
    ticket = Ticket(TICKETS[name].width, elements)
    ours, theirs = encode(ticket), said_by_escpos(ticket)
    width = ticket.width.dots
    assert list(seen(read_paper(ours, width))) == list(seen(read_paper(theirs, width)))
    assert ours != theirs  # two opinions, not one


def test_most_of_what_we_print_is_compared() -> None:
    elements = [one for name in NAMES for one in TICKETS[name].elements if isinstance(one, Line)]
    assert sum(map(both_can_say, elements)) > 0.7 * len(elements)


def both_can_say(element: Element) -> bool:
    match element:
        case Line(spans):
            return all(map(_speaks, spans))
        case QrCode() | Cut() | DrawerKick():
            return True
        case _:
            return False


def _speaks(span: Span) -> bool:
    """It finds hanzi by their code, and then takes the whole text; without any it must be ASCII."""
    return span.text.isascii() or bool(_HANZI.search(span.text))


def said_by_escpos(ticket: Ticket) -> bytes:
    printer = Dummy()
    printer._raw(b"\x1b@\x1c&")
    for element in ticket.elements:
        match element:
            case Line(spans, align):
                for span in spans:
                    style = span.style
                    printer.set(
                        align=_ALIGN[align],
                        bold=style.bold,
                        invert=style.inverted,
                        custom_size=True,
                        width=style.width,
                        height=style.height,
                    )
                    printer.text(span.text)
                printer._raw(b"\n")
            case QrCode(data, module):
                printer.set(align="center")
                printer.qr(data, ec=1, size=module, native=True)
            case Cut():
                printer.cut("PART", feed=False)
            case DrawerKick():
                printer.cashdraw(2)
    said: bytes = printer.output
    return said


def _characters(row: TextRow) -> Iterator[tuple[int, str, str]]:
    """Where each character stands, and how; a space shows only on black."""
    for run in row.runs:
        at = run.x
        for character in run.text:
            if character != " " or run.look.inverted:
                yield at, character, str(run.look)
            at += cells(character) * CELL * run.look.width


def seen(paper: Paper) -> Iterator[Row | tuple[object, ...]]:
    """What is on the paper, whatever air is between."""
    for row in paper.rows:
        match row:
            case TextRow():
                yield tuple(_characters(row))
            case QrRow(data):
                yield ("code", data, row.module, row.level, row.align)
            case CutRow() | PulseRow():
                yield row
            case _:
                pass
