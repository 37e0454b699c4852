"""One evening in the terminal, for machines without a display: a guest's phone orders through real HTTP, the
kitchen prints, the cashier takes the money, and the owner sees the sale."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

import requests

from domain.record.ids import uuid7
from pos_app.servers import DEMO_OWNER_PASSWORD
from pos_app.settings import Options
from pos_app.startup import Running

TABLE = "A6"
PATIENCE = 20.0  # seconds
_WANTED = (
    {"dish": "boiled-fish", "spec": "large", "options": ["spice-medium", "extra-bean-sprouts"]},
    {"dish": "mapo-tofu", "spec": "one"},
    {"dish": "steamed-rice", "spec": "one", "quantity": 4000},
    {"dish": "plum-drink", "spec": "one", "options": ["ice-less"], "remark": "快一点"},
    {"dish": "hand-torn-cabbage", "spec": "one"},
)


def play(options: Options) -> int:
    """Run the demo offscreen, play the story and end. Returns 0 if everything came true."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from pos_app.window import run_window

    _say("No display here, so the till runs offscreen and tells what happens.")
    return run_window(options, _told)


def _told(running: Running) -> int:
    try:
        return _tell(running)
    except (requests.RequestException, KeyError, IndexError) as error:
        _say(f"The story ended early: {type(error).__name__}: {error}")
        return 1


def _tell(running: Running) -> int:
    till = running.till
    url = till.table_url(TABLE)
    _say(f"The till is open. Table {TABLE}'s code holds {url}")
    _say(f"The store's own code, for guests without a table, holds {running.till.store_code.url()}")
    phone = _Phone(url)
    page = phone.open()
    _say(f"A guest scans it: {len(page.content):,} bytes of menu, readable before any script.")
    quote = phone.quote(_wanted(running))
    refused = [line["text"] for line in quote["refused"]]
    _say(f"The phone asks for a quote: {_yuan(quote['bill']['total'])}.")
    _say(f"Refused: {'; '.join(refused) or 'nothing'}")
    order = phone.order()
    state = _until(lambda: phone.state(order), {"accepted", "partly", "refused", "lapsed"})
    _say(f"The guest taps “order”. The till says: {state}.")
    _until(lambda: _on_paper(running), {"printed"})
    opening = till.view.tables[TABLE].opening
    papers = running.papers.kept if running.papers else []
    for station, paper in papers:
        _say(f"The {station} printer:")
        _say(paper.as_text())
    view = till.view.openings[opening]
    done = till.take_payment(opening, "cash", 20_000, view.version, True, "zhou", till.new_id()).result()
    _say(f"The cashier takes ¥200.00 for {_yuan(view.bill.total)} and gives back {_yuan(done.change)}.")
    takings = _owner_sees(running, view.bill.total)
    _say(f"The owner's page shows takings of {takings}.")
    _say(f"Data folder: {running.options.data_dir}. Run it with a display to see the till itself.")
    return 0 if state in ("accepted", "partly") and takings == _yuan(view.bill.total) else 1


def _on_paper(running: Running) -> str:
    """How far the table's first dish has got; "" until the till's view has caught up with the phone's."""
    view = running.till.view
    opening = view.openings.get(view.tables[TABLE].opening)
    return opening.orders[0].lines[0].state if opening and opening.orders else ""


def _wanted(running: Running) -> list[dict[str, Any]]:
    known = running.till.view.menu.by_id
    return [dict(line) for line in _WANTED if line["dish"] in known]


class _Phone:
    """A guest's phone without a browser: the same requests that the page makes."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False
        self._phone = secrets.token_hex(16)
        self._lines: list[dict[str, Any]] = []
        self._quote: dict[str, Any] = {}

    def open(self) -> requests.Response:
        return self._session.get(self._url, timeout=10)

    def quote(self, lines: list[dict[str, Any]]) -> dict[str, Any]:
        self._lines = lines
        answer = self._post("quote", {"lines": lines, "guests": 4, "opening": ""})
        self._quote = answer["quote"]
        return answer

    def order(self) -> str:
        request = uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10))
        body = {"id": request, "phone": self._phone, "lines": self._lines, "quote": self._quote, "guests": 4}
        self._post("orders", {**body, "opening": "", "secret": "", "remark": "", "language": "zh-Hans"})
        return request

    def state(self, request: str) -> str:
        now = self._session.get(f"{self._url}/now", params={"phone": self._phone}, timeout=10).json()
        return next((str(one["state"]) for one in now["requests"] if one["id"] == request), "")

    def _post(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        response = self._session.post(f"{self._url}/{what}", json=body, timeout=10)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer


def _owner_sees(running: Running, total: int) -> str:
    """Log in to the owner's page as a person would, and wait until today's takings are there."""
    base = f"{running.till.public_url()}/owner/"
    session = requests.Session()
    session.trust_env = False
    page = session.get(base, timeout=10)
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page.text))
    session.post(page.url, data={**fields, "password": DEMO_OWNER_PASSWORD}, timeout=10)
    wanted = _yuan(total)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if wanted in session.get(base, timeout=10).text:
            return wanted
        time.sleep(0.1)
    return "nothing yet"


def _until(look: Callable[[], str], wanted: set[str]) -> str:
    until = time.monotonic() + PATIENCE
    while (found := look()) not in wanted and time.monotonic() < until:
        time.sleep(0.02)
    return found


def _yuan(amount: int) -> str:
    return f"¥{amount / 100:,.2f}"


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201
