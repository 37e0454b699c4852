"""The owner renames a dish in the middle of the evening; the cashier types its new name at once."""

from pathlib import Path

from domain.record.rows import Document
from pos_app.workflows.book import Entry
from pos_app.workflows.searching import MenuSearch
from tests.fakes.printer import until
from tests.pos_app.evening import Evening


def test_a_renamed_dish_is_found_by_its_new_initials(tmp_path: Path) -> None:
    evening = Evening(tmp_path)
    try:
        MenuSearch(evening.till)
        until(lambda: "mapo-tofu" in evening.till.search("mpdf"))

        def rename(entry: Entry) -> None:
            row = entry.tables.get(Document, "menu")
            assert row is not None
            dishes = [
                {**one, "names": {"zh-Hans": "豆花"}} if one["id"] == "mapo-tofu" else one
                for one in row.body["dishes"]
            ]
            entry.record("menu.published", {**row.body, "dishes": dishes, "version": row.version + 1})

        evening.write(rename)
        evening.till.refresh()
        until(lambda: "mapo-tofu" in evening.till.search("dh"))
        assert "mapo-tofu" not in evening.till.search("mpdf")
    finally:
        evening.close()
