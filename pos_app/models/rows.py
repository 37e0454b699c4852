"""A list model over frozen values with keys: told the new rows, it signals only what differs."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
VALUE = int(Qt.ItemDataRole.UserRole) + 1
_MANY = 200  # so many differing rows are told as a reset, which a view draws faster


class RowsModel(QAbstractListModel, Generic[Row]):
    """Rows in order; `key` tells which row is which, `words` what a screen reader says of it.

    With a parent it dies on the UI thread: a cycle of Python objects may be collected on any other.
    """

    def __init__(
        self,
        key: Callable[[Row], Hashable],
        words: Callable[[Row], str],
        parent: QObject | None,
    ) -> None:
        super().__init__(parent)
        self._key, self._words = key, words
        self._rows: list[Row] = []

    def rows(self) -> Sequence[Row]:
        """The rows as last told."""
        return self._rows

    def row_of(self, key: Hashable) -> int:
        """Where a key stands, or -1."""
        return next((place for place, row in enumerate(self._rows) if self._key(row) == key), -1)

    def tell(self, rows: Sequence[Row]) -> None:
        """These are the rows now; equal keys must not stand twice."""
        new = [self._key(row) for row in rows]
        old = [self._key(row) for row in self._rows]
        if new != old:
            if len(set(new) ^ set(old)) > _MANY:
                self.beginResetModel()
                self._rows = list(rows)
                self.endResetModel()
                return
            self._rearrange(rows, new, old)
        self._replace(rows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == VALUE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(row)
        return None

    def value(self, index: Index) -> Row | None:
        """The value behind an index of this model."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def _rearrange(self, rows: Sequence[Row], new: Sequence[Hashable], old: list[Hashable]) -> None:
        wanted = set(new)
        for place in range(len(old) - 1, -1, -1):
            if old[place] not in wanted:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._rows[place], old[place]
                self.endRemoveRows()
        stands = next((place for place, key in enumerate(old) if key != new[place]), len(old))
        for place in range(stands, len(rows)):
            self._settle(place, rows[place], new[place])

    def _settle(self, place: int, row: Row, key: Hashable) -> None:
        if place < len(self._rows) and self._key(self._rows[place]) == key:
            return
        here = next((at for at in range(place, len(self._rows)) if self._key(self._rows[at]) == key), -1)
        if here < 0:
            self.beginInsertRows(QModelIndex(), place, place)
            self._rows.insert(place, row)
            self.endInsertRows()
        else:
            self.beginMoveRows(QModelIndex(), here, here, QModelIndex(), place)
            self._rows.insert(place, self._rows.pop(here))
            self.endMoveRows()

    def _replace(self, rows: Sequence[Row]) -> None:
        """Signal each run of rows whose values differ."""
        start = -1
        for place, row in enumerate(rows):
            if row is not self._rows[place] and row != self._rows[place]:
                self._rows[place] = row
                start = place if start < 0 else start
            elif start >= 0:
                self._changed(start, place - 1)
                start = -1
        if start >= 0:
            self._changed(start, len(rows) - 1)

    def _changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, 0))
