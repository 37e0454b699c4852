"""The till on a screen of 4K: larger by itself where its system does not scale, and as somebody chose."""

import os
from pathlib import Path

import pytest

from pos_app import drawn_size


def test_a_large_screen_that_nobody_scales_is_drawn_larger() -> None:
    assert drawn_size.wanted_for(3_840, 1.0) == 200
    assert drawn_size.wanted_for(1_920, 2.0) == 0, "its system scales it"
    assert drawn_size.wanted_for(1_920, 1.0) == 0


def test_what_was_chosen_counts_from_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ})
    os.environ.pop(drawn_size.VARIABLE, None)
    folder = tmp_path / "new" / "store"
    assert drawn_size.chosen(folder) == 0
    drawn_size.apply(folder)
    assert drawn_size.VARIABLE not in os.environ
    drawn_size.choose(folder, 150)
    assert not folder.exists(), "a backup may still be restored there"
    drawn_size.apply(folder)
    assert (os.environ[drawn_size.VARIABLE], drawn_size.now()) == ("1.5", 150)
    drawn_size.choose(folder, 100)
    drawn_size.apply(folder)
    assert drawn_size.now() == 150, "who started the program had told Qt already"


@pytest.mark.parametrize("content", ["", "large", "1000", "-5"])
def test_a_spoilt_file_is_no_choice(tmp_path: Path, content: str) -> None:
    folder = tmp_path / "store"
    folder.with_name("store.size").write_text(content)
    assert drawn_size.chosen(folder) == 0
