"""Slips for cooks who read from right to left: each line begins at the right, no figure is turned round."""

import pytest

from printers.layout import mirrored, row
from printers.slips.samples import ORDERED, SLIPS
from printers.slips.words import SlipForm
from printers.ticket import BOLD, Align, Line, Span, Ticket, Width

EVERY = {**ORDERED, **SLIPS}


def lines(ticket: Ticket) -> list[Line]:
    return [one for one in ticket.elements if isinstance(one, Line)]


def test_what_stood_left_stands_right_and_texts_are_not_turned() -> None:
    (line,) = row([Span("2×", BOLD), Span(" كباب")], [Span("18:36")], 32)
    turned = mirrored(line)
    assert [span.text for span in turned.spans if span.text.strip()] == ["18:36", " كباب", "2×"]
    assert turned.cells == line.cells
    assert mirrored(turned) == line
    assert mirrored(Line((Span("x"),))).align is Align.RIGHT
    assert mirrored(Line((Span("x"),), Align.CENTER)).align is Align.CENTER


@pytest.mark.parametrize("kind", EVERY)
def test_a_slip_in_arabic_is_the_mirror_of_the_same_in_a_language_from_the_left(kind: str) -> None:
    """ "und" has no names of its own either, so both say the same words."""
    plain, arabic = (EVERY[kind](SlipForm(Width.MM_80, language, None)) for language in ("und", "ar"))
    assert lines(arabic) == [mirrored(one) for one in lines(plain)]
    assert [type(one) for one in arabic.elements] == [type(one) for one in plain.elements]
