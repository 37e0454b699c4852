"""The server beside the till: it gets its secrets by its standard input, and ends with us."""

import sys
from pathlib import Path

import pytest

from pos_app.sync import own_server
from pos_app.sync.own_server import ChildSettings, OwnServer, ServerStartError
from sync_server.database.session import Database, raw

READY = 'print(json.dumps({"ready": True, "url": "http://h:1", "got": secret}), flush=True)'
WELL = f"import json, sys; secret = json.loads(sys.stdin.readline()); {READY}; "


def start(monkeypatch: pytest.MonkeyPatch, script: str) -> OwnServer:
    """A server that is only this script."""
    monkeypatch.setattr(own_server, "server_program", lambda: [sys.executable, "-c", script])
    return OwnServer(ChildSettings(Path("folder"), "127.0.0.1", 0, {"key": "ab" * 32}))


def test_it_hears_its_secrets_and_says_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    server = start(monkeypatch, WELL + "sys.stdin.read(); sys.exit(0)")
    assert server.url == "http://h:1"
    assert server.ready["got"] == {"key": "ab" * 32}
    assert server.alive
    server.close()
    assert server.process.returncode == 0
    server.close()  # twice is no trouble


def test_its_secrets_are_not_in_its_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    server = start(monkeypatch, WELL + "sys.stdin.read()")
    assert not any("ab" * 32 in str(argument) for argument in list(server.process.args))  # type: ignore[arg-type]
    server.close()


def test_it_is_as_sparing_of_memory_as_the_till(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASHANG_OF_OURS", "kept")
    heard = "import json, os; print(json.dumps({'ready': True, 'url': 'http://h:1', 'got': dict(os.environ)})"
    server = start(monkeypatch, heard + ", flush=True); import sys; sys.stdin.read()")
    kept = server.ready["got"]
    server.close()
    assert kept["MASHANG_OF_OURS"] == "kept"
    assert (kept["MALLOC_ARENA_MAX"], kept["MALLOC_MMAP_THRESHOLD_"]) == ("1", "131072")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("import sys; print('a\\nport 8626 is in use', file=sys.stderr); sys.exit(2)", "port 8626 is in use"),
        ("import sys; sys.stderr.write('x\\n' * 30_000 + 'the reason'); sys.exit(2)", "the reason"),
        ("raise SystemExit(2)", "the server did not start"),
        ("print('hello'); import sys; sys.stdin.read()", "the server did not start"),
        ("print(5, flush=True); import sys; sys.stdin.read()", "the server did not start"),
        ("import sys; sys.stdin.close(); sys.exit(3)", "the server did not start"),
    ],
)
def test_one_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch, script: str, said: str) -> None:
    with pytest.raises(ServerStartError, match=said):
        start(monkeypatch, script)


def test_one_that_is_newer_than_this_program_is_told_by_its_code(tmp_path: Path) -> None:
    with pytest.raises(ServerStartError) as told:
        folder = tmp_path / "server"
        settings = ChildSettings(folder, "127.0.0.1", 0, {"key": "ab" * 32})
        OwnServer(settings).close()
        database = Database(folder / "server.db", "ab" * 32)
        database.submit(lambda c: raw(c).execute("UPDATE alembic_version SET version_num = '9999'")).result()
        database.close()
        OwnServer(settings)
    assert (told.value.code, told.value.facts) == ("server_newer", {"folder": str(folder)})


def test_one_that_says_nothing_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_server, "START", 0.3)
    with pytest.raises(ServerStartError):
        start(monkeypatch, "import time; time.sleep(60)")


def test_one_that_does_not_listen_any_more_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_server, "END", 0.3)
    server = start(monkeypatch, WELL + "import time; time.sleep(60)")
    server.close()
    assert not server.alive
