"""Each slip as it comes out of the printer, in text and as a drawing. GOLDEN=write makes the files anew."""

import os
from pathlib import Path

import pytest

from domain.selling.slip_code import ONLY_TRACE, read_slip_code
from printers.escpos import encode
from printers.labels import pictures
from printers.press import read_paper
from printers.slips.banquet import banquet_ticket
from printers.slips.kitchen import kitchen_ticket
from printers.slips.label import LabelSlip
from printers.slips.notice import notice_ticket
from printers.slips.pre_bill import pre_bill_ticket
from printers.slips.receipt import receipt_ticket
from printers.slips.recovery_sheet import RecoverySheet, recovery_sheet_ticket
from printers.slips.samples import (
    ADD_ON,
    BANQUET,
    BANQUET_MORE,
    BY_PHONE,
    BY_SEAT,
    DISH_MOVED,
    DUPLICATE,
    FIRST_ORDER,
    IN_COURSES,
    LABEL,
    LABELS,
    MOVED,
    PAID_BILL,
    REPRINT,
    SLIPS,
)
from printers.slips.test_page import TestPage, test_page_ticket
from printers.ticket import QrCode, Ticket, Width
from tests.printers.drawn import drawing
from tests.printers.evening import LONG_NAMES, chinese, english, german
from tests.printers.every_slip import GERMAN, LABEL_DE, label

GOLDEN = Path(__file__).parents[1] / "golden_tickets"
WIDE, NARROW = Width.MM_80, Width.MM_58
DRAWN_MM = {WIDE: 80, NARROW: 58}
TEST_PAGE = TestPage("热菜", "tcp://192.168.1.50:9100", "18:36:13", open_drawer=True)
RECOVERY = RecoverySheet(
    "花椒小馆",
    "2026-11-28 10:00",
    "AGE-SECRET-KEY-1M37PQPZ84QT5XLAMZNFNX88RR9RG57T65SR8RTKVL40DVRGTPZHQUXE32N",
    "age1gpxfgseyrnx9qutzsphdnxaa647gms7xda7whq83mfplgax2ryms52s5ev",
    "01a21df8c5097e8cba556314513b7b40/01a21df8c5097d819f94a3ad82b4556c/01a21df8c50976d2a6dc3245ad03d474",
)

TICKETS = {
    "kitchen-80": kitchen_ticket(FIRST_ORDER, chinese(WIDE)),
    "kitchen-58": kitchen_ticket(FIRST_ORDER, chinese(NARROW)),
    "kitchen-80-english-first": kitchen_ticket(FIRST_ORDER, english(WIDE, "zh-Hans")),
    "kitchen-58-english-only": kitchen_ticket(FIRST_ORDER, english(NARROW)),
    "add-on-58": kitchen_ticket(ADD_ON, chinese(NARROW)),
    "add-on-80": kitchen_ticket(ADD_ON, chinese(WIDE)),
    "dish-moved-58": notice_ticket(DISH_MOVED, chinese(NARROW)),
    "dish-moved-80": notice_ticket(DISH_MOVED, chinese(WIDE)),
    "duplicate-58": kitchen_ticket(DUPLICATE, chinese(NARROW)),
    "duplicate-80": kitchen_ticket(DUPLICATE, chinese(WIDE)),
    "long-german-80": kitchen_ticket(LONG_NAMES, german(WIDE)),
    "long-german-58": kitchen_ticket(LONG_NAMES, german(NARROW)),
    "reprint-58": kitchen_ticket(REPRINT, chinese(NARROW)),
    "reprint-80": kitchen_ticket(REPRINT, chinese(WIDE)),
    "moved-58": kitchen_ticket(MOVED, chinese(NARROW)),
    "moved-80": kitchen_ticket(MOVED, chinese(WIDE)),
    "banquet-58": kitchen_ticket(BANQUET, chinese(NARROW)),
    "banquet-80": kitchen_ticket(BANQUET, chinese(WIDE)),
    "banquet-more-58": banquet_ticket(BANQUET_MORE, chinese(NARROW)),
    "banquet-more-80": banquet_ticket(BANQUET_MORE, chinese(WIDE)),
    "courses-58": kitchen_ticket(IN_COURSES, chinese(NARROW)),
    "courses-80": kitchen_ticket(IN_COURSES, chinese(WIDE)),
    "courses-80-english": kitchen_ticket(IN_COURSES, english(WIDE, "zh-Hans")),
    "by-phone-58": pre_bill_ticket(BY_PHONE, chinese(NARROW)),
    "by-phone-80": pre_bill_ticket(BY_PHONE, chinese(WIDE)),
    "by-seat-58": pre_bill_ticket(BY_SEAT, chinese(NARROW)),
    "by-seat-80": pre_bill_ticket(BY_SEAT, chinese(WIDE)),
    "receipt-80": receipt_ticket(PAID_BILL, chinese(WIDE, None)),
    "receipt-58": receipt_ticket(PAID_BILL, chinese(NARROW)),
    "receipt-80-english": receipt_ticket(PAID_BILL, english(WIDE)),
    "recovery-sheet-80": recovery_sheet_ticket(RECOVERY, chinese(WIDE)),
    "recovery-sheet-58": recovery_sheet_ticket(RECOVERY, chinese(NARROW)),
    "recovery-sheet-80-english": recovery_sheet_ticket(RECOVERY, english(WIDE)),
    "test-page-80": test_page_ticket(TEST_PAGE, chinese(WIDE)),
    "test-page-58": test_page_ticket(TEST_PAGE, chinese(NARROW)),
}


