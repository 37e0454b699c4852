"""A till's PC burns: its newest backup comes from the server, which also says what comes back by itself."""

import asyncio
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage.x25519 import Identity

from domain.errors import Refused
from domain.record.envelope import GENESIS
from domain.record.replication import BatchHeader, Mark, pack
from pos_app.database.journal import batch
from pos_app.database.session import Reader
from pos_app.folder import open_folder
from pos_app.keys import KeyBox
from pos_app.leftovers import WORK
from pos_app.settings import Options
from pos_app.sync.backups import BackupClient
from pos_app.sync.client import OTHER_KEY, ServerRefused, Unreachable
from pos_app.sync.own_copy import OwnCopy, OwnCopying
from pos_app.workflows import drilling
from pos_app.workflows.agreeing import agreement
from pos_app.workflows.backing_up import Backups
from pos_app.workflows.backup_file import Made, read_key
from pos_app.workflows.beyond_backup import REACHED, Asked
from pos_app.workflows.disk import URGENT
from pos_app.workflows.drilling import Found
from pos_app.workflows.recovery import Numbers, numbers_in
from pos_app.workflows.rehearsing import FETCHED
from pos_app.workflows.restoring import RESTORED, fetch, look, restore
from tests.pos_app.backing import back_up, make_sheet, place
from tests.pos_app.shop import FISH, Hand, Shop, scratch
from tests.sync_server.running import KEY, ServerHere


class Cloud:
    """A restaurant's till that has joined a server."""

    def __init__(self, folder: Path) -> None:
        (folder / "cloud").mkdir()
        self.server = ServerHere(folder / "cloud")
        self.shop = Shop(folder / "store")
        store = self.shop.read_document("store")
        self.who = Numbers(store["brand"], store["store"], store["device"])
        with closing(self.client()) as client:
            client.enrol(self.server.code(), {"brand": self.who.brand, "store": self.who.store, "names": {}})
        parts = self.shop.parts
        self.backups = self.shop.till.backups = Backups(
            self.shop.folder,
            parts.keys,
            parts.book,
            parts.writer,
            "0.0.0-test",
            self.shop.till.refresh,
            lambda: (self.server.url, self.client),
            keepers=lambda: [("cloud", self.client)],
        )
        self.backups.load()

    def client(self) -> BackupClient:
        return BackupClient(self.server.url, self.who.device, self.shop.parts.keys.device_key())

    def push(self, to: BackupClient | None = None) -> None:
        """All facts travel to the server, or to another one."""
        parts, incarnation = self.shop.parts, self.shop.parts.book.incarnation
        with closing(Reader(self.shop.folder, parts.keys.database_key())) as reader:
            rows = reader.read(lambda c: batch(c, incarnation, 0, 2_000))
        who, head = self.who, rows[-1].hash.hex()
        header = BatchHeader(who.brand, who.store, who.device, incarnation, 0, GENESIS.hex(), head, 2)
        with closing(self.client()) as home:
            client = to or home
            answer = client.send_events(pack(header, [row.raw for row in rows]))
        assert answer["seq"] == parts.book.head_seq

    def close(self) -> None:
        self.shop.close()
        self.server.close()


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with scratch() as folder:
        made = Cloud(folder)
        yield made
        made.close()


def owners_code(cloud: Cloud) -> str:
    """A one-time code as the owner's page makes it."""
    code, _ends_at = asyncio.run(cloud.server.server.enrolling.mint_code())
    return code


def what_stands(connection: Any) -> list[list[tuple[Any, ...]]]:
    """Who is let in at a server, and which codes are used."""
    asked = ("SELECT * FROM devices", "SELECT * FROM enrol_codes", "SELECT * FROM stores")
    return [[tuple(row) for row in connection.exec_driver_sql(one)] for one in asked]


def test_a_code_that_ended_over_the_look_lets_nothing_be_written(cloud: Cloud, tmp_path: Path) -> None:
    sheet = make_sheet(cloud.shop)
    back_up(cloud.shop)
    cloud.push()
    fetched = fetch(cloud.server.url, owners_code(cloud), cloud.who, tmp_path)
    key, new = read_key(sheet.text), tmp_path / "new"
    seen = look(fetched.file, key, cloud.server.url, fetched)
    cloud.server.time.pass_by(16 * 60_000)
    with pytest.raises(Refused) as no:
        restore(fetched.file, key, new, seen.beyond.missing, fetched)
    assert no.value.code == "enrol_code_refused"
    assert not new.exists()
    with closing(cloud.client()) as old:
        assert old.backups(), "the old computer goes on"


