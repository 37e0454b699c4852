"""A cloud is being joined while the cashier goes on selling: one fact lands between the rest and the look."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from pos_app.servers import Servers
from pos_app.settings import Options
from pos_app.sync.client import ServerClient
from pos_app.workflows import joining
from pos_app.workflows.syncing import Link
from tests.pos_app.evening import Evening
from tests.sync_server.running import ServerHere

CLOUD = "https://cloud.example"


def test_what_was_looked_at_too_early_is_looked_at_again_at_the_next_rest(tmp_path: Path) -> None:
    evening = Evening(tmp_path / "store")
    try:
        parts = evening.parts
        parts.writer.submit(
            lambda: joining.keep(parts.book, [joining.Server(CLOUD, "joining", asks=True)])
        ).result()
        servers = Servers(Options("run", tmp_path / "store"), parts, evening.till)
        found: list[str] = []
        link: Any = SimpleNamespace(
            view=SimpleNamespace(url=CLOUD, totals=""), held={}, compared=found.append
        )
        asked: list[int] = []

        def totals() -> tuple[object, int]:
            asked.append(1)
            return servers._our_totals(), 0

        client = cast(ServerClient, SimpleNamespace(totals=totals))
        servers._compare(cast(Link, link), client)  # the last fact is not over there yet
        assert found == [joining.FACTS]
        link.held = {mark.incarnation: mark.seq for mark in parts.book.marks}
        servers._compare(cast(Link, link), client)
        assert found == [joining.FACTS, joining.EQUAL]
        servers._compare(cast(Link, link), client)  # nothing new: the server is not asked again
        assert len(asked) == 2
    finally:
        evening.close()


def test_a_server_that_lets_the_till_in_again_is_not_taken_to_hold_what_it_once_held(tmp_path: Path) -> None:
    """It may be an empty one at the same address: until it has told, all is still to go."""
    (tmp_path / "cloud").mkdir()
    evening, server = Evening(tmp_path / "store"), ServerHere(tmp_path / "cloud")
    try:
        parts = evening.parts
        held = f"held:{server.url}"
        parts.writer.submit(lambda: parts.book.set_local(held, {parts.book.incarnation: 7})).result()
        Servers(Options("run", tmp_path / "store"), parts, evening.till)._enrol(
            server.url, server.code(), False
        )
        assert not parts.writer.submit(lambda: parts.book.local(held)).result()
    finally:
        evening.close()
        server.close()
