"""What becomes of an order that is paid first: its money is there and the kitchen gets it, or it is let go.

Of two histories of which one has let it go and the other was paid for it, the money counts, in whatever order
they are heard: see ``pay_first_means``.
"""

from __future__ import annotations

from dataclasses import replace

from domain.floor.openings import Opening
from domain.record.envelope import Event
from domain.record.tables import Tables
from domain.selling.order_rows import PLACES, lines_of_order
from domain.selling.pay_first_told import tell_cooked, tell_let_go
from domain.selling.printing import queue_kitchen
from domain.selling.unpaid import PIECES, Cooked, LetGo, PayFirst
from domain.selling.unpaid import SOLD_OUT as SOLD_OUT
from domain.supply.counted import COUNTS

OVER = "pay_first_over"  # why all of an order is let go: the code that the guest reads


def order_prepaid(event: Event, tables: Tables) -> None:
    """It is paid, and the kitchen gets all of it that is not ``refused``; its phone is admitted. What is
    wanted for later at the counter is held on, until the kitchen is to begin it."""
    body = event.body
    row, opening = tables.get(PayFirst, body["order"]), tables.get(Opening, body["opening"])
    if row is None or opening is None:
        return
    paid, out = tuple(body["lines"]), tuple(body.get("refused", ()))
    later = bool(opening.wanted_at) and event.at < opening.begin_at
    guest = body.get("guest", 0)
    tell_cooked(tables, row, Cooked(event.at, opening.id, paid, out, paid if later else (), guest))
    if row.phone:
        opening = (tables.get(Opening, opening.id) or opening).with_phones(
            {row.phone: guest, **body.get("sharers", {})}
        )
        tables.put(replace(opening, version=opening.version + 1))
    cooked = [one for one in lines_of_order(tables, row.id) if one.id in paid and one.id not in out]
    queue_kitchen(event, tables, [replace(one, line=replace(one.line, held=later)) for one in cooked])


def order_released(event: Event, tables: Tables) -> None:
    """Nobody paid, or some of its dishes are sold out: ``lines`` (thousandths by line) go back to stock."""
    body = event.body
    row = tables.get(PayFirst, body["order"])
    if row is not None:
        every, counts = int(body.get("all", False)), body.get(COUNTS, {})
        places = tuple(body.get(PLACES, ()))
        pieces = tuple(body[PIECES]) if PIECES in body else None
        told = LetGo(event.at, body["lines"], body["why"], every, counts, places, pieces)
        tell_let_go(tables, row, told)


APPLIES = {"order.prepaid": order_prepaid, "order.released": order_released}
