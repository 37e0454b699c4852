"""排队号: the number that is called, as large as paper allows, and where to see how far it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.errors import name_in
from printers.layout import centered
from printers.slips.sheet import again_banner, slip_ticket
from printers.slips.words import Names, SlipForm, _m, masked
from printers.ticket import BOLD, DOUBLE, TRIPLE, Element, Feed, QrCode, Rule, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSlip:
    """Facts of a place in the queue. `ahead`: parties before it; `phone` is masked; `code`: to scan; `back`:
    after so many parties one that was passed over is called again, 0: after all.

    Without a `party` it waits for its dishes at the counter: `ahead` are dishes, or `cups`, that the kitchen
    makes before; `again` one printed before.
    """

    store: Names
    number: str
    party: int
    at: str
    ahead: int = 0
    kind: Names | None = None
    phone: str = ""
    code: str = ""
    again: str = ""
    back: int = 0
    cups: bool = False


def queue_ticket(slip: QueueSlip, form: SlipForm) -> Ticket:
    return slip_ticket(form, _elements(slip, form), again_banner(slip.again, form) if slip.again else ())


def _elements(slip: QueueSlip, form: SlipForm) -> Iterator[Element]:
    yield from centered(name_in(slip.store, form.language), form.width, BOLD)
    yield from centered(form.say(_m("Your number")), form.width, BOLD)
    yield from centered(slip.number, form.width, TRIPLE)
    kind = name_in(slip.kind, form.language) if slip.kind else ""
    party = form.say(_m("Guests {guests}"), guests=slip.party) if slip.party else ""
    yield from centered("  ".join(filter(None, (kind, party))), form.width, DOUBLE)
    yield Rule(dashed=True)
    if form.shows("ahead"):
        at_counter = _m("Cups before yours: {ahead}") if slip.cups else _m("Dishes before yours: {ahead}")
        many = _m("{ahead} parties before you") if slip.party else at_counter
        first = _m("You are next") if slip.party else _m("Your order is the next")
        ahead = many if slip.ahead else first
        yield from centered(form.say(ahead, ahead=slip.ahead), form.width, BOLD)
    if slip.code and form.shows("code"):
        yield QrCode(slip.code, 5)
        yield from centered(form.say(_m("Scan to see how far it is")), form.width)
    yield from centered(form.say(_what_then(slip), n=slip.back), form.width)
    yield from centered("  ".join(filter(None, (slip.at, masked(slip.phone)))), form.width)
    yield Feed()


def _what_then(slip: QueueSlip) -> str:
    if not slip.party:
        return _m("Please fetch it when your number is called")
    if slip.back:
        return _m("Passed over, it is called again after {n} parties")
    return _m("Passed over, it goes to the end")
