"""What slips for the kitchen have in common: who does it, for which table, how a dish reads from afar.

Each kind adds its own facts to a ``Sheet`` and its own lines between these pieces.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from domain.errors import name_in
from domain.words.direction import right_to_left
from printers.charset import cells
from printers.layout import bar, centered, mirrored, paragraph, row, space, wrap
from printers.slips.words import (
    Names,
    SlipForm,
    _m,
    listed,
    masked,
    quantity_text,
    said,
    second_name,
    with_spec,
)
from printers.ticket import (
    BOLD,
    DOUBLE,
    PLAIN,
    TALL,
    TRIPLE,
    Buzz,
    Cut,
    Element,
    Line,
    QrCode,
    Rule,
    Span,
    Style,
    Ticket,
    Width,
)

INDENT = 7
"""Dishes begin here; quantity and × stand before, up to 99 at double size."""
_MOST_CALLS = 9  # a printer counts no further
_CODE_SQUARE = 4  # dots: a code of few digits stays under 11 mm and is read through steam
TAKEAWAY = "外带 Takeaway"  # cooks differ, as with banners
BANNERS = {
    "duplicate": ("※可能重复", "POSSIBLE DUPLICATE", _m("First see whether it is made")),
    "reprint": ("※补打", "REPRINT", _m("Printed once more: do not make it twice")),
}
HELD = {"hold": _m("Hold, not yet"), "started": _m("Held, started")}


@dataclass(frozen=True, slots=True)
class KitchenLine:
    """One dish to cook. `quantity` in thousandths; `part_of` names the combo that it belongs to.

    A remark that a guest wrote is {"und": text}. `also` names other stations that work on the same dish.
    `held`: "" | hold (it waits for the word) | started (it was ordered so, and the word has come). `seat`
    from 1 of who eats it, 0: nobody's own.
    """

    names: Names
    quantity: int = 1000
    spec: Names = field(default_factory=dict)
    options: Sequence[Names] = ()
    remarks: Sequence[Names] = ()
    part_of: Names = field(default_factory=dict)
    also: Sequence[Names] = ()
    held: str = ""
    seat: int = 0
    course: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Facts that each slip of a kitchen has. Times are ready to print.

    `number` is the printer's gap-free daily number; `sheet` of `sheets` of the same share. `by`: who ordered
    or asked. `again`: "" | duplicate (it may be out already) | reprint (somebody asked), then `again_by` and
    `again_why`, empty if the till did it by itself. `meant_for` names the printer where it should have come
    out, if this is another one. `tables`: of a banquet, all of which get these dishes, `spare` more are in
    reserve. `code`: digits for a scanner, see domain/selling/slip_code.py. `to_go`: the whole
    order is packed 外带. `wanted`: when the guest fetches it 预约, "" as soon as it is ready.
    """

    station: Names
    table: str
    number: int
    order_no: str
    at: str
    printed_at: str
    area: Names = field(default_factory=dict)
    guests: int = 0
    by: str = ""
    sheet: int = 1
    sheets: int = 1
    again: str = ""
    again_by: str = ""
    again_why: str = ""
    meant_for: Names = field(default_factory=dict)
    tables: int = 0
    spare: int = 0
    code: str = ""
    to_go: bool = False
    wanted: str = ""


def slip_ticket(form: SlipForm, elements: Iterable[Element], banners: Iterable[Element] = ()) -> Ticket:
    """A whole slip: banners, the owner's sign and words, what it says, the owner's words below, cut."""
    above = [line for text in form.above() for line in centered(text, form.width, BOLD)]
    below = [line for text in form.below() for line in centered(text, form.width, BOLD)]
    picture = form.picture()
    sign = (picture,) if picture else ()
    mark = tuple(practice_mark(form)) if form.practice else ()
    parts = (*mark, *banners, *sign, *above, *elements, *below, *mark, Cut())
    return Ticket(form.width, turned(parts, form))


def turned(parts: Iterable[Element], form: SlipForm) -> tuple[Element, ...]:
    """As the slip's language is read: mirrored where that is from right to left."""
    if not right_to_left(form.language):
        return tuple(parts)
    return tuple(mirrored(one) if isinstance(one, Line) else one for one in parts)


def sheet_ticket(sheet: Sheet, form: SlipForm, elements: Iterable[Element]) -> Ticket:
    """A slip of a kitchen, with what makes it no ordinary one on top; when it is out it calls the cook."""
    call = (Buzz(min(form.buzz, _MOST_CALLS)),) if form.buzz > 0 else ()
    return slip_ticket(form, elements, banners(sheet, form)) + call


