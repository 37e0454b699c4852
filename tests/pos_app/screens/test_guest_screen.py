"""The guest's screen: it follows the cashier's hand, names no other table's dish, and says what was paid."""

from PySide6.QtCore import QBuffer
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel

from pos_app.models.guest_sight import GuestRow
from pos_app.models.rows import VALUE
from pos_app.screens.guest_lines import GuestLines
from tests.pos_app.evening import FISH, Evening, dish
from tests.pos_app.hand import Hand


def turn_on(hand: Hand) -> None:
    hand.work._show_person()
    sheet = hand.sheet()
    assert sheet
    sheet._guest.click()  # type: ignore[attr-defined]
    sheet.cancel()


def seen(hand: Hand) -> str:
    """What labels say on the guest's screen now."""
    return " ".join(one.text() for one in hand.work.guest.findChildren(QLabel) if one.isVisible())


def rows(hand: Hand) -> list[GuestRow]:
    model = hand.work.guest.findChildren(GuestLines)[0].model()
    return [model.index(place, 0).data(VALUE) for place in range(model.rowCount())]


def test_the_guest_sees_each_dish_as_it_is_tapped_and_what_it_costs(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 2)
    evening.order("A6", FISH)
    turn_on(hand)
    assert "Welcome" in seen(hand)
    hand.order_at("A6")
    hand.wait(lambda: len(rows(hand)) == 1)
    assert rows(hand)[0].second == "水煮鱼"
    hand.dish("Mapo tofu")
    hand.wait(lambda: [row.title for row in rows(hand)][-1] == "Mapo tofu")
    sent, new = rows(hand)
    figures = hand.window.desk.view.openings[hand.window.desk.view.tables["A6"].opening]
    assert sent.amount == hand.window.desk.wording.money(figures.bill_lines[0].charged)
    assert "Mapo tofu" in seen(hand) and "To pay" in seen(hand) and new.times == "1"


def test_the_guest_sees_the_photo_of_the_dish_that_was_tapped_and_a_drawing_where_there_is_none(
    hand: Hand, evening: Evening
) -> None:
    photo = QImage(40, 40, QImage.Format.Format_RGB32)
    photo.fill(QColor("#12ab34"))
    arrived = dict[str, bytes]()
    pictures = hand.window.theme.pictures
    assert pictures
    pictures._load = lambda id, side: arrived.get(id)
    evening.open("A6", 2)
    turn_on(hand)
    hand.order_at("A6")
    hand.dish("Mapo tofu")
    plate = hand.work.guest._plate
    hand.wait(plate.isVisible)
    assert middle(plate) != photo.pixelColor(0, 0)  # it has a photo that this till does not have yet

    tofu = hand.window.desk.view.menu.by_id["mapo-tofu"]
    arrived[tofu.picture] = png(photo)
    pictures.look_again()
    hand.wait(lambda: middle(plate) == photo.pixelColor(0, 0))

    bare = next(one for one in hand.window.desk.view.menu.dishes if one.simple and not one.picture)
    hand.dish(bare.names["en"])
    hand.wait(lambda: middle(plate) != photo.pixelColor(0, 0))
    assert plate.isVisible() and bare.names["en"] in seen(hand)


def middle(plate: QLabel) -> QColor:
    return plate.pixmap().toImage().pixelColor(plate.pixmap().rect().center())


def png(image: QImage) -> bytes:
    held = QBuffer()
    image.save(held, "PNG")  # type: ignore[call-overload]
    return bytes(held.data().data())


def test_the_guest_is_thanked_and_the_next_one_sees_nothing_of_it(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 2)
    evening.order("A6", dish("mapo-tofu"))
    turn_on(hand)
    hand.order_at("A6")
    hand.press("Pay")
    due = hand.window.desk.view.openings[hand.window.desk.view.tables["A6"].opening].due
    hand.wait(lambda: hand.window.desk.wording.money(due) in seen(hand))
    hand.work._screens["payment"].take()  # type: ignore[attr-defined]
    hand.wait(lambda: "Thank you" in seen(hand))
    assert hand.window.desk.wording.money(due) in seen(hand)
    hand.press("To the tables")
    hand.wait(lambda: "Welcome" in seen(hand))
    assert "tofu" not in seen(hand)


def test_a_locked_till_and_another_screen_show_the_guest_no_bill(hand: Hand, evening: Evening) -> None:
    evening.open("A6", 2)
    evening.order("A6", FISH)
    turn_on(hand)
    hand.order_at("A6")
    hand.wait(lambda: len(rows(hand)) == 1)
    hand.window.go("drawer", "")
    assert "Welcome" in seen(hand)
    hand.order_at("A6")
    hand.wait(lambda: "Welcome" not in seen(hand))
    hand.window.lock()
    assert "Welcome" in seen(hand)


def test_whether_it_is_shown_is_kept_by_this_till(hand: Hand, evening: Evening) -> None:
    assert not hand.work.guest.isVisible()
    turn_on(hand)
    assert hand.work.guest.isVisible()
    kept = evening.parts.writer.submit(lambda: evening.parts.book.local("device_settings")).result()
    assert kept == {"guest_screen": True}
