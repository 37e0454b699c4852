"""The owner's photos: what becomes of them, who keeps them, and how the till hears what is said of a dish."""

from __future__ import annotations

import io
import json
import random
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image, ImageDraw

from domain.errors import Refused
from domain.record.plain import to_plain
from domain.selling.dish_words import DishWish, DishWords
from domain.selling.pictures import FORMS, LARGE, MOST_SMALL, SMALL, pack, picture_id, unpack
from domain.selling.request import REQUEST_LAPSES
from sync_server.workflows.picturing import make_picture
from tests.sync_server.running import ServerHere
from tests.sync_server.test_owner import Browser
from tests.sync_server.wire import WireTill, demo, new_id

DISH = "fish-fragrant-pork"
PAGE = f"/owner/dishes/{DISH}"
HEIC = b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic" + bytes(400)
GPS, ORIENTATION, ON_ITS_SIDE = 0x8825, 0x0112, 6


@pytest.fixture
def owner(server: ServerHere, till: WireTill) -> Iterator[Browser]:
    browser = Browser(server.url)
    browser.set_up(server)
    yield browser
    browser.session.close()


def photo(size: tuple[int, int] = (1200, 900)) -> bytes:
    """A phone's photo, red above and white below: it lies on its side, and says where it was taken."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1]), "red")
    tags = Image.Exif()
    tags[ORIENTATION] = ON_ITS_SIDE
    tags[GPS] = {1: "N", 2: (30.0, 39.0, 27.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", exif=tags, quality=95)
    return out.getvalue()


def noise() -> bytes:
    image = Image.frombytes("RGB", (720, 720), random.Random(7).randbytes(720 * 720 * 3))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def bomb(side: int = 60_000) -> bytes:
    """A small PNG that says it is huge."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def send(owner: Browser, file: bytes = b"", /, **said: str) -> requests.Response:
    """Fill in the dish's form as it stands, but for what is said here."""
    page = owner.get(PAGE).text
    form = page.partition('name="form" value="')[2].partition('"')[0]
    seen = page.partition('name="seen" value="')[2].partition('"')[0].replace("&#34;", '"')
    files = {"picture": ("p.jpg", file, "image/jpeg")}
    data = {"form": form, "seen": seen, "spice": "1", "allergen-soy": "1", **said}
    return owner.session.post(owner.url + PAGE, data=data, files=files, timeout=60)


def wishes(till: WireTill) -> list[dict[str, Any]]:
    return [one["body"] for one in till.feed().json()["items"] if one["kind"] == "dish"]


def test_a_photo_stands_upright_and_says_nothing_of_where_it_was_taken() -> None:
    forms = unpack(make_picture(photo()))
    assert tuple(forms) == FORMS
    for name, form in forms.items():
        image = Image.open(io.BytesIO(form))
        assert image.size == (SMALL if name.startswith("small") else LARGE)
        assert not image.getexif() and b"GPS" not in form and b"Exif" not in form
        middle, height = image.width // 2, image.height
        above, below = (image.convert("RGB").getpixel((middle, y)) for y in (height // 8, height * 7 // 8))
        assert above == pytest.approx((254, 0, 0), abs=12) and below == pytest.approx((255, 255, 255), abs=12)


def test_even_noise_becomes_a_thumbnail_of_twelve_kilobytes() -> None:
    forms = unpack(make_picture(noise()))
    assert max(len(forms[name]) for name in FORMS[:2]) <= MOST_SMALL == 12 * 1024


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"no picture", "picture_unreadable"),
        (photo()[:2000], "picture_unreadable"),
        (HEIC, "picture_heic_owner"),
        (bomb(), "picture_too_large"),
        (b"\xff" * (20 * 1024 * 1024 + 1), "picture_too_large"),
    ],
    ids=["text", "torn", "heic", "bomb", "long"],
)
def test_what_is_no_picture_or_far_too_much_is_refused(file: bytes, code: str) -> None:
    with pytest.raises(Refused) as no:
        make_picture(file)
    assert no.value.code == code


def test_a_packed_picture_is_whole_or_refused() -> None:
    packed = make_picture(photo())
    for torn in (packed[:-1], packed + b"x", packed[5:], pack(dict.fromkeys(FORMS, b""))):
        with pytest.raises(Refused):
            unpack(torn)


