"""What an update of the program makes of a store's rows is what its facts make of them."""

from pathlib import Path

from domain.record.rows import Document
from tests.pos_app.shop import TOFU, Shop

STATION = {"station": "kitchen", "printers": ["热"], "cut": "dish"}
PRINTERS = {"printers": [], "stations": [STATION]}


def written_by(shop: Shop, revision: str, *statements: str) -> Shop:
    """The store as a program of some revision would have left it, opened by today's."""

    def work() -> None:
        with shop.parts.database.transaction() as connection:
            for statement in (*statements, f"UPDATE alembic_version SET version_num = '{revision}'"):
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
    shop = written_by(shop, "0031", "DELETE FROM documents WHERE name LIKE 'printers@%'")
    assert {row.name for row in shop.rows(Document)} == wanted
    assert len([name for name in wanted if name.startswith("printers@")]) == 2
    shop.open("A1")
    shop.send("A1", TOFU)
    assert shop.rebuilt().different == ()
    assert {body["setup"] for body in shop.events("order.placed")} < {
        name.removeprefix("printers@") for name in wanted
    }
    shop.close()
