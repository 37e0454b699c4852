"""What a printer needs of a slip: its paper and languages, and its bytes in the printer's own tongue."""

from __future__ import annotations

import gettext
from dataclasses import replace

from domain.selling.print_setup import Printer
from pos_app.paths import TRANSLATIONS
from printers.escpos import encode
from printers.labels import LabelSize, encode_label
from printers.raster import Painter
from printers.slips.words import SlipForm
from printers.ticket import Ticket, Width

LANGUAGE = "zh-Hans"  # of paper where a printer has none of its own


def form_of(printer: Printer) -> SlipForm:
    """Paper and languages of a printer's slips."""
    language = printer.language or LANGUAGE
    words = gettext.translation("mashang", TRANSLATIONS, [language.replace("-", "_")], fallback=True)
    if printer.driver == "escpos":
        width, height = Width.MM_58 if printer.width == 58 else Width.MM_80, 0
    else:
        width, height = Width.of_label(printer.width), printer.height
    return SlipForm(width, language, printer.second or None, words.gettext, buzz=printer.buzz, height=height)


def practice_form_of(printer: Printer) -> SlipForm:
    """The same in practice: each slip says that nothing of it is cooked or paid."""
    return replace(form_of(printer), practice=True)


def ticket_bytes(ticket: Ticket, printer: Printer, painter: Painter | None) -> bytes:
    """A ticket as the printer wants it. ValueError for a label that nobody paints."""
    if printer.driver == "escpos":
        return encode(ticket, painter)
    return encode_label(printer.driver, ticket, LabelSize(printer.width, printer.height), painter)