def test_the_owners_photo_reaches_the_till_and_the_guest(owner: Browser, till: WireTill) -> None:
    said = {"badge-new": "1", "from": "2", "to": "3", "portion": "650", "unit": "g"}
    page = send(owner, photo(), **said).text
    assert "waits for the till" in page
    (wish,) = wishes(till)
    assert (wish["dish"], wish["seen"]) == (DISH, {"spice": 1, "allergens": ["soy"]})
    words = wish["words"]
    assert isinstance(words, dict) and (words["badges"], words["serves"]) == (["new"], [2, 3])
    assert words["portion"] == "650 g"
    picture = words["picture"]
    menu = demo("menu")
    menu["dishes"] = [{**one, **(words if one["id"] == DISH else {})} for one in menu["dishes"]]
    menu["version"] = 2
    answer = {"request": wish["id"], "state": "accepted", "at": 1}
    till.publish([{"key": "menu", "version": 2, "body": menu}], [answer])
    html = requests.get(f"{owner.url}/t/{till.code('A6')}?lang=en", timeout=10).text
    pictures = set(re.findall(r"\b[0-9a-f]{20}\b", html))  # of far below the script alone is told
    assert pictures == {picture}  # others are not here yet
    assert "<small>New</small>" in html and "for 2–3</small>" in html
    for form in FORMS:
        shown = requests.get(f"{owner.url}/dish/{picture}/{form}", timeout=10)
        assert (shown.status_code, shown.headers["Content-Type"]) == (200, f"image/{form[6:]}")
        assert "immutable" in shown.headers["Cache-Control"]
    assert "waits for the till" not in owner.get(PAGE).text
    assert "7 of 62 have a picture" in owner.get("/owner/dishes").text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("mpdf", ["mapo-tofu"]),
        ("麻婆", ["mapo-tofu"]),
        ("MAPO", ["mapo-tofu"]),
        ("101", ["boiled-fish"]),
        ("zzz", []),
    ],
)
def test_among_hundreds_of_dishes_the_owner_types_which_one(
    owner: Browser, till: WireTill, typed: str, found: list[str]
) -> None:
    page = owner.get("/owner/dishes", find=typed).text
    assert re.findall(r'href="/owner/dishes/([\w-]+)', page) == found
    assert f'name="find" value="{typed}"' in page
    assert ("No dish of that name." in page) == (not found)
    assert "of 62 have a picture" in page


def test_the_owner_keeps_a_dish_out_of_discounts(owner: Browser, till: WireTill) -> None:
    assert 'name="full-price" value="1">' in owner.get(PAGE).text
    send(owner, **{"full-price": "1"})
    (wish,) = wishes(till)
    assert (wish["dish"], wish["words"]["full_price"]) == (DISH, True)
    menu = demo("menu")
    menu["dishes"] = [{**one, **(wish["words"] if one["id"] == DISH else {})} for one in menu["dishes"]]
    till.publish(
        [{"key": "menu", "version": 2, "body": {**menu, "version": 2}}],
        [{"request": wish["id"], "state": "accepted", "at": 1}],
    )
    assert 'name="full-price" value="1" checked>' in owner.get(PAGE).text
    assert owner.get("/owner/dishes").text.count("Never reduced") == 1


def test_what_the_till_refuses_is_told_the_owner(owner: Browser, till: WireTill) -> None:
    send(owner, **{"badge-chef": "1"})
    (wish,) = wishes(till)
    till.publish([], [{"request": wish["id"], "state": "refused", "at": 1, "code": "dishes_changed"}])
    assert "Somebody else has changed these dishes" in owner.get(PAGE).text
    assert wishes(till) == []


def test_a_bad_file_and_words_that_no_page_can_say_change_nothing(owner: Browser, till: WireTill) -> None:
    assert "no picture that can be read" in send(owner, b"%PDF-1.7").text
    assert "choose it from the photo library" in send(owner, HEIC).text
    assert "No page can say that" in send(owner, spice="9").text
    assert "No page can say that" in send(owner, **{"from": "5", "to": "2"}).text
    assert wishes(till) == []


def test_a_wish_waits_for_a_till_that_is_away_for_days(tmp_path: Path) -> None:
    server = ServerHere(tmp_path)
    try:
        till, owner = server.store(), Browser(server.url)
        owner.set_up(server)
        send(owner, **{"badge-chef": "1"})
        server.time.pass_by(5 * REQUEST_LAPSES)
        till.offset = 5 * REQUEST_LAPSES
        assert len(wishes(till)) == 1
        assert len(wishes(till)) == 1  # handed and not answered: it comes again
    finally:
        server.close()


