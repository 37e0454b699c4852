"""What the owner wants is on the next slip; what cannot print is refused, and the last good one stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import Refused
from domain.record.envelope import Event
from domain.record.fold import apply_if_it_fits
from domain.record.plain import to_plain
from domain.selling.print_setup import Printer
from domain.selling.slip_pictures import packed_picture, picture_rows
from domain.selling.slip_templates import KINDS, NO_SECOND, SlipTemplate, SlipTemplates
from pos_app.workflows.book import Entry
from pos_app.workflows.print_forms import form_of
from pos_app.workflows.slip_templates import preview, templates_in
from pos_app.workflows.slips import ticket_for
from printers.escpos import encode
from printers.paper import ImageRow, Paper, QrRow
from printers.press import read_paper
from printers.slips.samples import SAMPLES
from tests.pos_app.desks import jobs, write
from tests.pos_app.shop import TOFU, Shop

FORM = form_of(Printer("hot", {}, ""))
OWNER = "wang"


def slip(shop: Shop) -> Paper:
    """The kitchen slip of the last order."""
    job = jobs(shop)[-1]
    return read_paper(encode(shop.read(lambda tables: ticket_for(tables, job, FORM, job.queued_at))))


def ordered(shop: Shop) -> None:
    shop.open("A1")
    shop.send("A1", TOFU)


def test_the_next_slip_is_as_the_owner_wants_it(shop: Shop) -> None:
    ordered(shop)
    assert "Mapo tofu" in slip(shop).text
    template = SlipTemplate(
        "kitchen",
        ("second", "area"),
        {"dish": "tall"},
        header={"und": "{store} · {table} 桌"},
        footer={"und": "辛苦了"},
    )
    shop.till.slips.publish(template, OWNER).result()
    text = slip(shop).text
    assert "Mapo tofu" not in text and "大厅" not in text
    assert text.splitlines()[0].strip().endswith("· A1 桌") and text.splitlines()[-1].strip() == "辛苦了"


def test_a_slip_may_speak_other_languages_than_its_printer(shop: Shop) -> None:
    ordered(shop)
    shop.till.slips.publish(SlipTemplate("kitchen", language="en", second="zh-Hans"), OWNER).result()
    text = slip(shop).text
    assert "Mapo tofu" in text and "To cook" in text and "麻婆豆腐" in text
    shop.till.slips.publish(SlipTemplate("kitchen", second=NO_SECOND), OWNER).result()
    assert "Mapo tofu" not in slip(shop).text and "制作单" in slip(shop).text


def test_the_stores_sign_stands_on_top_as_dots(shop: Shop) -> None:
    ordered(shop)
    rows = (b"\xff\x00\xff",) * 40
    shop.till.slips.publish(SlipTemplate("kitchen", picture=packed_picture(24, rows)), OWNER).result()
    first = slip(shop).rows[0]
    assert isinstance(first, ImageRow) and first.rows == rows and first.width_dots == 24


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (SlipTemplate("kitchen", ("dish",)), "slip_line_needed"),
        (SlipTemplate("kitchen", header={"und": "{tabel}"}), "slip_place_unknown"),
        (SlipTemplate("kitchen", footer={"und": "{table"}), "slip_brace_open"),
        (SlipTemplate("kitchen", picture="24x3:AAAA"), "slip_picture_wrong"),
        (SlipTemplate("kitchen", picture=packed_picture(400, [b"\xff" * 50])), "slip_picture_wrong"),
    ],
)
def test_a_broken_template_is_refused_and_the_last_good_one_stays(
    shop: Shop, broken: SlipTemplate, code: str
) -> None:
    ordered(shop)
    shop.till.slips.publish(SlipTemplate("kitchen", footer={"und": "辛苦了"}), OWNER).result()
    with pytest.raises(Refused) as no:
        shop.till.slips.publish(broken, OWNER).result()
    assert no.value.code == code
    assert "辛苦了" in slip(shop).text and len(shop.events("slips.published")) == 1


def test_a_template_that_changes_nothing_is_no_fact(shop: Shop) -> None:
    template = SlipTemplate("receipt", ("thanks",))
    for _ in range(2):
        shop.till.slips.publish(template, OWNER).result()
    assert len(shop.events("slips.published")) == 1
    assert shop.till.slips.templates(OWNER).result().of("receipt") == template


def test_only_whoever_may_change_settings_changes_slips(shop: Shop) -> None:
    with pytest.raises(Refused) as no:
        shop.till.slips.publish(SlipTemplate("kitchen", ("code",)), "zhou").result()
    assert no.value.code == "not_allowed" and shop.events("slips.published") == []


def test_a_slip_comes_out_whatever_a_later_program_published(shop: Shop) -> None:
    ordered(shop)
    before = slip(shop).text
    unknown = to_plain(SlipTemplates(1, (SlipTemplate("kitchen", header={"und": "{table"}),)))
    write(shop, lambda entry: entry.record("slips.published", unknown))
    assert slip(shop).text == before
    strange = {"version": 2, "templates": 7}

    def comes_back(entry: Entry) -> None:
        event = Event(entry.head.seq + 1, "slips.published", entry.now, entry.date, "till", strange)
        assert not apply_if_it_fits(event, entry.tables)  # the one before stands

    write(shop, comes_back)
    assert slip(shop).text == before
    assert to_plain(shop.read(templates_in)) == unknown


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_can_be_looked_at_before_it_prints(kind: str) -> None:
    assert set(SAMPLES) == set(KINDS)
    usual = preview(SlipTemplate(kind), FORM, None)
    other = preview(SlipTemplate(kind, header={"und": "{store}"}, footer={"und": "{time}"}), FORM, None)
    assert usual.text and (kind == "label" or (len(other.rows) == len(usual.rows) + 2))
    narrow = preview(SlipTemplate(kind), replace(FORM, language="en"), None)
    assert narrow.text != usual.text


def test_a_picture_comes_back_from_its_text() -> None:
    rows = tuple(bytes([line, 255 - line]) for line in range(256))
    assert picture_rows(packed_picture(16, rows)) == (16, rows)
    for wrong in ("", "16x2:", "0x0:eJwDAAAAAAE=", "16x2:????", packed_picture(16, [b"\0\0"])):
        with pytest.raises(Refused):
            picture_rows(wrong)


def test_a_bill_before_paying_has_the_owners_words_too(shop: Shop) -> None:
    ordered(shop)
    shop.till.slips.publish(SlipTemplate("pre_bill", footer={"und": "谢谢惠顾"}), OWNER).result()
    shop.till.bills.show_bill(shop.opening("A1").opening.id, OWNER, shop.time.new_id()).result()
    bill = next(job for job in jobs(shop) if job.kind == "prebill")
    made = shop.read(lambda tables: ticket_for(tables, bill, FORM, bill.queued_at))
    assert "谢谢惠顾" in read_paper(encode(made)).text


def test_the_last_real_slip_of_the_day_is_shown_in_a_template_that_nobody_has_saved(shop: Shop) -> None:
    template = SlipTemplate("kitchen", ("second",), footer={"und": "{table} 桌"})
    assert shop.till.slips.last(template, FORM, None, OWNER).result() is None
    ordered(shop)
    facts = len(shop.events())
    paper = shop.till.slips.last(template, FORM, None, OWNER).result()
    assert paper and "麻婆豆腐" in paper.text and "Mapo tofu" not in paper.text and "A1 桌" in paper.text
    assert "Mapo tofu" in slip(shop).text and len(shop.events()) == facts
    shop.till.bills.show_bill(shop.opening("A1").opening.id, OWNER, shop.time.new_id()).result()
    assert shop.till.slips.last(SlipTemplate("pre_bill"), FORM, None, OWNER).result()
    with pytest.raises(Refused, match="not_allowed"):
        shop.till.slips.last(template, FORM, None, "zhou").result()


def test_the_last_real_receipt_is_shown_with_its_code(shop: Shop) -> None:
    shop.till.public_url = lambda: "https://cloud.example"
    ordered(shop)
    shop.pay("A1")
    paper = shop.till.slips.last(SlipTemplate("receipt"), FORM, None, OWNER).result()
    assert paper
    (code,) = [row.data.decode() for row in paper.rows if isinstance(row, QrRow)]
    assert code.startswith("https://cloud.example/r/")
    bare = shop.till.slips.last(SlipTemplate("receipt", ("code",)), FORM, None, OWNER).result()
    assert bare and not [row for row in bare.rows if isinstance(row, QrRow)]
