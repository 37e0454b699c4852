"""A dish is found by what a cashier types: name, pinyin, initials, code, English."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.selling.menu import Dish, Spec
from domain.words.pinyin import spell
from domain.words.search import DishSearch
from tests.carts import demo_menu

SEARCH = DishSearch(demo_menu().dishes)


@pytest.mark.parametrize(
    ("typed", "dish"),
    [
        ("水煮鱼", "boiled-fish"),
        ("宫保", "kung-pao-chicken"),
        ("gongbao", "kung-pao-chicken"),
        ("gbjd", "kung-pao-chicken"),
        ("GBJD", "kung-pao-chicken"),
        ("g b j d", "kung-pao-chicken"),
        ("mpdf", "mapo-tofu"),
        ("mapodoufu", "mapo-tofu"),
        ("101", "boiled-fish"),
        ("boiled fish", "boiled-fish"),
        ("dandan", "dandan-noodles"),
        ("tofu", "mapo-tofu"),
    ],
)
def test_a_dish_is_found_however_it_is_typed(typed: str, dish: str) -> None:
    assert dish in SEARCH.find(typed)


def test_the_code_comes_first_then_beginnings_then_parts() -> None:
    dishes = [
        Dish(id, names, ("c",), "kitchen", (Spec("one", {}, 1),), code=code)
        for id, code, names in [
            ("part", "", {"zh-Hans": "醋鱼"}),
            ("start", "", {"zh-Hans": "鱼香肉丝"}),
            ("like-coded", "鱼2", {"zh-Hans": "面"}),
            ("coded", "鱼", {"zh-Hans": "汤"}),
        ]
    ]
    assert DishSearch(dishes).find("鱼") == ["coded", "like-coded", "start", "part"]


def test_a_bottle_is_found_by_how_its_barcode_begins_or_ends() -> None:
    """Who types it reads the last digits; fewer than four are a dish's code."""
    assert SEARCH.find("2000000008042") == SEARCH.find("8042") == SEARCH.find("08042") == ["cola"]
    assert SEARCH.find("20000000080") == ["cola", "mineral-water", "lager"]
    assert "cola" not in SEARCH.find("042") and SEARCH.find("00800") == []


def test_the_exact_code_stands_before_longer_ones() -> None:
    codes = {dish.id: dish.code for dish in demo_menu().dishes}
    found = SEARCH.find("10")
    assert found and all(codes[dish].startswith("10") for dish in found[:3])


def test_nothing_typed_finds_nothing_and_nonsense_too() -> None:
    assert SEARCH.find("") == SEARCH.find("  ") == []
    assert SEARCH.find("zzzzqq") == []


def test_a_search_does_not_run_from_one_name_into_the_next() -> None:
    dish = Dish("a", {"zh-Hans": "鱼", "en": "cat"}, ("c",), "kitchen", (Spec("one", {}, 1),))
    assert DishSearch([dish]).find("鱼c") == []
    assert DishSearch([dish]).find("鱼|c") != ["b"]


def test_white_space_never_matters() -> None:
    dish = Dish("a", {"zh-Hans": "冰啤酒 24"}, ("c",), "kitchen", (Spec("one", {}, 1),), code="B 7")
    find = DishSearch([dish]).find
    assert all(find(typed) == ["a"] for typed in ("bpj24", "bpj 24", "冰啤酒24", "bingpijiu 24", "b7", "b 7"))


def test_no_more_are_listed_than_asked_for_and_the_best_of_them() -> None:
    assert SEARCH.find("a", most=3) == SEARCH.find("a")[:3]


@given(st.sampled_from(demo_menu().dishes))
def test_every_dish_is_found_by_each_of_its_names_and_its_initials(dish: Dish) -> None:
    name = dish.names["zh-Hans"]
    for typed in (*dish.names.values(), spell([name])[name].initials, dish.code):
        assert dish.id in SEARCH.find(typed)


@given(st.text(max_size=8))
def test_whatever_is_typed_each_dish_is_listed_once(typed: str) -> None:
    found = SEARCH.find(typed)
    assert len(found) == len(set(found))


def test_initials_keep_what_is_not_chinese() -> None:
    spelt = spell(["宫保鸡丁", "XO酱炒饭"])
    assert [spelt[name].initials for name in ("宫保鸡丁", "XO酱炒饭")] == ["gbjd", "xojcf"]


def test_the_big_dictionary_does_not_stay_in_memory() -> None:
    assert spell(["重庆小面（测试）"])["重庆小面（测试）"].syllables[:2] == ("chong", "qing")
    assert not [name for name in sys.modules if name.startswith("pypinyin")]
    assert spell(["重庆辣子鸡（测试）"])["重庆辣子鸡（测试）"].initials.startswith("cqlzj"), "it comes again"
