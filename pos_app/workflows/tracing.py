"""An order's way through the till, one log line for each fact that concerns it."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from domain.selling.printing import PrintJob
from domain.trace import traced
from pos_app.workflows.book import Written

log = logging.getLogger(__name__)


def trace(written: Written) -> None:
    """Log the facts of a transaction that belong to an order: kinds and ids, nothing that anybody wrote."""
    orders = {row.id: row.order for row in written.rows if isinstance(row, PrintJob)}
    for event in written.events:
        body = event.body
        if event.kind == "order.held":
            request = body.get("request")  # of another program's facts nothing is certain
            order = request.get("id", "") if isinstance(request, Mapping) else ""
        elif event.kind.startswith("print."):
            order = orders.get(str(body.get("job", "")), "")
        else:
            order = body.get("order", "")
        if order:
            facts = [f"{name} {body[name]}" for name in ("code", "state") if isinstance(body.get(name), str)]
            extra = {**traced(str(order)), "fact": event.seq}
            log.info(" ".join([event.kind, *facts]), extra=extra)
