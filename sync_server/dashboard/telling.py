"""One order's way in words: phone, relay, till, printer, money, each with its time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import name_in
from domain.money.adjustments import VOIDED, Adjustment
from domain.money.payments import Payment
from domain.money.reasons import WORDS
from domain.selling.orders import Order, OrderLine
from domain.selling.printing import PrintJob
from domain.selling.weights import UNIT_WORDS
from sync_server.dashboard.figures import Figures
from sync_server.database.asked import Asked
from sync_server.diner.language import Language
from sync_server.workflows.reporting import Trace


def _m(message: str) -> str:
    return message


# state: (icon, tone, words)
PRINTED: Mapping[str, tuple[str, str, str]] = {
    "queued": ("hourglass", "warn", _m("{station}: waits for the printer")),
    "sending": ("printer", "warn", _m("{station}: printing")),
    "confirmed": ("printer", "good", _m("{station}: printed, the printer confirms it")),
    "unsure": ("printer", "good", _m("{station}: sent; this printer cannot confirm")),
    "unknown": ("hourglass", "warn", _m("{station}: unclear whether it was printed")),
    "failed": ("warning", "bad", _m("{station}: not printed")),
    "expired": ("note", "plain", _m("{station}: not printed any more")),
    "cancelled": ("note", "plain", _m("{station}: staff cancelled the ticket")),
}


CHANGED: Mapping[str, str] = {
    "line.voided": _m("{dish} ×{portions} voided, {amount}"),
    "line.returned": _m("{dish} ×{portions} came back unopened, {amount}"),
    "banquet.tables": _m("Tables of the banquet changed by {portions}, {amount} less"),
    "line.given": _m("{dish} ×{portions} given, {amount}"),
    "line.repriced": _m("{dish} priced anew, {amount} less"),
    "line.discounted": _m("{dish} discounted, {amount}"),
    "line.weighed": _m("{dish} weighed: {portions} {unit}"),
    "bill.discounted": _m("Bill discounted, {amount}"),
    "payment.refunded": _m("Given back: {amount}"),
    "bill.reversed": _m("Bill reversed, {amount} left it; another one stands in its place"),
    "voucher.voided": _m("Voucher taken off the bill: {amount}"),
    "payment.moved": _m("A payment of {amount} came from another table"),
    "payment.changed": _m("A payment is booked by another way of paying"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step. tone: good | plain | warn | bad. ``items``: (dish, details, amount) of a round."""

    icon: str
    tone: str
    title: str
    detail: str
    items: tuple[tuple[str, str, str], ...] = ()


def steps(trace: Trace, figures: Figures, language: Language) -> list[Step]:
    """The whole way of one opening, oldest first."""
    teller = _Teller(trace, figures, language)
    found: list[Step] = []
    for order in trace.story.orders:
        found += teller.order(order)
    changes = [(one.at, teller.adjustment(one)) for one in trace.story.adjustments]
    paid = [(one.at, [teller.payment(one)]) for one in trace.story.payments]
    for _at, told in sorted([*changes, *paid], key=lambda step: step[0]):
        found += told
    found += teller.end()
    return found


