"""The command line: what it takes; for what it does not, one clear line, exit 2 and nothing changed."""

from __future__ import annotations

import gc
import json
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.errors import refusal_text
from pos_app.__main__ import main
from pos_app.database.session import FILE, Database
from pos_app.folder import StartError, open_folder
from pos_app.keys import KeyBox
from pos_app.settings import DEFAULT_PORT, Options, UsageError, parse
from pos_app.startup import Running
from tests.carts import DEMO, demo_document
from tests.fakes.little_room import with_room
from tests.fakes.proxy import lasting_port
from tests.pos_app.shop import TOFU, Hand, Shop

Says = Callable[..., str]
INIT = (
    "--name",
    "花椒小馆",
    "--currency",
    "CNY",
    "--zone",
    "Asia/Shanghai",
    "--manager",
    "王姐",
    "--pin",
    "8888",
)


@pytest.fixture(autouse=True)
def _switching() -> Iterator[None]:
    """Starting a till changes how often threads take turns."""
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The folder of a real store that has sold something and was ended cleanly."""
    folder = tmp_path / "store"
    shop = Shop(folder)
    shop.phone("A1").order(TOFU)
    shop.close()
    return folder


@pytest.fixture
def refuses(capsys: pytest.CaptureFixture[str]) -> Says:
    """Runs pos-app, which must say one line on standard error and exit 2; returns the line."""

    def run(*arguments: object) -> str:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert (code, out) == (2, "")
        assert err.startswith("pos-app: ") and err.count("\n") == 1 and len(err) < 500, err
        return err

    return run


def run(folder: Path, *more: object) -> tuple[object, ...]:
    return ("--headless", "--relay-port", 0, "--data-dir", folder, *more)


def contents(folder: Path) -> dict[str, bytes] | None:
    """Every file of a folder; None if it does not exist."""
    if not folder.exists():
        return None
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ------------------------------------------------------------------ options


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"],
        ["nonsense"],
        ["--relay-port", "many"],
        ["--relay-port", "65536"],
        ["--relay-port", "-1"],
        ["--enrol", "ABCD2345"],
        ["--server", "example.com"],
        ["--server", "ftp://example.com"],
        ["--server", "http://"],
        ["--server", "http://example.com:port"],
        ["--printer", "kitchen"],
        ["--printer", "=tcp://127.0.0.1:9100"],
        ["--printer", "kitchen=lpt1"],
        ["--printer", "kitchen=tcp://127.0.0.1:0"],
        ["--printer", "kitchen=tcp://127.0.0.1:99999"],
        ["--printer"],
        ["--head"],
    ],
    ids=" ".join,
)
def test_a_wrong_option_is_one_line(arguments: list[str], tmp_path: Path, refuses: Says) -> None:
    folder = tmp_path / "none"
    refuses("--data-dir", folder, "--headless", *arguments)
    assert not folder.exists()


def test_options_are_read_as_they_are_meant(tmp_path: Path) -> None:
    found = parse(
        [
            *("--data-dir", str(tmp_path), "--demo", "--headless", "--relay-port", "0"),
            *("--server", "https://huajiao.example/", "--enrol", "ABCD2345"),
            *("--printer", "kitchen=tcp://10.0.0.5", "--printer", "bar=file:///dev/usb/lp0"),
        ]
    )
    assert found == Options(
        command="run",
        data_dir=tmp_path,
        demo=True,
        headless=True,
        relay_host="127.0.0.1",
        relay_port=0,
        server="https://huajiao.example",
        enrol="ABCD2345",
        printers={"kitchen": "tcp://10.0.0.5", "bar": "file:///dev/usb/lp0"},
    )


def test_a_real_store_listens_to_the_whole_lan_and_the_demo_to_nobody_else() -> None:
    assert parse([]).relay_host == "0.0.0.0"
    assert parse(["--demo"]).relay_host == "127.0.0.1"
    assert parse(["--demo", "--relay-host", "192.168.1.9"]).relay_host == "192.168.1.9"
    assert parse([]).relay_port == DEFAULT_PORT


def test_demo_and_store_have_folders_of_their_own() -> None:
    assert parse([]).data_dir != parse(["--demo"]).data_dir


@pytest.mark.parametrize("command", ["init", "rebuild"])
def test_the_folder_may_stand_before_or_behind_the_command(tmp_path: Path, command: str) -> None:
    """An option that is silently passed over would found or rebuild another store than the one meant."""
    rest = INIT if command == "init" else ()
    before = parse(["--data-dir", str(tmp_path), command, *rest])
    behind = parse([command, "--data-dir", str(tmp_path), *rest])
    assert before.data_dir == behind.data_dir == tmp_path


# ------------------------------------------------------------------ starting


def test_a_port_in_use_is_said_and_nothing_is_made(tmp_path: Path, refuses: Says) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for folder in (tmp_path / "new" / "deep", tmp_path):
            before = contents(folder)
            line = refuses("--demo", "--headless", "--relay-port", port, "--data-dir", folder)
            assert f"port {port} is in use" in line
            assert contents(folder) == before


def test_a_port_in_use_does_not_hinder_founding_or_rebuilding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither listens to anybody."""
    with socket.create_server(("0.0.0.0", 0)) as taken:
        monkeypatch.setattr("pos_app.settings.DEFAULT_PORT", taken.getsockname()[1])
        assert main(["init", "--data-dir", str(tmp_path / "store"), *INIT]) == 0
        assert main(["rebuild", "--data-dir", str(tmp_path / "store")]) == 0
    assert "the chain holds; changed: nothing" in capsys.readouterr().out


