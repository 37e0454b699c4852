"""What a GBK printer prints, and how wide: nothing garbled, nothing that commands the printer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.charset import cells, character_cells, folded, is_native, printed, sets_well, substituted

ANY_TEXT = st.text()


@pytest.mark.parametrize(
    ("text", "on_paper"),
    [
        ("¥12", "￥12"),
        ("✓ 好", "√ 好"),
        ("a\u00a0b", "a b"),
        ("•", "·"),
        ("cre\u0300me", "crème"),
        ("\x1b@\x1dV\x00", "@V"),
        ("一\n二", "一 二"),
        ("“好”…", "“好”…"),
    ],
)
def test_twins_are_printed_for_what_gbk_lacks(text: str, on_paper: str) -> None:
    assert printed(text) == on_paper


@pytest.mark.parametrize(
    ("text", "on_paper"),
    [
        ("Käse", "Kase"),
        ("Gemüse 5 × crème", "Gemuse 5 × creme"),
        ("Straße", "Strasse"),
        ("Bœuf", "Boeuf"),
        ("𬶨鱼", "□鱼"),
        ("😀", "□"),
        ("ไทย", "???"),
    ],
)
def test_without_a_painter_letters_are_folded_and_the_rest_is_visible(text: str, on_paper: str) -> None:
    assert substituted(printed(text)) == on_paper


def test_hanzi_and_wide_signs_take_two_cells() -> None:
    assert [cells(text) for text in ("A6", "水煮鱼", "￥", "×", "é", "ß", "𬶨", "한", "e\u0301")] == [
        2, 6, 2, 2, 2, 2, 2, 2, 1,
    ]  # fmt: skip


def test_letters_that_are_painted_take_a_cell_each_and_a_sign_by_itself_two() -> None:
    assert [cells(text) for text in ("Борщ", "Μουσακάς", "Борщ 大", "20μm", "Вода μ", "Κ5")] == [
        4, 8, 7, 5, 7, 3,
    ]  # fmt: skip


def test_the_printers_set_is_the_21791_characters_of_gbk() -> None:
    native = [
        chr(code) for code in range(0x80, 0x110000) if not 0xD800 <= code < 0xE000 and is_native(chr(code))
    ]
    assert len(native) == 21_791
    assert all(character.encode("gb18030") == character.encode("gbk") for character in native)
    assert all(character_cells(character) == 2 for character in native)


def test_a_letter_with_an_accent_is_as_wide_as_its_neighbours_whether_gbk_has_it_or_not() -> None:
    """A printer sets é like a hanzi, `cr è me`, and has no É at all: words with them are painted."""
    for word in ("crème", "CRÈME", "Gemüse", "lǜ chá", "Đậu hũ"):
        assert cells(word) == len(word) and not sets_well(word)
    assert sets_well("x ≠ 水煮鱼 ×2 20μm à"), "a sign or letter by itself is one, if a wide one"


@given(ANY_TEXT)
def test_mapping_twice_changes_nothing(text: str) -> None:
    assert printed(printed(text)) == printed(text)


@given(ANY_TEXT)
def test_no_control_character_reaches_the_printer(text: str) -> None:
    data = substituted(printed(text)).encode("gb18030")
    assert all(byte >= 0x20 for byte in data)


@given(ANY_TEXT)
def test_what_is_substituted_is_gbk_and_exactly_as_wide_as_laid_out(text: str) -> None:
    text = printed(text)
    assert is_native(substituted(text))
    assert cells(substituted(text)) == cells(text)


@given(st.characters())
def test_a_folded_letter_is_printable(character: str) -> None:
    fold = folded(character)
    assert fold is None or (is_native(fold) and fold.isprintable())
