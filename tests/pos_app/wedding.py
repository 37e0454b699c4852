"""A wedding's set menu, and a booking of tables for it, for tills whose story is a banquet."""

from __future__ import annotations

from domain.record.plain import to_plain
from domain.selling.menu import Dish, Part, Spec
from pos_app.workflows.banqueting import BanquetWish, set_cart
from pos_app.workflows.booking import Wanted
from pos_app.workflows.sealing import Contact
from tests.pos_app.shop import Shop, at

PRICE = 188_800  # a table
WEDDING = Dish(
    "wedding-set",
    {"zh-Hans": "百年好合宴", "en": "Wedding banquet"},
    ("sets",),
    "kitchen",
    (Spec("one", {}, PRICE),),
    parts=(
        Part("cold", {"zh-Hans": "冷菜", "en": "Cold dishes"}, ("smashed-cucumber",)),
        Part("hot", {"zh-Hans": "热菜", "en": "Hot dishes"}, ("mapo-tofu", "twice-cooked-pork"), 2),
        Part("staple", {"zh-Hans": "主食", "en": "Staples"}, ("steamed-rice",), 2),
    ),
)
ONE_TABLE = set_cart(WEDDING)


def offer(shop: Shop) -> None:
    """The set stands on the menu; nobody pays a cover, for the table's price includes it."""
    dishes = [to_plain(WEDDING), *shop.read_document("menu")["dishes"]]
    shop.publish("menu", dishes=dishes)
    shop.publish("rules", cover=0, promotions=[], heads=[])


def wish(tables: int = 12, spare: int = 2, held: bool = True, price: int = 0) -> BanquetWish:
    return BanquetWish((ONE_TABLE,), tables, spare, price, held)


def book(shop: Shop, *tables: str, guests: int = 24) -> str:
    """The Lis book for tonight and leave a deposit of ¥2,000."""
    id = shop.time.new_id()
    contact = Contact("Li Na", "13900001234", "wedding")
    shop.till.bookings.book(id, Wanted(at("2026-11-23T18:30"), guests, tables, contact), "zhou").result()
    shop.till.bookings.take_deposit(shop.time.new_id(), id, "cash", 200_000, "zhou").result()
    return id
