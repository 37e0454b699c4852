"""Fish on the scale, at the real widgets: by weight when ordered, by the piece and weighed later."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from domain.selling.slip_code import SlipCode, slip_code
from pos_app.scale.line import ScaleSettings
from pos_app.screens.floor.side import FloorSide
from pos_app.screens.printing.scanned_slip import ScannedSlip, ScannedWeighing
from pos_app.screens.selling.weigh_sheets import WeighLineSheet
from pos_app.screens.selling.weight_pane import WeightPane
from pos_app.widgets.chips import Chip
from pos_app.widgets.pads import NumberPad
from pos_app.widgets.segments import SegmentedControl
from tests.fakes.scales import Lines, Os2, ScaleOnLine, ToledoStream
from tests.pos_app.evening import Evening, dish
from tests.pos_app.hand import Hand
from tests.pos_app.scenes.scale import scale_at
from tests.pos_app.screens.test_scanning import Keyboard, hint
from tests.pos_app.seafood import BASS, SHRIMP, offer


def type_weight(hand: Hand, keys: str) -> None:
    sheet = hand.sheet()
    assert sheet is not None
    (pad,) = [one for one in sheet.findChildren(NumberPad) if one.isVisible()]
    for key in keys:
        pad.keys[key].click()


def segment(hand: Hand, place: int, item: int) -> None:
    """One of the pane's two bars: 0 the unit, 1 gross or tare."""
    (pane,) = [one for one in hand.window.findChildren(WeightPane) if one.isVisible()]
    pane.findChildren(SegmentedControl)[place].choose(item)


def wait_for_chip(hand: Hand, words: str) -> None:
    """What the scale is said to do."""
    hand.wait(lambda: words in [one.words() for one in hand.window.findChildren(Chip) if one.isVisible()])


def test_fish_by_the_piece_is_weighed_at_the_till_before_it_is_paid(hand: Hand, evening: Evening) -> None:
    offer(evening, BASS)
    opening = evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    hand.order_at("A6")
    hand.dish("Steamed bass")
    hand.wait(lambda: ("new", "Steamed bass") in hand.lines())
    hand.press("Send")
    hand.wait(lambda: ("line", "Steamed bass") in hand.lines())
    (row,) = [row for row in hand.values(hand.order_list()) if row.title == "Steamed bass"]
    assert (row.end, row.note) == ("to weigh", "to be weighed, ¥68 per jin")
    hand.press("Pay")
    hand.wait_to_read("1 dish is still to be weighed")
    assert not hand.button("Take").isEnabled()
    hand.press("Steamed bass: enter the weight")  # one tap to the line
    hand.wait(lambda: hand.sheet() is not None)
    assert not hand.button("0 jin").isEnabled()
    type_weight(hand, "2.5")
    segment(hand, 1, 1)
    type_weight(hand, "0.15")
    assert hand.reads("Net 2.35 jin")
    hand.press("2.35 jin: ¥159.80")
    hand.wait(lambda: hand.sheet() is None)
    hand.wait(lambda: evening.till.view.openings[opening].bill.subtotal == 2_800 + 15_980)
    hand.wait(lambda: hand.button("Take").isEnabled())


def test_what_the_scale_shows_in_grams_is_typed_in_grams(hand: Hand, evening: Evening) -> None:
    offer(evening, SHRIMP)
    evening.open("A6", 2)
    hand.order_at("A6")
    hand.dish("Poached shrimp")
    hand.wait(lambda: hand.sheet() is not None)
    assert not hand.button("Add").isEnabled()
    segment(hand, 0, 3)
    sheet = hand.sheet()
    assert sheet is not None
    QTest.keyClicks(sheet, "625")
    assert hand.button("Add ¥60.00").isEnabled()
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    hand.wait(lambda: hand.sheet() is None)
    (row,) = [row for row in hand.values(hand.order_list()) if row.kind == "new"]
    assert (row.end, row.note) == ("¥60.00", "0.625 kg, ¥96 per kg")


def test_a_fish_weighed_anew_needs_the_manager_and_a_reason(hand: Hand, evening: Evening) -> None:
    offer(evening, BASS)
    opening = evening.open("A6", 2)
    evening.order("A6", dish("bass"))
    line = evening.till.view.openings[opening].bill_lines[0].id
    evening.till.bills.weigh_line(line, 2_000, 0, "", "zhou", "one").result()
    hand.order_at("A6")
    hand.wait(lambda: ("line", "Steamed bass") in hand.lines())
    hand.line("Steamed bass")
    hand.press("Change the dish")
    hand.press("Enter the weight")
    type_weight(hand, "1.5")
    assert hand.reads("Choose a reason")
    hand.press("Wrong price")
    assert hand.reads("A manager agrees by PIN")


def weigh_shrimp(hand: Hand, evening: Evening) -> None:
    offer(evening, SHRIMP)
    evening.open("A6", 2)
    hand.order_at("A6")
    hand.dish("Poached shrimp")
    hand.wait(lambda: hand.sheet() is not None)


