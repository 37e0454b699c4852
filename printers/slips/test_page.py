"""A page that shows what a printer can do, so that the cashier can say what came out."""

from collections.abc import Iterator
from dataclasses import dataclass

from printers.layout import bar, centered, paragraph, row
from printers.slips.words import SlipForm
from printers.ticket import (
    BOLD,
    DOUBLE,
    TALL,
    TRIPLE,
    Cut,
    DrawerKick,
    Element,
    Feed,
    QrCode,
    Rule,
    Span,
    Style,
    Ticket,
)


@dataclass(frozen=True, slots=True)
class TestPage:
    """`printer` is the name that staff use, `address` where it is, `code` any text to scan."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    printer: str
    address: str
    printed_at: str
    code: str = "https://example.com/"
    open_drawer: bool = False


def test_page_ticket(page: TestPage, form: SlipForm) -> Ticket:
    return Ticket(form.width, tuple(_elements(page, form)))


test_page_ticket.__test__ = False  # type: ignore[attr-defined]  # as above


def _elements(page: TestPage, form: SlipForm) -> Iterator[Element]:
    _ = form.translate
    width = form.width
    yield from bar([Span(_("Printer test"), DOUBLE)], width, center=True)
    yield from row([Span(page.printer, BOLD)], [Span(page.printed_at, BOLD)], width)
    yield from paragraph(page.address, width)
    yield Rule()
    yield from paragraph(("1234567890" * 5)[:width], width)
    yield from paragraph("中文宽度测试一二三四五六七八九十百千万亿"[: width // 2], width)
    yield Rule(dashed=True)
    yield from row([Span("1 A6 水煮鱼")], [Span("1×1")], width)
    yield from row([Span("2 A6 水煮鱼", TALL)], [Span("1×2")], width)
    yield from row([Span("3 A6 水煮鱼", DOUBLE)], [Span("2×2")], width)
    yield from row([Span("4 A6 鱼", TRIPLE)], [Span("3×3")], width)
    yield from row([Span(" 免花生 ", Style(2, 2, bold=True, inverted=True))], [Span("￥√×→★①")], width)
    yield Rule(dashed=True)
    yield QrCode(page.code)
    yield from centered(_("Scan it, then look whether the paper is cut"), width)
    yield Feed()
    yield Cut()
    if page.open_drawer:
        yield DrawerKick()
