"""The log follows an order by its id; a fact of any shape does not stop it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from domain.record.envelope import Event
from pos_app.database.journal import Head
from pos_app.workflows.book import Written
from pos_app.workflows.tracing import trace


def said(caplog: pytest.LogCaptureFixture, kind: str, body: Mapping[str, object]) -> list[tuple[str, object]]:
    caplog.clear()
    event = Event(7, kind, 1, "2026-11-28", "till", body)
    with caplog.at_level("INFO"):
        trace(Written((event,), (), Head("a", 7, b"")))
    return [(one.message, getattr(one, "order", None)) for one in caplog.records]


def test_facts_of_an_order_are_told_with_what_became_of_it(caplog: pytest.LogCaptureFixture) -> None:
    assert said(caplog, "order.placed", {"order": "o1", "remark": "no nuts"}) == [("order.placed", "o1")]
    refused = {"order": "o1", "code": "sold_out"}
    assert said(caplog, "order.refused", refused) == [("order.refused code sold_out", "o1")]
    assert said(caplog, "order.held", {"request": {"id": "o2"}}) == [("order.held", "o2")]


@pytest.mark.parametrize("body", [{}, {"request": None}, {"request": []}, {"request": {}}, {"job": 3}])
def test_a_fact_of_another_shape_is_passed_over(
    caplog: pytest.LogCaptureFixture, body: Mapping[str, object]
) -> None:
    for kind in ("order.held", "print.started", "opening.started"):
        assert said(caplog, kind, body) == []
