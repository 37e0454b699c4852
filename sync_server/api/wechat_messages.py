"""Where WeChat pushes what guests write to a store's official account; thanked for once it is kept."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from domain.errors import Refused, _m
from sync_server.api.bodies import read_body
from sync_server.diner import flood as limits
from sync_server.diner.asking import address_of
from sync_server.diner.flood import Flood
from sync_server.diner.language import choose
from sync_server.diner.page import home_language
from sync_server.wechat.pushed import LARGEST
from sync_server.workflows.official_chat import OfficialChat
from sync_server.workflows.payers import WAY
from sync_server.workflows.relaying import Relay

STATUS = {"official_account": 404, "notice": 403, "too_large": 413, "too_fast": 429, "server_disk": 503}
# In the place of what is no text. Pictures and voices come after it, as soon as WeChat gives them.
SENT = {"image": _m("[A picture]"), "voice": _m("[A voice message]")}
SENT_OTHER = _m("[Something that is no text. It can be seen in WeChat's own console.]")


def routes(chat: OfficialChat, relay: Relay, flood: Flood) -> list[Route]:
    """Routes to mount."""

    async def echo(request: Request) -> Response:
        store = request.path_params["store"]
        return PlainTextResponse(await chat.echo(store, dict(request.query_params)))

    async def hear(request: Request) -> Response:
        store = request.path_params["store"]

        def words(
            kind: str,
        ) -> str:  # asked for a store that has an account, not for whatever an address says
            language = choose("", "", "", home_language(relay.front(store).store))
            return language.translate(SENT.get(kind, SENT_OTHER))

        await chat.hear(
            store,
            dict(request.query_params),
            await read_body(request, LARGEST),
            words,
            lambda phone: flood.allows(("say", phone, limits.SAY_BY_PHONE)),
        )
        return PlainTextResponse("success")

    async def taken(request: Request) -> Response:
        try:
            if not flood.allows(("wechat", address_of(request), limits.ASK_BY_ADDRESS)):
                raise Refused("too_fast")
            return await (hear if request.method == "POST" else echo)(request)
        except Refused as no:
            return PlainTextResponse("", STATUS.get(no.code, 400))

    return [Route(f"{WAY}/{{store}}/messages", taken, methods=["GET", "POST"])]
