"""The same orders replicated by PouchDB over loopback, where node and npm are present; else its known figure.

PouchDB sends one document an order with its payment in it, our till six facts: opened, placed, the two of the
ticket, paid and cleared.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.record.canonical import canonical
from domain.record.envelope import Event
from tests.end_to_end.programs import ROOT

SCRIPT = Path(__file__).parent / "pouchdb"
INSTALLED = ROOT / ".work" / "pouchdb"
INSTALLING, REPLICATING = 300, 600  # seconds at most


@dataclass(frozen=True, slots=True)
class Peer:
    """Orders a second, and bytes of the requests' bodies for each."""

    rate: float
    size: float
    where: str  # "" if measured in this run


FROM_THE_REFERENCE = Peer(1_923.0, 1_859.0, " (from the reference)")


def replicated(events: Iterable[Event], folder: Path) -> Peer:
    """PouchDB's figure for the orders among some facts; ``folder`` takes its files."""
    if not _install():
        return FROM_THE_REFERENCE
    folder.mkdir()
    orders = _documents(events)
    (folder / "orders").write_bytes(b"\n".join(canonical(order) for order in orders))
    command = ["node", str(SCRIPT / "replicate.js"), str(folder / "orders"), str(folder)]
    said = subprocess.run(command, cwd=INSTALLED, capture_output=True, check=True, timeout=REPLICATING)
    found = json.loads(said.stdout)
    assert found["documents"] == len(orders), "an order is missing"
    return Peer(len(orders) / found["seconds"], found["bytes"] / len(orders), "")


def _documents(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Each order, with the payment of its table."""
    found: dict[str, dict[str, Any]] = {}
    for event in events:
        if event.kind == "order.placed":
            found[event.body["opening"]] = {"_id": event.body["order"], **event.body}
        elif event.kind == "payment.received":
            found[event.body["opening"]]["payment"] = dict(event.body)
    return list(found.values())


def _install() -> bool:
    """Whether PouchDB of the pinned versions is there now; npm is asked for it once."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    wanted, kept = (SCRIPT / "package.json").read_bytes(), INSTALLED / "installed.json"
    if kept.exists() and kept.read_bytes() == wanted:
        return True
    shutil.rmtree(INSTALLED, ignore_errors=True)
    INSTALLED.mkdir(parents=True)
    (INSTALLED / "package.json").write_bytes(wanted)
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    try:
        subprocess.run(command, cwd=INSTALLED, check=True, capture_output=True, timeout=INSTALLING)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        print(f"PouchDB cannot be installed: {type(error).__name__}", file=sys.stderr)
        return False
    kept.write_bytes(wanted)
    return True
