"""A day's figures in the till, on its paper and at the server that was told its facts: all three agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from domain.floor.openings import Opening
from domain.money.adjustments import Adjustment
from domain.money.day_figures import DayFigures, figures_of
from domain.money.days import DayEnd
from domain.money.dish_sums import dishes_of
from domain.money.payments import Settlement
from domain.money.refunds import Refund
from domain.money.shifts import CashMove, Shift
from domain.record.plain import from_plain
from domain.selling.menu import Menu
from pos_app.database.schema import journal
from pos_app.database.state import SqlTables
from sync_server.database import sales
from sync_server.database.projections import SqlTables as ServerTables
from sync_server.database.session import Connection
from sync_server.workflows.reporting import Reporting
from tests.pos_app.evening import Evening
from tests.sync_server.running import ServerHere
from tests.sync_server.wire import new_id

KINDS = (Settlement, Refund, Adjustment, CashMove, Shift, DayEnd)


class Home:
    """A server that is told all facts of a till once its day is over."""

    def __init__(self, server: ServerHere) -> None:
        self._server = server

    def hears(self, evening: Evening) -> str:
        """The store under which it keeps them."""
        till = self._server.till()
        try:
            said = till.send(new_id(), _facts(evening))
            assert said.status_code == 200, said.text
        finally:
            till.session.close()
        self._server.folded()
        return till.store

    def rows(self, store: str, kind: type) -> list[object]:
        return self._server.database.read(lambda connection: ServerTables(connection, store).where(kind))

    def figures(self, store: str, date: str, zone: str) -> DayFigures:
        """Worked out anew, of its own rows."""

        def read(connection: Connection) -> DayFigures:
            tables = ServerTables(connection, store)
            menu = from_plain(Menu, sales.document(connection, store, "menu"))
            return replace(figures_of(tables, date, zone), dishes=dishes_of(tables, date, menu))

        return self._server.database.read(read)

    def owner_reads(self, store: str, date: str, zone: str) -> tuple[int, int, int]:
        """应收, 优惠 and 实收 of the owner's page."""
        reporting = Reporting(self._server.database, self._server.time.clock)
        report = reporting.day(store, date, zone)
        figures = report.figures
        assert sum(report.reduced.values()) == figures.reductions, report.reduced
        return figures.receivable, figures.reductions, figures.takings


@contextmanager
def home_in(folder: Path) -> Iterator[Home]:
    server = ServerHere(folder)
    try:
        yield Home(server)
    finally:
        server.close()


def _facts(evening: Evening) -> list[bytes]:
    query = sa.select(journal.c.raw).order_by(journal.c.position)

    def work() -> list[bytes]:
        with evening.parts.database.transaction() as connection:
            return [bytes(raw) for (raw,) in connection.execute(query)]

    return evening.parts.writer.submit(work).result()


def _rows(evening: Evening, kind: type) -> list[object]:
    def look(tables: SqlTables) -> list[object]:
        return tables.where(kind)

    return evening.parts.writer.submit(lambda: evening.parts.book.read(look)).result()


def money(amount: int) -> str:
    """As paper says it."""
    return f"{amount / 100:.2f}"


def papers(evening: Evening, *words: str) -> list[str]:
    """The slips on which all of these words stand, without the commas of thousands."""
    texts = [re.sub("[,，]", "", paper.text) for _, paper in evening.papers()]
    return [text for text in texts if all(word in text for word in words)]


def three_agree(evening: Evening, home: Home) -> DayFigures:
    """Ms Wang closes the day: till, paper and server say the same of it, and of each act."""
    day = evening.till.shifts.close_day(evening.till.new_id(), {}, True, "wang").result()
    figures, zone = from_plain(DayFigures, day.report), evening.till.view.store.zone
    assert figures.receivable - figures.reductions == figures.takings
    (z,) = papers(evening, "日结", f"{day.z:04d}")
    for amount in (figures.receivable, figures.reductions, figures.takings):
        assert f"￥{money(amount)}" in z, z
    numbers = {one.id: one.number for one in _rows(evening, Opening) if isinstance(one, Opening)}
    for one in _rows(evening, Settlement):
        assert isinstance(one, Settlement)
        assert papers(evening, "结账单", numbers[one.opening], money(one.total)), f"no receipt says {one}"
    store = home.hears(evening)
    assert {kind: home.rows(store, kind) for kind in KINDS} == {kind: _rows(evening, kind) for kind in KINDS}
    there = home.figures(store, day.date, zone)
    carried = {"carried": figures.carried}
    assert _plain(there) | carried == _plain(figures) | carried
    assert home.owner_reads(store, day.date, zone) == (
        figures.receivable,
        figures.reductions,
        figures.takings,
    )
    return figures


def _plain(figures: DayFigures) -> dict[str, object]:
    return {name: getattr(figures, name) for name in figures.__slots__}
