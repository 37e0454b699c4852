"""The recovery sheet as a page to save: one sheet of A4, its code large enough for any phone."""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QRect, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter

from pos_app.language import _
from pos_app.widgets.qr import paint_qr
from printers.slips.recovery_sheet import RecoverySheet

DOTS = 96  # per inch: the page is laid out in screen pixels
SIDE = 220
LEADING = 26


def write_page(sheet: RecoverySheet, path: str) -> bool:
    """Write the page as PDF; whether it could be written."""
    try:
        Path(path).open("wb").close()  # Qt would only warn on its console
    except OSError:
        return False
    writer = QPdfWriter(path)
    writer.setTitle(_("Recovery sheet"))
    writer.setResolution(DOTS)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Millimeter)
    painter = QPainter(writer)
    draw_page(painter, sheet, writer.width())
    return bool(painter.end())


def draw_page(painter: QPainter, sheet: RecoverySheet, width: int) -> None:
    """The page's content from the painter's origin, ``width`` pixels wide."""
    painter.setPen(Qt.GlobalColor.black)
    y = _line(painter, 0, width, _("Recovery sheet"), 24, True)
    y = _line(painter, y, width, f"{sheet.store} · {sheet.made}", 13)
    y = _line(
        painter, y + 10, width, _("Backups can be opened with this key only. Nobody can make it again."), 13
    )
    y = _line(painter, y, width, _("Whoever has it can read all backups. Keep it away from the till."), 13)
    paint_qr(painter, QRect(0, y + 16, SIDE, SIDE), sheet.secret)
    y += SIDE + 40
    groups = sheet.groups
    for first in range(0, len(groups), 5):
        y = _line(painter, y, width, "  ".join(groups[first : first + 5]), 16, True, "monospace")
    y = _line(
        painter,
        y + 16,
        width,
        _("To restore: install the program on a new computer, choose: Restore from a backup."),
        13,
    )
    y = _line(painter, y + 10, width, _("Store number, for a server:"), 13)
    for number in sheet.numbers.split("/"):
        y = _line(painter, y, width, number, 11, False, "monospace")


def _line(
    painter: QPainter, y: int, width: int, words: str, points: int, bold: bool = False, family: str = ""
) -> int:
    """Words across the page, wrapped; where the next line begins."""
    font = QFont(painter.font())
    if family:
        font.setFamily(family)
    font.setPixelSize(round(points * DOTS / 72))
    font.setBold(bold)
    painter.save()
    painter.setFont(font)
    flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeading
    used = painter.boundingRect(QRect(0, y, width, 2_000), flags, words)
    painter.drawText(used, flags, words)
    painter.restore()
    return used.bottom() + 8
