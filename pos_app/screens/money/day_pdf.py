"""A day's figures as a PDF of one page or more: what the slip says, on A4."""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QStandardPaths
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from domain.money.day_figures import DayFigures
from pos_app.language import _
from pos_app.models.day_words import loose_ends, part_word, said_of, unconfirmed_words
from pos_app.screens.desk import Desk
from pos_app.screens.money.hand_over import over_word

STYLE = (
    "body{font-size:11pt} h1{font-size:20pt} h2{font-size:13pt;margin-top:14pt} td{padding:2pt 6pt}"
    " .sum{font-weight:bold} .note{color:#57524A}"
)
RESOLUTION = 300  # dots per inch


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
    page.setDefaultFont(desk.theme.font(16))
    page.setDefaultStyleSheet(STYLE)
    page.setPageSize(writer.pageLayout().paintRectPixels(RESOLUTION).size().toSizeF())
    page.setHtml(_page(desk, figures, z, by))
    page.print_(writer)
    return path


def _page(desk: Desk, figures: DayFigures, z: int, by: str) -> str:
    wording, view = desk.wording, desk.view
    number = _("Z {z}").format(z=f"{z:04d}") if z else _("X, the day is not closed")
    who = wording.name(next((one.name for one in view.staff if one.id == by), {}))
    head = f"{figures.date} · {number} · {said_of(figures, wording)}"
    parts = [(part_word(part.name), wording.figure(part.amount)) for part in figures.parts]
    tenders = [
        (f"{wording.name(one.names)} × {one.count}", wording.figure(one.amount)) for one in figures.tenders
    ]
    drawers = []
    for one in figures.drawers:
        name = wording.name(next((p.name for p in view.staff if p.id == one.by), {}))
        over = (
            _("Not counted") if one.over is None else f"{over_word(one.over)} {wording.figure(abs(one.over))}"
        )
        drawers.append((f"{one.number} · {name} · {one.reason}".rstrip(" ·"), over))
    loose = [(one.title, one.note) for one in loose_ends(figures.carried, view, wording)]
    takings = (_("Takings"), wording.money(figures.takings))
    receivable = [
        (_("Receivable"), wording.figure(figures.receivable)),
        (_("Reductions"), wording.figure(-figures.reductions)),
        takings,
    ]
    practice = f"<h1>{escape(_('Practice: nothing here is cooked, paid or counted.'))}</h1>"
    return "".join(
        (
            practice if view.store.practice else "",
            f"<h1>{escape(wording.name(view.store.names))}</h1><p class='note'>{escape(head)}</p>",
            _table("", receivable),
            _table(_("How it comes about"), [*parts, takings]),
            _table(_("Where the money is"), tenders),
            _table(
                _("To be confirmed"), [(unconfirmed_words(one, wording), "") for one in figures.unconfirmed]
            ),
            _table(_("Drawers"), drawers),
            _table(_("Carried over"), loose),
            f"<p class='note'>{escape(who)}</p>",
        )
    )


def _table(heading: str, rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    lines = "".join(
        f"<tr><td width='70%'>{escape(words)}</td><td width='30%' align='right'>{escape(figure)}</td></tr>"
        for words, figure in rows
    )
    title = f"<h2>{escape(heading)}</h2>" if heading else ""
    return f"{title}<table width='100%' cellspacing='0'>{lines}</table>"


def escape(text: str) -> str:
    """As it stands in a page's text; Python's own way brings 2 MB of names of characters along."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
