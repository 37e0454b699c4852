"""An error in a request is answered with 500 and leaves a report on the server's computer; no data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync_server.app import Server
from sync_server.crashes import CrashReports
from sync_server.logs import JsonLines
from tests.sync_server.running import ServerHere

REMARK = "给小明过生日"


async def fail(request: Request) -> Response:
    raise ValueError(f"cannot read {REMARK}")


def with_a_defect(server: Server) -> None:
    server.app.router.routes.insert(0, Route("/defect", fail))


def test_an_error_in_a_request_leaves_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with CrashReports(tmp_path / "logs", "sync-server 1", JsonLines()):
        server = ServerHere(tmp_path, with_a_defect)
        assert requests.get(f"{server.url}/defect", timeout=10).status_code == 500
        server.close()  # the answer leaves first, then uvicorn tells
    (file,) = (tmp_path / "logs" / "crashes").glob("*.json")
    report = json.loads(file.read_text(encoding="utf-8"))
    assert (report["where"], report["errors"][0]["kind"]) == ("a request", "ValueError")
    assert "fail" in report["errors"][0]["places"][-1]
    assert REMARK not in file.read_text(encoding="utf-8")
    assert "sync-server 1: ValueError" in capsys.readouterr().err
