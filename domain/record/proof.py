"""What shows that a keeper of facts has lost and altered nothing: chain, fold, sums and totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from domain.errors import _m
from domain.findings import NOTE, OK, TROUBLE, Finding
from domain.floor.openings import Opening
from domain.money.currency import amount_text
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from domain.record.countersigned import Held, countersigned_findings
from domain.record.envelope import Event
from domain.record.tables import Tables
from domain.selling.orders import Order, OrderLine


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of rows, and money in minor units: ``taken`` and ``by_tender`` of payments, ``settled_total``
    of the ``settled`` bills, ``refunded`` to guests."""

    openings: int = 0
    orders: int = 0
    lines: int = 0
    payments: int = 0
    taken: int = 0
    settled: int = 0
    settled_total: int = 0
    by_tender: Mapping[str, int] = field(default_factory=dict)
    refunded: int = 0


def totals_of(tables: Tables) -> Totals:
    """The totals of a state: equal facts have equal totals, wherever they were folded."""
    payments = tables.where(Payment)
    settled = tables.where(Settlement)
    by_tender: Counter[str] = Counter()
    for payment in payments:
        by_tender[payment.tender] += payment.amount
    return Totals(
        openings=len(tables.where(Opening)),
        orders=len(tables.where(Order)),
        lines=len(tables.where(OrderLine)),
        payments=len(payments),
        taken=by_tender.total(),
        settled=len(settled),
        settled_total=sum(bill.total for bill in settled),
        by_tender=dict(sorted(by_tender.items())),
        refunded=sum(one.amount for one in tables.where(Refund)),
    )


def differences(a: Totals, b: Totals) -> tuple[str, ...]:
    """The names of the figures in which two totals differ."""
    return tuple(one.name for one in fields(Totals) if getattr(a, one.name) != getattr(b, one.name))


@dataclass(frozen=True, slots=True)
class Imbalance:
    """A sum that is not what it must be. ``what``: bill (in minor units) | receipt_twice | receipt_gap."""

    what: str
    of: str
    wanted: int
    found: int


def imbalances_of(
    tables: Tables, jumps: Iterable[int] = (), branches: int = 0, told: Iterable[int] = ()
) -> tuple[Imbalance, ...]:
    """Settled bills whose payments are not their total, and receipt numbers that are twice or missing.

    ``jumps``: the numbers that receipts were set forward to, by the facts ``incarnation.began``;
    ``branches`` of forks: each may have printed the same numbers again, before anybody could know, and have
    taken money for the same bill, of which one settlement stands; ``told``: receipt numbers of both.
    """
    settled = tables.where(Settlement)
    paid: Counter[str] = Counter()
    for payment in tables.where(Payment):
        paid[payment.bill] += payment.amount
    wrong = [
        Imbalance("bill", bill.id, bill.total, paid[bill.id])
        for bill in settled
        if paid[bill.id] != bill.total + bill.over and not (branches and paid[bill.id] > bill.total)
    ]
    given = Counter(bill.receipt for bill in settled)
    given.update(dict.fromkeys(set(told) - given.keys(), 1))
    return (*wrong, *_receipts(given, frozenset(jumps), branches))


def told_receipts(events: Iterable[Event]) -> list[int]:
    """The receipt numbers that facts of paying name, whether their settlement stands or another one."""
    settled = (event.body.get("settled") for event in events)
    return [one["receipt"] for one in settled if isinstance(one, Mapping) and one.get("receipt")]


def _receipts(given: Counter[int], jumps: frozenset[int], branches: int) -> Iterable[Imbalance]:
    numbers = sorted(given)
    for before, number in zip([0, *numbers], numbers, strict=False):
        if given[number] > 1 + branches:
            yield Imbalance("receipt_twice", str(number), 1 + branches, given[number])
        if number > before + 1 and number - 1 not in jumps:
            yield Imbalance("receipt_gap", str(number - 1), before + 1, number)


@dataclass(frozen=True, slots=True)
class Proof:
    """``heads``: (incarnation, seq, hash as hexadecimal); ``broken``: where the chain breaks, "" if it holds;
    ``different``: tables that a fold anew does not give again; ``early``: facts that still wait for what they
    build on; ``aside``: facts that this program cannot read; ``signed``: heads that servers have signed;
    ``mended``: facts that were damaged and came back."""

    facts: int
    heads: tuple[tuple[str, int, str], ...]
    broken: str
    different: tuple[str, ...]
    totals: Totals
    imbalances: tuple[Imbalance, ...]
    currency: str = ""
    early: int = 0
    aside: int = 0
    signed: tuple[Held, ...] = ()
    mended: int = 0

    @property
    def holds(self) -> bool:
        return not (
            self.broken or self.different or self.imbalances or any(one.broken for one in self.signed)
        )


