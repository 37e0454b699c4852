"""A pre-bill has a code of its own: by it any phone pays that one bill, while it is so, and nothing else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from domain.money.grants import Grant
from domain.money.payments import Payment, Settlement
from domain.selling.printing import PrintJob
from pos_app.workflows.bill_slips import pre_bill_slip
from printers.slips.words import SlipForm
from printers.ticket import Width
from tests.fakes.wechat_web import wechat_web
from tests.pos_app.shop import BEER, TOFU, Shop
from tests.pos_app.workflows.phone_story import PhoneTill, look_again, until
from tests.pos_app.workflows.test_phone_paying import seated
from tests.sync_server.test_payers import form as official_account

FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')


@pytest.fixture
def till(shop: Shop, tmp_path: Path) -> Iterator[PhoneTill]:
    made = PhoneTill(shop, tmp_path)
    yield made
    made.close()


class Reader:
    """A phone that never ordered here, with the paper in hand."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        look_again(self.session)
        self.session.headers["Accept-Language"] = "en"

    def look(self, url: str = "") -> str:
        return self.session.get(url or self.url, timeout=10).text

    def sees(self, words: str, url: str = "") -> str:
        return str(until(lambda: words in (page := self.look(url)) and page))

    def form(self) -> dict[str, str]:
        """What the page's form holds once it offers to pay."""
        page = self.sees('name="channel"')
        return dict(FIELD.findall(page))

    def pay(self, form: dict[str, str] | None = None, **changed: str) -> str:
        """The page of this payment."""
        told = {**(form or self.form()), **changed}
        answer = self.session.post(f"{self.url}/pay", data=told, timeout=10)
        return answer.url if answer.ok else f"{answer.status_code} {answer.text}"

    def wallet(self, page: str) -> None:
        """Go on to the wallet, and agree there."""
        seen = self.sees("Go on to pay", page)
        there = re.search(r'class="go" href="([^"]+)"', seen)
        assert there
        host = self.url.partition("/b/")[0]
        self.session.post(host + there[1], data={"says": "yes"}, timeout=10)


@pytest.fixture
def readers() -> Iterator[list[Reader]]:
    found: list[Reader] = []
    yield found
    for one in found:
        one.session.close()


def paper(till: PhoneTill, readers: list[Reader], table: str = "A1") -> Reader:
    """A phone that scans the pre-bill of a table, printed now."""
    shop = till.shop
    opening = shop.opening(table).opening.id
    shop.till.bills.show_bill(opening, "wang", shop.time.new_id()).result()
    job = shop.rows(PrintJob, kind="prebill", opening=opening)[-1]
    form = SlipForm(Width.MM_80, "en", None, site=till.home.url)
    slip = shop.read(lambda tables: pre_bill_slip(tables, job, form))
    assert f"{till.home.url}/b/" in slip.code
    readers.append(Reader(slip.code))
    return readers[-1]


def test_a_phone_that_never_ordered_pays_the_bill_by_the_paper(
    till: PhoneTill, readers: list[Reader]
) -> None:
    seated(till)
    due, reader = till.shop.opening("A1").due, paper(till, readers)
    form = reader.form()
    page = reader.look()
    assert "Mapo tofu" in page and "play money" in page and int(form["amount"]) == due
    payment = reader.pay(form)
    assert reader.pay(form) == payment, "the same form twice is the same wish"
    reader.wallet(payment)
    reader.sees("The restaurant has your money", payment)
    (paid,) = till.shop.rows(Payment)
    assert (paid.id, paid.amount, paid.by) == (form["payment"], due, "phone")
    assert till.shop.rows(Settlement)[0].total == due
    assert "not the bill any more" in reader.sees("not the bill"), "a photo of it pays nothing now"
    assert till.shop.rebuilt().different == ()


