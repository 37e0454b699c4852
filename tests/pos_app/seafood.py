"""Dishes from the tanks, for tills whose story needs a scale: by the piece, by weight, at the day's price."""

from dataclasses import replace

from domain.record.plain import to_plain
from domain.selling.menu import Dish, Spec
from pos_app.workflows.book import Entry
from tests.pos_app.evening import Evening

BASS = Dish(
    "bass",
    {"zh-Hans": "清蒸鲈鱼", "en": "Steamed bass"},
    ("signature",),
    "kitchen",
    (Spec("one", {}, 6_800),),
    plate="fish",
    unit="jin",
    later=True,
)
SHRIMP = replace(
    BASS,
    id="shrimp",
    names={"zh-Hans": "白灼虾", "en": "Poached shrimp"},
    specs=(Spec("one", {}, 9_600),),
    unit="kg",
    later=False,
)
CRAB = replace(
    BASS, id="crab", names={"zh-Hans": "大闸蟹", "en": "Hairy crab"}, specs=(Spec("one", {}, 0),), by_day=True
)


def offer(evening: Evening, *dishes: Dish) -> None:
    """More dishes at the head of the menu."""
    menu = evening.till.view.menu
    body = to_plain(menu) | {"version": menu.version + 1}
    body["dishes"] = [*(to_plain(one) for one in dishes), *body["dishes"]]

    def work(entry: Entry) -> None:
        entry.record("menu.published", body)

    evening.write(work)
