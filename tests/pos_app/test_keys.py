"""Secrets of this device: in the system's key store, else in a file for its owner only."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordSetError

from domain.health import SHUT
from pos_app.__main__ import main
from pos_app.database.journal import Head
from pos_app.doctor import patient_of
from pos_app.folder import StartError, open_folder
from pos_app.keys import FILE, NAME_FILE, SERVICE, KeyBox
from pos_app.settings import Options
from tests.pos_app.shop import TOFU, Shop

pytestmark = pytest.mark.usefixtures("open_files_stay")


class MemoryKeyring(KeyringBackend):
    """A key store that a test can lock."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False
        self.full = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.full:
            raise PasswordSetError
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def store_of_keys() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    mine = MemoryKeyring()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


def secrets_of(keys: KeyBox) -> list[object]:
    return [keys.database_key(), keys.server_key(), keys.pepper(), keys.device_key().private_bytes_raw()]


def options(folder: Path) -> Options:
    return Options("run", folder, relay_port=0)


def test_without_a_key_store_secrets_are_in_a_file_for_its_owner_only(tmp_path: Path) -> None:
    keys = KeyBox(tmp_path)
    first = secrets_of(keys)
    assert keys.in_file
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert secrets_of(KeyBox(tmp_path)) == first
    assert len(set(map(str, first))) == 4
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_key_file_is_for_its_owner_only_however_it_was_before(tmp_path: Path) -> None:
    secrets_of(KeyBox(tmp_path))
    (tmp_path / FILE).chmod(0o644)
    keys = json.loads((tmp_path / FILE).read_text())
    del keys["server"]
    (tmp_path / FILE).write_text(json.dumps(keys))
    KeyBox(tmp_path).server_key()
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_key_is_as_long_as_the_cipher_wants(tmp_path: Path) -> None:
    assert len(bytes.fromhex(KeyBox(tmp_path).database_key())) == 32
    assert len(bytes.fromhex(KeyBox(tmp_path).server_key())) == 32


def test_the_key_store_keeps_them_and_no_file_is_made(tmp_path: Path, store_of_keys: MemoryKeyring) -> None:
    keys = KeyBox(tmp_path)
    first = secrets_of(keys)
    assert not keys.in_file
    assert [path.name for path in tmp_path.iterdir()] == [NAME_FILE]
    assert list(store_of_keys.kept) == [(SERVICE, (tmp_path / NAME_FILE).read_text())]
    assert secrets_of(KeyBox(tmp_path)) == first


def test_each_folder_has_secrets_of_its_own(tmp_path: Path, store_of_keys: MemoryKeyring) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    assert secrets_of(KeyBox(tmp_path / "one")) != secrets_of(KeyBox(tmp_path / "two"))


def test_a_folder_that_is_moved_finds_its_keys_again(tmp_path: Path, store_of_keys: MemoryKeyring) -> None:
    open_folder(options(tmp_path / "desk")).close()
    (tmp_path / "desk").rename(tmp_path / "new disk")
    open_folder(options(tmp_path / "new disk")).close()


def kept_by_release_0_1_0(folder: Path, store_of_keys: MemoryKeyring) -> None:
    """The keyring as 0.1.0 left it: one entry, under the folder's path."""
    account = (folder / NAME_FILE).read_text()
    store_of_keys.kept = {(SERVICE, str(folder.resolve())): store_of_keys.kept[SERVICE, account]}
    (folder / NAME_FILE).unlink()


def test_keys_kept_under_the_path_are_taken_over_and_then_the_folder_may_move(
    tmp_path: Path, store_of_keys: MemoryKeyring
) -> None:
    folder = tmp_path / "desk"
    open_folder(options(folder)).close()
    kept_by_release_0_1_0(folder, store_of_keys)
    open_folder(options(folder)).close()
    folder.rename(tmp_path / "new disk")
    open_folder(options(tmp_path / "new disk")).close()


def test_a_disk_image_of_before_the_take_over_opens_too(tmp_path: Path, store_of_keys: MemoryKeyring) -> None:
    folder = tmp_path / "desk"
    open_folder(options(folder)).close()
    kept_by_release_0_1_0(folder, store_of_keys)
    open_folder(options(folder)).close()
    (folder / NAME_FILE).unlink()  # last week's image is put back
    open_folder(options(folder)).close()


