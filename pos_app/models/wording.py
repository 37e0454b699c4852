"""How a store's figures and moments are said: names, money, minutes and clock in its language and zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.errors import name_in
from domain.selling.weights import UNIT_WORDS
from pos_app.language import _, money, ngettext

MINUTE = 60_000  # milliseconds


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def renamed(names: Mapping[str, str], tag: str, words: str) -> Mapping[str, str]:
    """Names with other words in one language; a name that is the same in all languages stays so."""
    same = len(set(names.values())) <= 1
    return dict.fromkeys([*names, tag], words) if same else {**names, tag: words}


def unit_word(unit: str) -> str:
    """A unit of weight."""
    return _(UNIT_WORDS.get(unit, unit))


@dataclass(frozen=True, slots=True)
class Wording:
    """The language (BCP 47), currency and zone of what is said."""

    language: str
    currency: str
    zone: str

    def name(self, names: Mapping[str, str]) -> str:
        """A thing's name in this language."""
        return name_in(names, self.language)

    def money(self, amount: int, short: bool = False) -> str:
        """An amount in minor units: "¥258.00", or with `short` "¥258" where there is no rest."""
        return money(amount, self.currency, short)

    def dearer(self, price: int) -> str:
        """What a choice costs more: "+¥8"; "" for nothing."""
        return f"+{self.money(price, short=True)}" if price else ""

    def figure(self, amount: int, short: bool = False) -> str:
        """An amount without its currency's sign, for columns: "92.00"; `short` as of ``money``."""
        return money(amount, self.currency, short, signed=False)

    def when(self, moment: int) -> datetime:
        """A moment (UTC milliseconds) on the store's wall."""
        return datetime.fromtimestamp(moment / 1000, _zone(self.zone))

    def clock(self, moment: int, seconds: bool = False) -> str:
        """The time on the wall: "18:58" or "18:58:07"."""
        return self.when(moment).strftime("%H:%M:%S" if seconds else "%H:%M")

    def minute(self, moment: int) -> int:
        """Minute of the week in the store's zone, from Monday's midnight."""
        local = self.when(moment)
        return local.weekday() * 24 * 60 + local.hour * 60 + local.minute

    def minutes(self, since: int, now: int) -> str:
        """How long it has been: "26 min"."""
        return _("{n} min").format(n=max(0, (now - since) // MINUTE))

    def ago(self, since: int, now: int) -> str:
        """How long ago: "2 min", or "just now"."""
        passed = max(0, (now - since) // MINUTE)
        return self.minutes(since, now) if passed else _("now")

    def guests(self, count: int) -> str:
        """How many guests: "4 guests"."""
        return ngettext("{n} guest", "{n} guests", count).format(n=count)

    def dishes(self, count: int) -> str:
        """How many dishes: "2 dishes"."""
        return ngettext("{count} dish", "{count} dishes", count).format(count=count)

    def times(self, quantity: int) -> str:
        """A quantity in thousandths: "2", "0.5"."""
        return f"{quantity / 1000:g}"
