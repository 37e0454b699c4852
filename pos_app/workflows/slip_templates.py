"""How a store wants its slips: templates applied to what is printed, changed by whoever may, shown before.

A template that the store's state holds but nobody can read or print is passed over: a slip always comes out.
"""

from __future__ import annotations

import gettext
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace

from domain.errors import Refused, name_in
from domain.floor.openings import Opening
from domain.floor.pickup import label_of
from domain.floor.plan import Floor
from domain.record.plain import from_plain, to_plain
from domain.record.rows import Document
from domain.record.tables import Tables
from domain.selling.print_setup import CUP
from domain.selling.printing import LABEL, PrintJob, setup_in
from domain.selling.slip_templates import (
    NO_SECOND,
    NO_TEMPLATES,
    SlipTemplate,
    SlipTemplates,
    check_template,
)
from pos_app.database.state import SqlTables
from pos_app.paths import TRANSLATIONS
from pos_app.workflows.book import Entry
from pos_app.workflows.reading import document
from pos_app.workflows.slip_facts import clock
from pos_app.workflows.staff_write import StaffWrite
from pos_app.workflows.views import StoreView
from printers.escpos import encode
from printers.paper import Paper
from printers.press import read_paper
from printers.raster import Painter
from printers.slips.words import SlipForm
from printers.ticket import Width

log = logging.getLogger(__name__)
NAME = "slips"
_KINDS = {"day": "day_end", "prebill": "pre_bill"}  # a print job's kind where it is not the template's
_SAMPLE_FACTS = {"store": "花椒小馆", "branch": "人民路店", "phone": "028-0000-0118"}
_SAMPLE_TABLE = {"table": "A6", "order": "1121-047-1", "time": "18:36"}


def templates_in(tables: Tables) -> SlipTemplates:
    """The store's templates; none if it has published none, or in a form we do not know."""
    row = tables.get(Document, NAME)
    try:
        return from_plain(SlipTemplates, row.body) if row else NO_TEMPLATES
    except Refused:
        log.warning("the slips' templates cannot be read")
        return NO_TEMPLATES


def form_for(tables: SqlTables, job: PrintJob, form: SlipForm, now: int) -> SlipForm:
    """A printer's form with what the owner wants of such slips; as the house has it if that is broken."""
    kind = "label" if makes_cups(tables, job) else _KINDS.get(job.kind, job.kind)
    template = templates_in(tables).of(kind)
    if template == SlipTemplate(template.kind):
        return form
    try:
        check_template(template)
    except Refused as no:
        log.warning("a slip's template is passed over", extra={"kind": job.kind, "code": no.code})
        return form
    form = with_template(form, template)
    return replace(form, facts=_facts(tables, job, form, now))


def makes_cups(tables: Tables, job: PrintJob) -> bool:
    """Whether a job is a label for each cup, as its station is set up now."""
    if job.kind == LABEL:
        return True
    setup = setup_in(tables)
    cut = setup.slips_of(job.station).cut
    return job.kind == "kitchen" and cut == CUP and not setup.labels_at(job.station)


def with_template(form: SlipForm, template: SlipTemplate) -> SlipForm:
    """The form in the template's languages."""
    second = None if template.second == NO_SECOND else template.second or form.second
    if not template.language or template.language == form.language:
        return replace(form, template=template, second=second)
    words = gettext.translation("mashang", TRANSLATIONS, [template.language.replace("-", "_")], fallback=True)
    return replace(
        form, template=template, language=template.language, second=second, translate=words.gettext
    )


def _facts(tables: SqlTables, job: PrintJob, form: SlipForm, now: int) -> Mapping[str, str]:
    """What stands for the braces of a template's words."""
    store = document(tables, StoreView, "store", StoreView())
    opening = tables.get(Opening, job.opening) if job.opening else None
    floor = document(tables, Floor, "floor", Floor())
    return {
        "store": name_in(store.names, form.language),
        "branch": name_in(store.branch, form.language),
        "phone": store.phone,
        "table": name_in(label_of(floor, opening), form.language) if opening else "",
        "order": opening.number if opening else "",
        "time": clock(now, store.zone, "%H:%M"),
    }


def preview(template: SlipTemplate, form: SlipForm, painter: Painter | None) -> Paper:
    """What a slip of that kind would look like. Raises Refused with the reason why it cannot be printed."""
    from printers.slips.samples import SAMPLES  # only when somebody looks

    check_template(template)
    try:
        shown = replace(with_template(form, template), facts={**_SAMPLE_FACTS, **_SAMPLE_TABLE})
        ticket = SAMPLES[template.kind](shown)
        return read_paper(encode(ticket, painter), ticket.width.dots)
    except Refused:
        raise
    except Exception as error:
        log.exception("a slip with a new template cannot be drawn")
        raise Refused("slip_does_not_print") from error


def last_paper(entry: Entry, template: SlipTemplate, form: SlipForm, painter: Painter | None) -> Paper | None:
    """The newest slip of that kind of this business day as the template would have it; None without any."""
    from pos_app.workflows.slips import drawn  # which knows the templates

    check_template(template)
    kind = {theirs: ours for ours, theirs in _KINDS.items()}.get(template.kind, template.kind)
    jobs = entry.tables.where(PrintJob, date=entry.date)
    mine = [job for job in jobs if job.kind == kind and not makes_cups(entry.tables, job)]
    if not mine:
        return None
    job = max(mine, key=lambda one: (one.queued_at, one.number))
    shown = with_template(form, template)
    shown = replace(shown, facts=_facts(entry.tables, job, shown, entry.now))
    return read_paper(encode(drawn(entry.tables, job, shown, entry.now), painter), shown.width.dots)


class SlipVerbs:
    """``till.slips``. Each returns at once. ``url``: where phones find this store."""

    def __init__(self, staff_write: StaffWrite, url: Callable[[], str]) -> None:
        self._staff_write, self._url = staff_write, url

    def templates(self, by: str) -> Future[SlipTemplates]:
        """As they are now."""
        return self._staff_write(by, "settings", lambda entry: templates_in(entry.tables))

    def last(
        self, template: SlipTemplate, form: SlipForm, painter: Painter | None, by: str
    ) -> Future[Paper | None]:
        """The last real slip of the day in a template; see ``last_paper``."""
        form = replace(form, site=self._url())
        return self._staff_write(by, "settings", lambda entry: last_paper(entry, template, form, painter))

    def publish(self, template: SlipTemplate, by: str) -> Future[SlipTemplates]:
        """From the next slip of its kind on. Refused with the reason if it does not print; then all stays."""
        return self._staff_write(by, "settings", lambda entry: publish_template(entry, template, by))


def publish_template(entry: Entry, template: SlipTemplate, by: str) -> SlipTemplates:
    """Checked and tried on both widths first; what changes nothing is no fact."""
    for width in (Width.MM_80, Width.MM_58):
        preview(template, SlipForm(width), None)
    before = templates_in(entry.tables)
    if template == before.of(template.kind):
        return before
    after = before.with_one(template)
    entry.record("slips.published", to_plain(after), by)
    return after
