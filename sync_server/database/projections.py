"""The domain's Tables over SQL: one table for each kind of row, with the store in front.

The tables are made from the rows' own fields. They are a cache of the facts: when their shape changes they
are dropped and folded anew, so they need no migrations.
"""

# ruff: noqa: S608 - names of tables and columns come from the domain's classes, values are bound

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast, get_origin, get_type_hints

from sqlalchemy import Connection

from domain.floor.moves import Move
from domain.floor.openings import Opening
from domain.money.accounts import DebtPayment
from domain.money.adjustments import Adjustment
from domain.money.bills import Bill
from domain.money.days import DayEnd
from domain.money.deposits import DepositMove
from domain.money.gateway_refunds import GatewayRefund
from domain.money.grants import Grant
from domain.money.invoices import InvoiceTitle
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from domain.money.reversals import Reversal
from domain.money.shifts import CashMove, Shift
from domain.money.tips import Tip
from domain.money.to_confirm import ToConfirm
from domain.money.to_give_back import ToGiveBack
from domain.people.feedback import Feedback
from domain.record.canonical import canonical
from domain.record.early import Early
from domain.record.fold import KNOWN, ROWS
from domain.record.plain import from_plain, to_plain
from domain.selling.banquets import Banquet
from domain.selling.orders import Order, OrderLine
from domain.selling.printing import PrintJob
from domain.selling.unpaid import PayFirst
from sync_server.database.session import raw

Row = TypeVar("Row")

NOTHING = "[]"  # an empty tuple as a column; most are
FOLD = 18  # raise it when the fold's meaning changes while the rows keep their shape

# What is asked for by something other than the key. The store comes after the first column, in the keys too:
# where it led, the planner would rather walk through all rows of a store.
INDEXES: dict[type[object], tuple[tuple[str, ...], ...]] = {
    Opening: (("table", "live"), ("date", "started_at"), ("into",)),
    Move: (("source",),),
    DepositMove: (("date",), ("shift",)),
    Order: (("opening",),),
    OrderLine: (("opening",), ("bill",)),
    PayFirst: (("state",),),
    Banquet: (("opening",),),
    PrintJob: (("opening",), ("open",)),
    Payment: (("opening",), ("bill",), ("date",), ("shift",), ("account",), ("voucher",)),
    Shift: (("live",), ("closed_date",)),
    CashMove: (("shift",), ("date",)),
    DayEnd: (("date",),),
    Bill: (("opening",),),
    Adjustment: (("opening",), ("date",)),
    Settlement: (("opening",), ("date", "at")),
    Refund: (("bill",), ("date",), ("shift",), ("account",)),
    Reversal: (("date",), ("shift",)),
    Grant: (("state",),),
    ToGiveBack: (("open",),),
    GatewayRefund: (("date",), ("state",)),
    DebtPayment: (("account",), ("date",), ("shift",)),
    Tip: (("date",), ("shift",)),
    ToConfirm: (("state",),),
    InvoiceTitle: (("date",),),
    Feedback: (("date", "at"),),
    Early: (("needs",),),
}


@dataclass(frozen=True)
class Shape:
    """How one kind of row is kept: its table, its columns and the statements for it."""

    kind: type[object]
    table: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    writers: tuple[Callable[[Any], Any] | None, ...]
    readers: tuple[Callable[[Any], Any] | None, ...]
    fetch: Callable[[object], tuple[Any, ...]]
    get: str
    put: str
    remove: str

    def values(self, store: str, row: object) -> tuple[Any, ...]:
        found = zip(self.writers, self.fetch(row), strict=True)
        return (store, *[write(value) if write else value for write, value in found])

    def row(self, values: Sequence[Any]) -> object:
        return self.kind(*(r(v) if r else v for r, v in zip(self.readers, values, strict=True)))

    def where(self, wanted: Sequence[str]) -> str:
        condition = "".join(f' AND "{column}" = ?' for column in wanted)
        return f'{self.selected} WHERE store = ?{condition} ORDER BY "{self.columns[0]}"'

    @property
    def selected(self) -> str:
        names = ", ".join(f'"{column}"' for column in self.columns)
        return f"SELECT {names} FROM {self.table}"


_SHAPES: dict[type[object], Shape] = {}  # worked out once for each kind


def shape_of(kind: type[object]) -> Shape:
    """The shape of a kind of row; its first field is the key."""
    if kind not in _SHAPES:
        _SHAPES[kind] = _shape(kind)
    return _SHAPES[kind]


