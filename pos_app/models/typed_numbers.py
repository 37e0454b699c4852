"""Numbers as somebody types them into a field, in units of which each is so many of the smallest."""

import re
from decimal import Decimal, InvalidOperation
from unicodedata import normalize

_PLAIN = re.compile(r"[0-9]*\.?[0-9]*")
_AS_WRITTEN = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")  # by the till itself: 1,186.50
_COMMA = re.compile(r"[0-9]*,[0-9]{0,2}")
_BOTH = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]{1,2}")


def plain(words: str) -> str:
    """Digits and a point: "1,186.50", "1186,5" and "1.186,50" are sums too. Before three digits a comma parts
    thousands. Raises ValueError for what may mean another sum."""
    text = re.sub(r"[\s'’]", "", normalize("NFKC", words))
    if _PLAIN.fullmatch(text):
        return text
    if _AS_WRITTEN.fullmatch(text):
        return text.replace(",", "")
    if _COMMA.fullmatch(text) or _BOTH.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    raise ValueError(words)


def from_typed(words: str, unit: int) -> int:
    """8.25 at 100 is 825, an empty field 0. Raises ValueError for what is no number, or too fine."""
    text = words.strip().rstrip("%").strip()
    text = plain(text) if re.search("[,，]", text) else text
    try:
        exact = Decimal(text or "0") * unit
    except InvalidOperation as error:
        raise ValueError(words) from error
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise ValueError(words)
    return int(exact)


def as_typed(value: int, unit: int) -> str:
    """The shortest that means the value: 825 at 100 is "8.25", 0 an empty field."""
    if not value:
        return ""
    text = f"{Decimal(value) / unit:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