def findings_of(proof: Proof, who: str = "") -> tuple[Finding, ...]:
    """A proof as lines: what was proved, or where it breaks. ``who``: the store, where there are several."""
    signed = countersigned_findings(proof.signed, who)
    aside = (
        *signed,
        *early_facts(proof.early, who),
        *facts_aside(proof.aside, who),
    )
    shown = (_chain(proof, who), *mended_facts(proof.mended), *_fold(proof, who), *_sums(proof, who))
    return (*shown, *aside)


def early_facts(count: int, who: str = "") -> Iterable[Finding]:
    """What is told of facts that came before what they build on, while that has not come."""
    if count:
        text = _m(
            "{who}Facts that wait for the table, order or ticket they belong to: {count}."
            " They are in no figure."
        )
        advice = _m("They are safe. Let each till and server of the store meet the others; then they count.")
        yield Finding("early", NOTE, text, advice, {"who": who, "count": count})


def mended_facts(count: int) -> Iterable[Finding]:
    """What is told of facts of a till's record that were damaged and came back from a server."""
    if count:
        text = _m(
            "Facts of this till's record that were damaged, and that a server gave back unaltered: {count}."
        )
        advice = _m("Nothing is lost. Have this computer's disk looked at.")
        yield Finding("mended", NOTE, text, advice, {"count": count})


def facts_aside(count: int, who: str = "") -> Iterable[Finding]:
    """What is told of facts that this program keeps without reading them."""
    if count:
        text = _m("{who}Facts that this version cannot read: {count}. They are kept and passed on.")
        yield Finding("aside", NOTE, text, _m("Update this program."), {"who": who, "count": count})


def _chain(proof: Proof, who: str) -> Finding:
    facts: dict[str, str | int] = {"who": who, "facts": proof.facts, "place": proof.broken}
    facts["heads"] = ", ".join(f"{one[:8]}:{seq} {hash[:12]}" for one, seq, hash in proof.heads) or "–"
    if not proof.broken:
        return Finding(
            "chain", OK, _m("{who}The chain of facts holds: {facts} of them. Heads: {heads}"), "", facts
        )
    return broken_chain(proof.broken, who)


def broken_chain(place: str, who: str = "") -> Finding:
    """What is told of a chain that breaks at ``place``."""
    text = _m("{who}The chain breaks at {place}: what stands there was altered or is damaged.")
    advice = _m("Keep this folder as it is, and restore from a backup or from a server.")
    let_mend = _m(
        "Let the till run with its servers for some minutes: what one of them has comes back by itself. If"
        " this stays, keep this folder as it is, and restore from a backup."
    )
    return Finding("chain", TROUBLE, text, advice if who else let_mend, {"who": who, "place": place})


def _fold(proof: Proof, who: str) -> Iterable[Finding]:
    facts: dict[str, str | int] = {"who": who, "facts": proof.facts, "tables": ", ".join(proof.different)}
    if proof.broken:
        return  # nobody knows what the state should be
    if proof.different:
        text = _m("{who}The state is not what the facts say. Different: {tables}")
        rebuild = _m("The facts are safe. Rebuild the state: pos-app rebuild")
        advice = _m("The facts are safe. Call whoever looks after this server.") if who else rebuild
        yield Finding("fold", TROUBLE, text, advice, facts)
        return
    yield Finding(
        "fold", OK, _m("{who}All facts, folded anew, give the same state: {facts} of them."), "", facts
    )


_WRONG = {
    "bill": _m("{who}Bill {of}: its total is {wanted}, its payments are {found}."),
    "receipt_twice": _m("{who}Receipt number {of} was given twice."),
    "receipt_gap": _m("{who}Receipt numbers {wanted} to {of} have a gap that nothing explains."),
}


def _sums(proof: Proof, who: str) -> Iterable[Finding]:
    for one in proof.imbalances:
        facts: dict[str, str | int] = {"who": who, "of": one.of, "wanted": one.wanted, "found": one.found}
        if one.what == "bill":
            facts["wanted"] = amount_text(one.wanted, proof.currency)
            facts["found"] = amount_text(one.found, proof.currency)
        yield Finding("sums", TROUBLE, _WRONG[one.what], _m("Call whoever looks after this system."), facts)
    if proof.imbalances or proof.broken:
        return
    totals = proof.totals
    counts = {name: getattr(totals, name) for name in ("openings", "orders", "lines", "payments", "settled")}
    sums = {name: amount_text(getattr(totals, name), proof.currency) for name in ("taken", "settled_total")}
    text = _m(
        "{who}The sums agree. Tables: {openings}; orders: {orders}; lines: {lines}; payments: {payments},"
        " {taken} in all; bills settled: {settled}, {settled_total} in all. No receipt number is missing"
        " without its reason."
    )
    yield Finding("sums", OK, text, "", {"who": who, **counts, **sums})
