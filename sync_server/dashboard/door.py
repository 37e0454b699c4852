"""Signing in and out, setting the first password, and forms that only our own pages can send."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import Refused
from sync_server.api.answers import STATUS
from sync_server.dashboard.rendering import Rendering, language_of, sentence
from sync_server.workflows.owning import SESSION_LIVES, SHORTEST_PASSWORD, Owning

SESSION = "mashang_owner"
FORM = "mashang_form"
HOME = "/owner/"
SIGN_IN = "/owner/sign-in"

Handler = Callable[[Request], Awaitable[Response]]


class Door:
    """Lets the owner in and keeps others out."""

    def __init__(self, owning: Owning, rendering: Rendering) -> None:
        self._owning = owning
        self._rendering = rendering

    def routes(self) -> list[BaseRoute]:
        """The pages in front of the door."""
        return [
            Route(SIGN_IN, self.sign_in, methods=["GET", "POST"]),
            Route("/owner/setup", self.set_up, methods=["GET", "POST"]),
            Route("/owner/sign-out", self.behind(self.sign_out), methods=["POST"]),
        ]

    def behind(self, handler: Handler) -> Handler:
        """A handler that only a signed-in owner reaches, and whose forms are our own. A refusal that it has
        no place for is a page of its own."""

        async def guarded(request: Request) -> Response:
            try:
                if not await asyncio.to_thread(self._owning.signed_in, request.cookies.get(SESSION, "")):
                    return _go(SIGN_IN)
                if request.method == "POST" and not await is_ours(request):
                    return _go(HOME)
                return await handler(request)
            except Refused as no:
                words = sentence(no, language_of(request))
                return self._rendering.page(request, "refused.html", STATUS.get(no.code, 400), trouble=words)
            finally:
                await request.close()  # files that a form brought

        return guarded

    async def sign_in(self, request: Request) -> Response:
        """The password, and on a right one a session."""
        if request.method == "GET":
            return self._form(request, "sign_in.html")
        try:
            await _must_be_ours(request)
            form = await request.form()
            return _welcome(request, await self._owning.sign_in(_text(form, "password")))
        except Refused as no:
            return self._form(request, "sign_in.html", no)

    async def set_up(self, request: Request) -> Response:
        """The first password, by the link that whoever started the server was shown."""
        token = request.query_params.get("token", "")
        if not self._owning.may_set_up(token):
            return self._form(request, "sign_in.html", Refused("link_used"))
        if request.method == "GET":
            return self._form(request, "setup.html", token=token)
        try:
            await _must_be_ours(request)
            form = await request.form()
            if _text(form, "password") != _text(form, "again"):
                raise Refused("password_differs")
            return _welcome(request, await self._owning.set_up(token, _text(form, "password")))
        except Refused as no:
            return self._form(request, "setup.html", no, token=token)

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        await self._owning.sign_out(request.cookies.get(SESSION, ""))
        response = _go(SIGN_IN)
        response.delete_cookie(SESSION, path="/owner")
        return response

    def _form(self, request: Request, template: str, no: Refused | None = None, **told: str) -> Response:
        secret = request.cookies.get(FORM, "") or secrets.token_urlsafe(24)
        response = self._rendering.page(
            request,
            template,
            400 if no else 200,
            trouble=sentence(no, language_of(request)) if no else "",
            form=_seal(secret),
            shortest=SHORTEST_PASSWORD,
            **told,
        )
        _set_cookie(request, response, FORM, secret, 3600)
        return response


def form_seal(request: Request) -> str:
    """What a form behind the door carries to show that it is ours."""
    return _seal(request.cookies.get(SESSION, ""))


async def is_ours(request: Request) -> bool:
    """Whether a form was drawn by us for this browser."""
    origin = request.headers.get("origin", "")
    if origin and origin != "null" and urlsplit(origin).netloc != request.headers.get("host", ""):
        return False
    sent = _text(await request.form(), "form")
    cookies: Mapping[str, str] = request.cookies
    own = [_seal(cookies[name]) for name in (SESSION, FORM) if cookies.get(name)]
    return any(hmac.compare_digest(sent.encode(), one.encode()) for one in own)


async def _must_be_ours(request: Request) -> None:
    if not await is_ours(request):
        raise Refused("form_old")


def _seal(secret: str) -> str:
    return hashlib.sha256(f"form:{secret}".encode()).hexdigest()


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _go(path: str) -> Response:
    return RedirectResponse(path, 303, {"Cache-Control": "no-store"})


def _welcome(request: Request, token: str) -> Response:
    response = _go(HOME)
    _set_cookie(request, response, SESSION, token, SESSION_LIVES // 1000)
    response.delete_cookie(FORM, path="/owner")
    return response


def _set_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(
        name, value, max_age=seconds, path="/owner", httponly=True, samesite="lax", secure=secure
    )