def test_what_stands_still_on_the_scale_is_the_weight_by_itself(hand: Hand, evening: Evening) -> None:
    with scale_at(evening) as cable:
        cable.scale.load, cable.scale.moving = 312, True
        weigh_shrimp(hand, evening)
        wait_for_chip(hand, "Not stable yet")
        assert not hand.button("Add").isEnabled()
        cable.scale.moving = False  # the bowl alone
        wait_for_chip(hand, "Stable")
        hand.press("Set tare")
        assert hand.reads("Net 0 kg") and not hand.button("Add").isEnabled()
        cable.scale.load = 937
        hand.wait_to_read("Net 0.625 kg")
        hand.press("Add ¥60.00")
        hand.wait(lambda: hand.sheet() is None)
    (row,) = [row for row in hand.values(hand.order_list()) if row.kind == "new"]
    assert (row.end, row.note) == ("¥60.00", "0.625 kg, ¥96 per kg")
    (line,) = next(iter(hand.window.desk.carts.values())).draft().lines
    assert (line.weight, line.tare) == (625, 312)


def test_what_the_scale_cannot_weigh_is_typed(hand: Hand, evening: Evening) -> None:
    with scale_at(evening) as cable:
        cable.scale.load = 625
        weigh_shrimp(hand, evening)
        hand.wait(lambda: hand.button("Add ¥60.00").isEnabled())
        cable.scale.load = 15_001
        wait_for_chip(hand, "Too heavy for the scale")
        assert not hand.button("Add").isEnabled()
        type_weight(hand, "0.5")
        cable.scale.load = 625  # the hand was first: what is typed stays
        assert hand.button("Add ¥48.00").isEnabled()
        hand.press("Use the scale")
        hand.wait(lambda: hand.button("Add ¥60.00").isEnabled())
        cable.unplug()
        wait_for_chip(hand, "No scale at its port")
        assert hand.reads("Until it answers type the weight") and not hand.button("Add").isEnabled()
        type_weight(hand, "0.625")
        hand.press("Add ¥60.00")
        hand.wait(lambda: hand.sheet() is None)


def test_keys_of_the_scale_and_a_bowl_that_it_took_off_itself(hand: Hand, evening: Evening) -> None:
    with scale_at(evening, "os2", Os2()) as cable:
        cable.scale.load = 12
        weigh_shrimp(hand, evening)
        sheet = hand.sheet()
        assert sheet is not None
        hand.wait_to_read("Net 0.012 kg")
        QTest.keyClick(sheet, Qt.Key.Key_Z)
        hand.wait_to_read("Net 0 kg")
        cable.scale.load = 200
        hand.wait_to_read("Net 0.2 kg")
        QTest.keyClick(sheet, Qt.Key.Key_T)
        hand.wait_to_read("Tare 0.2 kg")
        assert cable.scale.zeroed == 1
        sheet.finish()
    with scale_at(evening, "toledo", ToledoStream()) as cable:
        cable.scale.load, cable.scale.tare = 937, 312
        hand.dish("Poached shrimp")
        hand.wait_to_read("Net 0.625 kg")
        assert hand.reads("Tare 0.312 kg") and not hand.button("Set tare").isEnabled()


def test_a_scale_is_set_up_where_it_is_seen_to_weigh(hand: Hand, evening: Evening) -> None:
    hand.window.desk.sign(evening.till.view.people.find("wang"))
    hand.window.go("settings", "")
    screen = hand.work._screens["settings"]
    screen._tabs.choose(3)  # type: ignore[attr-defined]
    with ScaleOnLine(Lines()) as cable:
        cable.scale.load = 250
        hand.press("Another port")
        page = screen.scale  # type: ignore[attr-defined]
        page._typed.setText(cable.port)
        page._typed.editingFinished.emit()
        hand.press("Lines of ST,GS,+")
        hand.wait(lambda: page.box.amount() == "0.25 kg")
        assert evening.till.scale.settings == ScaleSettings(cable.port, "lines", 9600)
        hand.press("No scale")
        assert evening.till.scale.settings is None


def test_the_cook_weighs_the_fish_from_the_list_of_what_is_to_do(hand: Hand, evening: Evening) -> None:
    """待称重: whoever cooks or serves enters it, without looking for the table first; what waits for the
    word is not asked about before it is begun."""
    offer(evening, BASS)
    opening = evening.open("A6", 2)
    evening.order("A6", dish("bass"), dish("mapo-tofu"), dish("bass", 2))
    other = evening.open("A7", 2)
    evening.order("A7", replace(dish("bass"), held=True))
    hand.sign("he")
    hand.window.go("floor", "")
    todo = hand.only(FloorSide)._list
    hand.wait(lambda: [row.note for row in hand.values(todo)] == ["2 dishes"])
    hand.act(todo, "Weigh", lambda row: row.opening == opening)
    hand.press("Steamed bass ×2")  # which lies on the scale is his to say
    hand.wait(lambda: isinstance(hand.sheet(), WeighLineSheet))
    type_weight(hand, "3")
    hand.press("3 jin: ¥204.00")
    hand.wait_to_read("A6 · Steamed bass ×1")  # the other fish of the table
    type_weight(hand, "1.5")
    hand.press("1.5 jin: ¥102.00")
    hand.wait(lambda: hand.sheet() is None)
    assert [one.line.weight for one in evening.till.view.openings[opening].lines] == [1_500, 0, 3_000]
    hand.wait(lambda: not hand.values(todo))
    assert evening.till.view.openings[other].lines[0].line.awaits_weight


