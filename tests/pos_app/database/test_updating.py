"""What an update of the program makes of a store's rows is what its facts make of them."""

from pathlib import Path

from domain.floor.openings import Opening
from domain.money.payments import Payment
from domain.record.latest import Latest
from domain.record.rows import Document
from domain.selling.orders import OrderLine
from tests.pos_app.shop import TOFU, Shop

STATION = {"station": "kitchen", "printers": ["热"], "cut": "dish"}
PRINTERS = {"printers": [], "stations": [STATION]}


SINCE_0072 = (
    "DROP TABLE settled_later",
    "ALTER TABLE order_lines DROP COLUMN start_at",
    "ALTER TABLE bills DROP COLUMN merges",
    "ALTER TABLE order_lines DROP COLUMN told_bill",
    "ALTER TABLE orders DROP COLUMN counts",
    "ALTER TABLE order_lines DROP COLUMN restocked",
)
SINCE_0071 = (
    *SINCE_0072,
    "ALTER TABLE orders DROP COLUMN out",
    *(f"ALTER TABLE pay_first_orders DROP COLUMN {name}" for name in ("stock", "let_go", "cooked", "placed")),
)
SINCE_0067 = (
    *SINCE_0071,
    "DROP TABLE bills_to_give_back",
    "ALTER TABLE debt_payments DROP COLUMN reference",
    "ALTER TABLE tips DROP COLUMN reference",
    "ALTER TABLE deposit_moves DROP COLUMN reference",
)
UNDO = (
    "DELETE FROM documents WHERE name LIKE 'printers@%'",
    *SINCE_0067,
    "ALTER TABLE payments DROP COLUMN reference",
    "ALTER TABLE payments DROP COLUMN taken_on",
    "ALTER TABLE payments DROP COLUMN taken_for",
    "ALTER TABLE order_lines DROP COLUMN divided_from",
    "ALTER TABLE bills DROP COLUMN split_from",
    "ALTER TABLE bills DROP COLUMN idle",
    "ALTER TABLE order_lines DROP COLUMN pieces",
    "ALTER TABLE bills DROP COLUMN took",
    "ALTER TABLE orders DROP COLUMN placed_at",
    "ALTER TABLE order_lines DROP COLUMN placed_at",
    "ALTER TABLE openings DROP COLUMN into_bill",
    "ALTER TABLE bills DROP COLUMN late",
    "ALTER TABLE bills DROP COLUMN shared",
    "ALTER TABLE bills DROP COLUMN came",
    "DROP TABLE gateway_refunds",
    "DROP TABLE payments_to_confirm",
    "DROP TABLE pay_first_orders",
    "DROP TABLE feedback",
    "DROP INDEX openings_by_quarter",
    "ALTER TABLE openings DROP COLUMN wanted_at",
    "ALTER TABLE openings DROP COLUMN begin_at",
    "ALTER TABLE openings DROP COLUMN quarter",
    "ALTER TABLE grants DROP COLUMN phone",
    "DROP TABLE latest_words",
    "ALTER TABLE order_lines DROP COLUMN short",
    "DROP INDEX openings_by_into",
    "ALTER TABLE openings DROP COLUMN brings",
    "ALTER TABLE openings DROP COLUMN phone_numbers",
    "UPDATE alembic_version SET version_num = '0031'",
)


def updated(shop: Shop) -> Shop:
    """The store as revision 0031 would have left it, opened by today's program."""

    def work() -> None:
        with shop.parts.database.transaction() as connection:
            for statement in UNDO:
                connection.exec_driver_sql(statement)

    shop.parts.writer.submit(work).result()
    return shop.again()


def test_printers_that_were_set_up_before_are_known_by_the_facts_made_with_them(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "store")
    book, writer = shop.parts.book, shop.parts.writer
    for version in (1, 2):
        body = {**PRINTERS, "version": version}
        writer.submit(lambda: book.write(lambda entry: entry.record("printers.published", body))).result()  # noqa: B023
    wanted = {row.name for row in shop.rows(Document)}
    shop = updated(shop)
    assert {row.name for row in shop.rows(Document)} == wanted
    assert len([name for name in wanted if name.startswith("printers@")]) == 2
    shop.open("A1")
    shop.send("A1", TOFU)
    assert shop.rebuilt().different == ()
    assert {body["setup"] for body in shop.events("order.placed")} < {
        name.removeprefix("printers@") for name in wanted
    }
    shop.close()


def test_dishes_that_a_joined_table_had_brought_before_the_update_go_back_with_it(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "store")
    for table in ("A1", "A2"):
        shop.open(table)
        shop.send(table, TOFU)
    one, other = (shop.opening(table).opening.id for table in ("A1", "A2"))
    shop.till.tables.join(one, other, "chen").result()
    wanted = shop.rows(OrderLine)
    shop = updated(shop)
    assert shop.rows(OrderLine) == wanted
    assert {row.placed_at for row in wanted} == {"", other}
    assert shop.rebuilt().different == ()
    shop.till.tables.part(other, "chen").result()
    assert [row.placed_at for row in shop.rows(OrderLine, opening=other)] == [""]
    shop.close()


def test_orders_at_the_counter_from_before_the_update_know_when_they_were_begun(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "store")
    opening = shop.till.counter.open(True, "chen").result()
    shop = updated(shop)
    (order,) = shop.rows(Opening, id=opening)
    assert (order.begin_at, order.quarter) == (order.started_at, order.started_at // 900_000)
    assert shop.rebuilt().different == ()
    shop.close()


def test_what_was_said_of_money_before_the_update_is_known_as_said(tmp_path: Path) -> None:
    """Else the next history that says it anew would not stand behind it."""
    shop = Shop(tmp_path / "store")
    shop.open("A1")
    shop.send("A1", TOFU)
    shop.pay("A1")
    (payment,) = shop.rows(Payment)
    shop.till.money.change_tender(payment.id, "wechat", "mistake", "wang", shop.time.new_id()).result()
    wanted = shop.rows(Latest)
    assert f"tender:{payment.id}" in {one.what for one in wanted}

    def before() -> None:
        with shop.parts.database.transaction() as connection:
            for statement in SINCE_0067:
                connection.exec_driver_sql(statement)
            connection.exec_driver_sql("DELETE FROM latest_words")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0066'")

    shop.parts.writer.submit(before).result()
    shop = shop.again()
    assert shop.rows(Latest) == wanted and shop.rebuilt().different == ()
    shop.close()
