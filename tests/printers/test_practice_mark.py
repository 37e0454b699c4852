"""Paper of practice: whichever half of a slip is torn off, it says that nothing of it is cooked or paid."""

from dataclasses import replace

import pytest

from printers.escpos import encode
from printers.press import read_paper
from printers.slips.label import label_ticket
from printers.slips.samples import LABEL, LABELS, ORDERED, SLIPS
from printers.slips.words import SlipForm
from printers.ticket import Line, Ticket, Width
from tests.printers.evening import chinese

EVERY = {**ORDERED, **SLIPS}


def texts(ticket: Ticket) -> list[str]:
    return ["".join(span.text for span in one.spans) for one in ticket.elements if isinstance(one, Line)]


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("width", [Width.MM_80, Width.MM_58])
def test_each_slip_of_practice_says_so_at_head_and_foot(kind: str, width: Width) -> None:
    form: SlipForm = replace(chinese(width), practice=True)
    paper = read_paper(encode(EVERY[kind](form)), width.dots)
    said = [text for text in paper.text.splitlines() if text.strip()]
    assert any("练习" in text for text in said[:3])
    assert any("练习" in text for text in said[-4:])


def test_each_label_of_practice_says_so() -> None:
    for size in LABELS.values():
        form = replace(chinese(Width.of_label(size.width)), practice=True)
        assert "练习" in texts(label_ticket(LABEL, form, size))[0]
