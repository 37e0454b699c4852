"""Colours, fonts and icons: one source, switched live."""

import re

import pytest
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from pos_app.models.tables import LOOKS
from pos_app.widgets import fonts
from pos_app.widgets.buttons import LOOKS as BUTTON_LOOKS
from pos_app.widgets.chips import TONES
from pos_app.widgets.labels import label
from pos_app.widgets.theme import Theme


def luminance(colour: QColor) -> float:
    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return (
        0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF()) + 0.0722 * channel(colour.blueF())
    )


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_words_on_every_button_chip_and_table_can_be_read(theme: Theme, dark: bool) -> None:
    theme.set_dark(dark)
    pairs = [(look.fill or "surface", look.ink) for look in BUTTON_LOOKS.values()]
    pairs += list(TONES.values())
    pairs += [(f"table-{look}", f"on-table-{look}") for look, _icon in LOOKS.values()]
    for ground, ink in pairs:
        assert contrast(theme.colour(ground), theme.colour(ink)) >= 4.5, (ground, ink)


def test_the_theme_turns_live(theme: Theme, qtbot: QtBot) -> None:
    light = theme.colour("canvas")
    with qtbot.waitSignal(theme.changed):
        theme.set_dark(True)
    assert theme.colour("canvas") != light
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_dark(True)


def test_the_style_sheet_names_known_tokens_only(theme: Theme) -> None:
    sheet = QApplication.instance().styleSheet()  # type: ignore[union-attr]
    assert "$" not in sheet
    sizes = [int(size) for size in re.findall(r"font-size: (\d+)px", sheet)]
    assert min(sizes) >= 14


@pytest.mark.parametrize("size", fonts.SIZES)
def test_labels_take_their_size_and_weight(theme: Theme, qtbot: QtBot, size: int) -> None:
    made: QLabel = label("¥258.00", size, bold=True)
    qtbot.addWidget(made)
    made.show()
    assert made.font().pixelSize() == size
    assert made.font().weight() == QFont.Weight.Bold


def test_an_icon_takes_the_colour_it_is_given(theme: Theme) -> None:
    image = theme.icon("plus", QColor("#FF0000"), 24).toImage()
    shades = {
        image.pixelColor(x, y).name()
        for x in range(24)
        for y in range(24)
        if image.pixelColor(x, y).alpha() > 200
    }
    assert shades == {"#ff0000"}


def test_an_icon_is_drawn_once(theme: Theme) -> None:
    first = theme.icon("plus", "ink", 24)
    assert theme.icon("plus", "ink", 24).cacheKey() == first.cacheKey()


def test_a_dish_without_a_drawing_gets_the_plain_plate(theme: Theme) -> None:
    assert theme.plate("no-such-plate", 60).cacheKey() == theme.plate("plain", 60).cacheKey()


def test_each_platform_speaks_chinese() -> None:
    for platform in ("win32", "darwin", "linux"):
        assert fonts.families("zh-Hans", platform)
        assert fonts.families("ar", platform)[0] != fonts.families("zh-Hans", platform)[0]