def test_an_address_that_is_not_ours_is_said(tmp_path: Path, refuses: Says) -> None:
    line = refuses("--demo", *run(tmp_path / "x", "--relay-host", "192.0.2.1"))
    assert "192.0.2.1" in line
    assert not (tmp_path / "x").exists()


def test_a_second_till_on_the_same_folder_is_turned_away(store: Path, refuses: Says) -> None:
    first = open_folder(Options("run", store, relay_port=0))
    try:
        before = contents(store)
        assert "another till is using" in refuses(*run(store))
        assert contents(store) == before
    finally:
        first.close()


def test_a_lock_left_by_a_killed_till_hinders_nobody(store: Path) -> None:
    (store / "till.lock").touch()
    open_folder(Options("run", store, relay_port=0)).close()


def test_a_folder_without_a_store_asks_to_be_founded(tmp_path: Path, refuses: Says) -> None:
    for folder in (tmp_path / "none", tmp_path):
        before = contents(folder)
        assert "holds no store yet" in refuses(*run(folder))
        assert contents(folder) == before


def test_the_demo_does_not_run_on_a_real_store(store: Path, refuses: Says) -> None:
    before = contents(store)
    assert "holds a real store" in refuses("--demo", *run(store))
    assert contents(store) == before


def test_a_file_where_the_folder_should_be_is_said(tmp_path: Path, refuses: Says) -> None:
    (tmp_path / "file").write_text("x")
    assert str(tmp_path / "file") in refuses("--demo", *run(tmp_path / "file"))
    assert str(tmp_path / "file") in refuses("--demo", *run(tmp_path / "file" / "below"))


# ------------------------------------------------------------------ disks


