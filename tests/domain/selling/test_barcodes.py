"""A barcode that was misread is no dish."""

from domain.selling.barcodes import ean
from domain.selling.menu import Dish, Menu, Spec
from domain.words.search import DishSearch

COLA = Dish("cola", {"en": "Cola"}, (), "bar", (Spec("one", {}, 500),), barcodes=("4006381333931",))
TYPO = Dish("water", {"en": "Water"}, (), "bar", (Spec("one", {}, 400),), barcodes=("4006381333932",))


def test_the_check_digit_proves_the_reading() -> None:
    assert ean("4006381333931") == "4006381333931"
    assert ean(" 73513537\r") == "73513537"
    assert ean("036000291452") == "0036000291452"  # UPC-A is an EAN-13 that begins with 0
    for wrong in ("4006381333932", "4006381333913", "400638133393", "40063813339311", "４006381333931", ""):
        assert ean(wrong) == ""


def test_a_dish_is_known_by_its_barcode_and_found_by_typing_it() -> None:
    menu = Menu(1, (), (), (COLA, TYPO))
    assert menu.by_barcode == {"4006381333931": "cola"}
    find = DishSearch(menu.dishes).find
    assert find("4006381333931") == ["cola"]
    assert find("40063") == ["cola", "water"]
    assert find("400") == []
