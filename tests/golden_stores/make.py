"""How a golden store is made: two evenings by the code of a release's tag, and the figures they came to.

    git worktree add --detach /tmp/release v0.1.0
    cd /tmp/release && PYTHONPATH=. python …/tests/golden_stores/make.py …/tests/golden_stores/0.1.0

Figures are counted here by plain SQL, so that no program of ours vouches for itself. A later release whose
test rooms have changed gets a script of its own; what lies in the folders is never made again.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from pos_app.keys import KeyBox
from tests.pos_app.evening import DAY, Evening, dish, picture

FIGURES = {
    "openings": "SELECT count(*) FROM openings",
    "orders": "SELECT count(*) FROM orders",
    "lines": "SELECT count(*) FROM order_lines",
    "payments": "SELECT count(*) FROM payments",
    "taken": "SELECT sum(amount) FROM payments",
    "settled": "SELECT count(*) FROM settlements",
    "settled_total": "SELECT sum(total) FROM settlements",
}


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    evening = Evening(folder)
    picture(evening)
    settle_up(evening)
    evening.close()
    tell_the_server(folder)
    keys = KeyBox(folder, str(folder.resolve()))  # type: ignore[arg-type,call-arg] # as release 0.1.0 calls it
    with closing(opened(folder / "store.db", keys.database_key())) as store:
        (folder / "expected.json").write_text(json.dumps(expected(store), indent=1) + "\n")
    with closing(opened(folder / "server" / "server.db", keys.server_key())):
        pass
    for path in (*folder.rglob("*-wal"), *folder.rglob("*-shm"), *folder.rglob("*.lock")):
        path.unlink()
    shutil.rmtree(folder / "logs", ignore_errors=True)


def settle_up(evening: Evening) -> None:
    """Every way in which a bill can stand: settled, in parts, partly paid, refused, held, cleared."""
    view = evening.till.view

    def due(table: str) -> int:
        return evening.till.view.openings[evening.opening(table)].due

    evening.at("19:10")
    evening.pay("C2", "cash", due("C2") // 100 * 100 + 10_000)
    evening.pay("A8", "wechat", 5_000)
    evening.pay("A8", "alipay", due("A8"))
    evening.pay("A5", "cash", 10_000)  # the rest will come
    evening.till.clear_table(evening.opening("C2"), "zhou").result()
    evening.settle()
    evening.phone("A1", dish("mapo-tofu"), phone="a phone that nobody has let in")
    evening.phone("A6", dish("hand-torn-cabbage"))  # sold out
    evening.at("19:40")
    evening.printed("failed")
    assert view.store.demo


def tell_the_server(folder: Path) -> None:
    """The release's till pushes its facts to the server beside it."""
    arguments = ["--demo", "--headless", f"--data-dir={folder}", "--relay-port=0"]
    till = subprocess.Popen([sys.executable, "-m", "pos_app", *arguments], stdout=subprocess.PIPE)
    assert till.stdout
    assert json.loads(till.stdout.readline())["ready"]
    till.send_signal(signal.SIGTERM)
    assert till.wait(30) == 0
    till.stdout.close()


def opened(file: Path, key: str) -> Any:
    """The file in one piece, without a log of writes."""
    connection = dbapi2.connect(str(file), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key}'\"")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("VACUUM")
    return connection


def expected(store: Any) -> dict[str, Any]:
    figures = {name: store.execute(query).fetchone()[0] for name, query in FIGURES.items()}
    tenders = store.execute("SELECT tender, sum(amount) FROM payments GROUP BY tender ORDER BY tender")
    head = store.execute(
        "SELECT incarnation, seq, hash FROM journal ORDER BY position DESC LIMIT 1"
    ).fetchone()
    return {
        "made": "-".join(map(str, DAY)),
        "totals": {**figures, "by_tender": dict(tenders.fetchall())},
        "incarnation": head[0],
        "seq": head[1],
        "head": head[2].hex(),
    }


if __name__ == "__main__":
    main()
