"""What a server has signed is kept, and it is held to it: by the till, by verify and by the drill."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.findings import NOTE, OK, TROUBLE, Finding
from domain.record.countersigned import Countersigned, Held, countersigned_findings
from domain.record.proof import Proof, Totals, findings_of
from pos_app.database.journal import Head
from pos_app.database.session import Database as TillDatabase
from pos_app.database.session import Reader
from pos_app.keys import KeyBox
from pos_app.sync.client import ServerClient
from pos_app.workflows.agreeing import agreement
from pos_app.workflows.countersigns import held_here
from pos_app.workflows.drilling import SIGNED, Found
from pos_app.workflows.syncing import Identity, Link
from pos_app.workflows.verifying import verify
from pos_app.workflows.views import LinkView
from sync_server.database.session import raw
from tests.fakes.printer import until
from tests.pos_app.shop import FISH, RICE, Shop
from tests.sync_server.running import ServerHere

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DEVICE = "d" * 32


class Joined:
    """A shop whose facts go to a real server."""

    def __init__(self, shop: Shop, server: ServerHere) -> None:
        self.shop, self.server, parts = shop, server, shop.parts
        store = shop.read_document("store")
        self.link = Link(
            LinkView("cloud", server.url, "home"),
            self.client,
            lambda: Reader(shop.folder, parts.keys.database_key()),
            parts.book,
            parts.writer,
            Identity(store["brand"], store["store"], DEVICE, store["names"]),
            server.code(),
            lambda: None,
        )
        self.link.catch_up = shop.till.catch_up
        shop.till.links.append(self.link)
        self.link.start()

    def client(self) -> ServerClient:
        return ServerClient(self.server.url, DEVICE, KEY)

    def signed_up_to_now(self) -> Head:
        """Wait until the newest head is countersigned and that is durable here."""
        head = self.shop.parts.book.head
        until(lambda: any(one.signed.seq == head.seq for one in self.kept))
        return head

    @property
    def kept(self) -> tuple[Held, ...]:
        book, writer = self.shop.parts.book, self.shop.parts.writer

        def read() -> tuple[Held, ...]:
            with book.database.transaction() as connection:
                return held_here(connection)

        return writer.submit(read).result()

    def close(self) -> None:
        self.server.server.let_go()
        self.link.close()
        self.shop.till.links.clear()
        self.shop.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerHere]:
    folder = tmp_path / "server"
    folder.mkdir()
    running = ServerHere(folder)
    yield running
    running.close()


@pytest.fixture
def joined(tmp_path: Path, server: ServerHere) -> Iterator[Joined]:
    shop = Shop(tmp_path / "store")
    shop.phone("A1").order(FISH)
    joined = Joined(shop, server)
    yield joined
    joined.close()


def told(folder: Path) -> list[Finding]:
    proof = verify(folder, KeyBox(folder).database_key())
    return [one for one in findings_of(proof) if one.check == "signed"]


def alter_the_last(server: ServerHere) -> None:
    """Whoever has the server's file makes another fact of the last one that it has acknowledged."""

    def alter(connection: object) -> None:
        driver = raw(connection)  # type: ignore[arg-type]
        driver.execute("UPDATE incarnations SET head = ?", (b"\x07" * 32,))
        driver.execute(
            "UPDATE events SET hash = ? WHERE position = (SELECT max(position) FROM events)", (b"\x07" * 32,)
        )

    server.database.submit(alter).result()


def test_the_newest_head_of_each_server_is_kept_signed_and_verify_proves_it(joined: Joined) -> None:
    first = joined.signed_up_to_now()
    joined.shop.send("A1", RICE)
    newest = joined.signed_up_to_now()
    assert newest.seq > first.seq
    (held,) = joined.kept
    assert held.signed.key == joined.server.server.enrolling.public_key
    (finding,) = told(joined.shop.folder)
    assert finding.level == OK and finding.facts["seq"] == newest.seq
    assert finding.facts["server"] == joined.server.url


def test_a_server_that_tells_another_hash_than_it_has_signed_is_named(joined: Joined) -> None:
    joined.signed_up_to_now()
    (before,) = joined.kept
    found = Found("", heads=joined.shop.parts.book.marks, signed=(before.signed,))
    assert agreement(found, [("cloud", joined.client)])[0] != SIGNED
    alter_the_last(joined.server)
    assert agreement(found, [("cloud", joined.client)]) == (SIGNED, "cloud")
    joined.link._ask_anew.set()
    joined.link.loops[2].wake()
    until(lambda: joined.kept[0].signed.told != "")
    joined.shop.send("A1", RICE)
    until(lambda: not joined.link.view.waiting)
    assert joined.kept[0].signed.told == "07" * 32, "that stays said"
    assert joined.link.view.contradicts, "the banner tells it"
    (finding,) = told(joined.shop.folder)
    assert finding.level == TROUBLE and finding.facts["server"] == joined.server.url


def test_after_a_restore_the_journal_is_held_to_what_was_signed(joined: Joined, tmp_path: Path) -> None:
    joined.signed_up_to_now()
    image = shutil.copytree(joined.shop.folder, tmp_path / "image")
    assert [one.level for one in told(image)] == [OK]
    last = "(SELECT max(position) FROM journal)"
    with (
        closing(TillDatabase(image, KeyBox(image).database_key())) as database,
        database.transaction() as connection,
    ):
        connection.exec_driver_sql(f"DELETE FROM journal WHERE position = {last}")
    assert [one.level for one in told(image)] == [NOTE], "it gets its last fact back from there"


def test_a_server_of_another_epoch_or_key_is_not_bound_by_it() -> None:
    signed = Countersigned("u", "aa", "e", "n" * 32, "n" * 32, 3, "bb", "", 1)
    assert signed.same_server("aa", "e")
    assert not signed.same_server("aa", "other") and not signed.same_server("cc", "e")


@pytest.mark.parametrize(
    ("held", "level"),
    [
        (SimpleNamespace(ours="bb"), OK),
        (SimpleNamespace(ours=""), NOTE),
        (SimpleNamespace(ours="cc"), TROUBLE),
        (SimpleNamespace(ours="bb", genuine=False), TROUBLE),
        (SimpleNamespace(ours="bb", told="dd"), TROUBLE),
    ],
)
def test_what_does_not_hold_is_trouble_and_the_proof_fails(held: SimpleNamespace, level: str) -> None:
    values = vars(held)
    signed = Countersigned("u", "aa", "e", "n", "n", 3, "bb", "", 1, values.pop("told", ""))
    one = Held(signed, **values)
    (finding,) = countersigned_findings([one])
    assert finding.level == level and (level == OK or finding.advice)
    assert one.broken == (level == TROUBLE)
    proof = Proof(0, (), "", (), Totals(), (), signed=(one,))
    assert proof.holds == (level != TROUBLE)
