"""A guest says after the meal how it was, with a picture: till and owner have it, until it is taken back."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import requests
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.owner import DEMO_PASSWORD, Owner
from tests.end_to_end.shop import Shop
from tests.end_to_end.test_store_code import PATIENCE, phone
from tests.fakes.printer import until


@pytest.mark.browser
def test_what_a_guest_says_of_the_meal_reaches_till_and_owner(
    shop: Shop, browser: Browser, tmp_path: Path
) -> None:
    shop.open()
    page = phone(browser, shop.ready["diner_urls"]["A1"])
    page.locator("[data-d=mapo-tofu] .a").first.tap()
    page.locator("[data-key=review]").tap()
    page.locator("[data-key=order]").tap()
    expect(page.locator("[data-line=printed]")).to_have_count(1, timeout=PATIENCE)
    opening = shop.ask("look")["openings"]["A1"]["id"]
    shop.ask("pay", opening=opening, payment="0" * 31 + "1")

    page.locator("[data-key=star2]").tap()
    page.locator("textarea").fill("豆腐太咸了")
    choose_files_that_are_none(page, tmp_path)
    page.locator("[data-key=photo]").set_input_files(plate(tmp_path))
    expect(page.locator("#sheet img")).to_be_visible(timeout=PATIENCE)
    page.context.set_offline(True)
    page.locator("[data-key=say]").tap()
    expect(page.locator("#sheet .amber")).to_contain_text("没有网络", timeout=PATIENCE)
    page.context.set_offline(False)
    page.route("**/picture?*", lambda route: route.abort())
    page.locator("[data-key=say]").tap()
    expect(page.locator("#sheet .amber")).to_contain_text("文字店家已收到，图片没有", timeout=PATIENCE)
    (said,) = shop.ask("feedback")["said"]
    assert (said["stars"], said["words"], said["opening"]) == (2, "豆腐太咸了", opening)
    assert not said.get("picture"), "the words did not wait for it"
    page.unroute("**/picture?*")
    page.locator("[data-key=say]").tap()
    expect(page.locator(".after")).to_contain_text("谢谢，店里收到了", timeout=PATIENCE)
    expect(page.locator(".after img")).to_be_visible(timeout=PATIENCE)
    sent = shop.ask("picture")
    with Image.open(io.BytesIO(bytes.fromhex(sent["jpeg"]))) as seen:
        assert (seen.format, seen.size) == ("JPEG", (640, 1280)) and not seen.getexif()

    (said,) = shop.ask("feedback", read=True)["said"]
    assert said["picture"] == sent["picture"]
    page.reload()
    expect(page.locator(".after")).to_contain_text("豆腐太咸了", timeout=PATIENCE)
    page.locator(".after [data-key=star5]").tap()
    page.locator("[data-key=say]").tap()
    expect(page.locator(".after")).to_contain_text("店里已经看过了", timeout=PATIENCE)
    assert shop.ask("feedback")["said"][0]["stars"] == 2

    shop.quiet()
    with Owner(shop.ready["owner_url"]) as owner:
        owner.sign_in(DEMO_PASSWORD)
        until(lambda: "豆腐太咸了" in owner.page("guests"), 20)
        assert "★★☆☆☆" in owner.page("guests") and "A1" in owner.page("guests")
        until(lambda: [one.hex() for one in owner.pictures("guests")] == [sent["jpeg"]], 20)
        page.locator("[data-key=unsay]").tap()
        page.locator("[data-key=unsaid]").tap()
        expect(page.locator(".after")).to_contain_text("这餐怎么样", timeout=PATIENCE)
        assert shop.ask("taken_back")["said"] == []
        until(lambda: "豆腐太咸了" not in owner.page("guests"), 20)
        picture = f"{shop.ready['diner_urls']['A1']}/picture/{sent['picture']}"
        until(lambda: requests.get(picture, timeout=10).status_code == 404, 20)
    assert shop.close() == 0


def plate(folder: Path) -> Path:
    """A picture as an app saves it: larger than needed, a PNG."""
    image = Image.new("RGB", (1000, 2000), "white")
    ImageDraw.Draw(image).ellipse((100, 600, 900, 1400), "sienna")
    image.save(folder / "plate.png")
    return folder / "plate.png"


def choose_files_that_are_none(page: Page, folder: Path) -> None:
    """The page says what to do."""
    (folder / "a.heic").write_bytes(b"\0\0\0\x24ftypheic" + bytes(500))
    page.locator("[data-key=photo]").set_input_files(folder / "a.heic")
    expect(page.locator("#sheet .amber")).to_contain_text("HEIC", timeout=PATIENCE)
    (folder / "b.jpg").write_bytes(b"no picture")
    page.locator("[data-key=photo]").set_input_files(folder / "b.jpg")
    expect(page.locator("#sheet .amber")).to_contain_text("读不出图片", timeout=PATIENCE)


@pytest.mark.browser
def test_a_guest_writes_to_the_staff_is_answered_and_has_it_deleted(shop: Shop, browser: Browser) -> None:
    shop.open()
    page = phone(browser, shop.ready["diner_urls"]["A1"], "en")
    page.locator("[data-do=call]").tap()
    page.get_by_role("button", name="Write to the staff").tap()
    page.locator("textarea").fill("Is there a high chair?")
    page.locator("[data-key=write]").tap()
    expect(page.locator(".said .mine")).to_contain_text("Is there a high chair?", timeout=PATIENCE)
    page.locator(".shut").tap()
    assert shop.ask("answer", text="One moment, it comes.")["read"] == ["Is there a high chair?"]
    expect(page.locator(".banner")).to_contain_text("The staff: One moment, it comes.", timeout=PATIENCE)

    page.reload()
    page.locator("[data-key=chat]").tap()
    expect(page.locator(".said li")).to_have_count(2, timeout=PATIENCE)
    with Owner(shop.ready["owner_url"]) as owner:
        owner.sign_in(DEMO_PASSWORD)
        until(lambda: "Is there a high chair?" in owner.page("guests"), 20)
        page.locator("[data-key=forget]").tap()
        until(lambda: "high chair" not in owner.page("guests"), 20)

    shop.cut_power()
    page.locator("[data-do=call]").tap()
    page.get_by_role("button", name="Write to the staff").tap()
    page.locator("textarea").fill("Hello?")
    page.locator("[data-key=write]").tap()
    expect(page.locator(".amber")).to_contain_text("It is not sent yet", timeout=PATIENCE)
    expect(page.locator("textarea")).to_have_value("Hello?")
