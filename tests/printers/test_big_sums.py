"""Sums of eight digits, a banquet of one dish: columns stay columns, and no figure is torn or lost."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from printers.slips.day_end import day_ticket
from printers.slips.figures import Figure
from printers.slips.pre_bill import pre_bill_ticket
from printers.slips.samples import DAY, PRE_BILL, SHIFT
from printers.slips.shift import shift_ticket
from printers.slips.words import SlipForm
from printers.ticket import Line, Ticket, Width
from tests.printers.evening import chinese

BIG = 12_345_678_00
LONG = {"zh-Hans": "特级野生大黄鱼配新疆薰衣草蜂蜜慢炖老火靓汤", "en": "Donaudampfschifffahrtsgesellschaft"}


def figure(count: int) -> tuple[Figure, ...]:
    return (
        Figure("现金", -BIG, count),
        Figure("美团团购代金券差额补贴", BIG * 100, 1_021),
        Figure("挂账", 5, 1),
    )


def slips(form: SlipForm) -> Iterator[Ticket]:
    """A bill with a dish of ten millions beside one of two yuan, a shift and a day of such bills."""
    dear = replace(PRE_BILL.lines[0], names=LONG, quantity=1_234_567, amount=BIG)
    bill = replace(PRE_BILL, lines=(dear, *PRE_BILL.lines[1:]), subtotal=BIG, total=BIG)
    yield pre_bill_ticket(bill, form)
    yield shift_ticket(replace(SHIFT, tenders=figure(21)), form)
    yield day_ticket(replace(DAY, categories=figure(9_999), tenders=figure(2)), form)


@pytest.mark.parametrize("width", [Width.MM_58, Width.MM_80], ids=["58", "80"])
def test_no_figure_runs_off_the_paper(width: Width) -> None:
    for ticket in slips(chinese(width)):
        lines = [one for one in ticket.elements if isinstance(one, Line)]
        assert [one.text for one in lines if one.cells > width] == []
        assert any("12,345,678" in one.text for one in lines)


@pytest.mark.parametrize("width", [Width.MM_58, Width.MM_80], ids=["58", "80"])
def test_counts_stand_below_each_other_beside_wide_sums(width: Width) -> None:
    (bill, shift, _day) = slips(chinese(width))
    for ticket, amounts in ((bill, ("12,345,678.00", "28.00")), (shift, ("1,234,567,800.00", "0.05"))):
        rows = [one for one in ticket.elements if isinstance(one, Line) and one.text.endswith(amounts)]
        rows = [one for one in rows if len(one.spans) == 5]
        assert len(rows) >= 2
        assert len({sum(span.cells for span in one.spans[:3]) for one in rows}) == 1