def banners(sheet: Sheet, form: SlipForm) -> Iterator[Element]:
    """That it may be out already, and that it belongs to another printer."""
    if sheet.again:
        yield from again_banner(sheet.again, form)
    if sheet.meant_for:
        yield from _meant_for(sheet.meant_for, form)


def practice_mark(form: SlipForm) -> Iterator[Element]:
    """At head and foot, so that neither half of a torn slip is cooked or believed."""
    yield Rule(dashed=True)
    yield from bar([Span("练习", DOUBLE), space(2), Span("PRACTICE", DOUBLE)], form.width, center=True)
    yield from centered(form.say(_m("Nothing of this is cooked or paid")), form.width, BOLD)
    yield Rule(dashed=True)


def again_banner(again: str, form: SlipForm) -> Iterator[Element]:
    """On top of what was or may have been printed before; always in Chinese and English, as cooks differ."""
    chinese, english, what_to_do = BANNERS.get(again, BANNERS["duplicate"])
    yield from bar([Span(chinese, DOUBLE)], form.width, center=True)
    yield from centered(english, form.width, BOLD)
    yield from centered(form.say(what_to_do), form.width, BOLD)
    yield Rule(dashed=True)


def _meant_for(printer: Names, form: SlipForm) -> Iterator[Element]:
    """Whoever tears it off carries it over."""
    yield from centered(form.say(_m("Meant for")), form.width, BOLD)
    yield from centered(name_in(printer, form.language), form.width, DOUBLE)
    yield Rule(dashed=True)


def station_bar(sheet: Sheet, kind: str, form: SlipForm) -> tuple[Line, ...]:
    """The station, what it is to do, and which sheet this is; inverted unless a banner is so already."""
    station = [Span(name_in(sheet.station, form.language), DOUBLE)]
    about = [Span(_numbered(sheet, kind, form), BOLD)]
    return row(station, about, form.width) if sheet.again else bar(station, form.width, about)


def _numbered(sheet: Sheet, kind: str, form: SlipForm) -> str:
    return f"{kind} " + form.say(_m("{sheet} of {sheets}"), sheet=sheet.sheet, sheets=sheet.sheets)


def title_bar(title: str, form: SlipForm) -> tuple[Line, ...]:
    """What cooks must see first when it is no order: stop, hurry, start."""
    if cells(title) * DOUBLE.width > form.width:
        title = title.replace(" · ", " ")  # the end of a line parts them as well
    return bar([Span(title, DOUBLE)], form.width, center=True)


def table_head(sheet: Sheet, form: SlipForm, by: str = "") -> Iterator[Line]:
    """The table, as large as paper allows; where it is, how many sit there; number, time, and `by` whom."""
    place = place_words(sheet, form)
    table = Span(sheet.table, form.style("table", TRIPLE))
    if table.cells > form.width:
        table = Span(sheet.table, DOUBLE)
    large = Span(place, DOUBLE)
    fits = form.width == Width.MM_80 and table.cells + large.cells < form.width
    yield from row([table], [large if fits else Span(place, BOLD)] if place else [], form.width)
    number = Span(f"No.{sheet.number:04d}  {sheet.at}", BOLD)
    by = masked(by)
    yield from row([number], [Span(by, BOLD)] if by else [], form.width)
    if sheet.to_go:
        yield from bar([Span(TAKEAWAY, DOUBLE)], form.width, center=True)
    if sheet.wanted:
        wanted = form.say(_m("For {time}"), time=sheet.wanted)
        yield from bar([Span(wanted, DOUBLE)], form.width, center=True)
    if sheet.tables:
        times = form.say(_m("×{tables} tables"), tables=sheet.tables)
        spare = form.say(_m("{tables} in reserve"), tables=sheet.spare) if sheet.spare else ""
        yield from bar([Span(times, DOUBLE)], form.width, [Span(spare, BOLD)] if spare else ())


def place_words(sheet: Sheet, form: SlipForm) -> str:
    """Where the table is and how many sit there: `大厅 4人`."""
    guests = form.say(_m("Guests {guests}"), guests=sheet.guests) if sheet.guests else ""
    area = name_in(sheet.area, form.language) if form.shows("area") else ""
    return " ".join(filter(None, (area, guests)))


def dishes(lines: Sequence[KitchenLine], form: SlipForm) -> Iterator[Element]:
    """One dish under another, ruled off."""
    for number, line in enumerate(lines):
        if number:
            yield Rule(dashed=True)
        yield from dish(line, form)


