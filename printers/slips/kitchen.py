"""后厨制作单: what one station is to cook now, readable at arm's length. Add-on orders use the same slip."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from domain.errors import name_in
from printers.layout import bar, centered, flow, paragraph, row, space, wrap
from printers.slips.words import Names, SlipForm, listed, quantity_text, second_name, with_spec
from printers.ticket import (
    BOLD,
    DOUBLE,
    PLAIN,
    TALL,
    TRIPLE,
    Cut,
    Element,
    Line,
    Rule,
    Span,
    Style,
    Ticket,
    Width,
)

# Dishes begin here; quantity and × stand before, up to 99 at double size.
_INDENT = 7


@dataclass(frozen=True, slots=True)
class KitchenLine:
    """One dish to cook. `quantity` in thousandths; `part_of` names the combo that it belongs to.

    A remark that a guest wrote is {"und": text}.
    """

    names: Names
    quantity: int = 1000
    spec: Names = field(default_factory=dict)
    options: Sequence[Names] = ()
    remarks: Sequence[Names] = ()
    part_of: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KitchenSlip:
    """Facts of one slip. Times are ready to print; `number` is the printer's gap-free daily number.

    `elsewhere` names other stations' slips of the same order with how many. `duplicate` puts the banner
    on top; then `reprinted_by` says who asked, empty if the till did it by itself.
    """

    station: Names
    table: str
    number: int
    order_no: str
    ordered_at: str
    printed_at: str
    lines: Sequence[KitchenLine]
    area: Names = field(default_factory=dict)
    guests: int = 0
    ordered_by: str = ""
    addition: bool = False
    sheet: int = 1
    sheets: int = 1
    remarks: Sequence[Names] = ()
    elsewhere: Sequence[tuple[Names, int]] = ()
    duplicate: bool = False
    reprinted_by: str = ""


def kitchen_ticket(slip: KitchenSlip, form: SlipForm) -> Ticket:
    return Ticket(form.width, tuple(_elements(slip, form)))


def _elements(slip: KitchenSlip, form: SlipForm) -> Iterator[Element]:
    if slip.duplicate:
        yield from duplicate_banner(form)
    yield from _station(slip, form)
    yield from _table(slip, form)
    yield Rule()
    for number, line in enumerate(slip.lines):
        if number:
            yield Rule(dashed=True)
        yield from _dish(line, form)
    for remark in slip.remarks:
        yield from _remark(remark, form, indent=0)
    yield Rule()
    yield from _foot(slip, form)
    yield Cut()


def duplicate_banner(form: SlipForm) -> Iterator[Element]:
    """On top of whatever may already have been printed; always in Chinese and English, as cooks differ."""
    _ = form.translate
    yield from bar([Span("※可能重复", DOUBLE)], form.width, center=True)
    yield from centered("POSSIBLE DUPLICATE", form.width, BOLD)
    yield from centered(_("First see whether it is made"), form.width, BOLD)
    yield Rule(dashed=True)


def _station(slip: KitchenSlip, form: SlipForm) -> tuple[Line, ...]:
    _ = form.translate
    kind = _("Add-on") if slip.addition else _("To cook")
    sheet = _("{sheet} of {sheets}").format(sheet=slip.sheet, sheets=slip.sheets)
    station = [Span(name_in(slip.station, form.language), DOUBLE)]
    about = [Span(f"{kind} {sheet}", BOLD)]
    if slip.duplicate:  # one inverted bar a slip, else neither is seen
        return row(station, about, form.width)
    return bar(station, form.width, about)


def _table(slip: KitchenSlip, form: SlipForm) -> Iterator[Line]:
    _ = form.translate
    guests = _("Guests {guests}").format(guests=slip.guests) if slip.guests else ""
    place = " ".join(filter(None, (name_in(slip.area, form.language), guests)))
    table = Span(slip.table, TRIPLE)
    if table.cells > form.width:
        table = Span(slip.table, DOUBLE)
    large = Span(place, DOUBLE)
    fits = form.width is Width.MM_80 and table.cells + large.cells < form.width
    yield from row([table], [large if fits else Span(place, BOLD)], form.width)
    number = Span(f"No.{slip.number:04d}  {slip.ordered_at}", BOLD)
    yield from row([number], [Span(slip.ordered_by, BOLD)], form.width)


def _dish(line: KitchenLine, form: SlipForm) -> Iterator[Line]:
    language = form.language
    name = with_spec(name_in(line.names, language), name_in(line.spec, language))
    yield from _counted(quantity_text(line.quantity), name, form.width)
    if line.part_of:
        yield from paragraph(name_in(line.part_of, language), form.width, BOLD, indent=_INDENT)
    options = listed(name_in(option, language) for option in line.options)
    if options:
        yield from paragraph(options, form.width, TALL, indent=_INDENT)
    for remark in line.remarks:
        yield from _remark(remark, form, indent=_INDENT)
    second = second_name(line.names, form)
    if second:
        named = with_spec(second, second_name(line.spec, form))
        yield from paragraph(named, form.width, PLAIN, indent=_INDENT)


def _counted(quantity: str, name: str, width: int) -> Iterator[Line]:
    """`1× 水煮鱼`; a quantity too long for its column is printed tall instead of double."""
    count = Span(quantity, DOUBLE)
    if count.cells + 2 > _INDENT:
        count = Span(quantity, TALL)
    before = (count, Span("×", BOLD))
    used = sum(span.cells for span in before)
    indent = max(_INDENT, used + 1)
    first, *rest = wrap(name, (width - indent) // DOUBLE.width)
    yield Line((*before, space(indent - used), Span(first, DOUBLE)))
    for part in rest:
        yield Line((space(indent), Span(part, DOUBLE)))


def _remark(remark: Names, form: SlipForm, indent: int) -> Iterator[Line]:
    """What must not be missed: inverted, with a cell of ground at each end."""
    style = Style(2, 2, bold=True, inverted=True)
    edge = space(1, style)
    margin = (space(indent),) if indent else ()
    for part in wrap(name_in(remark, form.language), (form.width - indent - 2) // style.width):
        yield Line((*margin, edge, Span(part, style), edge))


def _foot(slip: KitchenSlip, form: SlipForm) -> Iterator[Line]:
    _ = form.translate
    if slip.duplicate:
        left = _("Reprinted {time}").format(time=slip.printed_at)
        right = slip.reprinted_by
    else:
        portions = quantity_text(sum(line.quantity for line in slip.lines))
        left = _("Lines {lines}, portions {portions}").format(lines=len(slip.lines), portions=portions)
        right = _("Printed {time}").format(time=slip.printed_at)
    yield from row([Span(left, BOLD)], [Span(right, BOLD)], form.width)
    order = Span(_("Order {order}").format(order=slip.order_no))
    yield from flow([order, *_elsewhere(slip, form)], form.width)


def _elsewhere(slip: KitchenSlip, form: SlipForm) -> list[Span]:
    _ = form.translate
    if not slip.elsewhere:
        return []
    sheets = _("{station} ×{sheets}")
    places = [sheets.format(station=name_in(names, form.language), sheets=n) for names, n in slip.elsewhere]
    return [Span("  "), Span(_("Same order: {places}").format(places=listed(places)))]
