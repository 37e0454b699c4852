"""What the parts of a slip are called where its owner changes them."""

from pos_app.language import _


def kind_word(kind: str) -> str:
    """A kind of slip."""
    return {
        "kitchen": _("Kitchen slip"),
        "pass": _("Slip of all dishes"),
        "cancel": _("Cancel slip"),
        "rush": _("Hurry slip"),
        "fire": _("Start slip"),
        "banquet_tables": _("Banquet tables slip"),
        "notice": _("Table change slip"),
        "runner": _("Runner slip"),
        "receipt": _("Receipt"),
        "pre_bill": _("Bill before paying"),
        "refund": _("Refund slip"),
        "account": _("Statement of account"),
        "deposit": _("Deposit slip"),
        "shift": _("Shift hand-over"),
        "day_end": _("Day end"),
        "queue": _("Queue number"),
        "label": _("Cup label"),
    }.get(kind, kind)


def line_word(line: str) -> str:
    """A line that may be left out."""
    return {
        "area": _("Area"),
        "author": _("Who ordered"),
        "second": _("Second language"),
        "counts": _("Counts"),
        "elsewhere": _("Slips elsewhere"),
        "code": _("Code to scan"),
        "people": _("Who did it"),
        "place": _("Address"),
        "phone": _("Phone"),
        "cashier": _("Cashier"),
        "opened": _("Opening time"),
        "options": _("Options, remarks"),
        "tax": _("Tax"),
        "by_phone": _("Dishes by phone"),
        "thanks": _("Thanks"),
        "denominations": _("Notes and coins"),
        "signature": _("Room to sign"),
        "categories": _("Categories"),
        "ahead": _("Parties before"),
        "store": _("Store's name"),
        "time": _("Time"),
    }.get(line, line)


def part_word(part: str) -> str:
    """A part that may have another size."""
    return {
        "table": _("Table"),
        "dish": _("Names of dishes"),
        "options": _("Options"),
        "remark": _("Remarks"),
        "store": _("Store's name"),
        "total": _("Total due"),
    }.get(part, part)


def size_word(size: str) -> str:
    """A size of letters."""
    return {
        "": _("Usual"),
        "normal": _("Small"),
        "tall": _("Tall"),
        "double": _("Large"),
        "triple": _("Largest"),
    }.get(size, size)