class _Teller:
    def __init__(self, trace: Trace, figures: Figures, language: Language) -> None:
        self._trace = trace
        self._figures = figures
        self._ = language.translate
        self._ngettext = language.catalogue.ngettext
        self._tag = language.tag

    def order(self, order: Order) -> list[Step]:
        """From whoever ordered to the paper."""
        lines = [row for row in self._trace.story.lines if row.order == order.id]
        if any(one.id == order.id for one in self._trace.story.adjustments):
            return []  # copies on a correcting bill: nobody ordered them again
        asked = self._trace.story.asked.get(order.id)
        found = [self._placed(order, lines, asked)]
        if asked or order.received_at:
            found.append(self._relayed(order, asked))
        found.append(Step("device", "good", self._("The till has it"), self._figures.second(order.at)))
        jobs = [job for job in self._trace.story.jobs if job.order == order.id]
        return found + [self._printed(job) for job in sorted(jobs, key=lambda job: job.queued_at)]

    def _placed(self, order: Order, lines: list[OrderLine], asked: Asked | None) -> Step:
        _, ngettext = self._, self._ngettext
        if order.by == "phone":
            icon, who = "phone", _("Guest {number}").format(number=order.guest)
            title = ngettext(
                "Phone order: {lines} dish, {amount}", "Phone order: {lines} dishes, {amount}", len(lines)
            )
            at = asked.received_at if asked else order.received_at or order.at
        else:
            icon, who, at = "person", self._person(order.by), order.at
            title = ngettext(
                "Order taken: {lines} dish, {amount}", "Order taken: {lines} dishes, {amount}", len(lines)
            )
        title = title.format(lines=len(lines), amount=self._figures.full(sum(row.amount for row in lines)))
        detail = f"{self._figures.second(at)} · {who}"
        return Step(icon, "plain", title, detail, tuple(map(self._item, lines)))

    def _item(self, row: OrderLine) -> tuple[str, str, str]:
        line = row.line
        extras = [name_in(line.spec_names, self._tag)] if line.spec_names else []
        extras += [name_in(option.names, self._tag) for option in line.options]
        extras += [name_in(part.names, self._tag) for part in line.parts]
        extras += [line.remark] if line.remark else []
        name = f"{name_in(line.names, self._tag)} ×{row.quantity // 1000}"
        return name, " · ".join(extras), self._figures.plain(row.amount)

    def _relayed(self, order: Order, asked: Asked | None) -> Step:
        _ = self._
        if asked is None:
            detail = self._figures.second(order.received_at)
            return Step("cloud-check", "good", _("Another server received it"), detail)
        times = [self._figures.second(asked.received_at)]
        if not asked.handed_at:
            return Step("cloud-check", "good", _("This server received it"), times[0])
        times.append(self._figures.second(asked.handed_at))
        return Step("cloud-check", "good", _("Received here, fetched by the till"), " · ".join(times))

    def _printed(self, job: PrintJob) -> Step:
        icon, tone, words = PRINTED.get(job.state, PRINTED["unknown"])
        station = name_in(self._trace.stations.get(job.station, {"en": job.station}), self._tag)
        _ = self._
        detail = [self._figures.second(job.changed_at), _("Ticket {number}").format(number=job.number)]
        if job.mark == "duplicate":
            detail.append(_("marked as a possible duplicate"))
        elif job.mark == "reprint":
            detail.append(_("marked as a reprint"))
        if job.meant_for:
            detail.append(_("came to another printer"))
        if job.reason:
            detail.append(job.reason)
        return Step(icon, tone, _(words).format(station=station), " · ".join(detail))

    def adjustment(self, one: Adjustment) -> list[Step]:
        """A change of mind: what, why, how late, who agreed; and the slip that told the kitchen."""
        _, rows = self._, {row.id: row for row in self._trace.story.lines}
        row = rows.get(one.line)
        dish = name_in(row.line.names, self._tag) if row else ""
        words = _(CHANGED.get(one.kind, CHANGED["bill.discounted"]))
        title = words.format(
            dish=dish,
            portions=f"{one.quantity / 1000:g}",
            amount=self._figures.full(one.amount),
            unit=_(UNIT_WORDS[row.line.unit]) if row and row.line.unit in UNIT_WORDS else "",
        )
        detail = [self._figures.second(one.at), self._person(one.by)]
        if one.reason:
            detail.append(_(WORDS.get(one.reason, one.reason)))
        if one.approved:
            detail.append(_("agreed by {name}").format(name=self._person(one.approved)))
        if one.line:
            detail.append(_("{n} min after it was sent").format(n=one.minutes))
        if one.prebilled:
            detail.append(_("after the pre-bill"))
        if one.kind == VOIDED:
            detail.append(_("it was cooked") if one.cooked else _("back to stock"))
        slips = [self._printed(job) for job in self._trace.story.jobs if job.order == one.id]
        return [
            Step("undo", "warn" if one.approved or one.prebilled else "plain", title, " · ".join(detail)),
            *slips,
        ]

    def payment(self, payment: Payment) -> Step:
        """Money taken, by whom."""
        tender = self._trace.tenders.get(payment.tender)
        name = name_in(tender.names, self._tag) if tender else payment.tender
        detail = f"{self._figures.second(payment.at)} · {self._person(payment.by)}"
        return Step("cash", "good", f"{name} {self._figures.full(payment.amount)}", detail)

    def end(self) -> list[Step]:
        """Settled, and the receipt's way; or what is still to be paid."""
        _, story, found = self._, self._trace.story, []
        for settled in story.settled:
            title = _("Paid in full: {amount}").format(amount=self._figures.full(settled.total))
            number = _("Receipt {number}").format(number=settled.receipt)
            found.append(Step("tick", "good", title, f"{self._figures.second(settled.at)} · {number}"))
            of = settled.id if settled.id != settled.opening else ""
            found += [self._printed(job) for job in story.jobs if job.order == of]
        if not story.opening.paid_at:
            title = _("{amount} is still to be paid.").format(amount=self._figures.full(self._trace.due))
            found.append(Step("hourglass", "warn", title, ""))
        return found

    def _person(self, by: str) -> str:
        names = self._trace.staff.get(by)
        return name_in(names, self._tag) if names else by
