"""The till's keys, one table: what a key does on which screen; keys are obeyed and F1's map drawn from it.

A key reaches a screen when no widget below and no open sheet has taken it, so typing comes first. Acts of a
list are numbered on the list itself (``acts_sheet.py``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from domain.errors import _m


@dataclass(frozen=True, slots=True)
class Shortcut:
    """``key`` as Qt writes it, or the character that is typed. ``act`` "": widgets do it by themselves."""

    act: str
    key: str
    words: str


EVERYWHERE = "everywhere"
TENDER_KEYS = "F2–F7, F11"  # the store says which is whose
UNDO = "Ctrl+Z"  # of the last act, where a hint offers it; else what the screen's own table says
SHORTCUTS: dict[str, tuple[Shortcut, ...]] = {
    EVERYWHERE: (
        Shortcut("", "Enter", _m("Do what the main button says")),
        Shortcut("", "Tab", _m("To the next button; arrows move in lists")),
        Shortcut("", "A–Z", _m("Where a / stands: find what you type")),
        Shortcut("", "1–9", _m("In a list of acts: the numbered one")),
        Shortcut("", "Del", _m("On a number pad: clear what was typed")),
        Shortcut("", "Esc", _m("Out of a sheet; twice if something was typed")),
        Shortcut("help", "F1", _m("This page")),
        Shortcut("floor", "Ctrl+1", _m("Tables")),
        Shortcut("drawer", "Ctrl+2", _m("Drawer")),
        Shortcut("printers", "Ctrl+3", _m("Printing")),
        Shortcut("day", "Ctrl+4", _m("Day")),
        Shortcut("staff", "Ctrl+5", _m("Staff")),
        Shortcut("backups", "Ctrl+6", _m("Backups")),
        Shortcut("sold_out", "Ctrl+7", _m("Sold out")),
        Shortcut("settings", "Ctrl+8", _m("Settings")),
        Shortcut("counter", "Ctrl+9", _m("Counter and takeaway")),
        Shortcut("bills", "Ctrl+0", _m("Paid bills")),
        Shortcut("more", "Ctrl+O", _m("Staff, backups and settings")),
        Shortcut("person", "Ctrl+P", _m("Language, light, sounds, hand")),
        Shortcut("waiting", "Ctrl+U", _m("What waits for the servers")),
        Shortcut("banner", "Ctrl+B", _m("Do what the banner offers")),
        Shortcut("lock", "Ctrl+L", _m("Lock the till")),
    ),
    "floor": (
        Shortcut("open", "F2", _m("Open a table")),
        Shortcut("takeaway", "F3", _m("New takeaway")),
        Shortcut("here", "F4", _m("New, eats here")),
        Shortcut("area", "F5", _m("The next area, then the counter")),
        Shortcut("shape", "F6", _m("Plan or list")),
        Shortcut("calls", "F7", _m("Call screen")),
        Shortcut("queue", "F8", _m("Queue")),
        Shortcut("todo", "F9", _m("The first thing to do")),
        Shortcut("drawer", "F10", _m("To do")),
        Shortcut("bookings", "F11", _m("Bookings")),
        Shortcut("edit", "F12", _m("Change the floor plan")),
        Shortcut("find", "/", _m("Find a table")),
    ),
    "order": (
        Shortcut("back", "Esc", _m("To the tables")),
        Shortcut("find", "/", _m("Find a dish")),
        Shortcut("category", "Ctrl+PgDown", _m("The next category")),
        Shortcut("category_before", "Ctrl+PgUp", _m("The category before")),
        Shortcut("more_portions", "+", _m("One portion more of the chosen dish")),
        Shortcut("fewer_portions", "-", _m("One portion less")),
        Shortcut("portions", "*", _m("How many portions of the chosen dish; on the dishes a digit, too")),
        Shortcut("undo", "Ctrl+Z", _m("Undo")),
        Shortcut("next", "Ctrl+N", _m("The next dish of the order")),
        Shortcut("before", "Ctrl+Shift+N", _m("The dish before")),
        Shortcut("remark", "F2", _m("Remark")),
        Shortcut("options", "F3", _m("Change the dish")),
        Shortcut("served", "F4", _m("Served")),
        Shortcut("void", "Del", _m("Void")),
        Shortcut("gift", "Ctrl+G", _m("Gift of the house")),
        Shortcut("open_dish", "F5", _m("A dish that is not on the menu")),
        Shortcut("start", "F6", _m("Start held dishes")),
        Shortcut("hurry", "F7", _m("Hurry the kitchen")),
        Shortcut("hold", "F8", _m("Hold the new round")),
        Shortcut("send", "F9", _m("Send to the kitchen")),
        Shortcut("more", "F10", _m("All that can be done with this order")),
        Shortcut("weigh", "F11", _m("Weigh")),
        Shortcut("pay", "F12", _m("Pay")),
        Shortcut("code", "Ctrl+K", _m("Table code")),
        Shortcut("aim", "Ctrl+J", _m("To which of joined tables new dishes go")),
    ),
    "payment": (
        Shortcut("", TENDER_KEYS, _m("Ways of paying: the key on each")),
        Shortcut("back", "Esc", _m("Back to the order")),
        Shortcut("take", "Enter", _m("Take the payment")),
        Shortcut("more_shares", "+", _m("Pay the rest in equal shares")),
        Shortcut("fewer_shares", "-", _m("One share less")),
        Shortcut("discount", "Ctrl+D", _m("Discount")),
        Shortcut("free", "Ctrl+G", _m("No charge")),
        Shortcut("show_bill", "Ctrl+K", _m("Pre-bill")),
        Shortcut("split", "Ctrl+S", _m("Split")),
        Shortcut("together", "Ctrl+M", _m("Put together")),
        Shortcut("voucher", "F8", _m("Voucher")),
        Shortcut("more", "F10", _m("All that can be done with this bill")),
    ),
    "queue": (
        Shortcut("", "1–9", _m("How many guests")),
        Shortcut("give", "Enter", _m("Give a number")),
        Shortcut("back", "Esc", _m("To the tables")),
        Shortcut("call", "F9", _m("Call the next")),
        Shortcut("calls", "F7", _m("Call screen")),
    ),
    "bookings": (
        Shortcut("new", "F2", _m("New booking")),
        Shortcut("back", "Esc", _m("To the tables")),
        Shortcut("", "Enter", _m("What the chosen booking offers first")),
    ),
    "drawer": (
        Shortcut("in", "F2", _m("Paid in")),
        Shortcut("out", "F3", _m("Paid out")),
        Shortcut("drop", "F4", _m("Dropped into the safe")),
        Shortcut("opened", "F5", _m("Open the drawer")),
        Shortcut("accounts", "F6", _m("Accounts")),
        Shortcut("paid", "F7", _m("Paid bills")),
        Shortcut("hand", "F9", _m("Open a shift, or count and hand over")),
    ),
    "bills": (
        Shortcut("refund", "F2", _m("Give money back")),
        Shortcut("tender", "F3", _m("Change how it was paid")),
        Shortcut("move", "F4", _m("Move the payment")),
        Shortcut("reverse", "F5", _m("Reverse the bill")),
        Shortcut("sent", "F6", _m("What goes back by the provider")),
        Shortcut("correcting", "F7", _m("Look at the bill that corrects it")),
        Shortcut("print", "F9", _m("Print the receipt")),
        Shortcut("earlier", "F11", _m("Earlier day")),
        Shortcut("later", "F12", _m("Later day")),
        Shortcut("find", "/", _m("Find a bill")),
        Shortcut("back", "Esc", _m("To the tables")),
    ),
    "day": (
        Shortcut("print", "F2", _m("Print the figures")),
        Shortcut("save", "F3", _m("Save the figures as PDF")),
        Shortcut("earlier", "F4", _m("Earlier days, and back to today")),
        Shortcut("dishes", "F6", _m("What was sold")),
        Shortcut("close", "F9", _m("Close the day")),
    ),
    "printers": (Shortcut("find", "/", _m("Find a slip")),),
    "sold_out": (
        Shortcut("back", "Esc", _m("To the tables")),
        Shortcut("find", "/", _m("Find a dish")),
    ),
    "plan": (
        Shortcut("undo", "Ctrl+Z", _m("Undo")),
        Shortcut("remove", "Del", _m("Remove the table")),
    ),
}


def shortcuts_of(screen: str) -> Sequence[Shortcut]:
    """A screen's own."""
    return SHORTCUTS.get(screen, ())


def act_of(screen: str, event: QKeyEvent) -> str:
    """What a key does on a screen; "" if it does nothing there."""
    key = key_name(event)
    return next((one.act for one in shortcuts_of(screen) if one.act and one.key == key), "")


def key_name(event: QKeyEvent) -> str:
    """A key as the table writes it."""
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return "Enter"
    if event.text() == "=":  # plus without the shift key
        return "+"
    if len(event.text()) == 1 and event.text() in "/+-*":
        return event.text()
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(QKeyCombination(held, Qt.Key(event.key()))).toString(
        QKeySequence.SequenceFormat.PortableText
    )
