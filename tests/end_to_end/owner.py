"""The restaurant's owner at a browser, without the browser: signs in, reads figures, fetches a code."""

from __future__ import annotations

import html
import re
from types import TracebackType
from urllib.parse import urljoin

import requests

from tests.fakes.printer import until

DEMO_PASSWORD = "huajiao-demo"
_FIELD = re.compile(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")


class Owner:
    """``url`` is that of the owner's pages, as a ready line gives it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = requests.Session()
        self._session.trust_env = False

    def __enter__(self) -> Owner:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def set_up(self, link: str, password: str) -> None:
        """Set the first password by the link that the server shows whoever starts it."""
        self._send(link, {"password": password, "again": password})

    def sign_in(self, password: str) -> None:
        self._send(urljoin(self.url, "sign-in"), {"password": password})

    def mint_code(self, scope: str = "till") -> str:
        """A code to type on a till, or on a device that is only to read."""
        chosen = {"scope": scope}
        page = self._fill(urljoin(self.url, "devices"), urljoin(self.url, "devices/code"), chosen)
        found = _CODE.search(page)
        assert found, page
        return found.group()

    def revoke_all(self) -> None:
        """Cut off every device."""
        for device in re.findall(r'action="/owner/devices/(\w+)/revoke"', self.devices()):
            self.revoke(device)

    def revoke(self, device: str) -> None:
        """Cut off one device."""
        self._fill(urljoin(self.url, "devices"), urljoin(self.url, f"devices/{device}/revoke"), {})

    def bind_official(self, told: dict[str, str], token: str) -> None:
        """Bind an official account, whose messages are to come here in plain mode."""
        page = urljoin(self.url, "official")
        self._fill(page, page, told)
        self._fill(page, urljoin(self.url, "official/messages"), {"token": token, "aes_key": ""})

    def devices(self) -> str:
        """The page of devices as it came."""
        return self._session.get(urljoin(self.url, "devices"), timeout=10).text

    def page(self, name: str) -> str:
        """The text of one of the pages."""
        return _text(self._session.get(urljoin(self.url, name), timeout=10))

    def count_what_waits(self) -> None:
        """All that waits in the review list counts from now on."""
        link = urljoin(self.url, "review")
        page = self._session.get(link, timeout=10).text
        asked = re.compile(r'<form method="post" action="([^"]*/review/[^"]+)">(.*?)</form>', re.S)
        for action, form in asked.findall(page):
            values = dict(_FIELD.findall(form))
            if values.get("verdict") == "count":
                self._fill(link, urljoin(self.url, action), values)

    def pictures(self, name: str) -> list[bytes]:
        """What the images of one of the pages show."""
        page = self._session.get(urljoin(self.url, name), timeout=10).text
        shown = re.findall(r'<img src="([^"]+)"', page)
        return [self._session.get(urljoin(self.url, one), timeout=10).content for one in shown]

    def today(self) -> str:
        """The text of today's figures."""
        return _text(self._session.get(self.url, timeout=10))

    def wait_for(self, text: str) -> None:
        """Figures follow the facts after a moment."""
        until(lambda: text in self.today(), 10)

    def _send(self, link: str, values: dict[str, str]) -> None:
        self._fill(link, link, values)
        assert "password" not in self._session.get(self.url, timeout=10).url

    def _fill(self, page: str, action: str, values: dict[str, str]) -> str:
        form = self._session.get(page, timeout=10)
        hidden = dict(_FIELD.findall(form.text))
        answer = self._session.post(action, data={**values, "form": hidden["form"]}, timeout=10)
        return _text(answer)


def yuan(fen: int) -> str:
    """As the owner's page writes it."""
    return f"¥{fen / 100:,.2f}"


def _text(answer: requests.Response) -> str:
    assert answer.status_code == 200, answer.text
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.text))
