"""In the demo everything is paid with play money, and no page of the owner's says otherwise."""

from __future__ import annotations

from pathlib import Path

from sync_server.app import PlayMoney
from sync_server.workflows.clock import Clock
from tests.fakes.alipay import APP, alipay_gateway
from tests.fakes.gateway import QUICK
from tests.sync_server.running import ServerHere
from tests.sync_server.test_accounts import PAGE, form
from tests.sync_server.test_charging import ALIPAY, asked, charge, final
from tests.sync_server.test_owner import Browser


def test_in_the_demo_no_account_is_said_to_charge(tmp_path: Path) -> None:
    """Whatever an owner tries on the page of accounts."""
    server = ServerHere(tmp_path, merchants=PlayMoney(Clock()), pace=QUICK)
    till, owner = server.till(), Browser(server.url)
    try:
        with alipay_gateway() as gateway:
            owner.set_up(server)
            assert "refuses guests" not in owner.get(PAGE).text
            page = owner.send(f"{PAGE}#{PAGE}/alipay", **form(gateway)).text
            assert APP in page and "play money" in page and "Charges now" not in page
            what = asked(code=ALIPAY)
            charge(till, what)
            assert final(till, what["payment"])["provider"] == "demo"
            assert gateway.trades == {}
    finally:
        owner.session.close()
        server.close()
