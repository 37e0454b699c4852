"""The digits on a slip name it again, and a smudge names nothing."""

from hypothesis import given
from hypothesis import strategies as st

from domain.selling.slip_code import SlipCode, read_slip_code, slip_code

BILLS = st.builds(
    lambda month, day, number: f"{month:02d}{day:02d}-{number:03d}",
    st.integers(1, 12),
    st.integers(1, 31),
    st.integers(1, 20_000),
)
PART = st.integers(0, 99)
CODES = st.builds(SlipCode, BILLS, PART, PART, PART)


@given(CODES)
def test_a_scanned_slip_is_found_again(code: SlipCode) -> None:
    digits = slip_code(code)
    assert digits.isdigit()
    assert read_slip_code(f"{digits}\r\n") == code


def test_an_ordinary_slip_needs_fourteen_digits() -> None:
    assert slip_code(SlipCode("1121-047", 1, 0, 1)) == "11210470100019"


@given(CODES, st.data())
def test_one_digit_read_wrongly_names_no_slip(code: SlipCode, data: st.DataObject) -> None:
    digits = slip_code(code)
    place = data.draw(st.integers(0, len(digits) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != digits[place]]))
    assert read_slip_code(digits[:place] + wrong + digits[place + 1 :]) is None


def test_what_is_no_code_names_no_slip() -> None:
    for text in (
        "",
        "6901234567892",
        "A1121047010087",
        "https://example.com/t/1",
        "１１２１０４７０１０００１９",
    ):
        assert read_slip_code(text) is None


def test_a_slip_that_the_digits_cannot_name_has_no_code() -> None:
    assert slip_code(SlipCode("1121-047", 100, 0, 1)) == ""
    assert slip_code(SlipCode("1121-047", 1, 0, 100)) == ""
    assert slip_code(SlipCode("till-1", 1, 0, 1)) == ""