def test_what_a_till_without_a_window_cannot_do_it_says_as_its_window_would(
    store: Path, tmp_path: Path, refuses: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    (tmp_path / "file").write_text("x")
    assert "请检查磁盘：是否插好、空间是否足够、是否有写入权限" in refuses(*run(tmp_path / "file"), "--demo")
    assert "还没有门店数据" in refuses(*run(tmp_path / "none"))
    become_newer(store)
    assert "请先更新本程序" in refuses(*run(store))
    nobody = f"http://127.0.0.1:{lasting_port()}"
    asked = (*run(tmp_path / "demo"), "--demo", "--server", nobody, "--enrol", "ABCD2345")
    assert f"连不上 {nobody}" in refuses(*asked)
    (store / "keys").unlink()
    assert "密钥" in refuses("verify", "--data-dir", store)


@pytest.mark.parametrize("room", [0, 20_000], ids=["none", "a little"])
def test_a_full_disk_is_no_wrong_key_and_stands_in_no_ones_way_afterwards(store: Path, room: int) -> None:
    before = (store / FILE).read_bytes()
    said = with_room(room, "pos_app.__main__", *run(store))
    assert (said.returncode, said.stdout) == (2, "")
    assert "请检查磁盘" in said.stderr and "wrong key" not in said.stderr and said.stderr.count("\n") == 1
    assert (store / FILE).read_bytes() == before
    shop = Shop(store, Hand(9))
    state = shop.phone("A2").order(TOFU).state
    shop.close()
    assert state == "accepted"


def test_a_store_is_not_half_founded_on_a_full_disk(tmp_path: Path) -> None:
    said = with_room(100, "pos_app.__main__", "init", "--data-dir", tmp_path / "new", *INIT)
    assert (said.returncode, said.stdout) == (2, "")
    assert "请检查磁盘" in said.stderr
    assert not (tmp_path / "new").exists()


# ------------------------------------------------------------------ unreadable folders


def spoil_key(folder: Path) -> None:
    keys = json.loads((folder / "keys").read_text())
    (folder / "keys").write_text(json.dumps({**keys, "database": "00" * 32}))


def spoil_pages(folder: Path) -> None:
    """One bit of each page, so that whatever is read first is found altered."""
    data = bytearray((folder / FILE).read_bytes())
    for page in range(4096, len(data), 4096):
        data[page + 100] ^= 1
    (folder / FILE).write_bytes(data)


def become_newer(folder: Path) -> None:
    database = Database(folder, KeyBox(folder).database_key())
    with database.transaction() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()


def write(name: str, data: bytes) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / name).write_bytes(data)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_key, "wrong key, or not a store file"),
        (write(FILE, b"x" * 8192), "wrong key, or not a store file"),
        (write(FILE, b"SQLite format 3\0" + b"\0" * 8176), "wrong key, or not a store file"),
        (spoil_pages, "cannot be opened"),
        (lambda folder: (folder / "keys").unlink(), "the key of"),
        (write("keys", b"{"), "keys"),
        (write("keys", b""), "keys"),
        (write("keys", b"\xff\xfe"), "keys"),
        (write("keys", b"[]"), "keys"),
        (write("keys", b'{"database": "short"}'), "wrong key"),
        (write("keys", b'{"database": 7}'), "keys"),
        (become_newer, "newer version"),
    ],
    ids=[
        "wrong key",
        "no store file",
        "plain database",
        "altered pages",
        "no key",
        "torn keys",
        "empty keys",
        "binary keys",
        "other keys",
        "short key",
        "key of another kind",
        "newer",
    ],
)
@pytest.mark.parametrize("command", ["run", "rebuild"])
def test_a_folder_that_cannot_be_read_is_left_as_it_is(
    store: Path, refuses: Says, spoil: Callable[[Path], None], said: str, command: str
) -> None:
    spoil(store)
    before = contents(store)
    line = refuses(*run(store)) if command == "run" else refuses("rebuild", "--data-dir", store)
    assert said in line and str(store) in line
    assert contents(store) == before


