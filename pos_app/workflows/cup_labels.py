"""From state to labels 杯贴: one for each cup or box that a station makes of an order, 1/3, 2/3, 3/3."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from domain.errors import name_in
from domain.floor.later import place_of_guests
from domain.floor.plan import Floor
from domain.selling.printing import PrintJob, keys_of, keys_on, setup_in
from pos_app.database.state import SqlTables
from pos_app.workflows.kitchen_slips import Share, printer_names, share_of
from pos_app.workflows.reading import document
from pos_app.workflows.slip_facts import clock
from pos_app.workflows.views import StoreView
from printers.labels import LabelSize
from printers.slips.label import LabelSlip, label_ticket
from printers.slips.sheet import KitchenLine
from printers.slips.words import SlipForm
from printers.ticket import Cut, Element, Ticket


def cups_ticket(tables: SqlTables, job: PrintJob, form: SlipForm) -> Ticket:
    """All labels of a station's share, in one job: so they are queued, moved and repeated together."""
    size = LabelSize(height=form.height) if form.height else LabelSize(height=200)  # a roll ends nowhere
    elements: list[Element] = []
    for slip in cups(tables, job, form):
        elements += (*label_ticket(slip, form, size).elements, Cut())
    return Ticket(form.width, tuple(elements))


def cups(tables: SqlTables, job: PrintJob, form: SlipForm) -> Iterator[LabelSlip]:
    """The facts of each label, in the order of the dishes."""
    share = share_of(tables, job)
    store = document(tables, StoreView, "store", StoreView())
    label = place_of_guests(tables, document(tables, Floor, "floor", Floor()), share.at)
    setup, menu = setup_in(tables), share.menu

    def cups_of(dish: str) -> int:
        known = menu.by_id.get(dish)
        return setup.cups_of(dish, known.categories if known else ())

    made = list(_pieces(share, job, cups_of))
    for piece, line in enumerate(made, 1):
        yield LabelSlip(
            number=name_in(label, form.language) or share.opening.number,
            names=line.names,
            piece=piece,
            pieces=len(made),
            spec=line.spec,
            choices=line.options,
            remarks=line.remarks,
            store=store.names,
            at=clock(share.order.at, store.zone, "%H:%M"),
            again=job.mark,
            meant_for=printer_names(tables, share.menu, job.meant_for),
        )


def _pieces(share: Share, job: PrintJob, cups_of: Callable[[str], int]) -> Iterator[KitchenLine]:
    """Each cup of each portion by itself; what is weighed goes into one."""
    for row in share.rows:
        dishes = {key: dish for key, _station, dish in keys_of(row)}
        for key in keys_on(job, row):
            each = max(1, cups_of(dishes[key]))
            for line in share.lines(row, job.station, [key]):
                yield from [line] * (each * max(1, line.quantity // 1000))