def test_who_only_looks_by_a_code_cannot_write_or_fetch_what_phones_ask(cloud: Cloud) -> None:
    with closing(cloud.client()) as client:
        client.look_by(owners_code(cloud), cloud.who.brand, cloud.who.store)
        assert client.versions() == {}
        for act in (lambda: client.feed(":0", 0), lambda: client.publish([], []), lambda: client.ways()):
            with pytest.raises(ServerRefused) as no:
                act()
            assert no.value.code == "insufficient_scope"
        client.look_by("WRONGONE", cloud.who.brand, cloud.who.store)
        with pytest.raises(ServerRefused) as no:
            client.versions()
        assert no.value.code == "enrol_code"


def test_a_burnt_till_comes_back_from_the_server_and_nothing_is_missing(cloud: Cloud, tmp_path: Path) -> None:
    shop = cloud.shop
    sheet = make_sheet(shop)
    shop.open("A1")
    back_up(shop)
    assert (place(shop, "server").state, place(shop, "server").kept) == ("ok", 1)
    assert place(shop, "server").where == cloud.server.url
    backed_up = shop.parts.book.head_seq
    shop.send("A1", FISH)
    shop.pay("A1")
    cloud.push()
    newer = shop.parts.book.head_seq - backed_up

    numbers = numbers_in(sheet.text)
    assert numbers == cloud.who
    made, code = Ed25519PrivateKey.generate(), owners_code(cloud)
    before = cloud.server.database.read(what_stands)
    fetch(cloud.server.url, code, numbers, tmp_path, made=made)
    fetched = fetch(cloud.server.url, code, numbers, tmp_path, made=made)  # went back, looks again
    key = read_key(sheet.text)
    seen = look(fetched.file, key, cloud.server.url, fetched)
    assert (seen.beyond.missing, seen.beyond.comes.facts) == (newer, newer)
    assert cloud.server.database.read(what_stands) == before, "who only looks changes nothing there"
    with closing(cloud.client()) as old:
        assert old.backups(), "the old computer may still be selling"
    restore(fetched.file, key, tmp_path / "new", seen.beyond.missing, fetched)
    again = fetch(cloud.server.url, code, numbers, tmp_path, made=made)  # had the disk failed at the very end
    assert look(again.file, key, cloud.server.url, again).beyond.missing == newer
    box = KeyBox(tmp_path / "new")
    assert box.device_key().private_bytes_raw().hex() == fetched.swapped
    parts = open_folder(Options("rebuild", tmp_path / "new", relay_port=0), Hand().clock())
    try:
        assert parts.writer.submit(lambda: parts.book.local(RESTORED)).result()["missing"] == newer
    finally:
        parts.close()
    with closing(cloud.client()) as thief, pytest.raises(ServerRefused) as no:
        thief.backups()  # whoever has the old PC cannot speak for the store any more
    assert no.value.matter == OTHER_KEY, "and hears why, should it be the shop that starts it"


def test_a_look_asks_the_server_that_the_backup_itself_names(cloud: Cloud) -> None:
    sheet = make_sheet(cloud.shop)
    made = back_up(cloud.shop)
    cloud.push()
    seen = look(made, read_key(sheet.text))
    assert seen.beyond.missing == 0 and seen.beyond.servers == (Asked(cloud.server.url, REACHED),)


# ---------------------------------------------------------------- the nightly drill


class Night:
    """Rehearses as a till does, and does ``between`` after its own copy, before the server's is fetched."""

    def __init__(self, cloud: Cloud, between: Callable[[], None] = lambda: None) -> None:
        self.proved: list[Path] = []
        self._between = between
        cloud.backups._rehearse_with = self.rehearse

    def rehearse(
        self, made: Made, key: Identity, work: Path, copies: Sequence[Path], ended: Callable[[], bool]
    ) -> Found | None:
        found = drilling.drill_here(made, key, work, copies, ended)
        self.proved.append(made.file)
        if len(self.proved) == 1:
            self._between()
        return found


def kept_there(cloud: Cloud) -> Path:
    return next((cloud.server.folder / "backups").glob("*/*.age"))


def test_the_drill_restores_what_the_server_gives_back(cloud: Cloud) -> None:
    make_sheet(cloud.shop)
    night = Night(cloud)
    made = back_up(cloud.shop)
    view = cloud.backups.view
    assert len(night.proved) == 2
    assert night.proved[1].parent == made.parent != night.proved[1]
    assert not night.proved[1].exists(), "what was fetched is thrown away again"
    there = view.server_drill
    assert (there.problem, there.place, there.facts) == ("", "server", view.drill.facts)
    assert there.facts > 0 < there.good_at


