"""Up to where a cashier goes alone, and what she did: the matrix, the audit, a gift beyond her limit."""

from dataclasses import replace

from domain.money.discounts import Discount
from pos_app.screens.floor.fewer_guests import FewerGuests
from pos_app.screens.money.line_sheets import GiftSheet
from tests.pos_app.evening import Evening, dish
from tests.pos_app.scenes.camera import Camera, close_sheets, settle


def watched(evening: Evening) -> None:
    """A cashier gives away what she may, and then more; dishes and guests move. The bill shrinks."""
    till, bills, tables = evening.till, evening.till.bills, evening.till.tables
    people = till.view.people.roles
    limits = {"void": 10_000, "discount": 1_000, "gift": 5_000, "drawer": 3, "a_day": 10_000}
    cashier = next(role for role in people if role.id == "cashier")
    edited = replace(cashier, rights=(*cashier.rights, "gift"), limits=limits)
    till.people.save_roles([edited if one is cashier else one for one in people], "wang").result()
    here, other = evening.open("A9", 4), evening.open("A10", 2)
    evening.order("A9", dish("twice-cooked-pork"), dish("mapo-tofu", 2), dish("chilli-chicken"))
    evening.printed()
    bills.show_bill(here, "zhou", till.new_id()).result()
    bills.discount_bill(here, Discount(off=1_000), "regular", "zhou", till.new_id()).result()
    rows = {one.line.dish: one.id for one in till.view.openings[here].lines}
    bills.void_line(rows["mapo-tofu"], 1_000, True, "too_slow", "zhou", till.new_id()).result()
    bills.give_line(rows["twice-cooked-pork"], 1_000, "celebration", "zhou", till.new_id()).result()
    tables.move_lines(here, {rows["chilli-chicken"]: 1_000}, other, "chen").result()
    till.set_guests(here, 3, "zhou").result()
    tables.transfer(other, "C4", "chen").result()
    till.shifts.open_drawer(till.new_id(), "It jammed", "zhou").result()
    receipt = next(job.id for job in till.view.jobs if job.kind in ("receipt", "prebill"))
    till.reprint(receipt, "zhou", "Lost or torn").result()
    evening.settle()


def who_may_and_did(camera: Camera, evening: Evening) -> None:
    """The permission matrix down to its limits, who did what, and a gift beyond the day's limit."""
    window, desk, till = camera.window, camera.window.desk, evening.till
    desk.sign(next(person for person in till.view.staff if person.role == "manager"))
    window.go("staff", "")
    staff = window.work._screens["staff"]
    for place, name in ((1, "roles"), (2, "audit")):
        staff._tabs.choose(place)  # type: ignore[attr-defined]
        settle(400)
        camera.shoot(name)
        if name == "roles":
            bar = staff.roles._scroll.verticalScrollBar()  # type: ignore[attr-defined]
            bar.setValue(bar.maximum())
            camera.shoot("roles-limits")
    staff.audit.show_group("tables")  # type: ignore[attr-defined]
    settle(300)
    camera.shoot("audit-tables")
    staff.audit.show_group("")  # type: ignore[attr-defined]
    staff._tabs.choose(0)  # type: ignore[attr-defined]
    desk.sign(till.view.staff[1])
    opening = till.view.openings[evening.opening("A9")]
    window.go("order", opening.opening.id)
    camera.shoot("cut-discount")
    desk.sign(next(person for person in till.view.staff if person.id == "chen"))
    FewerGuests(desk, window, opening, 1).open()
    settle(200)
    camera.shoot("fewer-guests")
    close_sheets(camera)
    desk.sign(till.view.staff[1])
    line = next(one for one in opening.bill_lines if one.line.dish == "mapo-tofu")
    sheet = GiftSheet(desk, window, opening, line)
    sheet.open()
    sheet.reasons.choose("celebration")
    sheet.tell()
    camera.shoot("beyond-the-day")
    sheet.go()
    camera.shoot("who-agrees")
    close_sheets(camera)
