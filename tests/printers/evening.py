"""One evening at 花椒小馆 as facts for slips; the same figures as in the pictures of the look."""

from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from printers.slips.kitchen import KitchenSlip
from printers.slips.sheet import KitchenLine
from printers.slips.words import SlipForm
from printers.ticket import Width

CATALOGUE = Path(__file__).parents[2] / "translations" / "zh_Hans" / "LC_MESSAGES" / "mashang.po"


@cache
def _catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def in_chinese(msgid: str) -> str:
    message = _catalogue().get(msgid)
    return str(message.string) if message and message.string else msgid


def chinese(width: Width, second: str | None = "en") -> SlipForm:
    return SlipForm(width, "zh-Hans", second, in_chinese)


def english(width: Width, second: str | None = None) -> SlipForm:
    return SlipForm(width, "en", second)


def german(width: Width) -> SlipForm:
    """Words of the slip in English, names in German."""
    return SlipForm(width, "de", "zh-Hans")


LONG_NAMES = KitchenSlip(
    station={"de": "Warme Küche"},
    table="Terrasse 12",
    number=1203,
    order_no="1121-050-1",
    at="20:05",
    printed_at="20:05:44",
    area={"de": "Große Terrasse"},
    guests=12,
    by="Herr Müller-Lüdenscheidt",
    remarks=({"und": "Bitte zügig, Gäste müssen zum Zug"},),
    lines=(
        KitchenLine(
            {"de": "Rindfleischstreifen nach Sichuan-Art mit Gemüse der Saison", "zh-Hans": "水煮牛肉"},
            12000,
            {"de": "große Portion", "zh-Hans": "大份"},
            ({"de": "sehr scharf"}, {"de": "ohne Koriander"}),
        ),
        KitchenLine(
            {"de": "Donaudampfschifffahrtsgesellschaftskapitänsteller"},
            1500,
            remarks=({"de": "Keine Erdnüsse!"},),
        ),
        KitchenLine({"de": "Reis"}, 120000, part_of={"de": "Menü für zwei"}),
    ),
)