def _shape(kind: type[object]) -> Shape:
    hints = get_type_hints(kind)
    columns = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]
    table = "fold_" + "".join("_" + c.lower() if c.isupper() else c for c in kind.__name__).lstrip("_")
    key, names = columns[0], ", ".join(f'"{column}"' for column in columns)
    holes = ", ".join("?" * (len(columns) + 1))
    return Shape(
        kind,
        table,
        columns,
        tuple("INTEGER" if hints[column] in (int, bool) else "TEXT" for column in columns),
        tuple(None if hints[column] in (int, str) else _writer(hints[column]) for column in columns),
        tuple(None if hints[column] in (int, str) else _reader(hints[column]) for column in columns),
        fetch=attrgetter(*columns),  # every kind has more than one column
        get=f'SELECT {names} FROM {table} WHERE store = ? AND "{key}" = ?',
        put=f"INSERT OR REPLACE INTO {table} (store, {names}) VALUES ({holes})",
        remove=f'DELETE FROM {table} WHERE store = ? AND "{key}" = ?',
    )


def _writer(hint: Any) -> Callable[[Any], Any]:
    if hint is bool:
        return int
    return lambda value: NOTHING if value == () else canonical(to_plain(value)).decode()


def _reader(hint: Any) -> Callable[[Any], Any]:
    if hint is bool:
        return bool
    if get_origin(hint) is tuple:
        return lambda text: () if text == NOTHING else from_plain(cast(Any, hint), json.loads(text))
    return lambda text: from_plain(cast(Any, hint), json.loads(text))


def key_of(row: object) -> str:
    """A row's key. As domain.record.tables.key_of, which looks for the first field anew each time."""
    return str(getattr(row, shape_of(type(row)).columns[0]))


class SqlTables:
    """The rows of one store, in the caller's transaction. Implements domain.record.tables.Tables."""

    def __init__(self, connection: Connection, store: str) -> None:
        self._driver = raw(connection)
        self._store = store

    def get(self, kind: type[Row], key: str) -> Row | None:
        shape = shape_of(kind)
        found = self._driver.execute(shape.get, (self._store, key)).fetchone()
        return cast(Row, shape.row(found)) if found else None

    def put(self, row: object) -> None:
        shape = shape_of(type(row))
        self._driver.execute(shape.put, shape.values(self._store, row))

    def put_all(self, kind: type[object], rows: Sequence[object]) -> None:
        """Insert or replace many rows of one kind."""
        shape = shape_of(kind)
        self._driver.executemany(shape.put, [shape.values(self._store, row) for row in rows])

    def where(self, kind: type[Row], **equal: str | int) -> list[Row]:
        shape = shape_of(kind)
        found = self._driver.execute(shape.where(tuple(equal)), (self._store, *equal.values()))
        return [cast(Row, shape.row(values)) for values in found]

    def remove(self, kind: type[object], key: str) -> None:
        self._driver.execute(shape_of(kind).remove, (self._store, key))

    def chosen(self, kind: type[Row], source: str, *values: str | int) -> list[Row]:
        """Rows of a kind out of a source that calls them ``one``, for reports."""
        shape = shape_of(kind)
        names = ", ".join(f'one."{column}"' for column in shape.columns)
        return [
            cast(Row, shape.row(row)) for row in self._driver.execute(f"SELECT {names} FROM {source}", values)
        ]


def present_shape() -> str:
    """What the projections of this program look like; differs when they must be folded anew."""
    return _shape_with(KNOWN)


@cache
def _shape_with(known: frozenset[str]) -> str:
    kinds = [[s.table, list(s.columns), list(s.types)] for s in map(shape_of, ROWS)]
    indexes = [[kind.__name__, [list(one) for one in INDEXES.get(kind, ())]] for kind in ROWS]
    return hashlib.sha256(canonical([FOLD, kinds, indexes, sorted(known)])).hexdigest()


def make_projections(connection: Connection) -> None:
    """Drop whatever projections there are and make empty ones."""
    driver = raw(connection)
    old = driver.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'fold_*'")
    for (table,) in old.fetchall():
        driver.execute(f'DROP TABLE "{table}"')
    for kind in ROWS:
        shape = shape_of(kind)
        columns = ", ".join(
            f'"{name}" {of} NOT NULL' for name, of in zip(shape.columns, shape.types, strict=True)
        )
        driver.execute(
            f"CREATE TABLE {shape.table} (store TEXT NOT NULL, {columns},"
            f' PRIMARY KEY ("{shape.columns[0]}", store)) WITHOUT ROWID'
        )
        for place, names in enumerate(INDEXES.get(kind, ())):
            first, *rest = (f'"{name}"' for name in names)
            listed = ", ".join([first, "store", *rest])
            driver.execute(f"CREATE INDEX {shape.table}_{place} ON {shape.table} ({listed})")
