"""Alipay's bill of a day, packed as it packs it: two tables in GBK whose names are GBK too."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEAD = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,"
    "商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,"
    "卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
RULE = "#-----------------------------------------业务明细列表{}------------------------------------"
SUMS = "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,实收净额（元）"


def row(trade: str, number: str, dish: str, at: float, amount: str, back: str = "") -> str:
    """A line; ``back``: our number of a refund, whose ``amount`` is negative."""
    moment = datetime.fromtimestamp(at, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    kind, fee = ("退款", "0.08") if back else ("交易", "-0.08")
    values = [f"{trade}\t", f"{number}\t", kind, dish, moment, moment, "", "", "", "", "gue***@example.com"]
    values += [amount, amount, *["0.00"] * 5, "", "0.00", "0.00", f"{back}\t" if back else "", fee, "0.00"]
    return ",".join([*values, ""])


def packed(day: date, rows: Iterable[str]) -> bytes:
    """The folder of a day's two files."""
    head = ["#支付宝业务明细查询", "#账号：[20881021461252350156]", f"#起始日期：[{day} 00:00:00]"]
    found = list(rows)
    told = [*head, RULE.format(""), HEAD, *found, RULE.format("结束"), f"#交易合计：{len(found)}笔"]
    sums = [*head, "#--业务汇总列表--", SUMS, f"\t,合计,{len(found)},0,0.00,0.00,0.00"]
    name = f"20881021461252350156_{day:%Y%m%d}_业务明细"
    return _zip({f"{name}.csv": told, f"{name}(汇总).csv": sums})


def _zip(files: Mapping[str, list[str]]) -> bytes:
    """Its names are bytes of GBK without the mark that says how to read them."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, lines in files.items():
            one = zipfile.ZipInfo(name.encode("gbk").decode("cp437"))
            one.compress_type = zipfile.ZIP_DEFLATED
            folder.writestr(one, ("\r\n".join(lines) + "\r\n").encode("gbk"))
    return target.getvalue()
