"""A restaurant of forty, a hundred, a hundred and sixty tables: each says which it is, and nothing is cut."""

from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from domain.floor.plan import Area, Floor, Table
from pos_app.models.tables import TableTile
from pos_app.screens.floor import table_painter
from pos_app.screens.floor.plan_layout import lay_out
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.theme import Theme

SIZES = (QSize(924, 618), QSize(944, 618), QSize(1500, 930))  # of the plan on 1024, 1366 and 1920 pixels
PLANS = {40: (5, 2), 100: (5, 5), 160: (8, 5)}  # tables in a row of each of four areas, and rows


def floor_of(tables: int) -> Floor:
    """Four areas as they lie beside and below each other."""
    across, down = PLANS[tables]
    areas = [Area(f"a{n}", {}, n % 2 * 2 * across, n // 2 * 2 * down, 2 * across, 2 * down) for n in range(4)]
    found = [
        Table(f"{area.id}.{n}", {}, area.id, x=2 * (n % across), y=2 * (n // across), w=2, h=2)
        for area in areas
        for n in range(across * down)
    ]
    return Floor(1, tuple(areas), tuple(found))


def tile(label: str) -> TableTile:
    """A table whose guests wait for their food, at its most wordy."""
    said = ("已下单", "4 人 · 26 分", "26 分", "26'", "¥1,288")
    return TableTile(
        "a", label, "a", "square", (0, 0, 2, 2), 4, 4, "ordered", "ordered", "pot", *said, False, "o"
    )


def paint(theme: Theme, box: QRect, tile: TableTile, on: QWidget) -> None:
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    table_painter.paint_table(painter, theme, box, tile, False, False, on)
    painter.end()


@dataclass
class Written:
    """Words with the box that they were given."""

    words: str
    box: QRect
    wide: int


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Written]:
    found: list[Written] = []

    def text(painter: QPainter, box: QRect, words: str, font: Any, ink: Any, align: str, metrics: Any) -> int:
        found.append(Written(words, box, metrics.horizontalAdvance(words)))
        return found[-1].wide

    monkeypatch.setattr(table_painter, "text", text)
    return found


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size.width()))
@pytest.mark.parametrize("tables", PLANS)
def test_each_table_says_its_name_state_and_sum(
    tables: int, size: QSize, theme: Theme, window: QWidget, written: list[Written]
) -> None:
    layout = lay_out(floor_of(tables), "", size.width(), size.height())
    assert len(layout.tables) == tables
    for label in ("A8", "A38", "锦绣厅", "C2 浣花"):
        for wide, high in {(box.width(), box.height()) for box in layout.tables.values()}:
            written.clear()
            box = QRect(0, 0, wide, high)
            paint(theme, box, tile(label), window)
            name, word, *foot = written
            assert name.words == label and word.words == "已下单" and foot[0].words == "¥1,288"
            for one in written:
                assert one.wide <= one.box.width(), f"{one.words} is cut at {wide}×{high}"
                assert box.contains(one.box), f"{one.words} is outside at {wide}×{high}"
            assert not name.box.intersects(word.box) and not word.box.intersects(foot[0].box)


def test_areas_without_room_beside_each_other_stand_below_each_other() -> None:
    beside = lay_out(floor_of(40), "", 924, 618)
    assert beside.panels["a0"].top() == beside.panels["a1"].top()
    below = lay_out(floor_of(160), "", 924, 618)
    tops = [below.panels[f"a{n}"].top() for n in range(4)]
    assert tops == sorted(set(tops)) and below.height > 618
    assert {below.panels[f"a{n}"].width() for n in range(4)} == {924}


def test_many_areas_share_the_room_and_each_can_be_tapped(theme: Theme, window: QWidget) -> None:
    areas = SegmentedControl(theme, window, shrinks=True)
    areas.set_items(
        [(name, "") for name in ("全部 160", "一楼大厅", "二楼大厅", "三楼宴会厅", "露台", "包间")]
    )
    for room in (1000, 430, 300):
        areas.resize(min(room, areas.sizeHint().width()), 48)
        boxes = areas._boxes()
        assert boxes[-1].right() < areas.width(), f"the last area is cut off in {room}"
        assert min(box.width() for box in boxes) >= 44
        if room == 430:
            assert boxes[4].width() == areas._widths()[4], "a short name gives nothing up"