def test_two_who_hold_the_paper_pay_an_equal_share_each(till: PhoneTill, readers: list[Reader]) -> None:
    seated(till)
    due, one = till.shop.opening("A1").due, paper(till, readers)
    two = Reader(one.url)
    readers.append(two)
    half = f"2-{(due + 1) // 2}"
    assert f'<option value="{half}">' in one.sees('name="channel"')
    for reader in (one, two):
        payment = reader.pay(share=half)
        reader.wallet(payment)
        reader.sees("The restaurant has your money", payment)
    assert sorted(row.amount for row in till.shop.rows(Payment)) == [due // 2, (due + 1) // 2]
    assert till.shop.rows(Settlement)[0].total == due


@pytest.mark.parametrize("share", ["2-1", "-5", "x", "100-1"])
def test_a_share_that_is_none_pays_nothing(till: PhoneTill, readers: list[Reader], share: str) -> None:
    seated(till)
    reader = paper(till, readers)
    answer = reader.pay(share=share)
    if not answer.startswith("4"):
        reader.sees("The bill has changed", answer)
    assert not till.shop.rows(Grant)


def test_the_paper_of_a_bill_that_changed_pays_nothing(till: PhoneTill, readers: list[Reader]) -> None:
    seated(till)
    old = paper(till, readers)
    form = old.form()
    till.shop.send("A1", BEER)
    old.sees("not the bill any more")
    assert old.pay(form).startswith("404")
    new = paper(till, readers)
    assert new.url != old.url and int(new.form()["amount"]) == till.shop.opening("A1").due
    assert not till.shop.rows(Grant)


def test_who_changes_what_the_form_says_pays_nothing_else(till: PhoneTill, readers: list[Reader]) -> None:
    seated(till)
    till.shop.open("A2")
    till.shop.send("A2", TOFU)
    one, other = paper(till, readers), paper(till, readers, "A2")
    other.form()
    crossed = Reader(one.url.rpartition("/")[0] + "/" + other.url.rpartition("/")[2])
    readers.append(crossed)
    assert "not the bill any more" in crossed.look(), "each code is of its own bill"
    cheap = one.pay(amount="1")
    one.sees("The bill has changed", cheap)
    assert one.pay(amount="x").startswith("4") and one.pay(payment="").startswith("4")
    assert not till.shop.rows(Grant)


def test_the_till_itself_believes_no_code_of_another_bill(till: PhoneTill, readers: list[Reader]) -> None:
    """A server that was broken into could hand it any: it is compared here too."""
    opening = seated(till)
    reader = paper(till, readers)
    form = reader.form()
    guest = till.guest("A1")
    code, bill = reader.url.split("/")[-1], reader.url.split("/")[-2]
    for secret, of in ((code, ""), (code[::-1], bill), ("", bill)):
        wish = {**guest.wish(), "secret": secret, "bill": of}
        guest.send(wish)
        assert guest.sees(wish["id"], "refused")
    assert [no["code"] for no in till.shop.events("payment.declined")] == ["old_opening"] * 3
    assert opening and form and not till.shop.rows(Grant)


def test_a_stranger_sees_this_bill_only(till: PhoneTill, readers: list[Reader]) -> None:
    seated(till)
    guest, reader = till.guest("A1"), paper(till, readers)
    page, secret = reader.sees('name="channel"'), guest.now()["opening"]["secret"]
    assert secret not in page and guest.base.rpartition("/")[2] not in page and guest.id not in page


def test_giving_it_up_frees_the_bill(till: PhoneTill, readers: list[Reader]) -> None:
    seated(till)
    reader = paper(till, readers)
    form = reader.form()
    payment = reader.pay(form)
    reader.sees("Go on to pay", payment)
    stranger = {"payment": form["payment"], "phone": "f" * 32}
    assert reader.session.post(f"{reader.url}/stop", data=stranger, timeout=10).status_code == 404
    reader.session.post(f"{reader.url}/stop", data=form, timeout=10)
    reader.sees("It was not paid", payment)
    assert till.shop.pay("A1").due == 0


@pytest.mark.parametrize("silent", [False, True])
def test_inside_wechat_the_payer_is_known_before_the_bill_is_shown_and_nobody_goes_round_in_circles(
    till: PhoneTill, readers: list[Reader], silent: bool
) -> None:
    seated(till)
    reader, payers = paper(till, readers), till.home.server.payers
    reader.form()
    store, host = reader.url.split("/")[-3], urlsplit(till.home.url).netloc
    with wechat_web(host) as web:
        asyncio.run(payers.bind(store, official_account(web)))
        assert "It works" in reader.look(payers.shown(store).trial)  # type: ignore[union-attr]
        web.silent = silent
        reader.session.headers["User-Agent"] = "Mozilla/5.0 MicroMessenger/8.0"
        page = reader.session.get(reader.url, timeout=10)
        there = urlsplit(page.url)
        assert there.path == urlsplit(reader.url).path and "Left to pay" in page.text
        (phone,) = parse_qs(there.query)["phone"]
        assert payers.openid(store, phone) == ("" if silent else "o-lan")
        assert dict(FIELD.findall(page.text))["phone"] == phone
