"""What owners may change of a slip, and why a change is refused."""

import pytest

from domain.errors import Refused
from domain.selling.slip_templates import NO_TEMPLATES, SlipTemplate, check_template


def test_a_template_that_changes_nothing_is_fine() -> None:
    check_template(SlipTemplate("kitchen"))


def test_lines_may_go_and_sizes_change_where_the_kind_has_them() -> None:
    check_template(SlipTemplate("kitchen", ("elsewhere", "code"), {"table": "double"}))
    check_template(
        SlipTemplate("receipt", header={"und": "{store}\nTel {phone}"}, footer={"en": "{{hello}}"})
    )


@pytest.mark.parametrize(
    ("template", "code"),
    [
        (SlipTemplate("poster"), "slip_kind_unknown"),
        (SlipTemplate("kitchen", ("dish",)), "slip_line_needed"),
        (SlipTemplate("receipt", ("total",)), "slip_line_needed"),
        (SlipTemplate("kitchen", sizes={"dish": "normal"}), "slip_size_wrong"),
        (SlipTemplate("kitchen", sizes={"weather": "double"}), "slip_size_wrong"),
        (SlipTemplate("receipt", header={"und": "Table {tabel}"}), "slip_place_unknown"),
        (SlipTemplate("receipt", footer={"zh-Hans": "{table!r}"}), "slip_place_unknown"),
        (SlipTemplate("receipt", footer={"zh-Hans": "{table:>9999}"}), "slip_place_unknown"),
        (SlipTemplate("receipt", header={"und": "{table"}), "slip_brace_open"),
        (SlipTemplate("receipt", header={"und": "1\n" * 8}), "slip_words_long"),
        (SlipTemplate("receipt", header={"und": "长" * 241}), "slip_words_long"),
    ],
)
def test_a_broken_template_is_refused_with_the_reason(template: SlipTemplate, code: str) -> None:
    with pytest.raises(Refused) as no:
        check_template(template)
    assert no.value.code == code
    assert "–" not in no.value.text(lambda message: message)


def test_a_new_template_replaces_the_one_of_its_kind_only() -> None:
    first = NO_TEMPLATES.with_one(SlipTemplate("kitchen", ("code",))).with_one(
        SlipTemplate("receipt", ("tax",))
    )
    second = first.with_one(SlipTemplate("kitchen", ("area",)))
    assert (second.version, second.of("kitchen").without) == (3, ("area",))
    assert second.of("receipt").without == ("tax",)
    assert second.of("shift") == SlipTemplate("shift")
