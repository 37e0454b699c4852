"""`make lighthouse`: the guest's page before Google's Lighthouse, which npm installs outside the tree.

The page of the demo restaurant, over a relay in memory, on Lighthouse's usual slow phone. Fails below 95.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import CHROMIUM_NAMES
from tests.fakes.diner_server import LUNCH, serving
from tests.fakes.relay import FakeRelay

FOLDER = Path(os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))) / "mashang-lighthouse"
LEAST = 0.95
FIGURES = (
    "first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift",
)  # fmt: skip


def main() -> int:
    chromium = os.environ.get("MASHANG_CHROMIUM") or next(
        filter(None, map(shutil.which, CHROMIUM_NAMES)), None
    )
    if not chromium or not shutil.which("npm"):
        print("Lighthouse needs npm and a Chromium; set MASHANG_CHROMIUM.", file=sys.stderr)
        return 2
    program = FOLDER / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "lighthouse"], cwd=FOLDER, check=True)
    relay, out = FakeRelay(), FOLDER / "report.json"
    relay.open("A6", 4)
    with serving(relay, lambda: LUNCH) as server:
        asked = [
            str(program), server.page("A6"), "--quiet", "--chrome-flags=--headless --no-sandbox",
            "--only-categories=performance,accessibility", "--output=json", f"--output-path={out}",
        ]  # fmt: skip
        subprocess.run(asked, env={**os.environ, "CHROME_PATH": chromium}, check=True, timeout=300)
    found = json.loads(out.read_text(encoding="utf-8"))
    scores = {name: one["score"] for name, one in found["categories"].items()}
    print(", ".join(f"{name} {round(score * 100)}" for name, score in scores.items()))
    print(", ".join(f"{name} {found['audits'][name]['displayValue']}" for name in FIGURES))
    return 0 if min(scores.values()) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
