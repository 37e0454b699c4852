"""Words that slips share: nobody's phone number on paper, and what the owner changed of a slip."""

from dataclasses import replace
from functools import partial

import pytest

from domain.selling.slip_templates import KINDS, SlipTemplate, check_template
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.kitchen import kitchen_ticket
from printers.slips.queue_number import queue_ticket
from printers.slips.samples import ADD_ON, CANCEL, FIRST_ORDER, LABEL, LABELS, ORDERED, QUEUE, SLIPS
from printers.slips.sheet import title_bar
from printers.slips.words import SlipForm, masked
from printers.ticket import Ticket, Width
from tests.printers.evening import chinese
from tests.printers.every_slip import label


@pytest.mark.parametrize(
    ("written", "on_paper"),
    [
        ("13812345678", "138****5678"),
        ("打我电话138 1234 5678，谢谢", "打我电话138****5678，谢谢"),
        ("+86 138-1234-5678", "+86****5678"),
        ("028-86512345", "028****2345"),
        ("86512345", "****345"),
        ("(0171) 555 01 23", "017****0123"),
        ("少油 2份", "少油 2份"),
        ("A6 18:36 1121-047", "A6 18:36 1121-047"),
        ("2026-11-21 19:02", "2026-11-21 19:02"),
    ],
)
def test_a_phone_number_is_made_unreadable(written: str, on_paper: str) -> None:
    assert masked(written) == on_paper


def test_a_guests_remark_gives_no_phone_number_to_the_kitchen() -> None:
    line = replace(ADD_ON.lines[0], remarks=({"und": "好了打13812345678"},))
    text = read(kitchen_ticket(replace(ADD_ON, lines=(line,)), chinese(Width.MM_80)))
    assert "13812345678" not in text and "5678" in text
    assert "13812345678" not in read(queue_ticket(QUEUE, chinese(Width.MM_58)))


def test_what_the_owner_left_out_is_not_on_the_slip() -> None:
    form = chinese(Width.MM_80)
    bare = replace(form, template=SlipTemplate("kitchen", ("area", "author", "second", "elsewhere", "code")))
    full, less = read(kitchen_ticket(FIRST_ORDER, form)), read(kitchen_ticket(FIRST_ORDER, bare))
    for words in ("大厅", "顾客1", "Mapo tofu", "吧台", "[QR"):
        assert words in full and words not in less


def test_the_owners_words_stand_above_and_below_and_know_the_table() -> None:
    template = SlipTemplate("kitchen", header={"zh-Hans": "{store}\n{table} 桌"}, footer={"und": "辛苦了"})
    form = replace(chinese(Width.MM_58), template=template, facts={"store": "花椒小馆", "table": "A6"})
    lines = read(kitchen_ticket(FIRST_ORDER, form)).splitlines()
    assert [line.strip() for line in lines[:2]] == ["花椒小馆", "A6 桌"]
    assert lines[-2].strip() == "辛苦了"


def test_a_size_is_the_owners_where_it_is_set() -> None:
    form = replace(chinese(Width.MM_80), template=SlipTemplate("kitchen", sizes={"dish": "tall"}))
    paper = read_paper(encode(kitchen_ticket(FIRST_ORDER, form)))
    looks = {str(run.look) for row in paper.rows for run in getattr(row, "runs", ()) if "水煮鱼" in run.text}
    assert looks == {"1x2b"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_line_that_may_go_is_one_that_the_slip_has(kind: str) -> None:
    """A line that nothing prints would be a switch that does nothing."""
    names = {"notice": "table-changed", "pre_bill": "pre-bill", "day_end": "day-end"}
    names["banquet_tables"] = "banquet-more"
    cup = partial(label, LABEL, LABELS["label-60"])
    draw = {**ORDERED, **SLIPS}.get(names.get(kind, kind), cup)
    form = chinese(Width.MM_80)
    for line in KINDS[kind].lines:
        template = SlipTemplate(kind, (line,))
        check_template(template)
        assert draw(replace(form, template=template)) != draw(form), line
    for part, sizes in KINDS[kind].sizes.items():
        tickets = [draw(replace(form, template=SlipTemplate(kind, sizes={part: size}))) for size in sizes]
        assert len(set(tickets)) == len(sizes) or (part, kind) in _SAME_HERE, part


# This evening's facts have no such part on these slips.
_SAME_HERE = {
    (part, kind)
    for part in ("options", "remark")
    for kind in ("kitchen", "cancel", "rush", "fire", "banquet_tables", "notice", "runner")
} | {("table", "notice")}


def test_a_cancelled_dish_that_was_made_is_not_to_be_stopped() -> None:
    text = read(SLIPS["cancel"](chinese(Width.MM_80)))
    assert "停做" in text
    from printers.slips.cancel import cancel_ticket

    assert "停做" not in read(cancel_ticket(replace(CANCEL, cooked=True), chinese(Width.MM_80)))


def read(ticket: Ticket) -> str:
    return read_paper(encode(ticket), ticket.width.dots).as_text()


def test_a_form_without_a_template_is_as_the_house_has_it() -> None:
    assert SlipForm().above() == SlipForm().below() == ()


def test_a_title_too_long_for_its_paper_gives_up_its_point_before_it_takes_two_lines() -> None:
    for width, lines in ((Width.MM_58, ["Cancelled stop"]), (Width.MM_80, ["Cancelled · stop"])):
        title = title_bar("Cancelled · stop", SlipForm(width, "en", None))
        assert [line.text.strip() for line in title] == lines
