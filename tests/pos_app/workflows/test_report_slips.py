"""The slips of a shift and of a day, from frozen figures to what a person reads on the paper."""

from __future__ import annotations

from domain.selling.printing import PrintJob
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.press import read_paper
from printers.slips.words import SlipForm
from printers.ticket import Width
from tests.pos_app.shop import FISH, RICE, Shop


def paper(shop: Shop, kind: str) -> str:
    """What the one slip of a kind says, without the spaces that set it."""
    (job,) = shop.rows(PrintJob, kind=kind)
    form = SlipForm(Width.MM_80, "en", None)
    data = shop.read(lambda tables: encode(ticket_for(tables, job, form, shop.time.at)))
    lines = read_paper(data, Width.MM_80.dots).as_text().splitlines()
    return "\n".join(" ".join(line.split()) for line in lines)


def test_a_shift_and_its_day_are_on_paper_and_stay_as_they_were(shop: Shop) -> None:
    shift = shop.time.new_id()
    shop.till.shifts.open(shift, 50_000, {}, "zhou").result()
    shop.open("A1")
    shop.send("A1", FISH, RICE)
    due = shop.opening("A1").due
    shop.pay("A1")
    shop.till.shifts.move_cash(shop.time.new_id(), "out", 8_600, "ice", "zhou").result()
    counted = {"10000": 5, "100": (due - 8_800) // 100}
    shop.till.shifts.count(shift, 0, counted, "zhou").result()
    shop.till.shifts.hand_over(shift, "small change", 50_000, True, "zhou").result()
    shop.till.shifts.close_day(shop.time.new_id(), {}, True, "wang").result()
    shop.publish("staff", staff=[one for one in shop.read_document("staff")["staff"] if one["id"] != "li"])
    said = paper(shop, "shift")
    assert "Shift 1 Zhou" in said
    assert f"Cash 1 {due / 100:.2f}" in said
    assert "Paid out -86.00" in said
    assert "100 × 5 500.00" in said
    assert "Short" in said and "2.00" in said
    assert "small change" in said
    day = paper(shop, "day")
    assert "2026-11-23 Z number 0001" in day
    assert f"Takings ¥{due / 100:.2f}" in day.replace("￥", "¥")
    assert "1 Zhou · small change -2.00" in day