def test_from_the_order_too_each_fish_is_one_tap_from_the_scale(hand: Hand, evening: Evening) -> None:
    offer(evening, BASS)
    opening = evening.open("A6", 2)
    evening.order("A6", dish("bass", remark="no scallion"), dish("bass"), replace(dish("bass", 3), held=True))
    hand.order_at("A6")
    hand.press("Weigh 2 dishes")
    hand.press("Steamed bass ×1 · no scallion")
    type_weight(hand, "1.5")
    hand.press("1.5 jin: ¥102.00")
    hand.wait_to_read("0 jin: ¥0.00")
    hand.key(Qt.Key.Key_Escape)  # the other one is not here yet
    hand.wait(lambda: hand.sheet() is None)
    hand.wait_to_read("Steamed bass: enter the weight")
    hand.key(Qt.Key.Key_F11)
    hand.wait(lambda: isinstance(hand.sheet(), WeighLineSheet))
    type_weight(hand, "2")
    hand.press("2 jin: ¥136.00")
    hand.wait(lambda: not hand.reads("enter the weight"))
    assert [one.line.weight for one in evening.till.view.openings[opening].lines] == [1_500, 2_000, 0]
    hand.press("Pay")
    hand.wait_to_read("1 dish is still to be weighed")  # the bill waits for what is not begun, too
    hand.press("Steamed bass: enter the weight")
    hand.wait_to_read("A6 · Steamed bass ×3")


def test_a_kitchen_slip_with_fish_on_it_leads_to_the_scale_and_the_next_scan_serves(
    hand: Hand, evening: Evening
) -> None:
    offer(evening, BASS)
    opening = evening.open("A6", 2)
    evening.order("A6", dish("bass"), dish("mapo-tofu"), dish("bass", 2))
    number = evening.till.view.openings[opening].opening.number
    code = slip_code(SlipCode(number, 1, 0, 1))
    keyboard = Keyboard(hand)

    def scan() -> None:
        keyboard.types(code)

    def states() -> set[str]:
        return {line.state for line in evening.till.view.openings[opening].lines}

    hand.window.go("printers", "")  # wherever the cashier is
    scan()
    hand.wait(lambda: isinstance(hand.sheet(), ScannedWeighing))
    assert hand.reads("A6 · Steamed bass ×1") and hand.reads("1 more dish is to be weighed after it.")
    assert "served" not in states()  # nothing has gone out
    type_weight(hand, "1.5")
    hand.press("1.5 jin: ¥102.00")
    hand.wait_to_read("A6 · Steamed bass ×2")  # the other fish of the slip
    type_weight(hand, "3")
    hand.press("3 jin: ¥204.00")
    hand.wait(lambda: hand.sheet() is None)
    assert [one.line.weight for one in evening.till.view.openings[opening].lines] == [1_500, 0, 3_000]
    scan()
    hand.wait(lambda: isinstance(hand.sheet(), ScannedSlip))
    assert states() == {"served"} and hand.reads("3 dishes of A6 are served.")


def test_a_fish_that_goes_out_unweighed_is_ticked_off_and_asked_for_again(
    hand: Hand, evening: Evening
) -> None:
    offer(evening, BASS)
    opening = evening.open("A6", 2)
    evening.order("A6", dish("bass"))
    keyboard = Keyboard(hand)
    code = slip_code(SlipCode(evening.till.view.openings[opening].opening.number, 1, 0, 1))
    keyboard.types(code)
    hand.wait(lambda: isinstance(hand.sheet(), ScannedWeighing))
    hand.press("Served, weigh later")
    hand.wait(lambda: isinstance(hand.sheet(), ScannedSlip))
    (line,) = evening.till.view.openings[opening].lines
    assert (line.state, line.line.weight) == ("served", 0)
    keyboard.types(code)  # in place of the slip that was shown
    hand.wait(lambda: isinstance(hand.sheet(), ScannedWeighing))
    type_weight(hand, "1")
    keyboard.types(code)  # what was typed is not thrown away for a slip
    hand.wait(lambda: "Something else is open." in hint(hand))
    assert isinstance(hand.sheet(), ScannedWeighing) and hand.button("1 jin: ¥68.00").isEnabled()
