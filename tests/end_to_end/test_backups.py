"""A till's PC burns: its newest backup comes from the server, which also says what comes back by itself."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from domain.errors import Refused
from domain.record.envelope import GENESIS
from domain.record.replication import BatchHeader, pack
from pos_app.database.journal import batch_query
from pos_app.database.session import Reader
from pos_app.folder import open_folder
from pos_app.keys import KeyBox
from pos_app.settings import Options
from pos_app.sync.backups import BackupClient
from pos_app.sync.client import ServerRefused
from pos_app.workflows.backing_up import Backups
from pos_app.workflows.backup_file import read_key
from pos_app.workflows.recovery import Numbers, numbers_in
from pos_app.workflows.restoring import RESTORED, fetch, look, restore
from tests.pos_app.backing import back_up, make_sheet, place
from tests.pos_app.shop import FISH, Hand, Shop, scratch
from tests.sync_server.running import ServerHere


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
        )
        self.backups.load()

    def client(self) -> BackupClient:
        return BackupClient(self.server.url, self.who.device, self.shop.parts.keys.device_key())

    def push(self) -> None:
        """All facts travel to the server."""
        parts, incarnation = self.shop.parts, self.shop.parts.book.incarnation
        with closing(Reader(self.shop.folder, parts.keys.database_key())) as reader:
            rows = reader.rows(batch_query(incarnation, 0, 2_000))
        who, head = self.who, rows[-1].hash.hex()
        header = BatchHeader(who.brand, who.store, who.device, incarnation, 0, GENESIS.hex(), head, 2)
        with closing(self.client()) as client:
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
    file, swapped = fetch(cloud.server.url, cloud.server.code(), numbers, tmp_path)
    key = read_key(sheet.text)
    seen = look(file, key, cloud.server.url, swapped)
    assert (seen.missing, seen.server) == (newer, cloud.server.url)
    restore(file, key, tmp_path / "new", seen.missing, swapped)
    box = KeyBox(tmp_path / "new")
    assert box.device_key().private_bytes_raw().hex() == swapped
    parts = open_folder(Options("rebuild", tmp_path / "new", relay_port=0), Hand().clock())
    try:
        assert parts.writer.submit(lambda: parts.book.local(RESTORED)).result()["missing"] == newer
    finally:
        parts.close()
    with closing(cloud.client()) as thief, pytest.raises(ServerRefused):
        thief.backups()  # whoever has the old PC cannot speak for the store any more


def test_a_look_asks_the_server_that_the_backup_itself_names(cloud: Cloud) -> None:
    sheet = make_sheet(cloud.shop)
    made = back_up(cloud.shop)
    cloud.push()
    seen = look(made, read_key(sheet.text))
    assert (seen.missing, seen.server) == (0, cloud.server.url)


def test_a_server_that_is_away_is_no_reason_not_to_restore(cloud: Cloud, tmp_path: Path) -> None:
    sheet = make_sheet(cloud.shop)
    made = back_up(cloud.shop)
    cloud.server.close()
    assert look(made, read_key(sheet.text)).missing == -1
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
    assert no.value.code == "restore_no_server"
    with pytest.raises(Refused) as no:
        fetch(cloud.server.url, cloud.server.code(), cloud.who, tmp_path)
    assert no.value.code == "restore_none_there"
