"""Templates, style and script of the owner's pages, and what each page is told of store and language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import Refused, name_in, refusal_text
from sync_server.diner.language import COOKIE, Language, after, choose, languages
from sync_server.workflows.storefront import RequestNow

HERE = Path(__file__).parent
RESOURCES = HERE.parents[1] / "resources"
A_YEAR = 365 * 24 * 3600  # seconds
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def _m(message: str) -> str:
    return message


# Refusals that only the owner's door gives; all others are the domain's.
OWN_MESSAGES: Mapping[str, str] = {
    "wrong_password": _m("Wrong password. Try again."),
    "password_wait": _m("Too many wrong passwords. Wait {seconds} seconds."),
    "password_short": _m("Choose a password of at least {minimum} characters."),
    "password_differs": _m("The two passwords differ. Type them again."),
    "link_used": _m("This link is used up. Sign in with the password."),
    "form_old": _m("This page was open too long. Try again."),
}


@dataclass(frozen=True)
class Asset:
    """A file named by its content, so that it may be kept for ever."""

    stem: str
    ending: str
    media_type: str
    raw: bytes

    @cached_property
    def path(self) -> str:
        return f"/owner/static/{self.stem}.{hashlib.sha256(self.raw).hexdigest()[:10]}.{self.ending}"


class Rendering:
    """Draws pages; knows no store and no session."""

    def __init__(self) -> None:
        tokens = (RESOURCES / "theme" / "web.css").read_bytes()
        css = tokens + (HERE / "static" / "owner.css").read_bytes()
        script = (HERE / "static" / "live.js").read_bytes()
        self._css = Asset("owner", "css", "text/css; charset=utf-8", css)
        self._script = Asset("live", "js", "text/javascript; charset=utf-8", script)
        self._assets = {asset.path: asset for asset in (self._css, self._script)}
        self._icons: dict[str, Markup] = {}

    def page(self, request: Request, template: str, status: int = 200, **told: Any) -> Response:
        """A page in the reader's language."""
        language = language_of(request)
        html = (
            _environment()
            .get_template(template)
            .render(
                _=language.translate,
                ngettext=language.catalogue.ngettext,
                language=language,
                other=after(language),
                css=self._css.path,
                script=self._script.path,
                icon=self._icon,
                name=lambda names: name_in(names, language.tag),
                **told,
            )
        )
        response = Response(html, status, HEADERS, "text/html; charset=utf-8")
        if request.query_params.get("lang") == language.tag:
            response.set_cookie(COOKIE, language.tag, max_age=A_YEAR, samesite="lax")
        return response

    def _icon(self, name: str) -> Markup:
        if name not in self._icons:
            svg = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
            svg = re.sub(
                r'<svg ([^>]*?)width="\d+" height="\d+"', r'<svg class="icon" aria-hidden="true" \1', svg
            )
            self._icons[name] = Markup(svg)  # noqa: S704 - our own drawing
        return self._icons[name]

    async def asset(self, request: Request) -> Response:
        """Style and script."""
        asset = self._assets.get(request.url.path)
        if asset is None:
            return Response(status_code=404)
        headers = {
            "Cache-Control": f"public, max-age={A_YEAR}, immutable",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(asset.raw, 200, headers, asset.media_type)


@cache
def _environment() -> jinja2.Environment:
    """How templates are filled: what is put in is escaped, and nothing may be missing. Each is read once."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def language_of(request: Request) -> Language:
    """By the address, else as chosen before, else as the browser asks."""
    wanted = request.query_params.get("lang", "")
    kept, accepted = request.cookies.get(COOKIE, ""), request.headers.get("accept-language", "")
    return choose(wanted, kept, accepted, among=languages())


def sentence(no: Refused, language: Language) -> str:
    """A refusal in the reader's language."""
    own = OWN_MESSAGES.get(no.code)
    return language.translate(own).format_map(no.facts) if own else no.text(language.translate, language.tag)


def refused_words(wish: RequestNow | None, language: Language) -> str:
    """Why the till did not take what the owner wanted, "" if it did, or has not said."""
    if wish is None or wish.verdict is None or wish.state != "refused":
        return ""
    return refusal_text(wish.verdict.code, wish.verdict.facts, language.translate, language.tag)
