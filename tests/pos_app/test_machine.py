"""A computer's name: the same at each start, another one for another till, none that is made up."""

from __future__ import annotations

import uuid

import pytest

from pos_app.machine import MADE_UP, machine


def test_a_computer_has_one_name_for_a_till_and_tells_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uuid, "getnode", lambda: 0x2FC00000001)
    here, again, of_another_till = machine("a" * 32), machine("a" * 32), machine("b" * 32)
    assert here == again != of_another_till and len(here) == 6
    assert here != bytes.fromhex("02fc00000001")
    monkeypatch.setattr(uuid, "getnode", lambda: 0x2FC00000002)
    assert machine("a" * 32) != here, "its disk in another computer"
    monkeypatch.setattr(uuid, "getnode", lambda: MADE_UP | 7)
    assert machine("a" * 32) == b""