def test_a_new_store_where_another_stood_gets_keys_of_its_own(
    tmp_path: Path, store_of_keys: MemoryKeyring
) -> None:
    folder = tmp_path / "desk"
    parts = open_folder(options(folder))
    before = secrets_of(parts.keys)
    parts.close()
    kept_by_release_0_1_0(folder, store_of_keys)
    folder.rename(tmp_path / "old")
    folder.mkdir()
    assert not set(map(str, before)) & set(map(str, secrets_of(KeyBox(folder))))


def test_how_far_the_journal_had_come_is_known_although_the_disk_was_rewound(
    tmp_path: Path, store_of_keys: MemoryKeyring
) -> None:
    keys = KeyBox(tmp_path)
    assert keys.high_water() is None
    secrets_of(keys)
    image = (tmp_path / NAME_FILE).read_text()
    keys.keep_high_water(Head("a", 7, b"7" * 32))
    keys.keep_high_water(Head("a", 8, b"8" * 32))
    (tmp_path / NAME_FILE).write_text(image)
    again = KeyBox(tmp_path)
    assert again.high_water() == Head("a", 8, b"8" * 32)
    assert secrets_of(again) == secrets_of(keys)
    assert not any("high" in text for (_, name), text in store_of_keys.kept.items() if ":" not in name)


def test_without_a_keyring_no_high_water_is_claimed(tmp_path: Path) -> None:
    keys = KeyBox(tmp_path)
    secrets_of(keys)
    keys.keep_high_water(Head("a", 8, b"8" * 32))
    assert keys.high_water() is None
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"seq": 1}', '{"incarnation": "a", "seq": 1, "hash": "x"}']
)
def test_a_high_water_that_cannot_be_read_is_none(
    tmp_path: Path, store_of_keys: MemoryKeyring, damage: str
) -> None:
    keys = KeyBox(tmp_path)
    secrets_of(keys)
    keys.keep_high_water(Head("a", 8, b"8" * 32))
    store_of_keys.kept = {
        name: damage if ":" in name[1] else text for name, text in store_of_keys.kept.items()
    }
    assert KeyBox(tmp_path).high_water() is None


def test_a_till_sells_with_its_key_in_the_key_store(tmp_path: Path, store_of_keys: MemoryKeyring) -> None:
    words = (
        "--name",
        "Huajiao",
        "--currency",
        "CNY",
        "--zone",
        "Asia/Shanghai",
        "--manager",
        "W",
        "--pin",
        "8888",
    )
    assert main(["init", "--data-dir", str(tmp_path / "new"), *words]) == 0
    shop = Shop(tmp_path / "new")
    assert not shop.till.view.keys_in_file
    shop.till.open_table("1", 2, "manager").result()
    shop.close()
    assert FILE not in {path.name for path in (tmp_path / "new").iterdir()}
    key = json.loads(store_of_keys.kept[SERVICE, (tmp_path / "new" / NAME_FILE).read_text()])["database"]
    assert not any(
        key.encode() in path.read_bytes() for path in (tmp_path / "new").rglob("*") if path.is_file()
    )


@pytest.mark.parametrize("trouble", ["locked", "forgotten", "damaged"])
def test_a_key_store_that_does_not_give_the_key_leaves_the_store_alone(
    tmp_path: Path, store_of_keys: MemoryKeyring, trouble: str
) -> None:
    folder = tmp_path / "new"
    open_folder(options(folder)).close()
    before = (folder / "store.db").read_bytes()
    if trouble == "locked":
        store_of_keys.locked = True
    elif trouble == "forgotten":
        store_of_keys.kept.clear()
    else:
        store_of_keys.kept = dict.fromkeys(store_of_keys.kept, "{")
    with pytest.raises(StartError, match=r"the key of|keyring's entry") as told:
        open_folder(options(folder))
    assert told.value.code == ("start_key_shut" if trouble == "locked" else "start_key")
    keys = patient_of(Options("doctor", folder)).key_problem
    assert (keys == SHUT) == (trouble == "locked") and keys
    assert (folder / "store.db").read_bytes() == before
    assert not (folder / FILE).exists()


def test_a_key_store_that_takes_nothing_is_replaced_by_the_file(
    tmp_path: Path, store_of_keys: MemoryKeyring
) -> None:
    """Better a till that says where its keys are than one that does not start."""
    store_of_keys.full = True
    folder = tmp_path / "new"
    parts = open_folder(options(folder))
    assert parts.keys.in_file
    parts.close()
    again = open_folder(options(folder))
    assert again.keys.in_file
    again.close()


def test_the_till_says_that_its_keys_are_in_a_file(shop: Shop) -> None:
    assert shop.till.view.keys_in_file
    shop.phone("A1").order(TOFU)
    shop.caught_up()
    assert shop.till.view.keys_in_file
