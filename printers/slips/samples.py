"""A slip of each kind as a preview shows it: one evening in a restaurant, in two languages."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from printers.labels import LabelSize
from printers.slips.banquet import BanquetSlip, banquet_ticket
from printers.slips.bill import BillLine, Charge
from printers.slips.call import FireSlip, LateLine, RushSlip, fire_ticket, rush_ticket
from printers.slips.cancel import CancelSlip, cancel_ticket
from printers.slips.day_end import DaySlip, day_ticket
from printers.slips.deposit import DepositSlip, deposit_ticket
from printers.slips.dish_sums import DishSumsSlip, dish_sums_ticket
from printers.slips.figures import Figure
from printers.slips.kitchen import KitchenSlip, kitchen_ticket
from printers.slips.label import LabelSlip, label_ticket
from printers.slips.notice import Move, NoticeSlip, notice_ticket
from printers.slips.pass_slip import FromStation, PassSlip, pass_ticket
from printers.slips.pre_bill import PreBillSlip, pre_bill_ticket
from printers.slips.queue_number import QueueSlip, queue_ticket
from printers.slips.receipt import ReceiptSlip, Tender, receipt_ticket
from printers.slips.refund import RefundSlip, refund_ticket
from printers.slips.runner import RunnerSlip, runner_ticket
from printers.slips.sheet import KitchenLine
from printers.slips.shift import ShiftSlip, shift_ticket
from printers.slips.statement import StatementSlip, statement_ticket
from printers.slips.store_code import StoreCodeSlip, store_code_ticket
from printers.slips.words import SlipForm
from printers.ticket import Ticket

Draw = Callable[[SlipForm], Ticket]


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
    code="11210470300007",
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
    code="11210440400002",
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
    tenders=(
        Tender("微信支付", 5000, "尾号8830"),
        Tender("团购券（平台未核销）", 5000, below="50 元代金券  券号…4821  售价 43.00"),
        Tender("现金实收", 20000),
    ),
    change=4200,
    taxes=((600, 1460),),
    code="http://192.168.1.10:8080/r/8kQ2mWf0aZ",
)
A6 = {"table": "A6", "order_no": "1121-047-1", "area": HALL, "guests": 4}
FISH_LINE = KitchenLine(FISH, spec=LARGE, options=(MEDIUM, SPROUTS))
STORE = both("花椒小馆", "Sichuan Pepper")
BOOTH = both("雅座", "Booths")
PORK = both("鱼香肉丝", "Fish-fragrant shredded pork")

REPRINT = replace(DUPLICATE, again="reprint", again_why="单掉地上弄湿了")
MOVED = replace(ADD_ON, meant_for=COLD, sheet=2, sheets=3, code="11210470300023")

BANQUET = replace(
    FIRST_ORDER,
    table="宴会厅",
    guests=120,
    tables=12,
    spare=2,
    lines=(
        KitchenLine(both("烤鸭拼盘", "Roast duck platter"), 12000, also=(COLD,)),
        KitchenLine(both("清蒸鲈鱼", "Steamed sea bass"), 12000),
    ),
)

BANQUET_MORE = BanquetSlip(
    station=HOT,
    table="主桌",
    number=214,
    order_no="1121-047-1",
    area=both("宴会厅", "Banquet hall"),
    at="18:52",
    printed_at="18:52:07",
    guests=120,
    by="小李",
    more=1,
    now=13,
    from_reserve=True,
    code="11210470198005",
    lines=(
        KitchenLine(both("烤鸭拼盘", "Roast duck platter"), also=(COLD,)),
        KitchenLine(both("清蒸鲈鱼", "Steamed sea bass"), held="started"),
    ),
)

IN_COURSES = replace(
    FIRST_ORDER,
    elsewhere=(),
    lines=(
        KitchenLine(FISH, spec=LARGE, options=(MEDIUM, SPROUTS), course=both("热菜", "Hot dishes")),
        KitchenLine(TOFU, remarks=(NO_PEANUTS,), course=both("热菜", "Hot dishes"), seat=2, held="hold"),
        KitchenLine(RICE, 4000, course=both("主食", "Staples"), held="started"),
    ),
)

PASS = PassSlip(
    **A6,  # type: ignore[arg-type]
    station=both("传菜口", "Pass"),
    number=47,
    at="18:36",
    printed_at="18:36:13",
    by="手机 顾客1",
    code="11210470199003",
    shares=(
        FromStation(
            HOT,
            (FISH_LINE, KitchenLine(TOFU), KitchenLine(RICE, 4000)),
        ),
        FromStation(COLD, (KitchenLine(both("口水鸡", "Chilli oil chicken"), remarks=(NO_PEANUTS,)),)),
        FromStation(BAR, (KitchenLine(both("酸梅汤", "Sour plum drink"), spec=both("扎", "jug")),)),
    ),
)
CANCEL = CancelSlip(
    station=HOT,
    table="B3",
    number=91,
    order_no="1121-039-2",
    at="18:47",
    printed_at="18:47:05",
    area=BOOTH,
    guests=3,
    by="小周",
    lines=(KitchenLine(PORK),),
    reason="等太久，客人不要了",
    first_number=79,
    first_at="18:29",
    approved_by="王姐",
    code="11210390298000",
)
RUSH = RushSlip(
    **A6,  # type: ignore[arg-type]
    station=HOT,
    number=92,
    at="18:58",
    printed_at="18:58:40",
    by="小李",
    late=(LateLine(FISH_LINE, 22), LateLine(KitchenLine(TOFU), 22)),
    times=2,
    code="11210470198005",
)
FIRE = FireSlip(
    **A6,  # type: ignore[arg-type]
    station=HOT,
    number=93,
    at="19:05",
    printed_at="19:05:02",
    by="小李",
    course=both("主食", "Staples"),
    lines=(KitchenLine(RICE, 4000),),
    code="11210470198005",
)
NOTICE = NoticeSlip(
    **{**A6, "table": "B3"},  # type: ignore[arg-type]
    station=HOT,
    number=94,
    at="19:06",
    printed_at="19:06:11",
    by="小周",
    move=Move.TABLE,
    tables_from=("A6",),
    lines=(FISH_LINE, KitchenLine(RICE, 4000)),
    code="11210470198005",
)
JOINED = replace(
    NOTICE, move=Move.JOINED, tables_from=("A6", "A7"), table="C1", lines=(), code="11210470098007"
)
DISH_MOVED = replace(NOTICE, move=Move.DISH, lines=(FISH_LINE,))
RUNNER = RunnerSlip(
    **A6,  # type: ignore[arg-type]
    station=HOT,
    number=95,
    at="18:52",
    printed_at="18:52:30",
    by="手机 顾客1",
    lines=(FISH_LINE,),
    left=2,
    code="11210470100019",
)
PRE_BILL = PreBillSlip(
    store=PAID_BILL.store,
    branch=PAID_BILL.branch,
    address=PAID_BILL.address,
    phone=PAID_BILL.phone,
    table="A6",
    order_no="1121-047",
    lines=PAID_BILL.lines,
    subtotal=27000,
    charges=PAID_BILL.charges,
    total=25800,
    guests=4,
    cashier="小周",
    opened_at="18:32",
    taxes=((600, 1460),),
    printed_at="19:00",
    paid=10000,
    code=f"https://huajiao.example/b/{'5' * 32}/{'0192f3a4' * 4}/{'7c9e' * 8}",
    times=2,
    by_phone=((1, 17_000), (2, 6_400), (0, 1_600)),
)
BY_SEAT = replace(
    PRE_BILL,
    paid=0,
    times=1,
    by_phone=(),
    lines=tuple(
        replace(line, seat=seat)
        for line, seat in sorted(
            zip(PAID_BILL.lines, (0, 2, 0, 1, 2, 1, 0, 1), strict=True), key=lambda pair: pair[1] or 99
        )
    ),
)
BY_PHONE = replace(PRE_BILL, paid=0, times=1)
REFUND = RefundSlip(
    store=STORE,
    table="A6",
    order_no="1121-047",
    receipt=47,
    at="2026-11-21 21:12",
    by="小周",
    amount=5024,
    tenders=(Figure("微信支付", 5024),),
    dishes=((TOFU, 1000), (both("回锅肉", "Twice-cooked pork"), 500)),
    reason="菜品投诉",
    approved_by="王姐",
)
STATEMENT = StatementSlip(
    store=STORE,
    name="春熙路物业管理有限公司",
    contact="刘先生 13812345678",
    lines=(
        Figure("11-03 20:14 47", 128000),
        Figure("11-15 19:40 112", 86500),
        Figure("11-20 10:05", -100000),
    ),
    balance=114500,
    limit=500000,
    printed_at="11-21 21:12",
    by="小周",
)
DEPOSIT = DepositSlip(
    store=STORE,
    kind="taken",
    amount=50000,
    held=50000,
    booked_for="11-24 18:30",
    guests=8,
    tables="A5 A6",
    way="微信支付",
    at="11-21 21:12",
    by="小周",
)
DEPOSIT_BACK = replace(DEPOSIT, kind="back", held=0, reason="客人取消")
SHIFT = ShiftSlip(
    store=STORE,
    number=2,
    cashier="小周",
    opened_at="2026-11-21 16:00",
    closed_at="2026-11-21 22:40",
    start=50000,
    cash=123400,
    paid_in=0,
    paid_out=3600,
    dropped=100000,
    expected=69800,
    counted=69300,
    over=-500,
    pieces=((10000, 6), (5000, 1), (2000, 2), (100, 3)),
    tenders=(
        Figure("现金", 123400, 21),
        Figure("微信支付", 845600, 57),
        Figure("美团团购", 86000, 9),
    ),
    unconfirmed=(Figure("尚无人查看", 8800, 2),),
    counts=(("退菜", 3), ("赠菜", 1)),
    openings=2,
    reason="找零找错",
    closed_by="小李",
    closed_why="未交班就下班",
    approved_by="王姐",
    printed_at="22:41:08",
)
DAY = DaySlip(
    store=STORE,
    date="2026-11-21",
    z=318,
    by="王姐",
    printed_at="23:12:44",
    receivable=1284300,
    reductions=73300,
    takings=1211000,
    bills=87,
    guests=263,
    parts=(
        Figure("菜品", 1261900),
        Figure("餐位费", 22400),
        Figure("满200减20", -62000),
        Figure("抹零", -11300),
    ),
    tenders=(Figure("现金", 246800, 43), Figure("微信支付", 964200, 61)),
    no_takings=(Figure("美团团购差额", 21400, 9),),
    unconfirmed=(Figure("尚无人查看", 8800, 2), Figure("未到账", 2600, 1)),
    categories=(Figure("热菜", 902100, 214), Figure("酒水", 359800, 96)),
    taxes=(Figure("6%", 68547),),
    counts=(("退菜", "3"), ("反结账", "1")),
    drawers=(Figure("第2班 小周", -500),),
    receipts=(1201, 1287),
    carried=("C2 未结 ￥386.00", "1 张票未打印：凉菜"),
)
DISH_SUMS = DishSumsSlip(
    store=STORE,
    date="2026-11-21",
    z=318,
    by="王姐",
    printed_at="23:13:02",
    categories=(
        (
            "热菜",
            (
                Figure("水煮鱼(大份)", 792000, "90", "赠 1 · 退 2"),
                Figure("麻婆豆腐", 110100, "124"),
            ),
        ),
        ("海鲜", (Figure("清蒸鲈鱼", 121400, "19", "12.35 kg"),)),
        ("菜单外", (Figure("客人自带鱼加工", 3000, "1"),)),
    ),
    amount=1026500,
    paid=964000,
)
QUEUE = QueueSlip(
    store=STORE,
    number="B017",
    party=5,
    at="18:21",
    ahead=6,
    kind=both("中桌", "Table for 4 to 6"),
    phone="13812345678",
    code="https://huajiao.example/q/8kQ2mWf0aZ",
    back=3,
)
PICKUP = QueueSlip(store=STORE, number="012", party=0, at="12:21", ahead=3, kind=both("外带", "Takeaway"))
TAKEAWAY = KitchenSlip(
    station=HOT,
    table="外带 012",
    number=88,
    order_no="1121-048-1",
    at="12:21",
    printed_at="12:21:13",
    by="小周",
    to_go=True,
    code="11210480100009",
    lines=(KitchenLine(TOFU), KitchenLine(RICE, 2000)),
)
FOR_LATER = replace(
    TAKEAWAY,
    number=89,
    wanted="18:30",
    by="",
    code="11210490100014",
    order_no="1121-049-1",
    table="外带 013",
    lines=(KitchenLine(TOFU, held="hold"), KitchenLine(RICE, 2000, held="hold")),
)
STORE_CODE = StoreCodeSlip("花椒小馆", "https://huajiao.example/t/8kQ2mWf0aZ3sLq7bXc1dVg")
LABEL = LabelSlip(
    number="A017",
    names=both("杨枝甘露", "Mango pomelo sago"),
    piece=1,
    pieces=3,
    spec=both("大杯", "L"),
    choices=(both("三分糖", "30 % sugar"), both("少冰", "Less ice"), both("加西米", "Extra sago")),
    store=STORE,
    at="15:42",
)

ORDERED: Mapping[str, Draw] = {
    "kitchen": lambda form: kitchen_ticket(FIRST_ORDER, form),
    "add-on": lambda form: kitchen_ticket(ADD_ON, form),
    "duplicate": lambda form: kitchen_ticket(DUPLICATE, form),
    "reprint": lambda form: kitchen_ticket(REPRINT, form),
    "moved": lambda form: kitchen_ticket(MOVED, form),
    "banquet": lambda form: kitchen_ticket(BANQUET, form),
    "banquet-more": lambda form: banquet_ticket(BANQUET_MORE, form),
    "receipt": lambda form: receipt_ticket(PAID_BILL, form),
}
SLIPS: Mapping[str, Draw] = {
    "pass": lambda form: pass_ticket(PASS, form),
    "cancel": lambda form: cancel_ticket(CANCEL, form),
    "rush": lambda form: rush_ticket(RUSH, form),
    "fire": lambda form: fire_ticket(FIRE, form),
    "table-changed": lambda form: notice_ticket(NOTICE, form),
    "tables-joined": lambda form: notice_ticket(JOINED, form),
    "runner": lambda form: runner_ticket(RUNNER, form),
    "pre-bill": lambda form: pre_bill_ticket(PRE_BILL, form),
    "refund": lambda form: refund_ticket(REFUND, form),
    "account": lambda form: statement_ticket(STATEMENT, form),
    "deposit": lambda form: deposit_ticket(DEPOSIT, form),
    "deposit-back": lambda form: deposit_ticket(DEPOSIT_BACK, form),
    "shift": lambda form: shift_ticket(SHIFT, form),
    "day-end": lambda form: day_ticket(DAY, form),
    "dish-sums": lambda form: dish_sums_ticket(DISH_SUMS, form),
    "queue": lambda form: queue_ticket(QUEUE, form),
    "pick-up": lambda form: queue_ticket(PICKUP, form),
    "takeaway": lambda form: kitchen_ticket(TAKEAWAY, form),
    "for-later": lambda form: kitchen_ticket(FOR_LATER, form),
    "store-code": lambda form: store_code_ticket(STORE_CODE, form),
}
LABELS = {"label-40": LabelSize(40, 30), "label-60": LabelSize(60, 40)}


SAMPLES: Mapping[str, Draw] = {
    "kitchen": ORDERED["kitchen"],
    "pass": SLIPS["pass"],
    "cancel": SLIPS["cancel"],
    "rush": SLIPS["rush"],
    "fire": SLIPS["fire"],
    "banquet_tables": ORDERED["banquet-more"],
    "notice": SLIPS["table-changed"],
    "runner": SLIPS["runner"],
    "receipt": ORDERED["receipt"],
    "pre_bill": SLIPS["pre-bill"],
    "refund": SLIPS["refund"],
    "account": SLIPS["account"],
    "deposit": SLIPS["deposit"],
    "shift": SLIPS["shift"],
    "day_end": SLIPS["day-end"],
    "queue": SLIPS["queue"],
    "label": lambda form: label_ticket(
        LABEL, replace(form, width=LABELS["label-60"].cells), LABELS["label-60"]
    ),
}
"""By the kinds that a template may have."""
