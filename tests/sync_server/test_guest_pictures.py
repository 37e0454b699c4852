"""A guest's picture at the server: what becomes of the file, who sees it, and how it goes again."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image, ImageDraw

from domain.errors import Refused
from domain.people.guest_pictures import KEPT, MOST_BYTES, MOST_SENT, SIDE
from domain.selling.pictures import is_picture_id, picture_id
from sync_server.database.session import Connection, raw
from sync_server.diner.flood import Flood
from sync_server.workflows.guest_pictures import MOST_UNNAMED, UNNAMED
from sync_server.workflows.picturing import make_guest_picture
from tests.plain_pages import plain_pages
from tests.sync_server.running import ServerHere
from tests.sync_server.test_owner import Browser
from tests.sync_server.test_pictures import HEIC, bomb, noise, photo
from tests.sync_server.wire import WirePhone, WireTill, new_id

WORDS = "SELECT count(*) FROM requests WHERE body LIKE ?"


def drawn(number: int = 0) -> bytes:
    """A small picture of its own for each number."""
    image = Image.new("RGB", (64, 64), (200, 90, 120))
    for bit in range(8):
        if number >> bit & 1:
            ImageDraw.Draw(image).rectangle((8 * bit, 0, 8 * bit + 7, 63), "black")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def send(phone: WirePhone, file: bytes, id: str = "") -> requests.Response:
    where = f"{phone.base}/picture"
    return phone.session.post(where, params={"phone": id or phone.id, "lang": "en"}, data=file, timeout=30)


def see(phone: WirePhone, picture: str) -> requests.Response:
    return phone.session.get(f"{phone.base}/picture/{picture}", timeout=10)


def settle(till: WireTill, *standing: str) -> list[str]:
    asked = json.dumps({"pictures": standing}).encode()
    return list(till.call("POST", "/v1/guest-pictures/missing", asked).json()["missing"])


def say(phone: WirePhone, **more: Any) -> requests.Response:
    said = {"id": new_id(), "phone": phone.id, "opening": "o", "stars": 4} | more
    return phone.session.post(f"{phone.base}/feedback", json=said, timeout=10)


@pytest.fixture
def guest(till: WireTill) -> Iterator[WirePhone]:
    phone = WirePhone(till.url, till.code("A1"))
    till.feed()
    yield phone
    phone.session.close()


def test_a_photo_is_kept_whole_upright_and_without_its_place() -> None:
    kept = make_guest_picture(photo())
    image = Image.open(io.BytesIO(kept))
    assert (image.format, image.size) == ("JPEG", (900, 1200)), "it stood on its side"
    assert not image.getexif() and b"GPS" not in kept and b"Exif" not in kept
    above, below = (image.getpixel((450, y)) for y in (100, 1100))
    assert above == pytest.approx((254, 0, 0), abs=12) and below == pytest.approx((255, 255, 255), abs=12)


def test_a_large_one_becomes_small_and_noise_still_fits() -> None:
    image = Image.open(io.BytesIO(make_guest_picture(photo((3200, 1600)))))
    assert max(image.size) == SIDE and image.size == (SIDE // 2, SIDE)
    out = io.BytesIO()
    with Image.open(io.BytesIO(noise())) as wild:
        wild.resize((900, 900)).save(out, "JPEG", quality=60)
    assert len(make_guest_picture(out.getvalue())) <= MOST_BYTES


@pytest.mark.parametrize(
    ("file", "status", "words"),
    [
        (b"no picture", 400, "no picture that can be read"),
        (b"", 400, "no picture that can be read"),
        (photo()[:2000], 400, "no picture that can be read"),
        (bomb(), 413, "at most 1 MB and 16 megapixels"),
        (bytes(MOST_SENT + 1), 413, "at most 1 MB and 16 megapixels"),
        (HEIC, 400, "HEIC photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 400, "no picture that can be read"),
    ],
    ids=["text", "nothing", "torn", "bomb", "long", "heic", "svg"],
)
def test_what_is_no_picture_is_refused_in_words(
    guest: WirePhone, file: bytes, status: int, words: str
) -> None:
    answer = send(guest, file)
    assert answer.status_code == status and words in answer.json()["text"]


def test_the_same_file_twice_is_one_picture_that_its_guest_sees(till: WireTill, guest: WirePhone) -> None:
    file = drawn()
    first, again = send(guest, file), send(guest, file)
    picture = first.json()["picture"]
    assert (first.status_code, again.json()) == (202, {"picture": picture}) and is_picture_id(picture)
    shown = see(guest, picture)
    assert shown.headers["Content-Type"] == "image/jpeg" and picture_id(shown.content) == picture
    assert "no-store" in shown.headers["Cache-Control"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert see(guest, picture_id(b"another")).status_code == 404
    assert see(guest, "..%2F..%2Fsecret").status_code == 404
    assert till.get(f"/v1/guest-pictures/{picture}").content == shown.content


def test_words_name_a_picture_that_is_here_or_are_refused(till: WireTill, guest: WirePhone) -> None:
    assert say(guest, picture=picture_id(b"nowhere")).json()["code"] == "picture_unknown"
    assert say(guest, picture="../x").status_code == 400
    picture = send(guest, drawn()).json()["picture"]
    assert say(guest, picture=picture).status_code == 202
    (item,) = till.feed().json()["items"]
    assert item["body"]["picture"] == picture


def test_a_picture_goes_when_the_till_names_it_no_more(till: WireTill, guest: WirePhone) -> None:
    one, two, three = (send(guest, drawn(number)).json()["picture"] for number in (1, 2, 3))
    assert settle(till, one, two) == []
    assert settle(till, two, "x", picture_id(b"elsewhere")) == [picture_id(b"elsewhere")]
    assert [see(guest, id).status_code for id in (one, two, three)] == [404, 200, 200], "the third is new"
    assert settle(till) == []
    assert [see(guest, id).status_code for id in (two, three)] == [404, 200]


def test_another_store_neither_sees_nor_takes_it_away(
    server: ServerHere, till: WireTill, guest: WirePhone
) -> None:
    picture = send(guest, drawn()).json()["picture"]
    settle(till, picture)
    stranger = server.store()
    settle(stranger)
    assert stranger.get(f"/v1/guest-pictures/{picture}").status_code == 404
    assert see(guest, picture).status_code == 200
    reader = server.reader(till.store)
    assert reader.call("GET", f"/v1/guest-pictures/{picture}").status_code == 403
    assert requests.get(f"{server.url}/v1/guest-pictures/{picture}", timeout=10).status_code == 401


def test_a_till_carries_one_here_whole_or_not_at_all(till: WireTill, guest: WirePhone) -> None:
    jpeg = make_guest_picture(drawn())
    id, other = picture_id(jpeg), picture_id(b"other")
    for _ in range(2):
        assert till.call("PUT", f"/v1/guest-pictures/{id}", jpeg).status_code == 200
    assert see(guest, id).content == jpeg
    assert till.call("PUT", f"/v1/guest-pictures/{other}", jpeg).json()["code"] == "picture_unreadable"
    page = b"<html>"
    assert till.call("PUT", f"/v1/guest-pictures/{picture_id(page)}", page).status_code == 400
    assert till.call("PUT", f"/v1/guest-pictures/{id}", bytes(MOST_BYTES + 1)).status_code == 413


def test_none_stays_longer_than_a_month_and_what_nobody_names_an_hour(tmp_path: Path) -> None:
    server = ServerHere(tmp_path)
    try:
        till = server.store()
        guest = WirePhone(till.url, till.code("A1"))
        named, unnamed = (send(guest, drawn(number)).json()["picture"] for number in (1, 2))
        settle(till, named)
        server.time.pass_by(UNNAMED + 1)
        late = send(guest, drawn(3)).json()["picture"]
        assert [see(guest, id).status_code for id in (named, unnamed, late)] == [200, 404, 200]
        server.time.pass_by(KEPT)
        assert [see(guest, id).status_code for id in (named, late)] == [404, 404]
        guest.session.close()
    finally:
        server.close()


def test_a_flood_of_pictures_ends_for_its_phone_and_its_table_alone(tmp_path: Path) -> None:
    server = ServerHere(tmp_path, flood=Flood(clock=lambda: 0.0))
    phones: list[WirePhone] = []
    try:
        till = server.store()
        guest, other = phones = [WirePhone(till.url, till.code(table)) for table in ("A1", "A2")]
        codes = [send(guest, b"x").status_code for _ in range(8)]
        assert codes == [400] * 6 + [429] * 2
        codes = [send(guest, b"x", f"phone-of-a-stranger-{n}").status_code for n in range(9)]
        assert codes == [400] * 6 + [429] * 3, "the table's are twelve in all"
        assert send(other, drawn()).status_code == 202
    finally:
        for phone in phones:
            phone.session.close()
        server.close()


def test_while_no_till_names_them_only_some_are_kept(tmp_path: Path) -> None:
    server = ServerHere(tmp_path)
    try:
        till = server.store()
        guest = WirePhone(till.url, till.code("A1"))
        codes = [send(guest, drawn(number)).status_code for number in range(MOST_UNNAMED + 1)]
        assert codes == [202] * MOST_UNNAMED + [429]
        guest.session.close()
    finally:
        server.close()


def test_the_owner_alone_sees_it_beside_the_words(
    server: ServerHere, till: WireTill, guest: WirePhone
) -> None:
    picture = send(guest, drawn()).json()["picture"]
    address = f"{server.url}/owner/guests/{picture}"
    turned_away = requests.get(address, timeout=10)
    assert turned_away.url.endswith("/owner/sign-in") and turned_away.headers["Content-Type"] != "image/jpeg"
    owner = Browser(server.url)
    owner.set_up(server)
    shown = owner.get(f"/owner/guests/{picture}")
    assert shown.headers["Content-Type"] == "image/jpeg" and picture_id(shown.content) == picture
    assert owner.get(f"/owner/guests/{picture_id(b'other')}").status_code == 404
    owner.session.close()


def test_of_what_was_said_nothing_stays_at_a_server_once_the_till_has_it(
    server: ServerHere, till: WireTill, guest: WirePhone
) -> None:
    said = {"id": new_id(), "words": "too salty"}
    assert say(guest, **said).status_code == 202
    till.feed()
    till.publish([], [{"request": said["id"], "state": "accepted", "at": 6}])
    assert server.database.read(lambda c: c.exec_driver_sql(WORDS, ("%salty%",)).scalar()) == 0
    told = guest.session.get(f"{guest.base}/now", params={"phone": guest.id}, timeout=10)
    assert told.json()["feedback"] == [{"id": said["id"], "opening": "o", "text": ""}]
    assert say(guest, **said).status_code == 202, "the same again is the same"
    assert say(guest, **{**said, "stars": 1}).json()["code"] == "request_changed"
    forget = {"id": new_id(), "phone": guest.id, "opening": "o"}
    assert guest.session.post(f"{guest.base}/forget", json=forget, timeout=10).status_code == 202
    (item,) = till.feed().json()["items"]
    assert (item["kind"], item["body"]) == ("forget", forget)


def test_what_the_till_names_no_more_is_nowhere_in_the_servers_file(
    server: ServerHere, till: WireTill, guest: WirePhone
) -> None:
    salty, chair = "豆腐太咸了，汤也凉了", "Is there a high chair for my daughter Lilian"
    said, word = {"id": new_id(), "words": salty}, {"id": new_id(), "phone": guest.id, "text": chair}
    assert say(guest, **said).status_code == 202
    assert guest.session.post(f"{guest.base}/chat", json=word, timeout=10).status_code == 202
    till.feed()
    spoken = {"said": [{"feedback": "o.1", "at": 5, "words": salty}]}
    written = {"table": "A1", "messages": [{"id": word["id"], "at": 5, "by": "guest", "text": chair}]}
    shown = [
        {"key": "said", "version": 2, "body": spoken},
        {"key": f"chat/{guest.id}", "version": 3, "body": written},
    ]
    verdicts = [{"request": one["id"], "state": "accepted", "at": 6} for one in (said, word)]
    assert till.publish(shown, verdicts).status_code == 200
    there = at_rest(server)
    assert salty.encode() in there and chair.encode() in there, "the test sees what is there"
    gone = [
        {"key": "said", "version": 4, "body": {"said": []}},
        {"key": f"chat/{guest.id}", "version": 5, "body": {}},
    ]
    assert till.publish(gone).status_code == 200
    left = at_rest(server)
    assert salty.encode() not in left and chair.encode() not in left


def at_rest(server: ServerHere) -> bytes:
    """The server's file, decrypted."""

    def settle(connection: Connection) -> None:
        driver = raw(connection)
        driver.execute("COMMIT")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        driver.execute("BEGIN IMMEDIATE")

    server.database.submit(settle, behind=True).result(10)
    return plain_pages(server.database.path, server.database.key)


def test_two_send_the_same_at_once(guest: WirePhone) -> None:
    file = drawn(9)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: send(guest, file).json(), range(4)))
    assert len({one["picture"] for one in answers}) == 1


def test_a_decoder_never_reads_other_kinds() -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "GIF")
    with pytest.raises(Refused):
        make_guest_picture(out.getvalue())