def test_tills_hand_pictures_on_and_nobody_can_pass_off_another(server: ServerHere, till: WireTill) -> None:
    packed = make_picture(photo())
    id = picture_id(packed)
    asked = json.dumps({"pictures": [id, "x"]}).encode()
    assert till.call("POST", "/v1/pictures/missing", asked).json() == {"missing": [id]}
    assert till.get(f"/v1/pictures/{id}").status_code == 404
    other = picture_id(b"other")
    assert till.call("PUT", f"/v1/pictures/{other}", packed).json()["code"] == "picture_unreadable"
    for _ in range(2):
        assert till.call("PUT", f"/v1/pictures/{id}", packed).status_code == 200
    assert till.get(f"/v1/pictures/{id}").content == packed
    assert till.call("POST", "/v1/pictures/missing", asked).json() == {"missing": []}
    reader = server.reader(till.store)
    assert reader.call("PUT", f"/v1/pictures/{id}", packed).status_code == 403
    assert requests.get(f"{server.url}/dish/{id}/../../v1/hello", timeout=10).status_code == 200
    for path in (f"{id}/huge.webp", f"{other}/small.webp", f"{id[:-1]}/small.webp"):
        missing = requests.get(f"{server.url}/dish/{path}", timeout=10)
        assert (missing.status_code, missing.headers["Cache-Control"]) == (404, "no-store")


def test_a_stranger_reaches_no_form_and_no_upload(server: ServerHere, till: WireTill) -> None:
    answer = requests.post(server.url + PAGE, files={"picture": ("p", photo())}, timeout=10)
    assert answer.url.endswith("/owner/sign-in") and wishes(till) == []


def test_a_wish_is_one_shape_for_both_programs() -> None:
    wish = DishWish(new_id(), DISH, DishWords("a" * 20, ("new",), ("fish",), 1, (2, 3)), DishWords())
    assert set(to_plain(wish)) == {"id", "dish", "words", "seen"}


def test_licences_stand_beside_the_menu(owner: Browser, till: WireTill) -> None:
    page = f"{owner.url}/t/{till.code('A6')}/about?lang=en"
    before = requests.get(page, timeout=10).text
    assert "it has no licences" in before and 'href="tel:02800000118"' in before
    assert "Cover charge ¥2 a guest" in before and "<script" not in before
    fields = {
        "seen": "[]",
        "business": "91510100MA6C0DEMO1",
        "food": " JY25101000000001 ",
        "food-holder": "花椒",
    }
    owner.send("/owner/licences", **fields)
    (wish,) = wishes(till)
    told = [
        {"kind": "business", "number": "91510100MA6C0DEMO1"},
        {"kind": "food", "number": "JY25101000000001", "holder": "花椒"},
    ]
    assert (wish["licences"], wish.get("seen", [])) == (told, [])
    menu = {**demo("menu"), "licences": told, "version": 2}
    till.publish([{"key": "menu", "version": 2, "body": menu}])
    after = requests.get(page, timeout=10).text
    assert "91510100MA6C0DEMO1" in after and "花椒" in after and "no licences" not in after
    refused = owner.send("/owner/licences", seen="[]", food="", **{"food-holder": "花椒"}).text
    assert "A licence needs its number" in refused


def test_a_licence_is_seen_whole_as_it_hangs_there(owner: Browser, till: WireTill) -> None:
    """Its number may be left to the picture, which stays until another comes or it is taken away."""
    page, licences = f"{owner.url}/t/{till.code('A6')}/about?lang=en", "/owner/licences"
    owner.send(licences, files={"food-picture": ("p.jpg", photo(), "image/jpeg")}, seen="[]", food="")
    (wish,) = wishes(till)
    (told,) = wish["licences"]
    picture = told["picture"]
    assert told == {"kind": "food", "number": "", "picture": picture}
    accepted = {"request": wish["id"], "state": "accepted", "at": 1}
    body = {**demo("menu"), "licences": [told], "version": 2}
    till.publish([{"key": "menu", "version": 2, "body": body}], [accepted])
    assert f'src="/dish/{picture}/large.webp"' in requests.get(page, timeout=10).text
    for form in FORMS[2:]:
        shown = Image.open(io.BytesIO(requests.get(f"{owner.url}/dish/{picture}/{form}", timeout=10).content))
        assert shown.size == (960, 1280), "it lay on its side, and nothing of it is cut off"
    assert "No picture" not in owner.get(licences).text
    owner.send(licences, seen=json.dumps([told]), food="JY1")
    assert [one["licences"] for one in wishes(till)] == [[{**told, "number": "JY1"}]]
    owner.send(licences, seen=json.dumps([told]), food="JY1", **{"food-without": "1"})
    assert wishes(till)[-1]["licences"] == [{"kind": "food", "number": "JY1"}]
    other = {**demo("menu"), "licences": [{**told, "picture": "0" * 20, "number": "JY1"}], "version": 3}
    till.publish([{"key": "menu", "version": 3, "body": other}])
    after = requests.get(page, timeout=10).text
    assert "JY1" in after and "<img" not in after, "one that is not here yet"
