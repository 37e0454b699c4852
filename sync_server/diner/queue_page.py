"""How far the queue is, for the guest whose slip was scanned: plain words that come anew by themselves."""

from __future__ import annotations

from functools import cache

import jinja2

from domain.errors import name_in
from sync_server.diner import again
from sync_server.diner.language import Language
from sync_server.diner.page import environment, policy
from sync_server.diner.style import stylesheet
from sync_server.workflows.storefront import NumberNow

AGAIN = 15  # seconds until the phone asks again
POLICY = again.allowing(policy(), again.SCRIPT)


def queue_page(now: NumberNow, language: Language) -> bytes:
    """The page of a number as it stands."""
    seen, _, ngettext = now.number, language.translate, language.catalogue.ngettext
    if seen.called:
        words = _("It is your turn. Come to the entrance.")
    elif seen.ahead:
        words = ngettext("{n} party before you", "{n} parties before you", seen.ahead).format(n=seen.ahead)
    else:
        words = _("You are next")
    return (
        _template()
        .render(
            language=language,
            css=stylesheet(language.direction),
            again=AGAIN,
            script=again.SCRIPT,
            store=name_in(now.store.get("names", {}), language.tag),
            number=seen.number,
            words=words,
            away="" if now.connected else _("No contact with the restaurant. Listen for your number there."),
        )
        .encode()
    )


@cache
def _template() -> jinja2.Template:
    return environment().get_template("queue.html")
