"""Screenshots of what phones do without a table: orders by the store's code, and how the house takes them."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from PIL import Image, ImageDraw

from domain.floor.store_code import PLACE, StoreCode
from domain.people.chat import WECHAT
from domain.record.business_day import minute_of_day
from domain.record.plain import to_plain
from domain.selling.pictures import picture_id
from domain.selling.request import OrderRequest, quote_cart
from pos_app.models.feedback import unread
from pos_app.screens.floor.chat_sheet import ChatSheet
from pos_app.screens.floor.feedback_sheet import FeedbackSheet
from pos_app.screens.floor.phones_setup_sheet import PhonesSetupSheet
from pos_app.screens.floor.phones_sheet import PhonesSheet
from pos_app.workflows import selling
from pos_app.workflows.chatting import hear_media, hear_sent, hear_word
from pos_app.workflows.hearing_guests import hear_feedback
from tests.pos_app.evening import Evening, dish

ZONE = "Asia/Shanghai"
SALTY = "水煮鱼太咸，等了四十分钟，酸梅汤也忘了上。"
HOURS = ((10 * 60, 14 * 60), (17 * 60, 22 * 60))


def phones_at_counter(camera: Any, evening: Evening) -> None:
    """An order that waits for staff, one for later, one that is made; the code; a pause; the set-up."""
    till, window = evening.till, camera.window
    manager = next(person for person in till.view.staff if person.role == "manager")
    floor, cashier = window.work._screens["floor"], window.desk.staff
    window.go("floor", "")
    floor.show_counter()
    if not till.view.store_code.code:
        _shoot_sheet(camera, PhonesSheet(window.desk, window), "phones-none")
        setup = StoreCode(on=True, confirm=False, hours=HOURS, most=12)
        till.store_code.save(setup, manager.id).result()
        _ask(evening, "phone-of-a-guest-1")
        _ask(evening, "phone-of-a-guest-2", wanted_at=evening.time + 90 * 60_000)
        now = till.view.store_code
        till.store_code.save(replace(now, confirm=True), manager.id).result()
        _ask(evening, "phone-of-a-guest-3", to_go=False)
        evening.settle()
    camera.shoot("counter-phones")
    _shoot_sheet(camera, PhonesSheet(window.desk, window), "phones")
    till.store_code.pause(evening.time + 30 * 60_000, cashier.id).result()
    evening.settle()
    _shoot_sheet(camera, PhonesSheet(window.desk, window), "phones-paused")
    till.store_code.pause(0, cashier.id).result()
    evening.settle()
    _shoot_sheet(camera, PhonesSetupSheet(window.desk, window), "phones-setup")
    floor._areas.choose(0)


def guests_say(camera: Any, evening: Evening) -> None:
    """What guests say after the meal: two cards, one of them bad, and the whole of it."""
    till, window = evening.till, camera.window
    if not till.view.feedback:
        guests = [one.opening for one in till.view.openings.values() if one.opening.phones][:2]
        for opening, stars, words in zip(guests, (2, 5), (SALTY, "服务很好"), strict=False):
            said = {"id": till.new_id(), "phone": opening.phones[0], "opening": opening.id}
            told = {**said, "stars": stars, "words": words}
            evening.write(lambda entry, told=told: hear_feedback(entry, told, evening.time))
        evening.settle()
    window.go("floor", "")
    settle = camera.rest
    settle(200)
    side = window.work._screens["floor"]._side
    shown = side.isVisible()
    side.setVisible(True)
    camera.shoot("guests-say")
    side.setVisible(shown)
    _shoot_sheet(camera, FeedbackSheet(window.desk, window, unread(till.view)[0]), "guest-says")


def _shoot_sheet(camera: Any, sheet: Any, name: str) -> None:
    sheet.open()
    camera.shoot(name)
    sheet.finish()


def _ask(evening: Evening, phone: str, to_go: bool = True, wanted_at: int = 0) -> None:
    view, now = evening.till.view, evening.time
    cart = [replace(dish("mapo-tofu", 2), packed=to_go), replace(dish("cola"), packed=to_go)]
    minute = minute_of_day(wanted_at or now, ZONE)
    quote = quote_cart(view.menu, view.rules, view.stock, cart, (), 0, minute, now).quote
    asked = OrderRequest(
        evening.till.new_id(), PLACE, phone, tuple(cart), quote, to_go=to_go, wanted_at=wanted_at
    )
    evening.write(lambda entry: selling.hear_order(entry, to_plain(asked), 0, evening.time))


def guests_write(camera: Any, evening: Evening) -> None:
    """A guest at a table writes, and is answered."""
    till, window = evening.till, camera.window
    if not till.view.chats:
        (opening, *_) = [one.opening for one in till.view.openings.values() if one.opening.phones]
        for text in ("有儿童椅吗？", "还有，水煮鱼可以少放辣椒吗？孩子也要吃，谢谢。"):
            word = {"id": till.new_id(), "phone": opening.phones[0], "opening": opening.id, "text": text}
            evening.write(lambda entry, word=word: hear_word(entry, word, evening.time))
        evening.settle()
        till.chat.answer(opening.phones[0], till.new_id(), "有，马上拿来。", "zhou").result()
        word = {"id": till.new_id(), "phone": opening.phones[0], "opening": opening.id, "text": "太好了"}
        evening.write(lambda entry: hear_word(entry, word, evening.time))
        evening.settle()
    window.go("floor", "")
    _shoot_sheet(camera, ChatSheet(window.desk, window, till.view.chats[0].phone), "guest-writes")


def wechat_writes(camera: Any, evening: Evening) -> None:
    """A guest writes inside WeChat: one answer is there, one WeChat does not take, one is on its way."""
    till, window, phone = evening.till, camera.window, "0" * 28 + "7f3a"
    if all(one.phone != phone for one in till.view.chats):
        for text, sent in (
            ("今晚还有包间吗？", "delivered"),
            ("十位，六点半到", "refused 48001"),
            ("喂？", ""),
        ):
            word = {"id": till.new_id(), "phone": phone, "text": text, "table": PLACE, "via": WECHAT}
            evening.write(lambda entry, word=word: hear_word(entry, word, evening.time))
            message = till.new_id()
            till.chat.answer(phone, message, "有的，给您留「牡丹」", "zhou").result()
            told = {"id": till.new_id(), "phone": phone, "message": message, "sent": sent}
            evening.write(lambda entry, told=told: hear_sent(entry, told))
        _send_inside_wechat(evening, phone)
        evening.settle()
    window.go("floor", "")
    camera.rest(200)
    _shoot_sheet(camera, ChatSheet(window.desk, window, phone), "guest-writes-wechat")


def _send_inside_wechat(evening: Evening, phone: str) -> None:
    """A picture of the birthday cake that is to be kept cold, and a voice."""
    out = io.BytesIO()
    cake = Image.new("RGB", (1280, 960), "#efe8df")
    ImageDraw.Draw(cake).rounded_rectangle((340, 380, 940, 760), 60, "#b5651d")
    cake.save(out, "JPEG")
    for text, kind, file in (
        ("[图片]", "picture", out.getvalue()),
        ("[语音]", "voice", b"#!AMR\n" + bytes(900)),
    ):
        evening.till.guest_shelf.put(file)
        word = {"id": evening.till.new_id(), "phone": phone, "text": text, "table": PLACE, "via": WECHAT}
        evening.write(lambda entry, word=word: hear_word(entry, word, evening.time))
        told = {"id": evening.till.new_id(), "phone": phone, "message": word["id"]}
        told |= {"media": f"{kind} {picture_id(file)}"}
        evening.write(lambda entry, told=told: hear_media(entry, told))
