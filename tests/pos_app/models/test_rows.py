"""A list model says exactly what changed, and views that believe it show the truth."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from pos_app.models.rows import VALUE, RowsModel


@dataclass(frozen=True)
class Row:
    key: str
    words: str


def rows(*pairs: str) -> list[Row]:
    return [Row(pair[0], pair[1:]) for pair in pairs]


def model() -> RowsModel[Row]:
    made: RowsModel[Row] = RowsModel(lambda row: row.key, lambda row: row.words, None)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


class Mirror:
    """Keeps a copy by signals alone, as a view does."""

    def __init__(self, source: RowsModel[Row]) -> None:
        self.source, self.copy = source, list(source.rows())
        source.rowsInserted.connect(self.inserted)
        source.rowsRemoved.connect(self.removed)
        source.rowsMoved.connect(self.moved)
        source.dataChanged.connect(self.changed)
        source.modelReset.connect(self.reset)
        self.touched = 0

    def inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.copy[first:first] = list(self.source.rows()[first : last + 1])

    def removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        del self.copy[first : last + 1]

    def moved(self, _parent: QModelIndex, start: int, end: int, _to: QModelIndex, row: int) -> None:
        assert start == end and row < start
        self.copy.insert(row, self.copy.pop(start))

    def changed(self, first: QModelIndex, last: QModelIndex) -> None:
        for row in range(first.row(), last.row() + 1):
            self.copy[row] = first.model().index(row, 0).data(VALUE)
            self.touched += 1

    def reset(self) -> None:
        self.copy = list(self.source.rows())


def test_one_changed_row_is_one_signal(qtbot: QtBot) -> None:
    source = model()
    source.tell(rows("a1", "b1", "c1"))
    mirror = Mirror(source)
    source.tell(rows("a1", "b2", "c1"))
    assert mirror.touched == 1
    assert mirror.copy == rows("a1", "b2", "c1")


def test_nothing_new_says_nothing(qtbot: QtBot) -> None:
    source = model()
    source.tell(rows("a1", "b1"))
    with qtbot.assertNotEmitted(source.dataChanged), qtbot.assertNotEmitted(source.rowsInserted):
        source.tell(rows("a1", "b1"))


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("12")), unique_by=lambda p: p[0])
    )
)
def test_signals_alone_keep_a_copy_true(story: list[list[tuple[str, str]]]) -> None:
    source = model()
    mirror = Mirror(source)
    for chapter in story:
        now = [Row(key, words) for key, words in chapter]
        source.tell(now)
        assert mirror.copy == now
        assert list(source.rows()) == now


def test_very_many_changes_are_a_reset(qtbot: QtBot) -> None:
    source = model()
    with qtbot.waitSignal(source.modelReset):
        source.tell([Row(str(place), "") for place in range(1000)])
    assert source.row_of("7") == 7
