"""The restaurant beside its menu: address, phone, every fee, licences; plain HTML that needs no script."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import jinja2

from domain.errors import name_in
from domain.selling.licences import KINDS
from sync_server.diner.fees import house_fees
from sync_server.diner.language import Language
from sync_server.diner.money import currency
from sync_server.diner.page import environment
from sync_server.diner.style import stylesheet
from sync_server.workflows.storefront import TableNow


def about_page(now: TableNow, code: str, language: Language, holds: Callable[[str], bool]) -> bytes:
    """The page of the store that a code belongs to. ``holds``: whether this server has a picture already."""
    tag, store = language.tag, now.store
    phone = str(store.get("phone", ""))
    return (
        _template()
        .render(
            _=language.translate,
            language=language,
            css=stylesheet(language.direction),
            code=code,
            store=name_in(store.get("names", {}), tag),
            branch=name_in(store["branch"], tag) if store.get("branch") else "",
            address=name_in(store["address"], tag) if store.get("address") else "",
            phone=phone,
            dialled="".join(one for one in phone if one in "+0123456789"),
            fees=house_fees(now.rules, language, currency(store.get("currency", "CNY")), now.counter is None),
            promotions=[name_in(one.names, tag) for one in now.rules.promotions],
            licences=[
                (
                    language.translate(KINDS[one.kind]),
                    one.number,
                    one.holder,
                    one.picture if holds(one.picture) else "",
                )
                for one in now.menu.licences
                if one.kind in KINDS
            ],
            demo=bool(store.get("demo")),
        )
        .encode()
    )


@cache
def _template() -> jinja2.Template:
    return environment().get_template("about.html")
