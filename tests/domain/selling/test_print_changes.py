"""An owner changes the printers: what cannot be is refused, and no station is ever left without one."""

from dataclasses import replace
from typing import Any

import pytest

from domain.errors import Refused
from domain.record.plain import from_plain, to_plain
from domain.selling.print_changes import ALONE, NOT_HERE, TOO, Wish, changed, moved, stands, without
from domain.selling.print_setup import DISH, EMPTY, Printer, PrintSetup, StationSlips

HOT = Printer("p1", {"zh-Hans": "热菜"}, "tcp://192.168.1.51:9100")
COLD = Printer("p2", {"zh-Hans": "凉菜"}, "usb:///dev/usb/lp0", width=58)


def how(station: str = "kitchen", **values: Any) -> dict[str, StationSlips]:
    """How one station's slips shall be."""
    return {station: StationSlips(station, (), **values)}


def test_each_station_of_a_printer_has_its_own_cut_and_times() -> None:
    hot = {**how("kitchen", cut=DISH, fallback="p2"), **how("bar", fallback_after=15, ask_after=3_600)}
    wish = Wish(HOT, {"kitchen": ALONE, "bar": ALONE}, hot)
    setup = changed(changed(EMPTY, Wish(COLD)), wish)
    assert setup.slips_of("kitchen") == StationSlips("kitchen", ("p1",), DISH, "p2")
    assert setup.slips_of("bar") == StationSlips("bar", ("p1",), fallback_after=15, ask_after=3_600)
    again = changed(setup, Wish(HOT, {"kitchen": ALONE, "bar": ALONE}))
    assert again.stations == setup.stations, "what nobody changed stays"
    beside = changed(setup, Wish(COLD, {"bar": TOO}))
    assert beside.slips_of("bar").fallback_after == 15


def test_the_first_printer_takes_a_station_over() -> None:
    setup = changed(EMPTY, Wish(HOT, {"kitchen": ALONE, "bar": NOT_HERE}, how(cut=DISH, ask_after=600)))
    assert setup.version == 1 and setup.printers == (HOT,)
    assert setup.slips_of("kitchen") == StationSlips("kitchen", ("p1",), DISH, ask_after=600)
    assert setup.slips_of("bar") == StationSlips("bar", ("bar",)), "what was not touched prints as before"
    assert [one.station for one in setup.stations] == ["kitchen"]
    assert from_plain(PrintSetup, to_plain(setup)) == setup


def test_a_second_printer_gets_a_copy_or_takes_over() -> None:
    one = changed(EMPTY, Wish(HOT, {"kitchen": ALONE}))
    both = changed(one, Wish(COLD, {"kitchen": TOO}))
    assert both.slips_of("kitchen").printers == ("p1", "p2")
    assert [stands(both, id, "kitchen") for id in ("p1", "p2", "p3")] == [TOO, TOO, NOT_HERE]
    assert changed(both, Wish(COLD, {"kitchen": TOO})).slips_of("kitchen").printers == ("p1", "p2")
    cold = changed(both, Wish(COLD, {"kitchen": ALONE}))
    assert cold.slips_of("kitchen").printers == ("p2",) and stands(cold, "p2", "kitchen") == ALONE
    assert changed(both, Wish(COLD, {"kitchen": NOT_HERE})).slips_of("kitchen").printers == ("p1",)


def test_a_changed_printer_keeps_its_place_and_its_id() -> None:
    setup = changed(changed(EMPTY, Wish(HOT, {"kitchen": ALONE})), Wish(COLD))
    again = changed(setup, Wish(replace(HOT, width=58)))
    assert [one.id for one in again.printers] == ["p1", "p2"] and again.version == 3
    assert again.printers[0].width == 58 and again.stations == setup.stations


def test_no_station_is_left_without_a_printer() -> None:
    setup = changed(EMPTY, Wish(HOT, {"kitchen": ALONE}))
    with pytest.raises(Refused) as no:
        changed(setup, Wish(HOT, {"kitchen": NOT_HERE}))
    assert (no.value.code, no.value.facts) == ("station_without_printer", {"station": "kitchen"})
    with pytest.raises(Refused, match="station_without_printer"):
        without(setup, "p1")


def test_the_pass_prints_only_while_a_printer_takes_it() -> None:
    setup = changed(EMPTY, Wish(HOT, {"pass": ALONE}))
    assert changed(setup, Wish(HOT, {"pass": NOT_HERE})).stations == ()
    assert without(setup, "p1").stations == ()


def test_a_printer_taken_away_stands_in_for_nobody_any_more() -> None:
    setup = changed(changed(EMPTY, Wish(COLD)), Wish(HOT, {"kitchen": ALONE}, how(fallback="p2")))
    assert setup.slips_of("kitchen").fallback == "p2"
    left = without(setup, "p2")
    assert left.slips_of("kitchen").fallback == "" and [one.id for one in left.printers] == ["p1"]


def test_a_printer_at_another_address_is_otherwise_the_same() -> None:
    setup = changed(EMPTY, Wish(HOT, {"kitchen": ALONE}))
    there = moved(setup, "p1", "tcp://192.168.1.77:9100")
    assert there.printers == (replace(HOT, target="tcp://192.168.1.77:9100"),)
    assert there.version == 2 and there.stations == setup.stations


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish(replace(HOT, names={})), "printer_no_name"),
        (Wish(replace(HOT, names={"en": "  "})), "printer_no_name"),
        (Wish(replace(HOT, names={"en": "x" * 41})), "printer_long_name"),
        (Wish(replace(HOT, names={"en": "凉菜"})), "printer_name_taken"),
        (Wish(replace(HOT, width=76)), "printer_paper"),
        (Wish(replace(HOT, driver="tspl", width=40)), "printer_label"),
        (Wish(replace(HOT, driver="zpl", width=200, height=30)), "printer_label"),
        (Wish(replace(HOT, driver="epl")), "unreadable"),
        (Wish(HOT, slips=how(cut="half")), "unreadable"),
        (Wish(HOT, slips=how(fallback="p1")), "printer_own_fallback"),
        (Wish(HOT, slips=how(fallback="p9")), "printer_no_fallback"),
        (Wish(HOT, slips=how(fallback_after=1)), "printer_times"),
        (Wish(HOT, slips=how(ask_after=1)), "printer_times"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(wish: Wish, code: str) -> None:
    setup = PrintSetup(1, (COLD,))
    with pytest.raises(Refused) as no:
        changed(setup, wish)
    assert no.value.code == code


def test_a_label_printer_is_set_up_by_the_size_of_its_labels() -> None:
    cups = Printer("p3", {"en": "Cups"}, "usb://0483:5743", "tspl", 40, height=30)
    assert changed(EMPTY, Wish(cups, {"bar": TOO})).slips_of("bar").printers == ("bar", "p3")
