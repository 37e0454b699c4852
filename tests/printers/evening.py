"""One evening at 花椒小馆 as facts for slips; the same figures as in the pictures of the look."""

from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from printers.slips.bill import BillLine, Charge
from printers.slips.kitchen import KitchenSlip
from printers.slips.receipt import ReceiptSlip, Tender
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


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh-Hans": zh, "en": en}


HOT, COLD, BAR = both("热菜", "Hot"), both("凉菜", "Cold"), both("吧台", "Bar")
HALL = both("大厅", "Hall")
FISH = both("水煮鱼", "Boiled fish in chilli oil")
TOFU = both("麻婆豆腐", "Mapo tofu")
RICE = both("米饭", "Steamed rice")
LARGE = both("大份", "L")
MEDIUM, SPROUTS = both("中辣", "Medium hot"), both("加豆芽", "Extra bean sprouts")
NO_PEANUTS = both("免花生", "No peanuts")

FIRST_ORDER = KitchenSlip(
    station=HOT,
    table="A6",
    number=87,
    order_no="1121-047-1",
    at="18:36",
    printed_at="18:36:13",
    area=HALL,
    guests=4,
    by="手机 顾客1",
    elsewhere=((BAR, 1),),
    code="11210470100019",
    lines=(
        KitchenLine(FISH, spec=LARGE, options=(MEDIUM, SPROUTS)),
        KitchenLine(TOFU),
        KitchenLine(RICE, 4000),
    ),
)
ADD_ON = KitchenSlip(
    station=COLD,
    table="A6",
    number=55,
    order_no="1121-047-3",
    at="18:58",
    printed_at="18:58:20",
    area=HALL,
    guests=4,
    by="小周",
    addition=True,
    lines=(KitchenLine(both("口水鸡", "Chilli oil chicken"), remarks=(NO_PEANUTS,)),),
)
DUPLICATE = KitchenSlip(
    station=COLD,
    table="A5",
    number=62,
    order_no="1121-044-4",
    at="19:20",
    printed_at="19:24:02",
    area=HALL,
    guests=7,
    by="小李",
    addition=True,
    again="duplicate",
    again_by="王姐",
    lines=(KitchenLine(both("红油耳丝", "Pig ear in chilli oil")),),
)
PAID_BILL = ReceiptSlip(
    store=both("花椒小馆", "Sichuan Pepper"),
    branch=both("人民路店", "Renmin Road"),
    address=both("人民路 118 号", "118 Renmin Road"),
    phone="028-0000-0118",
    table="A6",
    guests=4,
    order_no="1121-047",
    cashier="小周",
    opened_at="18:32",
    paid_at="2026-11-21 19:02",
    lines=(
        BillLine(FISH, 1000, 9200, LARGE, ((MEDIUM, 0), (SPROUTS, 400))),
        BillLine(TOFU, 1000, 2800),
        BillLine(RICE, 4000, 800),
        BillLine(
            both("酸梅汤", "Sour plum drink"), 1000, 2200, both("扎", "jug"), ((both("少冰", "Less ice"), 0),)
        ),
        BillLine(both("回锅肉", "Twice-cooked pork"), 1000, 4200),
        BillLine(both("蒜蓉空心菜", "Garlic water spinach"), 1000, 2200, remarks=(both("少油", "Less oil"),)),
        BillLine(both("口水鸡", "Chilli oil chicken"), 1000, 3600, remarks=(NO_PEANUTS,)),
        BillLine(both("红糖糍粑", "Brown sugar rice cake"), 1000, 2000),
    ),
    subtotal=27000,
    charges=(Charge("餐位费 2 × 4", 800), Charge("满200减20", -2000)),
    total=25800,
    tenders=(Tender("微信支付", 10000, "尾号8830"), Tender("现金实收", 20000)),
    change=4200,
    tax_rate=600,
    tax=1460,
    code="http://192.168.1.10:8080/r/8kQ2mWf0aZ",
)
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
