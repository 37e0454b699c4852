"""The store's licences 营业执照, 食品经营许可证, which guests may read and see beside the menu."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import Refused, _m
from domain.record.plain import from_plain, to_plain
from domain.selling.pictures import is_picture_id

KINDS: Mapping[str, str] = {
    "business": _m("Business licence"),
    "food": _m("Food business licence"),
}
LONGEST_NUMBER, LONGEST_HOLDER = 40, 80  # characters


@dataclass(frozen=True, slots=True)
class Licence:
    """``kind``: one of KINDS; ``number`` as it is printed; ``holder``: whose it is; ``picture``: of the sheet
    itself, see ``pictures``. Where there is one the number may be left out."""

    kind: str
    number: str
    holder: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class LicenceWish:
    """What the owner's page wants to stand there; ``seen``: what stood there when the owner looked."""

    id: str
    licences: tuple[Licence, ...]
    seen: tuple[Licence, ...] = ()


def check_licences(licences: tuple[Licence, ...]) -> None:
    """Raises Refused("licence_words")."""
    for one in licences:
        fits = one.number.isprintable() and len(one.number) <= LONGEST_NUMBER
        fits = fits and len(one.holder) <= LONGEST_HOLDER and bool(one.number or one.picture)
        if one.kind not in KINDS or not fits or (one.picture and not is_picture_id(one.picture)):
            raise Refused("licence_words")
    if len({one.kind for one in licences}) != len(licences):
        raise Refused("licence_words")


def with_licences(body: Mapping[str, Any], wish: LicenceWish) -> dict[str, Any] | None:
    """A menu's document with them; None if they stand there already. Raises Refused: licence_words,
    dishes_changed."""
    check_licences(wish.licences)
    now = tuple(from_plain(Licence, one) for one in body.get("licences", ()))
    if now == wish.licences:
        return None
    if now != wish.seen:
        raise Refused("dishes_changed")
    return {**body, "licences": to_plain(wish.licences), "version": int(body.get("version", 1)) + 1}
