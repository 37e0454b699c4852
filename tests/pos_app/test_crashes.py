"""An error that nobody caught leaves a report on this computer: where, and what came before; no data."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from pos_app import crashes
from pos_app.__main__ import main
from pos_app.crashes import KEPT, CrashReports
from pos_app.logs import JsonLines
from sync_server import crashes as server_crashes

pytestmark = pytest.mark.usefixtures("open_files_stay")

REMARK = "给小明过生日，不要花生"
log = logging.getLogger("pos_app.test")


def fail() -> None:
    raise ValueError(f"cannot lay out {REMARK}")


@pytest.fixture
def reports(tmp_path: Path) -> Iterator[CrashReports]:
    before = logging.getLogger().level
    logging.getLogger().setLevel(logging.INFO)
    with CrashReports(tmp_path, "pos-app 1", JsonLines()) as made:
        yield made
    logging.getLogger().setLevel(before)


def written(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted((folder / "crashes").glob("*.json"))]


def in_thread() -> None:
    thread = threading.Thread(target=fail, name="printer-bar")
    thread.start()
    thread.join()


def in_destructor() -> None:
    class Leaving:
        def __del__(self) -> None:
            fail()

    Leaving()


def in_main() -> None:
    try:
        fail()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)


@pytest.mark.parametrize(
    ("happen", "where"),
    [(in_thread, "printer-bar"), (in_destructor, "a destructor"), (in_main, "main")],
)
def test_wherever_it_happens_it_is_reported(
    tmp_path: Path,
    reports: CrashReports,
    capsys: pytest.CaptureFixture[str],
    happen: Callable[[], None],
    where: str,
) -> None:
    log.info("order.placed", extra={"order": "o1"})
    happen()
    (report,) = written(tmp_path)
    assert (report["where"], report["program"]) == (where, "pos-app 1")
    assert report["errors"][0]["kind"] == "ValueError"
    assert report["errors"][0]["places"][-1].endswith(" fail")
    assert report["log"][-1]["order"] == "o1"
    said = capsys.readouterr().err
    assert "ValueError at test_crashes.py" in said
    assert REMARK not in said + json.dumps(report, ensure_ascii=False)


def test_a_slot_of_the_window_is_reported_too(tmp_path: Path, reports: CrashReports, qtbot: QtBot) -> None:
    QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: bool(written(tmp_path)))
    assert written(tmp_path)[0]["where"] == "main"


def test_an_orderly_end_is_no_crash(tmp_path: Path, reports: CrashReports) -> None:
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()
    assert written(tmp_path) == []


def test_the_last_reports_are_kept(tmp_path: Path, reports: CrashReports) -> None:
    for number in range(KEPT + 3):
        reports.write(ValueError(), f"thread {number}")
    kept = [report["where"] for report in written(tmp_path)]
    assert len(kept) == KEPT
    assert f"thread {KEPT + 2}" in kept and "thread 0" not in kept


def test_a_disk_that_takes_no_report_does_not_end_the_till(
    tmp_path: Path, reports: CrashReports, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "crashes").write_text("a file where the folder should be")
    reports.write(ValueError(), "main")
    assert "ValueError" in capsys.readouterr().err


def test_the_hooks_are_left_as_they_were(tmp_path: Path) -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    with CrashReports(tmp_path, "pos-app 1", JsonLines()):
        assert sys.excepthook is not before[0]
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_a_till_that_fails_in_its_start_says_where_the_report_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pos_app.commands._run_headless", lambda options: fail())
    assert main(["--headless", "--data-dir", str(tmp_path / "store")]) == 70
    (report,) = written(tmp_path / "store" / "logs")
    assert report["errors"][0]["kind"] == "ValueError"
    assert str(tmp_path / "store" / "logs" / "crashes") in capsys.readouterr().err


def test_what_a_person_can_mend_is_no_crash(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--headless", "--data-dir", str(tmp_path / "none")]) == 2
    assert not (tmp_path / "none").exists()
    assert capsys.readouterr().err.startswith("pos-app: ")


def test_a_task_of_the_server_that_nobody_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with server_crashes.CrashReports(tmp_path, "sync-server 1", JsonLines()) as reports:

        async def work() -> None:
            asyncio.get_running_loop().set_exception_handler(reports.of_loop)
            asyncio.get_running_loop().call_soon(fail)
            await asyncio.sleep(0)

        asyncio.run(work())
    (report,) = written(tmp_path)
    assert report["where"] == "the event loop"
    assert REMARK not in json.dumps(report, ensure_ascii=False)


def test_both_programs_report_alike() -> None:
    assert (crashes.KEPT, crashes.LINES) == (server_crashes.KEPT, server_crashes.LINES)
