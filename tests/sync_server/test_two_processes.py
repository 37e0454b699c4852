"""Two processes of one server over one database: who was cut off at the one is cut off at the other.

A chain will run several. A server of today runs one; no process remembers a device, each looks it up.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.sync_server.running import ROOT, ServerHere
from tests.sync_server.test_keeping import reviewed
from tests.sync_server.test_recording import evening
from tests.sync_server.wire import WireTill

SECOND = """
import sys
from pathlib import Path
from tests.sync_server.running import ServerHere
server = ServerHere(Path(sys.argv[1]))
print(server.url, flush=True)
sys.stdin.read()
server.close()
"""


@contextmanager
def second_process(folder: Path) -> Iterator[str]:
    """Another process that serves the same database; its address."""
    command = [sys.executable, "-c", SECOND, str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True)
    assert process.stdin and process.stdout
    try:
        url = process.stdout.readline().strip()
        assert url, "it did not start"
        yield url
    finally:
        process.stdin.close()
        process.stdout.close()
        assert process.wait(20) == 0


def test_a_till_that_is_cut_off_at_one_process_is_refused_by_the_other_at_its_next_contact(
    server: ServerHere,
) -> None:
    first = server.till()
    story = evening(server.time.clock.now())
    with second_process(server.folder) as url:
        there = WireTill(url, first.brand, first.store, first.device)
        there.key = first.key
        token = str(first.token().json()["token"])
        assert there.shows(token, "/v1/totals").status_code == 200, "what the one gave holds at the other"
        assert there.send(story.incarnation, story.raws[:5]).status_code == 200

        asyncio.run(server.server.enrolling.revoke(first.device))
        for call in (there.shows(token, "/v1/totals"), there.feed(), there.get("/v1/marks"), there.token()):
            assert call.json()["code"] == "revoked"
        rest = there.send(story.incarnation, story.raws[5:], 5, story.heads[5])
        assert rest.json()["code"] == "revoked" and rest.json()["facts"]["kept"] == len(story.raws)
        there.session.close()
    waiting = [("revoked", seq) for seq in range(6, len(story.raws) + 1)]
    assert reviewed(server) == waiting
