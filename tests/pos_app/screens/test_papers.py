"""The demo's paper hangs beside the till, and never over it."""

from PySide6.QtCore import QRect

from pos_app.screens.printing.papers import LEAST, beside

LARGE, SMALL = QRect(0, 0, 1920, 1080), QRect(0, 0, 1024, 768)


def test_paper_comes_by_itself_only_where_a_screen_has_room_for_it() -> None:
    till = QRect(0, 0, 1024, 768)
    place = beside(LARGE, [till])
    assert place is not None and LARGE.contains(place) and not place.intersects(till)
    assert beside(SMALL, [till]) is None
    assert beside(QRect(0, 0, 1366, 768), [till]) is None, "a strip of it would be no paper"
    alone = beside(SMALL, [])
    assert alone is not None and alone.width() >= LEAST
