"""Numbers as somebody types them into a field, in units of which each is so many of the smallest."""

from decimal import Decimal, InvalidOperation


def from_typed(words: str, unit: int) -> int:
    """8.25 at 100 is 825, an empty field 0. Raises ValueError for what is no number, or too fine."""
    text = words.strip().rstrip("%").strip()
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
