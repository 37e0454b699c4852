"""Each slip of the business day is found again, however many there were."""

from __future__ import annotations

from domain.selling.print_setup import StationSlips
from domain.selling.printing import PrintJob
from pos_app.database.slips_of_day import Asked
from pos_app.models.slip_search import asked_for
from pos_app.workflows.book import Entry
from pos_app.workflows.ledger_verbs import PAGE, DaySlips
from pos_app.workflows.reading import MOST_JOBS
from tests.pos_app.desks import set_up, write
from tests.pos_app.shop import BEER, FISH, TOFU, Shop


def find(shop: Shop, *words: Asked, page: int = 0) -> DaySlips:
    return shop.till.ledger.find(words, page, "zhou").result()


def typed(shop: Shop, text: str) -> list[str]:
    """What is found for what was typed: numbers with their printers."""
    shop.caught_up()
    found = find(shop, *asked_for(text, shop.till.view))
    return [f"{one.printer} {one.number}" for one in found.slips]


def out(shop: Shop, job: PrintJob) -> None:
    def work(entry: Entry) -> None:
        entry.record("print.started", {"job": job.id})
        entry.record("print.finished", {"job": job.id, "state": "confirmed"})

    write(shop, work)


def copies(shop: Shop, of: PrintJob, count: int) -> None:
    """So many later slips that need nobody any more."""

    def work(entry: Entry) -> None:
        for number in range(count):
            entry.record("print.asked", {"job": f"again-{number}", "of": of.id}, "zhou")
            entry.record("print.cancelled", {"job": f"again-{number}"})

    write(shop, work)


def test_the_first_slip_of_a_busy_day_is_still_reached(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU)
    (first,) = shop.rows(PrintJob)
    out(shop, first)
    copies(shop, first, MOST_JOBS + 29)
    shop.caught_up()
    assert first.id not in {job.id for job in shop.till.view.jobs}
    everything = find(shop)
    assert (everything.found, len(everything.slips)) == (MOST_JOBS + 30, PAGE)
    assert everything.printed == {"kitchen": 1}
    last = find(shop, page=(MOST_JOBS + 30) // PAGE)
    assert last.slips[-1].id == first.id and last.first == 200
    (one,) = find(shop, Asked(number=1)).slips
    assert one.id == first.id
    shop.till.reprint(one.id, "zhou", "Lost or torn").result()
    assert shop.events("print.asked")[-1]["of"] == first.id


def test_what_still_needs_a_person_never_leaves_the_view(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH)
    (waits,) = shop.rows(PrintJob)
    shop.time.later(minutes=1)
    copies(shop, waits, MOST_JOBS + 5)
    shop.caught_up()
    ids = {job.id for job in shop.till.view.jobs}
    assert waits.id in ids and "again-0" not in ids
    again = shop.again()
    try:
        assert waits.id in {job.id for job in again.till.view.jobs}
    finally:
        again.close()


def test_slips_are_found_by_number_table_printer_kind_and_bill(shop: Shop) -> None:
    set_up(shop, StationSlips("kitchen", ("hot",)), hot="", taps="")
    shop.open("A1")
    shop.send("A1", FISH, BEER)
    shop.open("A2")
    shop.send("A2", TOFU)
    assert typed(shop, "2") == ["hot 2"]
    assert sorted(typed(shop, "No.0001")) == ["bar 1", "hot 1"]
    assert sorted(typed(shop, "a1")) == ["bar 1", "hot 1"]
    assert sorted(typed(shop, "A")) == ["bar 1", "hot 1", "hot 2"]
    assert typed(shop, "A2 kitchen") == ["hot 2"]
    bill = next(one.opening.number for one in shop.till.view.openings.values() if one.opening.table == "A2")
    assert typed(shop, bill) == ["hot 2"]
    assert typed(shop, "receipt") == [] and typed(shop, "nonsense") == []


def test_a_moved_slip_is_found_at_either_printer(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH)
    (job,) = shop.rows(PrintJob)
    write(shop, lambda entry: entry.record("print.moved", {"job": job.id, "to": "bar"}, "zhou"))
    for printer in ("kitchen", "bar"):
        assert [one.id for one in find(shop, Asked(printers=(printer,))).slips] == [job.id]
    assert find(shop, Asked(printers=("counter",))).slips == ()


def test_yesterdays_slips_are_not_among_todays(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", FISH)
    shop.time.later(minutes=24 * 60)
    assert find(shop).found == 0
