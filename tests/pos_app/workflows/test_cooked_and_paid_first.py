"""Of two tills of one backup one has no tofu and cooks the rest at once; the other one is paid first."""

from __future__ import annotations

from domain.money.payments import Settlement
from domain.record.plain import to_plain
from domain.selling.orders import OrderLine
from domain.selling.printing import PrintJob, keys_on
from domain.selling.unpaid import TAKEN, WAITING, PayFirst
from pos_app.workflows.incarnations import adopt
from pos_app.workflows.kitchen_slips import share_of
from tests.pos_app.shop import RICE, TOFU
from tests.pos_app.workflows.test_paid_twice import evening as evening
from tests.pos_app.workflows.test_paid_twice import facts_of
from tests.pos_app.workflows.test_restored_twice import Evening, on_writer


def test_what_only_the_restored_till_had_is_cooked_once_it_is_paid_and_charged_once(evening: Evening) -> None:
    evening.till.open("A1")
    backup = evening.backup()
    first, second = evening.restore(backup), evening.restore(backup)
    evening.time.later(minutes=1)
    request = first.phone("A1").request(TOFU, RICE)
    first.till.supply.off_sale("mapo-tofu", "zhou").result()
    assert first.hear(to_plain(request))[0].state == "partly"
    first.till.supply.count("mapo-tofu", None, "zhou").result()
    second.publish("floor", pay_first=True, pay_minutes=10, admit_phones=False)
    assert second.hear(to_plain(request))[0].state == "accepted"
    mark = first.parts.book.marks[-1]
    on_writer(second, lambda: adopt(second.parts.book, mark, 0, facts_of(first)))

    tofu, rice = second.rows(OrderLine, order=request.id)
    (row,) = second.rows(PayFirst)
    assert (row.state, tofu.held, rice.held) == (WAITING, True, False)
    second.caught_up()
    shown = {line.id: line.unpaid for line in second.opening("A1").lines}
    assert shown == {tofu.id: True, rice.id: False}
    (before,) = second.rows(PrintJob, order=request.id, kind="kitchen", station=rice.line.station)
    due = second.opening("A1").due
    second.pay("A1")

    (row,) = second.rows(PayFirst)
    slips = [job for job in second.rows(PrintJob, order=request.id) if job.kind == "kitchen"]
    (new,) = [job for job in slips if keys_on(job, tofu)]
    assert row.state == TAKEN and new.id != before.id and not keys_on(new, rice)
    share = second.read(lambda tables: share_of(tables, new))
    assert [one.id for one in share.rows if keys_on(new, one)] == [tofu.id]
    assert [one.total for one in second.rows(Settlement)] == [due]
    assert second.rebuilt().different == ()
