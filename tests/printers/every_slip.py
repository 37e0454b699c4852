"""Each kind of slip with facts of the same evening, and with long German ones, for any width."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from printers.labels import LabelSize
from printers.slips.call import FireSlip, LateLine, RushSlip, fire_ticket, rush_ticket
from printers.slips.cancel import CancelSlip, cancel_ticket
from printers.slips.day_end import day_ticket
from printers.slips.deposit import deposit_ticket
from printers.slips.dish_sums import dish_sums_ticket
from printers.slips.figures import Figure
from printers.slips.kitchen import kitchen_ticket
from printers.slips.label import LabelSlip, label_ticket
from printers.slips.notice import Move, NoticeSlip, notice_ticket
from printers.slips.pass_slip import FromStation, PassSlip, pass_ticket
from printers.slips.pre_bill import pre_bill_ticket
from printers.slips.queue_number import queue_ticket
from printers.slips.refund import RefundSlip, refund_ticket
from printers.slips.runner import RunnerSlip, runner_ticket
from printers.slips.samples import (
    DAY,
    DEPOSIT,
    DEPOSIT_BACK,
    DISH_SUMS,
    LABEL,
    LABELS,
    ORDERED,
    PICKUP,
    PRE_BILL,
    QUEUE,
    SHIFT,
    SLIPS,
    STATEMENT,
    STORE_CODE,
)
from printers.slips.shift import shift_ticket
from printers.slips.statement import statement_ticket
from printers.slips.store_code import store_code_ticket
from printers.slips.words import SlipForm
from printers.ticket import Ticket, Width
from tests.printers.evening import LONG_NAMES, chinese

Draw = Callable[[SlipForm], Ticket]
# ---------------------------------------------------------------- the same in long German

_DE = LONG_NAMES.lines
KITCHEN = {"de": "Warme Küche"}
TERRACE = {
    "station": KITCHEN,
    "table": "Terrasse 12",
    "number": 1203,
    "order_no": "1121-050-1",
    "at": "20:05",
    "printed_at": "20:05:44",
    "area": {"de": "Große Terrasse"},
    "guests": 12,
    "by": "Herr Müller-Lüdenscheidt",
}
_BILL_DE = replace(
    PRE_BILL,
    table="Terrasse 12",
    cashier="Herr Müller-Lüdenscheidt",
    store={"de": "Gasthaus zur Sichuanpfefferblüte am Rindermarkt"},
    lines=tuple(
        replace(line, names=_DE[place % 3].names, spec=_DE[place % 3].spec, options=())
        for place, line in enumerate(PRE_BILL.lines)
    ),
    charges=(),
)

GERMAN: Mapping[str, Draw] = {
    "pass": lambda form: pass_ticket(PassSlip(**TERRACE, shares=(FromStation(KITCHEN, _DE),)), form),  # type: ignore[arg-type]
    "cancel": lambda form: cancel_ticket(
        CancelSlip(
            **TERRACE,  # type: ignore[arg-type]
            lines=_DE,
            reason="Die Gäste haben sich über die Wartezeit beschwert",
            approved_by="Frau Schneider-Wolkenkuckucksheim",
        ),
        form,
    ),
    "rush": lambda form: rush_ticket(
        RushSlip(**TERRACE, late=tuple(LateLine(line, 48) for line in _DE), times=3),  # type: ignore[arg-type]
        form,
    ),
    "fire": lambda form: fire_ticket(
        FireSlip(**TERRACE, lines=_DE, course={"de": "Zwischengerichte nach der Suppe"}),  # type: ignore[arg-type]
        form,
    ),
    "table-changed": lambda form: notice_ticket(
        NoticeSlip(**TERRACE, move=Move.TABLE, tables_from=("Wintergarten 7",), lines=_DE),  # type: ignore[arg-type]
        form,
    ),
    "tables-joined": lambda form: notice_ticket(
        NoticeSlip(**TERRACE, move=Move.JOINED, tables_from=("Terrasse 10", "Terrasse 11")),  # type: ignore[arg-type]
        form,
    ),
    "runner": lambda form: runner_ticket(RunnerSlip(**TERRACE, lines=_DE, left=0), form),  # type: ignore[arg-type]
    "pre-bill": lambda form: pre_bill_ticket(_BILL_DE, form),
    "shift": lambda form: shift_ticket(
        replace(
            SHIFT,
            cashier="Herr Müller-Lüdenscheidt",
            tenders=(Figure("Gutschein der Fremdenverkehrsgesellschaft", 123456789, 1021),),
        ),
        form,
    ),
    "account": lambda form: statement_ticket(
        replace(
            STATEMENT,
            store={"de": "Gasthaus zum Goldenen Wolkenkuckucksheim"},
            name="Fremdenverkehrsgesellschaft Oberes Wiesental GmbH",
            contact="Frau Schneider-Wolkenkuckucksheim 13812345678",
            lines=(Figure("11-03 20:14 Rechnung Weihnachtsfeier", 128000000),),
        ),
        form,
    ),
    "deposit": lambda form: deposit_ticket(
        replace(
            DEPOSIT,
            store={"de": "Gasthaus zum Goldenen Wolkenkuckucksheim"},
            amount=123456789,
            way="Gutschein der Fremdenverkehrsgesellschaft",
            tables="Wintergarten 7 Terrasse 10",
            by="Frau Schneider-Wolkenkuckucksheim",
        ),
        form,
    ),
    "deposit-back": lambda form: deposit_ticket(
        replace(DEPOSIT_BACK, reason="Die Gäste haben sich über die Wartezeit beschwert"), form
    ),
    "refund": lambda form: refund_ticket(
        RefundSlip(
            store={"de": "Gasthaus zum Goldenen Wolkenkuckucksheim"},
            table="Wintergarten 7",
            order_no="1121-047",
            receipt=47,
            at="2026-11-21 21:12",
            by="Frau Schneider-Wolkenkuckucksheim",
            amount=123456,
            tenders=(Figure("Gutschein vom Weihnachtsmarkt", 100000), Figure("Bar", 23456)),
            dishes=(({"de": "Rinderkraftbrühe mit Flädle und Markklößchen"}, 2000),),
            reason="Die Gäste haben sich über die Wartezeit beschwert",
            approved_by="Frau Schneider-Wolkenkuckucksheim",
        ),
        form,
    ),
    "day-end": lambda form: day_ticket(
        replace(
            DAY,
            categories=(Figure("Donaudampfschifffahrtsgesellschaftskapitänsteller", 90210000, 2140),),
            carried=("Terrasse 12 noch nicht bezahlt: 386,00; Rechnung angefordert um 22:58",),
        ),
        form,
    ),
    "dish-sums": lambda form: dish_sums_ticket(
        replace(
            DISH_SUMS,
            categories=(
                (
                    "Warme Hauptgerichte vom Holzkohlegrill",
                    (Figure("Rinderkraftbrühe mit Flädle (groß)", 90210000, "2140.5", "1 geschenkt"),),
                ),
            ),
        ),
        form,
    ),
    "queue": lambda form: queue_ticket(
        replace(QUEUE, store={"de": "Gasthaus zur Sichuanpfefferblüte am Rindermarkt"}), form
    ),
    "pick-up": lambda form: queue_ticket(
        replace(PICKUP, kind={"de": "Zum Mitnehmen"}, again="reprint"), form
    ),
    "takeaway": lambda form: kitchen_ticket(
        replace(LONG_NAMES, table="Zum Mitnehmen 012", guests=0, to_go=True), form
    ),
    "for-later": lambda form: kitchen_ticket(
        replace(LONG_NAMES, table="Zum Mitnehmen 013", guests=0, to_go=True, wanted="18:30"), form
    ),
    "store-code": lambda form: store_code_ticket(
        replace(STORE_CODE, store="Gasthaus zur Sichuanpfefferblüte am Rindermarkt"), form
    ),
}
LABEL_DE = replace(
    LABEL,
    names={"de": "Mangopampelmusentapiokadessert mit Kokosmilch"},
    choices=({"de": "ohne Zucker"}, {"de": "ohne Eis"}, {"de": "extra Tapiokaperlen"}),
    remarks=({"und": "bitte ohne Deckel"},),
)


def in_chinese() -> Iterator[tuple[str, Ticket]]:
    """Each slip with the demo's languages, named by kind and millimetres."""
    for millimetres, width in ((80, Width.MM_80), (58, Width.MM_58)):
        form = chinese(width)
        for kind, draw in {**ORDERED, **SLIPS}.items():
            yield f"{kind}-{millimetres}", draw(form)
    for name, size in LABELS.items():
        yield name, label(LABEL, size, chinese(Width.MM_58))


def label(slip: LabelSlip, size: LabelSize, form: SlipForm) -> Ticket:
    """A label of a size; it is the label that says how wide."""
    return label_ticket(slip, replace(form, width=size.cells), size)
