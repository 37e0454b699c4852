"""The owner renames a dish in the middle of the evening; the cashier types its new name at once."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from domain.record.rows import Document
from pos_app.workflows.book import Entry
from pos_app.workflows.searching import MenuSearch
from tests.fakes.printer import until
from tests.pos_app.evening import Evening


def test_a_renamed_dish_is_found_by_its_new_initials(tmp_path: Path) -> None:
    evening = Evening(tmp_path)
    try:
        kept: list[Any] = []
        MenuSearch(evening.till, lambda: None, kept.append)
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
        until(lambda: len(kept) == 2)
        assert "豆花" in kept[1] and "豆花" not in kept[0]
    finally:
        evening.close()


def test_what_was_spelt_before_this_start_needs_no_dictionary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening, kept = Evening(tmp_path), list[Any]()
    try:
        MenuSearch(evening.till, lambda: None, kept.append)
        until(lambda: len(kept) == 1)
        monkeypatch.setattr("domain.words.pinyin._spelt", {})  # the program starts anew
        monkeypatch.setitem(sys.modules, "pypinyin", None)  # to import it would fail
        evening.till.search = lambda text: []
        MenuSearch(evening.till, lambda: json.loads(json.dumps(kept[0])), kept.append)
        until(lambda: "mapo-tofu" in evening.till.search("mpdf"))
        assert len(kept) == 1, "nothing new is kept"
    finally:
        evening.close()


def test_what_another_version_kept_in_its_own_form_is_spelt_anew(tmp_path: Path) -> None:
    evening, kept = Evening(tmp_path), list[Any]()
    try:
        old = {"麻婆豆腐": {"syllables": ["ma", "po", "dou", "fu"], "initials": "mpdf"}}
        MenuSearch(evening.till, lambda: old, kept.append)
        until(lambda: "mapo-tofu" in evening.till.search("mapod"))
        until(lambda: kept and kept[0]["麻婆豆腐"]["sound"].split() == ["ma", "po", "dou", "fu"])
    finally:
        evening.close()
