"""The settings by finger: an example follows what is typed, what cannot be is said, and the floor follows."""

from PySide6.QtWidgets import QWidget

from domain.selling.courses import place_of
from pos_app.screens.store.edit_rows import EditRows
from pos_app.screens.store.settings_screen import SettingsScreen
from pos_app.widgets.segments import SegmentedControl
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand


def settings(hand: Hand, evening: Evening, who: str = "wang") -> SettingsScreen:
    hand.window.desk.sign(next(one for one in evening.till.view.staff if one.id == who))
    hand.window.go("settings", "")
    screen = hand.work._screens["settings"]
    assert isinstance(screen, SettingsScreen)
    return screen


def test_service_and_tea_on_the_example_and_on_open_bills(hand: Hand, evening: Evening) -> None:
    opening = evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    screen = settings(hand, evening)
    assert not hand.button("Save the settings").isEnabled()
    screen.fees.service.setText("130")
    assert hand.reads("Service lies between 0 and 30 percent.")
    assert not hand.button("Save the settings").isEnabled()
    screen.fees.service.setText("ten")
    assert hand.reads("Service, %: this is no number.")
    screen.fees.service.setText("10")
    assert hand.reads("12.80") and hand.reads("¥144.80") and not hand.reads("no number")
    screen._tabs.choose(1)
    hand.press("Add a charge by head")
    assert hand.reads("needs a name")
    heads = hand.only(SettingsScreen).heads.heads
    heads.field(0, "names").setText("Tea")
    heads.field(0, "price").setText("3")
    assert hand.reads("Tea × 2") and hand.reads("¥151.40")
    hand.wait_to_read("Nobody")
    hand.press("Nobody")
    hand.press("Bar")
    hand.window.desk.language.switch("zh-Hans")
    hand.window.desk.language.switch("en")
    assert heads is not hand.only(SettingsScreen).heads.heads, "the page is said anew"
    hand.press("Save the settings")
    hand.wait(lambda: hand.window.desk.view.rules.service == 1_000)
    (tea,) = evening.till.view.rules.heads
    assert (tea.names, tea.price, tea.station) == ({"en": "Tea"}, 300, "bar")
    hand.wait(lambda: not hand.button("Save the settings").isEnabled())
    assert evening.till.view.openings[opening].due == 2_800 + 280 + 400
    hand.window.go("staff", "")
    tabs = [one for one in hand.window.findChildren(SegmentedControl) if one.isVisible() and one.count() == 3]
    tabs[0].choose(2)
    hand.wait_to_read("Service 0 % → 10 %")


def test_a_course_more_keeps_the_numbers_of_the_others(hand: Hand, evening: Evening) -> None:
    screen = settings(hand, evening)
    screen._tabs.choose(1)
    hand.press("Add a course")
    courses: EditRows = screen.heads.courses
    courses.field(4, "names").setText("Tea time")
    courses._one_less(0)
    bar = screen.heads.verticalScrollBar()
    hand.window.resize(1024, 700)
    hand.wait(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    seen = bar.value()
    hand.press("Save the settings")
    hand.wait(lambda: [one.number for one in evening.till.view.rules.courses] == [2, 3, 4, 5])
    hand.wait(lambda: not hand.button("Save the settings").isEnabled())
    hand.wait(lambda: screen.heads.verticalScrollBar().value() >= seen - 1)
    assert evening.till.view.rules.courses[-1].names == {"en": "Tea time"}


def test_courses_come_in_another_order_and_keep_their_numbers(hand: Hand, evening: Evening) -> None:
    screen = settings(hand, evening)
    screen._tabs.choose(1)
    screen.heads.courses.field(1, "names").setText("From the wok")
    screen.heads.courses.earlier(1)
    hand.press("Save the settings")
    hand.wait(lambda: [one.number for one in evening.till.view.rules.courses] == [2, 1, 3, 4])
    first = evening.till.view.rules.courses[0]
    assert first.names["en"] == "From the wok"
    order = sorted([3, 1, 0, 2, 9], key=lambda number: place_of(number, evening.till.view.rules.courses))
    assert order == [0, 2, 1, 3, 9]


def wrong(field: object) -> bool:
    assert isinstance(field, QWidget)
    return bool(field.property("wrong"))


def test_whatever_is_refused_its_field_is_red_until_it_is_right(hand: Hand, evening: Evening) -> None:
    screen = settings(hand, evening)
    screen._tabs.choose(2)
    screen._tabs.choose(0)
    fees = screen.fees
    for field, bad, good in (
        (fees.service, "130", "10"),
        (fees.cover, "99999999", "2"),
        (fees.tax, "51", "6"),
        (fees.region, "s", "SG"),
        (screen.habits.field("keep_minutes"), "500", "45"),
    ):
        field.setText(bad)  # type: ignore[attr-defined]
        assert wrong(field), bad
        assert not hand.button("Save the settings").isEnabled()
        field.setText(good)  # type: ignore[attr-defined]
        assert not wrong(field)
    hand.press("Add a promotion")
    row = fees.promotions.field(len(evening.till.view.rules.promotions), "names")
    row.setText("Lunch")
    place = len(evening.till.view.rules.promotions)
    reach, off = (fees.promotions.field(place, key) for key in ("reach", "off"))
    reach.setText("10")
    off.setText("20")
    assert wrong(off) and not wrong(reach)
    off.setText("5")
    assert not wrong(off) and hand.button("Save the settings").isEnabled()


def test_a_page_is_built_when_somebody_looks_and_keeps_what_is_typed(hand: Hand, evening: Evening) -> None:
    screen = settings(hand, evening)
    assert screen._unbuilt == set(screen._pages) - {screen.fees}, "who opens the settings waits for one page"
    screen._tabs.choose(2)
    screen.habits.field("keep_minutes").setText("45")  # type: ignore[attr-defined]
    screen._tabs.choose(0)
    hand.window.desk.language.switch("zh-Hans")
    hand.window.desk.language.switch("en")
    assert screen.habits in screen._unbuilt
    hand.press("Save the settings")
    hand.wait(lambda: evening.till.view.floor.keep_minutes == 45)
    screen._tabs.choose(2)
    assert screen.habits.field("keep_minutes").text() == "45"  # type: ignore[attr-defined]


def test_a_booked_table_is_kept_longer(hand: Hand, evening: Evening) -> None:
    screen = settings(hand, evening)
    screen._tabs.choose(2)
    screen.habits.field("keep_minutes").setText("0.5")  # type: ignore[attr-defined]
    assert hand.reads("this is no number")
    screen.habits.field("keep_minutes").setText("500")  # type: ignore[attr-defined]
    assert hand.reads("between 0 and 240 minutes")
    screen.habits.field("keep_minutes").setText("45")  # type: ignore[attr-defined]
    hand.press("Save the settings")
    hand.wait(lambda: evening.till.view.floor.keep_minutes == 45)


def test_nobody_without_the_right_sees_them(hand: Hand, evening: Evening) -> None:
    settings(hand, evening, "zhou")
    assert hand.reads("Your role may not do this.")