def test_every_single_altered_page_is_noticed_or_harmless(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A till on a damaged file starts, says so in one line, or names the broken link; it never falls over."""
    data = (store / FILE).read_bytes()
    for page in range(len(data) // 4096):
        copy = tmp_path / f"copy-{page}"
        shutil.copytree(store, copy)
        altered = bytearray(data)
        altered[page * 4096 + 100] ^= 1
        (copy / FILE).write_bytes(altered)
        code = main(["rebuild", "--data-dir", str(copy)])
        broken = "the chain breaks" in capsys.readouterr().out
        assert code in (0, 2) or (code == 1 and broken), page
        shutil.rmtree(copy)


# ------------------------------------------------------------------ init


def test_init_founds_a_store_that_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--data-dir", str(tmp_path / "new"), *INIT]) == 0
    assert "花椒小馆" in capsys.readouterr().out
    shop = Shop(tmp_path / "new", Hand())
    try:
        view = shop.till.view
        assert (view.store.names, view.store.currency, view.store.zone, view.store.demo) == (
            {"und": "花椒小馆"},
            "CNY",
            "Asia/Shanghai",
            False,
        )
        assert [(person.id, person.role) for person in view.staff] == [("manager", "manager")]
        assert shop.till.sign_in("manager", "8888").result().role == "manager"
        assert len(view.floor.tables) == 12
        codes = {table.code for table in view.floor.tables}
        assert len(codes) == 12 and all(len(code) == 22 for code in codes)
        assert view.menu.dishes == ()
    finally:
        shop.close()


def test_init_takes_any_menu_floor_and_rules(tmp_path: Path) -> None:
    menu = {
        "version": 3,
        "categories": [{"id": "bites", "names": {"de": "Häppchen"}}],
        "stations": [{"id": "grill", "names": {"de": "Grill"}}],
        "dishes": [
            {
                "id": "bratwurst",
                "names": {"de": "Bratwurst"},
                "categories": ["bites"],
                "station": "grill",
                "specs": [{"id": "one", "names": {}, "price": 450}],
            }
        ],
    }
    floor = {
        "version": 1,
        "areas": [{"id": "garden", "names": {"de": "Garten"}}],
        "tables": [{"id": "G1", "label": {"de": "G1"}, "area": "garden"}],
        "open_by_scan": True,
        "admit_phones": True,
    }
    rules = {"version": 1, "tax": 1_900, "tax_inclusive": True}
    files = {"menu": menu, "floor": floor, "rules": rules}
    for name, document in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    given = [argument for name in files for argument in (f"--{name}", str(tmp_path / f"{name}.json"))]
    words = (
        "--name",
        "Imbiss",
        "--currency",
        "EUR",
        "--zone",
        "Europe/Berlin",
        "--manager",
        "Ute",
        "--pin",
        "4711",
    )
    assert main(["init", "--data-dir", str(tmp_path / "new"), *words, *given]) == 0
    shop = Shop(tmp_path / "new", Hand())
    try:
        from domain.selling.order import CartLine

        assert shop.phone("G1").order(CartLine("bratwurst", "one", 3_000)).state == "accepted"
        assert shop.opening("G1").bill.total == 1_350
        assert shop.opening("G1").bill.tax == 216
    finally:
        shop.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"--currency": "yuan"}, "'yuan' is no currency"),
        ({"--zone": "Sichuan"}, "'Sichuan' is no time zone"),
        ({"--zone": "../../etc"}, "no time zone"),
        ({"--zone": ""}, "no time zone"),
        ({"--pin": "12"}, "4 digits"),
        ({"--pin": "１２３４"}, "4 digits"),
        ({"--name": " "}, "need a name"),
        ({"--menu": "/no/such/file"}, "/no/such/file"),
        ({"--menu": str(DEMO / "rules.json")}, "menu"),
        ({"--floor": str(DEMO / "menu.json")}, "floor"),
        ({"--rules": str(DEMO / "tenders.json")}, "tenders.json"),
        ({"--menu": str(DEMO)}, str(DEMO)),
    ],
    ids=repr,
)
def test_init_refuses_what_makes_no_store(
    tmp_path: Path, refuses: Says, change: dict[str, str], said: str
) -> None:
    given = {**dict(zip(INIT[::2], INIT[1::2], strict=True)), **change}
    words = [word for pair in given.items() for word in pair]
    assert said in refuses("init", "--data-dir", tmp_path / "new", *words)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("menu", {"version": 1.0}),
        ("menu", {"dishes": [{"id": "soup"}]}),
        ("floor", {"tables": [{"id": "A1", "label": {"en": "A1"}, "area": "hall", "turned": 0.5}]}),
        ("rules", {"tax": 6.5}),
        ("rules", {"version": None}),
    ],
    ids=repr,
)
def test_init_refuses_a_document_out_of_shape(
    tmp_path: Path, refuses: Says, name: str, change: dict[str, Any]
) -> None:
    file = tmp_path / f"{name}.json"
    file.write_text(json.dumps({**demo_document(name), **change}))
    assert name in refuses("init", "--data-dir", tmp_path / "new", *INIT, f"--{name}", file)
    assert not (tmp_path / "new").exists()


def test_init_leaves_a_folder_with_a_store_alone(store: Path, refuses: Says) -> None:
    before = contents(store)
    refuses("init", "--data-dir", store, *INIT)
    assert contents(store) == before


def test_init_leaves_a_folder_with_somebody_elses_files_alone(tmp_path: Path, refuses: Says) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    assert "is not empty" in refuses("init", "--data-dir", tmp_path, *INIT)
    assert contents(tmp_path) == {"letter.txt": b"dear"}


def test_init_takes_a_folder_whose_founding_was_broken_off(tmp_path: Path) -> None:
    """Somebody closed the first window without an answer, or the power went."""
    open_folder(Options("run", tmp_path / "new", relay_port=0)).close()
    assert main(["init", "--data-dir", str(tmp_path / "new"), *INIT]) == 0


# ------------------------------------------------------------------ rebuild


def test_rebuild_says_that_nothing_changed(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rebuild", "--data-dir", str(store)]) == 0
    assert "the chain holds; changed: nothing" in capsys.readouterr().out


def test_rebuild_says_where_the_chain_breaks(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = Database(store, KeyBox(store).database_key())
    with database.transaction() as connection:
        connection.exec_driver_sql("UPDATE journal SET hash = zeroblob(32) WHERE seq = 2")
    database.close()
    assert main(["rebuild", "--data-dir", str(store)]) == 1
    assert "the chain breaks at" in capsys.readouterr().out


def test_rebuild_makes_no_store_where_there_is_none(tmp_path: Path, refuses: Says) -> None:
    for folder in (tmp_path / "none", tmp_path):
        before = contents(folder)
        assert "holds no store" in refuses("rebuild", "--data-dir", folder)
        assert contents(folder) == before


def test_wrong_use_is_told_by_its_own_kind() -> None:
    with pytest.raises(UsageError):
        parse(["--nonsense"])


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda folder: (folder / "keys").unlink(), "start_key"),
        (lambda folder: (folder / FILE).write_bytes(b"no store" * 1000), "start_broken"),
        (lambda folder: _newer(folder), "start_newer"),
    ],
    ids=["key", "broken", "newer"],
)
def test_why_a_till_cannot_start_is_a_sentence_for_who_stands_there(
    store: Path, spoil: Callable[[Path], object], code: str
) -> None:
    spoil(store)
    with pytest.raises(StartError) as said:
        open_folder(Options("rebuild", store))
    assert said.value.code == code
    words = refusal_text(code, said.value.facts, str)
    assert "Nothing was changed" in words and "–" not in words


def test_a_till_that_is_open_already_says_so_in_a_sentence(store: Path) -> None:
    parts = open_folder(Options("rebuild", store))
    try:
        with pytest.raises(StartError) as said:
            open_folder(Options("rebuild", store))
    finally:
        parts.close()
    assert said.value.code == "start_taken"


def _newer(folder: Path) -> None:
    database = Database(folder, KeyBox(folder).database_key())
    with database.transaction() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()


def test_nothing_looks_for_garbage_while_the_till_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos_app.commands.main", lambda arguments: int(gc.isenabled()))
    assert main([]) == 0
    assert gc.isenabled()


def test_a_till_that_stands_looks_for_garbage_again() -> None:
    gc.disable()
    try:
        object.__new__(Running).keep_what_stands()
        assert gc.isenabled()
    finally:
        gc.enable()
        gc.unfreeze()