@pytest.mark.parametrize("cut", [-100, 100])
def test_a_server_that_gives_other_bytes_back_has_failed_and_the_till_has_not(cloud: Cloud, cut: int) -> None:
    def spoil() -> None:
        data = kept_there(cloud).read_bytes()
        kept_there(cloud).write_bytes(data[:cut] if cut < 0 else data + bytes(cut))

    make_sheet(cloud.shop)
    night = Night(cloud, spoil)
    back_up(cloud.shop)
    view = cloud.backups.view
    assert (view.drill.problem, view.server_drill.problem) == ("", drilling.COPIES)
    assert view.server_drill.good_at == 0
    assert len(night.proved) == 1, "foreign bytes are not opened"


def at_the_cloud(cloud: Cloud, statement: str) -> None:
    cloud.server.database.submit(lambda c: c.exec_driver_sql(statement)).result()


def test_the_drill_holds_head_and_sums_against_the_server(cloud: Cloud) -> None:
    make_sheet(cloud.shop)
    cloud.shop.open("A1")
    cloud.shop.send("A1", FISH)
    cloud.push()
    cloud.server.folded()
    back_up(cloud.shop)
    assert (cloud.backups.view.drill.problem, cloud.backups.view.drill.server) == ("", "cloud")


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE incarnations SET head = zeroblob(32)", drilling.HEADS),
        ("UPDATE events SET hash = zeroblob(32) WHERE seq = {seq}", drilling.HEADS),
        ("DELETE FROM fold_order_line", drilling.TOTALS),
    ],
)
def test_a_server_that_holds_another_story_or_other_sums_is_a_failed_drill(
    cloud: Cloud, statement: str, problem: str
) -> None:
    """Also one that has got further since: what it holds at the backup's number counts."""
    make_sheet(cloud.shop)
    cloud.shop.open("A1")
    cloud.shop.send("A1", FISH)
    seq = cloud.shop.parts.book.head_seq

    def later() -> None:
        if "seq" in statement:
            cloud.shop.pay("A1")
        cloud.push()
        cloud.server.folded()
        at_the_cloud(cloud, statement.format(seq=seq))

    Night(cloud, later)
    back_up(cloud.shop)
    drill = cloud.backups.view.drill
    assert (drill.problem, drill.server, drill.good_at) == (problem, "cloud", 0)


def test_a_server_that_has_got_further_since_holds_the_same_story(cloud: Cloud) -> None:
    def later() -> None:
        cloud.shop.open("A1")
        cloud.push()

    make_sheet(cloud.shop)
    Night(cloud, later)
    back_up(cloud.shop)
    assert (cloud.backups.view.drill.problem, cloud.backups.view.drill.server) == ("", "cloud")


def test_facts_that_are_still_on_their_way_and_a_server_that_is_away_fail_no_drill(cloud: Cloud) -> None:
    make_sheet(cloud.shop)
    back_up(cloud.shop)  # nothing was sent
    assert (cloud.backups.view.drill.problem, cloud.backups.view.drill.server) == ("", "")
    assert agreement(Found("", heads=(Mark("0" * 32, 1, "ab"),)), [("away", away)]) == ("", "")


def away() -> BackupClient:
    raise Unreachable("no line")


def test_a_server_that_has_lost_the_backup_has_failed(cloud: Cloud) -> None:
    make_sheet(cloud.shop)
    Night(cloud, lambda: kept_there(cloud).unlink())
    back_up(cloud.shop)
    view = cloud.backups.view
    assert (view.drill.problem, view.server_drill.problem) == ("", drilling.MISSING)


def test_without_internet_the_drill_says_that_it_knows_nothing_of_the_servers_copy(cloud: Cloud) -> None:
    make_sheet(cloud.shop)
    Night(cloud, cloud.server.close)
    back_up(cloud.shop)
    view = cloud.backups.view
    assert (view.drill.problem, view.server_drill.problem) == ("", drilling.AWAY)
    assert not (cloud.shop.folder / "backups" / FETCHED).exists()


def test_a_closing_till_does_not_wait_for_the_servers_copy(cloud: Cloud) -> None:
    make_sheet(cloud.shop)

    def close() -> None:
        cloud.backups._ending = True

    Night(cloud, close)
    back_up(cloud.shop)
    assert (cloud.backups.view.drill.problem, cloud.backups.view.server_drill.at) == ("", 0)


