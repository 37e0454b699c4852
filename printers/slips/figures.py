"""Rows of figures, as shift and day slips have them: a label, how often, how much."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.money.currency import figure
from printers.layout import bar, row, space, wrap
from printers.slips.words import SlipForm, _m
from printers.ticket import BOLD, PLAIN, Element, Feed, Line, Span, Style, Width

# Cells from the left where a note begins, and where a count ends.
_NOTE_FROM = 2
_COUNT_ENDS = {Width.MM_80: 32, Width.MM_58: 20}


@dataclass(frozen=True, slots=True)
class Figure:
    """A label ready to read with an amount in minor units; `count`, how often or how much: None is none.

    `note`: what is true of it besides, below.
    """

    label: str
    amount: int
    count: int | str | None = None
    note: str = ""


def title(text: str, form: SlipForm) -> tuple[Line, ...]:
    """Parts the slip where an eye looks for it."""
    return bar([Span(text, BOLD)], form.width)


def pair(left: str, right: str, form: SlipForm, style: Style = PLAIN) -> tuple[Line, ...]:
    """A label and what it comes to at the right edge."""
    return row([Span(left, style)] if left else [], [Span(right, style)] if right else [], form.width)


def figures(lines: Iterable[Figure], form: SlipForm, currency: str) -> Iterator[Line]:
    """Label, count and amount in columns."""
    lines = tuple(lines)
    usual = _COUNT_ENDS.get(form.width, form.width // 2)
    end = count_ends(usual, (figure(one.amount, currency) for one in lines if one.count is not None), form)
    for one in lines:
        yield from _figure(one, form, currency, end)


def count_ends(usual: int, amounts: Iterable[str], form: SlipForm) -> int:
    """The cell where counts end so that the widest of these amounts has room at their right."""
    return min(usual, form.width - 1 - max(map(len, amounts), default=0))


def _figure(line: Figure, form: SlipForm, currency: str, end: int) -> Iterator[Line]:
    amount = figure(line.amount, currency)
    if line.count is None:
        yield from pair(line.label, amount, form)
        return
    count = Span(str(line.count))
    first, *rest = wrap(line.label, end - count.cells - 1)
    head = Span(first)
    gap = end - head.cells - count.cells
    tail = max(1, form.width - end - len(amount))
    yield Line((head, space(gap), count, space(tail), Span(amount)))
    for part in rest:
        yield Line((Span(part),))
    for part in wrap(line.note, end - _NOTE_FROM) if line.note else ():
        yield Line((space(_NOTE_FROM), Span(part)))


def unconfirmed(lines: Sequence[Figure], form: SlipForm, currency: str) -> Iterator[Element]:
    """What of the money taken nobody has seen arrive: no owner leaves it out."""
    if lines:
        yield from title(form.say(_m("To be confirmed")), form)
        yield from figures(lines, form, currency)


def signature(names: Sequence[str], form: SlipForm) -> Iterator[Element]:
    """Room to sign, a line for each msgid."""
    if not form.shows("signature"):
        return
    for msgid in names:
        label = f"{form.say(msgid)} "
        yield Feed()
        yield Line((Span(label), Span("_" * (form.width - Span(label).cells))))


GUEST, CASHIER = _m("Guest"), _m("Cashier")
HANDS_OVER, TAKES_OVER, CHECKS = _m("Handed over by"), _m("Taken over by"), _m("Checked by")
