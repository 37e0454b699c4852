"""A sheet is as high as what it asks: it grows for a higher page, and no button moves back under a finger."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos_app.widgets.pages import Pages
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.theme import Theme


def test_a_sheet_grows_for_its_higher_page_and_stays_so(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1024, 768)
    sheet, pages = Sheet(Theme(), window, QSize(600, 0)), Pages()
    for height in (80, 400, 2_000):
        page = QWidget()
        page.setMinimumHeight(height)
        pages.addWidget(page)
    sheet.body.addWidget(pages)
    window.show()
    sheet.open()
    low = sheet.panel.height()
    assert low < 400

    pages.setCurrentIndex(1)
    qtbot.waitUntil(lambda: sheet.panel.height() >= low + 320)
    high = sheet.panel.geometry()
    assert pages.height() >= 400

    pages.setCurrentIndex(0)
    pages.setCurrentIndex(1)
    qtbot.waitUntil(lambda: sheet.panel.geometry() == high)

    pages.setCurrentIndex(2)
    qtbot.waitUntil(lambda: sheet.panel.height() == 768 - 32)