def test_a_disk_with_little_room_is_not_filled_by_a_drill(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_sheet(cloud.shop)
    usage = shutil.disk_usage(cloud.shop.folder)._replace(free=URGENT + 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    back_up(cloud.shop)
    view = cloud.backups.view
    assert (view.drill.problem, view.server_drill.problem) == (drilling.DISK, drilling.DISK)


# ---------------------------------------------------------------- a server that is away


def test_a_server_that_is_away_is_no_reason_not_to_restore(cloud: Cloud, tmp_path: Path) -> None:
    sheet = make_sheet(cloud.shop)
    made = back_up(cloud.shop)
    cloud.server.close()
    assert look(made, read_key(sheet.text)).beyond.missing == -1
    cloud.shop.time.later(minutes=1)
    cloud.shop.open("A1")
    assert back_up(cloud.shop) != made
    assert (place(cloud.shop, "till").state, place(cloud.shop, "server").state) == ("ok", "unreachable")
    with pytest.raises(Refused) as no:
        fetch(cloud.server.url, "CODE", cloud.who, tmp_path)
    assert no.value.code == "restore_no_server"


def test_a_wrong_code_and_a_server_without_backups_say_so(cloud: Cloud, tmp_path: Path) -> None:
    with pytest.raises(Refused) as no:
        fetch(cloud.server.url, "WRONG", cloud.who, tmp_path)
    assert no.value.code == "enrol_code_refused"
    with pytest.raises(Refused) as no:
        fetch(cloud.server.url, owners_code(cloud), cloud.who, tmp_path)
    assert no.value.code == "restore_none_there"


# ---------------------------------------------------------------- the store's own server


@pytest.fixture
def beside(cloud: Cloud) -> Iterator[ServerHere]:
    """A server in the place of the store's own, which knows a reader and holds what the till holds."""
    folder = cloud.shop.folder / "server"
    folder.mkdir()
    cloud.shop.parts.keys._values["server"] = KEY
    own = ServerHere(folder)
    with closing(BackupClient(own.url, cloud.who.device, cloud.shop.parts.keys.device_key())) as client:
        client.enrol(own.code(), {"brand": cloud.who.brand, "store": cloud.who.store, "names": {}})
        cloud.push(client)
    own.reader(cloud.who.store)
    yield own
    own.close()


def test_the_drill_makes_a_server_of_the_own_servers_copy_and_has_it_prove_itself(
    cloud: Cloud, beside: ServerHere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = make_sheet(cloud.shop)
    monkeypatch.setattr(cloud.backups, "_server", lambda: None)  # one drill is enough
    made, new = back_up(cloud.shop), tmp_path / "new"
    assert (cloud.backups.view.own, cloud.backups.view.drill.problem) == ("in", "")
    seen = look(made, read_key(sheet.text)).head
    assert (seen.own_server.readers, seen.own_server.state) == (1, "in")
    assert 0 < seen.own_server.rows < cloud.shop.parts.book.head_seq, "the till's facts need no second place"

    (new / "server").mkdir(parents=True)
    with pytest.raises(Refused) as no:
        restore(made, read_key(sheet.text), new)
    assert no.value.code == "restore_not_empty", "somebody's server"
    (new / WORK).mkdir()  # a restore was cut off after it had moved the own server
    assert restore(made, read_key(sheet.text), new).own_server
    assert (new / "server" / "server.db").exists() and not (new / WORK).exists()


@pytest.mark.parametrize("code", [0, 1])
def test_a_copy_that_holds_less_or_does_not_prove_itself_is_a_failed_drill(
    cloud: Cloud, beside: ServerHere, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    copies: list[OwnCopy] = []

    def finish(self: OwnCopying, held: object) -> OwnCopy:
        self._target.write_bytes(b"a copy")
        copies.append(OwnCopy("in", rows=7))
        return copies[-1]

    monkeypatch.setattr(OwnCopying, "finish", finish)
    monkeypatch.setattr(drilling, "own_from_copy", lambda *where: OwnCopy("in", rows=6 + code))
    monkeypatch.setattr(drilling, "own_server_says", lambda *asked, as_json: (code, ""))
    make_sheet(cloud.shop)
    back_up(cloud.shop)
    assert copies and cloud.backups.view.drill.problem == drilling.OWN


def test_an_own_server_that_cannot_be_copied_keeps_no_backup_from_being_made(
    cloud: Cloud, beside: ServerHere, tmp_path: Path
) -> None:
    sheet = make_sheet(cloud.shop)
    cloud.shop.parts.keys._values["server"] = "00" * 32
    made = back_up(cloud.shop)
    assert (cloud.backups.view.own, place(cloud.shop, "till").state) == ("failed", "ok")
    assert cloud.backups.view.drill.problem == ""
    assert look(made, read_key(sheet.text)).head.own_server == OwnCopy("failed")
    assert not restore(made, read_key(sheet.text), tmp_path / "new").own_server
