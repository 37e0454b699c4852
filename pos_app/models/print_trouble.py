"""What about printing needs a person now, worst first, and what that person may do with one tap."""

from dataclasses import dataclass

from pos_app.language import _, ngettext, pgettext
from pos_app.models.print_rows import in_trouble, job_title, needs_person, printer_word
from pos_app.models.wording import Wording
from pos_app.workflows.views import JobView, PrinterView, TillView

Act = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Trouble:
    """In words; ``tone`` warn | danger. ``acts`` are (key, words), see ``screens/printing/print_acts.py``."""

    tone: str
    title: str
    detail: str
    acts: tuple[Act, ...]


def worst_trouble(view: TillView, wording: Wording) -> Trouble | None:
    """A printer that keeps dishes waiting, a ticket nobody can speak for, then what only should be known."""
    dead = [one for one in view.printers if in_trouble(one)]
    held = [one for one in view.printers if one.paused_at and one.waiting]
    doubts = [job for job in reversed(view.jobs) if needs_person(job)]  # the oldest first
    waiting = next((one for one in dead if waits(view, one)), None)
    lost = [job for job in reversed(view.jobs) if _has_no_printer(view, job)]
    if waiting:
        return _dead(view, waiting, wording)
    if lost:
        return _lost(view, lost, wording)
    if doubts:
        return _doubt(view, doubts, wording)
    if held:
        return _paused(view, held[0], wording)
    return _dead(view, dead[0], wording) if dead else None


def waits(view: TillView, printer: PrinterView) -> int:
    """How many tickets come out of it by themselves, once it prints."""
    return printer.waiting - to_check(view, printer)


def to_check(view: TillView, printer: PrinterView) -> int:
    """How many tickets may have come out of it: no copy follows before somebody has looked."""
    return sum(job.printer == printer.id and job.state == "unknown" for job in view.jobs)


def other_printer(view: TillView, printer: str) -> PrinterView | None:
    """Where its tickets would go: the fallback of a station that prints there, else any that prints."""
    well = [one for one in view.printers if one.id != printer and one.well and one.target]
    stations = [one for one in view.print_setup.stations if printer in one.printers]
    wanted = [one.fallback for one in stations]
    return next((one for one in well if one.id in wanted), next(iter(well), None))


def _dead(view: TillView, printer: PrinterView, wording: Wording) -> Trouble:
    title = _("{printer}: {state} since {time}.").format(
        printer=wording.name(printer.names),
        state=printer_word(printer.state),
        time=wording.clock(printer.since),
    )
    if not printer.waiting:
        detail = _moved_words(view, printer, wording) or _("No ticket waits. Orders are taken as usual.")
        return Trouble("danger", title, detail, (("printers", _("See printers")),))
    count = waits(view, printer)
    wait = ngettext(
        "{n} ticket waits and prints by itself.", "{n} tickets wait and print by themselves.", count
    ).format(n=count)
    detail = " ".join(filter(None, (wait, _moved_words(view, printer, wording))))
    only = [job for job in view.jobs if job.printer == printer.id and job.state in ("queued", "failed")]
    first = (f"cancel:{only[0].id}", _("Cancel it")) if len(only) == 1 else ("printers", _("See printers"))
    acts = (first, (f"retry:{printer.id}", _("Try now")), *_move_act(view, printer, wording))
    return Trouble("danger", title, detail, acts)


def _paused(view: TillView, printer: PrinterView, wording: Wording) -> Trouble:
    title = _("{printer} is paused since {time}.").format(
        printer=wording.name(printer.names), time=wording.clock(printer.paused_at)
    )
    detail = ngettext(
        "{n} ticket waits until it goes on.", "{n} tickets wait until it goes on.", printer.waiting
    ).format(n=printer.waiting)
    acts = (*_move_act(view, printer, wording), (f"resume:{printer.id}", _("Go on")))
    return Trouble("warn", title, detail, acts)


def _move_act(view: TillView, printer: PrinterView, wording: Wording) -> tuple[Act, ...]:
    other = other_printer(view, printer.id)
    if other is None:
        return ()
    words = _("Print at {printer}").format(printer=wording.name(other.names))
    return ((f"move:{printer.id}:{other.id}", words),)


def _moved_words(view: TillView, printer: PrinterView, wording: Wording) -> str:
    moved = [job for job in view.jobs if job.meant_for == printer.id]
    if not moved:
        return ""
    places = dict.fromkeys(wording.name(job.printer_names) for job in moved)
    return ngettext("{n} ticket went to {printers}.", "{n} tickets went to {printers}.", len(moved)).format(
        n=len(moved), printers=pgettext("list", ", ").join(places)
    )


def _has_no_printer(view: TillView, job: JobView) -> bool:
    """Whether it waits for a printer that was taken out of the set-up. Stations need not have one."""
    gone = job.printer != job.station and all(one.id != job.printer for one in view.printers)
    return gone and job.state in ("queued", "failed") and bool(view.printers)


def _lost(view: TillView, lost: list[JobView], wording: Wording) -> Trouble:
    job = lost[0]
    title = _("{ticket} waits for a printer that is not set up any more.").format(
        ticket=f"{job_title(job, wording)} No.{job.number:04d}"
    )
    cancel = (f"cancel:{job.id}", _("Cancel it"))
    return Trouble(
        "warn", title, _details(job, wording, len(lost) - 1), (cancel, *_job_acts(view, job, wording, ""))
    )


def _doubt(view: TillView, doubts: list[JobView], wording: Wording) -> Trouble:
    """One ticket after the other: what it is, where to look, what to do with it."""
    job = doubts[0]
    what = f"{job_title(job, wording)} No.{job.number:04d}"
    title = {
        "unknown": _("{ticket}: nobody knows whether it came out of {printer}."),
        "failed": _("{ticket} was not printed by {printer}."),
        "expired": _("{ticket} has waited too long for {printer}."),
    }[job.state].format(ticket=what, printer=wording.name(job.printer_names))
    detail = f"{_asked(job)} {_details(job, wording, len(doubts) - 1)}"
    if job.state == "unknown":
        first = (f"came_out:{job.id}", _("It came out"))
        return Trouble("warn", title, detail, (first, *_job_acts(view, job, wording, _("It did not: print"))))
    cancel = (f"cancel:{job.id}", _("Cancel it"))
    return Trouble("warn", title, detail, (cancel, *_job_acts(view, job, wording, _("Print now"))))


def _details(job: JobView, wording: Wording, more: int) -> str:
    """Its dishes, and how many other tickets are like it."""
    dishes = pgettext("list", ", ").join(map(wording.name, job.titles[:4]))
    rest = ngettext("{n} more ticket to check.", "{n} more tickets to check.", more).format(n=more)
    return " ".join(filter(None, (dishes, rest if more else "")))


def _asked(job: JobView) -> str:
    """Where to look first; of what is no dish to cook nobody in the kitchen knows."""
    if not job.titles:
        unknown = job.state == "unknown"
        return _("Look at the paper first.") if unknown else _("Print it now or not: the sale stands.")
    return _("Look at the paper first:") if job.state == "unknown" else _("Ask the kitchen first:")


def _job_acts(view: TillView, job: JobView, wording: Wording, again: str) -> tuple[Act, ...]:
    """Print it where it is, or, if nothing comes out there, at another printer."""
    own = next((one for one in view.printers if one.id == job.printer), None)
    other = other_printer(view, job.printer)
    if (own is None or not own.well) and other:
        words = _("Print at {printer}").format(printer=wording.name(other.names))
        return ((f"move_one:{job.id}:{other.id}", words),)
    return ((f"print_again:{job.id}", again),) if again else ()
