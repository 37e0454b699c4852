"""All that the till shows in an evening, in its order: what has happened by then, and what is looked at."""

from collections.abc import Callable

from tests.pos_app.evening import Evening, picture
from tests.pos_app.scenes.after_payment import going_back, on_account, put_right
from tests.pos_app.scenes.banquets import banquet
from tests.pos_app.scenes.beginnings import new_store
from tests.pos_app.scenes.camera import Scene
from tests.pos_app.scenes.faults import asking, reading, unreadable
from tests.pos_app.scenes.floor import (
    bookings,
    code,
    counter,
    evening_books,
    floor,
    floor_list,
    held,
    open_sheet,
    plan,
    queue,
    shared,
    together,
)
from tests.pos_app.scenes.joined import joined_tables, paid_later, scanned, ticked_off
from tests.pos_app.scenes.money import (
    beside_the_bill,
    by_code,
    changes,
    done,
    house,
    later,
    payment,
    settled,
    split_bill,
)
from tests.pos_app.scenes.people import guest, help_sheet, person, practice, sign_in, this_till
from tests.pos_app.scenes.phones import guests_say, guests_write, phones_at_counter, wechat_writes
from tests.pos_app.scenes.printing import (
    dish_labels,
    papers,
    printer_sheet,
    printers,
    slip_editor,
    slips,
    tickets,
    trouble,
)
from tests.pos_app.scenes.scale import on_the_scale
from tests.pos_app.scenes.selling import (
    empty_search,
    from_the_tanks,
    open_dish,
    options_sheet,
    order,
    out_of_hours,
    quantity,
    serving,
    set_sheet,
    sold_out,
    unsent,
    weighing,
    who_wanted_it,
)
from tests.pos_app.scenes.small_sheets import (
    a_ticket_again,
    at_the_drawer,
    at_the_table,
    deposits,
    paid_by_mistake,
    shift_begins,
    weighed_later,
    who_works_here,
)
from tests.pos_app.scenes.store import (
    backups,
    cannot_start,
    cut_off,
    first_run,
    offline,
    recovery,
    restore,
    servers,
    settings,
    waiting,
)
from tests.pos_app.scenes.watched import watched, who_may_and_did

MAIN = (
    sign_in,
    floor,
    order,
    options_sheet,
    payment,
    done,
    printers,
    slip_editor,
    changes,
    house,
    offline,
    code,
    papers,
    first_run,
    cannot_start,
    cut_off,
    put_right,
    tickets,
    slips,
    weighing,
    on_the_scale,
    shared,
    joined_tables,
    paid_later,
    scanned,
    sold_out,
    open_dish,
    bookings,
    shift_begins,
    at_the_drawer,
    who_may_and_did,
)


DARK = (floor, order)


EACH_SIZE = (floor, order, payment)
"""Where a cashier works all day: kept from 1024×768 to 1920×1080."""


STATES = (
    backups,
    recovery,
    restore,
    floor_list,
    open_sheet,
    trouble,
    dish_labels,
    printer_sheet,
    waiting,
    servers,
    held,
    set_sheet,
    unsent,
    out_of_hours,
    quantity,
    help_sheet,
    person,
    this_till,
    guest,
    practice,
    empty_search,
    split_bill,
    serving,
    who_wanted_it,
    counter,
    phones_at_counter,
    guests_say,
    guests_write,
    wechat_writes,
    queue,
    at_the_drawer,
    who_works_here,
    at_the_table,
    a_ticket_again,
    reading,
    unreadable,
    asking,
    new_store,
)


AT_WORK = (
    sign_in,
    floor,
    order,
    options_sheet,
    printers,
    slip_editor,
    changes,
    shift_begins,
    house,
    offline,
    code,
    papers,
)


STAGES: tuple[tuple[Callable[[Evening], None], tuple[Scene, ...]], ...] = (
    (picture, (*AT_WORK, first_run, cannot_start, cut_off, plan, beside_the_bill, *STATES)),
    (later, (payment, done, by_code)),
    (settled, (tickets, slips, put_right, going_back, on_account, paid_by_mistake)),
    (from_the_tanks, (weighing, open_dish, sold_out, on_the_scale, weighed_later)),
    (together, (shared, joined_tables, ticked_off, scanned, paid_later)),
    (evening_books, (bookings, settings, banquet, deposits)),
    (watched, (who_may_and_did,)),
)