def dish(line: KitchenLine, form: SlipForm) -> Iterator[Line]:
    """A dish with its options and remarks, and its name in the second language."""
    language = form.language
    name = with_spec(name_in(line.names, language), name_in(line.spec, language))
    yield from counted(quantity_text(line.quantity), name, form)
    if line.held:
        yield from inverted(form.say(HELD[line.held]), form, INDENT)
    if whose := served(line, form):
        yield from paragraph(whose, form.width, BOLD, indent=INDENT)
    if line.part_of:
        yield from paragraph(name_in(line.part_of, language), form.width, BOLD, indent=INDENT)
    options = listed(name_in(option, language) for option in line.options)
    if options:
        yield from paragraph(options, form.width, form.style("options", TALL), indent=INDENT)
    for text in line.remarks:
        yield from remark(text, form, indent=INDENT)
    second = second_name(line.names, form) if form.shows("second") else ""
    if second:
        named = with_spec(second, second_name(line.spec, form))
        yield from paragraph(named, form.width, PLAIN, indent=INDENT)
    if line.also:
        stations = listed(name_in(names, language) for names in line.also)
        together = form.say(_m("Together with {stations}"), stations=stations)
        yield from paragraph(together, form.width, BOLD, indent=INDENT)


def served(line: KitchenLine, form: SlipForm) -> str:
    """In which course a dish comes and for whom: `主食 · 2号位`."""
    seat = form.say(_m("Seat {seat}"), seat=line.seat) if line.seat else ""
    return " · ".join(filter(None, (name_in(line.course, form.language), seat)))


def counted(quantity: str, name: str, form: SlipForm) -> Iterator[Line]:
    """`1× 水煮鱼`; a quantity too long for its column is printed tall instead of double."""
    style = form.style("dish", DOUBLE)
    count = Span(quantity, style)
    if count.cells + 2 > INDENT:
        count = Span(quantity, TALL)
    before = (count, Span("×", BOLD))
    used = sum(span.cells for span in before)
    indent = max(INDENT, used + 1)
    first, *rest = wrap(name, (form.width - indent) // style.width)
    yield Line((*before, space(indent - used), Span(first, style)))
    for part in rest:
        yield Line((space(indent), Span(part, style)))


def remark(text: Names, form: SlipForm, indent: int) -> Iterator[Line]:
    """What must not be missed: inverted, with a cell of ground at each end."""
    yield from inverted(said(text, form.language), form, indent)


def inverted(text: str, form: SlipForm, indent: int) -> Iterator[Line]:
    size = form.style("remark", DOUBLE)
    style = Style(size.width, size.height, bold=True, inverted=True)
    edge = space(1, style)
    margin = (space(indent),) if indent else ()
    for part in wrap(text, (form.width - indent - 2) // style.width):
        yield Line((*margin, edge, Span(part, style), edge))


def people(pairs: Sequence[tuple[str, str]], form: SlipForm) -> Iterator[Line]:
    """`批准 王姐  操作 小周`: who did what, as (msgid with {name}, name); nobody, no word."""
    if form.shows("people"):
        texts = [form.say(msgid, name=name) for msgid, name in pairs if name]
        yield from paragraph("  ".join(texts), form.width) if texts else ()


def foot(sheet: Sheet, lines: Sequence[KitchenLine], form: SlipForm) -> Iterator[Line]:
    """How much it is and when it was printed, or who wanted it again and why."""
    if sheet.again:
        left, right = form.say(_m("Reprinted {time}"), time=sheet.printed_at), sheet.again_by
    else:
        portions = quantity_text(sum(line.quantity for line in lines))
        counts = form.say(_m("Lines {lines}, portions {portions}"), lines=len(lines), portions=portions)
        left = counts if form.shows("counts") and lines else ""
        right = form.say(_m("Printed {time}"), time=sheet.printed_at)
    ends = [[Span(text, BOLD)] if text else [] for text in (left, right)]
    yield from row(ends[0], ends[1], form.width)
    if sheet.again and sheet.again_why:
        why = form.say(_m("Reason {reason}"), reason=masked(sheet.again_why))
        yield from paragraph(why, form.width, BOLD)


def order_line(sheet: Sheet, form: SlipForm) -> Span:
    return Span(form.say(_m("Order {order}"), order=sheet.order_no))


def code(sheet: Sheet, form: SlipForm) -> Iterator[Element]:
    """For a scanner: what goes out with the slip is ticked off, and its order is shown."""
    if sheet.code and form.shows("code"):
        yield QrCode(sheet.code, _CODE_SQUARE)
