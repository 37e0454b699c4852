"""Tables over SQL and tables in memory are the same port: whatever the fold does, both hold the same."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.floor.openings import Opening
from domain.record.rows import Counter, Document
from domain.record.tables import MemoryTables
from domain.selling.printing import PrintJob
from domain.supply.counted import Counted
from pos_app.database.session import Database
from pos_app.database.state import SqlTables
from tests.pos_app.shop import scratch

keys = st.sampled_from(["a", "b", "c"])
texts = st.text(max_size=5)
numbers = st.integers(-(2**40), 2**40)
rows = st.one_of(
    st.builds(Counter, keys, numbers),
    st.builds(Counted, keys, numbers),
    st.builds(Document, keys, numbers, st.dictionaries(texts, st.lists(numbers, max_size=2), max_size=2)),
    st.builds(
        Opening,
        id=keys,
        table=keys,
        live=st.integers(0, 1),
        guests=numbers,
        secret=texts,
        number=texts,
        date=texts,
        started_at=numbers,
        started_by=texts,
        phones=st.lists(texts, max_size=2).map(tuple),
    ),
    st.builds(
        PrintJob,
        id=keys,
        station=keys,
        kind=texts,
        open=st.integers(0, 1),
        opening=keys,
        order=texts,
        number=numbers,
        queued_at=numbers,
        date=texts,
    ),
)
kinds = st.sampled_from([Counter, Counted, Document, Opening, PrintJob])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), rows),
        st.tuples(st.just("get"), kinds, keys),
        st.tuples(st.just("remove"), kinds, keys),
        st.tuples(st.just("where"), kinds),
        st.tuples(st.just("live"), keys),
        st.tuples(st.just("flush")),
    ),
    max_size=25,
)


class _UndoError(Exception):
    """The transaction is given up."""


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with scratch() as folder:
        database = Database(folder, "ef" * 32)
        yield database
        database.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_both_kinds_of_tables_hold_the_same(database: Database, told: list[tuple[Any, ...]]) -> None:
    memory = MemoryTables()
    with pytest.raises(_UndoError), database.transaction() as connection:
        sql = SqlTables(connection)
        for step in told:
            assert do(sql, step) == do(memory, step)
        for kind in (Counter, Counted, Document, Opening, PrintJob):
            assert sql.where(kind) == memory.where(kind)
        raise _UndoError


def do(tables: Any, step: tuple[Any, ...]) -> object:
    name, *rest = step
    if name == "flush":
        if isinstance(tables, SqlTables):
            tables.flush()
        return None
    if name == "live":
        return tables.where(Opening, table=rest[0], live=1)
    return getattr(tables, name)(*rest)


@pytest.mark.parametrize("known", ["put", "flushed", "read by key", "read with all"])
def test_a_row_that_was_removed_is_gone_however_it_was_known(database: Database, known: str) -> None:
    with pytest.raises(_UndoError), database.transaction() as connection:
        tables = SqlTables(connection)
        tables.put(Counter("a", 1))
        if known != "put":
            tables.flush()
        if known.startswith("read"):
            tables = SqlTables(connection)
            assert tables.where(Counter) if known == "read with all" else tables.get(Counter, "a")
        tables.remove(Counter, "a")
        assert tables.get(Counter, "a") is None
        assert tables.where(Counter) == []
        tables.put(Counter("a", 2))
        assert tables.get(Counter, "a") == Counter("a", 2)
        raise _UndoError


def test_fingerprints_tell_any_row_from_another(database: Database) -> None:
    with pytest.raises(_UndoError), database.transaction() as connection:
        tables = SqlTables(connection)
        empty = tables.fingerprints()
        tables.put(Counter("a", 1))
        one = tables.fingerprints()
        tables.put(Counter("a", 2))
        two = tables.fingerprints()
        assert len({empty["counters"], one["counters"], two["counters"]}) == 3
        assert {name for name in empty if empty[name] != two[name]} == {"counters"}
        tables.remove(Counter, "a")
        assert tables.fingerprints() == empty
        raise _UndoError
