"""A day's figures as a PDF of one page or more: what the slip says, on A4."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QStandardPaths
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from domain.money.day_figures import DayFigures
from domain.money.dish_sums import by_category
from pos_app.language import _
from pos_app.models.day_words import said_of
from pos_app.models.wording import Wording
from pos_app.screens.desk import Desk
from pos_app.workflows.dish_words import category_name, dish_figures
from pos_app.workflows.report_slips import Around, day_slip
from printers.slips.day_end import day_counts, day_sections
from printers.slips.figures import Figure
from printers.slips.words import SlipForm

STYLE = "h1{font-size:20pt} h2{font-size:13pt;margin-top:12px} .sum{font-weight:bold} .note{color:#57524A}"
LATIN = ("Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans")
RESOLUTION = 300  # dots per inch
TEXT = 11.0  # points


def pdf_name(figures: DayFigures, z: int) -> str:
    """The file's name: "Z-0326-2026-11-21.pdf"."""
    return f"Z-{z:04d}-{figures.date}.pdf" if z else f"X-{figures.date}.pdf"


def pdf_folder() -> Path:
    """Where a person looks for documents."""
    known = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(known or Path.home()) / "Mashang"


def write_pdf(desk: Desk, figures: DayFigures, z: int, by: str, folder: Path) -> Path:
    """Write the page. Raises OSError if the folder cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / pdf_name(figures, z)
    path.touch()
    writer = QPdfWriter(str(path))
    writer.setTitle(pdf_name(figures, z).removesuffix(".pdf"))
    writer.setCreator(_("Mashang till"))
    writer.setResolution(RESOLUTION)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(18, 18, 18, 18), QPageLayout.Unit.Millimeter)
    page = QTextDocument()
    page.documentLayout().setPaintDevice(writer)
    page.setDefaultFont(_font(desk))
    page.setDefaultStyleSheet(STYLE)
    page.setPageSize(writer.pageLayout().paintRectPixels(RESOLUTION).size().toSizeF())
    page.setHtml(_page(desk, figures, z, by))
    page.print_(writer)
    return path


def _font(desk: Desk) -> QFont:
    """Latin letters and figures by a face of their own: those of a Chinese one have no characters in the
    page, so that nobody could search or copy a sum."""
    font = QFont(desk.theme.font(16))
    font.clearFeatures()
    font.setPointSizeF(TEXT)  # the screen's is in pixels, of which a page has three times as many
    font.setFamilies([*LATIN, *font.families()])
    return font


def _page(desk: Desk, figures: DayFigures, z: int, by: str) -> str:
    """The slip's own facts, so that paper and page never differ."""
    wording, view = desk.wording, desk.view
    form = SlipForm(language=wording.language, translate=_)
    slip = day_slip(figures, z, by, Around(view.store, view.people), form, desk.now)
    number = _("Z {z}").format(z=f"{z:04d}") if z else _("X, the day is not closed")
    head = f"{figures.date} · {number} · {said_of(figures, wording)}"
    sums = [
        (_("Receivable"), wording.figure(slip.receivable)),
        (_("Reductions"), wording.figure(-slip.reductions)),
        (_("Takings"), wording.money(slip.takings)),
    ]
    words = escape(_("Practice: nothing here is cooked, paid or counted."))
    practice = f"<h1>{words}</h1>"
    return "".join(
        (
            practice if view.store.practice else "",
            f"<h1>{escape(wording.name(view.store.names))}</h1><p class='note'>{escape(head)}</p>",
            _table("", sums),
            *(_table(heading, _rows(lines, wording)) for heading, lines in day_sections(slip, form)),
            _table(_("Other figures"), list(day_counts(slip, form))),
            _lines(_("Carried over"), slip.carried),
            f"<p class='note'>{escape(f'{slip.by} · {slip.printed_at}')}</p>",
            _dishes(figures, wording, form),
        )
    )


def _rows(lines: Sequence[Figure], wording: Wording) -> list[tuple[str, str]]:
    """A line for each figure, and one for what is true of it besides."""
    rows: list[tuple[str, str]] = []
    for one in lines:
        label = one.label if one.count is None else f"{one.label} × {one.count}"
        rows.append((label, wording.figure(one.amount)))
        rows += [(one.note, "")] if one.note else []
    return rows


def _dishes(figures: DayFigures, wording: Wording, form: SlipForm) -> str:
    """What was sold, on a page of its own: a table for each category."""
    found = by_category(figures.dishes)
    heading = escape(_("What was sold"))
    tables = [f"<h1 style='page-break-before:always'>{heading}</h1>"] if found else []
    for of in found:
        tables.append(_table(category_name(of, form.language, _), _rows(dish_figures(of, form), wording)))
    return "".join(tables)


def _lines(heading: str, lines: Sequence[str]) -> str:
    """Whole sentences, each as wide as the page."""
    if not lines:
        return ""
    rows = "".join(f"<tr><td>{escape(line)}</td></tr>" for line in lines)
    return f"<h2>{escape(heading)}</h2><table width='100%' cellspacing='0' cellpadding='1'>{rows}</table>"


def _table(heading: str, rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    lines = "".join(
        f"<tr><td width='70%'>{escape(words)}</td><td width='30%' align='right'>{escape(figure)}</td></tr>"
        for words, figure in rows
    )
    title = f"<h2>{escape(heading)}</h2>" if heading else ""
    return f"{title}<table width='100%' cellspacing='0' cellpadding='1'>{lines}</table>"


def escape(text: str) -> str:
    """As it stands in a page's text; Python's own way brings 2 MB of names of characters along."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
