"""An evening at emupos, a printer that nobody here wrote: orders go on, and each ticket comes out once.

Where emupos cannot run these say why; the same stories at our strict fake are in test_printing.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from domain.selling.printing import PrintJob
from pos_app.workflows import printing
from tests.fakes import emupos
from tests.fakes.printer import until
from tests.pos_app.desks import desk_of, ends, jobs
from tests.pos_app.shop import FISH, RICE, TOFU, Shop


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "RETRY", 0.03)


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[emupos.Emupos]:
    try:
        emupos.program()
    except emupos.MissingError as missing:
        pytest.skip(str(missing))
    folder = tmp_path / "emupos"
    folder.mkdir()
    with emupos.Emupos(folder) as printer:
        yield printer


def test_each_ticket_of_an_evening_with_faults_comes_out_once(shop: Shop, stranger: emupos.Emupos) -> None:
    with desk_of(shop, kitchen=stranger.address) as desk:
        kitchen = desk.workers["kitchen"]
        shop.open("A1")
        for fault, condition, dish in (
            ("", "ok", RICE),
            ("paper-out", "paper_out", TOFU),
            ("cover-open", "cover_open", FISH),
            ("offline", "offline", RICE),
            ("paper-near-end", "near_end", TOFU),
        ):
            if fault:
                stranger.fail(fault)
            shop.send("A1", dish)
            until(partial(_is, kitchen, condition))
            if fault not in ("", "paper-near-end"):
                assert [job.attempts for job in jobs(shop) if job.open] == [0], "no byte has left"
                stranger.mend()
            ends(shop, "confirmed")
            stranger.mend()
        tickets = stranger.wait_for(5)
    assert [f"No.{number:04}" in text for number, text in enumerate(tickets, 1)] == [True] * 5
    assert len(shop.rows(PrintJob, station="kitchen")) == len(tickets) == 5
    assert not [text for text in tickets if "可能重复" in text]


def _is(worker: printing.PrinterWorker, state: str) -> bool:
    return worker.state.state == state