for kind, draw in SLIPS.items():
    for width in (WIDE, NARROW):
        TICKETS[f"{kind}-{DRAWN_MM[width]}"] = draw(chinese(width))
        TICKETS[f"{kind}-{DRAWN_MM[width]}-german"] = GERMAN[kind](german(width))
for size_name, size in LABELS.items():
    TICKETS[size_name] = label(LABEL, size, chinese(WIDE))
    TICKETS[f"{size_name}-german"] = label(LABEL_DE, size, german(WIDE))
ORDERED_BY_GUESTS = ("kitchen", "add-on", "duplicate", "reprint", "moved", "banquet")
DRAWN = [name for name in TICKETS if "german" not in name and "english" not in name]


@pytest.mark.parametrize("name", TICKETS)
def test_a_slip_prints_as_its_golden_ticket(name: str) -> None:
    compare(GOLDEN / f"{name}.txt", on_paper(TICKETS[name]))


@pytest.mark.parametrize("name", DRAWN)
def test_a_slip_looks_as_its_golden_picture(name: str) -> None:
    ticket = TICKETS[name]
    compare(GOLDEN / f"{name}.svg", drawing(read_paper(encode(ticket), ticket.width.dots)))


@pytest.mark.parametrize("name", TICKETS)
def test_no_line_of_a_slip_is_wider_than_its_paper(name: str) -> None:
    ticket = TICKETS[name]
    paper = read_paper(encode(ticket), ticket.width.dots)
    lines = [row for row in paper.rows if hasattr(row, "runs")]
    assert len(lines) == len([e for e in ticket.elements if type(e).__name__ in ("Line", "Rule")])


def test_every_golden_ticket_has_its_slip() -> None:
    assert {file.stem for file in GOLDEN.glob("*.txt")} == set(TICKETS)
    assert {file.stem for file in GOLDEN.glob("*.svg")} == set(DRAWN)


def test_every_slip_of_a_kitchen_has_a_code_that_the_till_reads() -> None:
    """Those from which dishes are cooked or carried name them; the others only lead to their order."""
    told = ("cancel", "rush", "fire", "table-changed", "tables-joined", "banquet-more")
    for kind in (*ORDERED_BY_GUESTS, "pass", "runner", "takeaway", *told):
        for width in DRAWN_MM.values():
            (code,) = (one for one in TICKETS[f"{kind}-{width}"].elements if isinstance(one, QrCode))
            read = read_slip_code(code.data)
            assert read is not None and (read.place == ONLY_TRACE) == (kind in told), kind


@pytest.mark.parametrize("size_name", LABELS)
@pytest.mark.parametrize("slip", [LABEL, LABEL_DE], ids=["chinese", "german"])
def test_what_a_cup_holds_stays_on_one_label(slip: LabelSlip, size_name: str) -> None:
    size = LABELS[size_name]
    for language in (chinese(WIDE), german(WIDE)):
        ticket = label(slip, size, language)
        assert len(list(pictures(ticket, size, lambda text, dots, style: [b"\xff"]))) == 1


def compare(file: Path, printed: str) -> None:
    if os.environ.get("GOLDEN") == "write":
        file.write_text(printed, encoding="utf-8", newline="\n")
    assert printed == file.read_text(encoding="utf-8")


def on_paper(ticket: Ticket) -> str:
    return read_paper(encode(ticket), ticket.width.dots).as_text(looks=True)
