"""Files that never change under their name: named by their content, compressed once, cached for ever."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache, cached_property

from sync_server.diner.bundle import bundle, later_bundle, later_modules
from sync_server.diner.icons import plates
from sync_server.diner.language import Language, guests_languages

FOLDER = "/diner"


@dataclass(frozen=True)
class Asset:
    """A file with a content hash in its name."""

    stem: str
    ending: str
    media_type: str
    raw: bytes

    @cached_property
    def name(self) -> str:
        return f"{self.stem}.{hashlib.sha256(self.raw).hexdigest()[:10]}.{self.ending}"

    @cached_property
    def path(self) -> str:
        return f"{FOLDER}/{self.name}"

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.raw, 9, mtime=0)


class Assets:
    """The scripts of each language and the plates. A language's are made when somebody reads it first."""

    def __init__(self) -> None:
        self.plates = _plates()
        self._by_name = {self.plates.name: self.plates}

    def script(self, language: Language) -> Asset:
        return self._scripts(language)[0]

    def later(self, language: Language) -> dict[str, str]:
        """The address of each script that waits for a tap."""
        return {root: asset.path for root, asset in self._scripts(language)[1].items()}

    def find(self, name: str) -> Asset | None:
        """What has this name; perhaps another server of this release told it."""
        if name not in self._by_name:
            for language in guests_languages():
                self._scripts(language)
        return self._by_name.get(name)

    def _scripts(self, language: Language) -> tuple[Asset, dict[str, Asset]]:
        script, later = made = _scripts(language.tag)
        self._by_name |= {asset.name: asset for asset in (script, *later.values())}
        return made


@cache
def _plates() -> Asset:
    return Asset("plates", "svg", "image/svg+xml", plates())


@cache
def _scripts(tag: str) -> tuple[Asset, dict[str, Asset]]:
    language = next(one for one in guests_languages() if one.tag == tag)
    script = _script(f"order-{tag}", bundle(language))
    return script, {
        root: _script(f"{root}-{tag}", later_bundle(root, language, script.path)) for root in later_modules()
    }


def _script(stem: str, raw: bytes) -> Asset:
    return Asset(stem, "js", "text/javascript; charset=utf-8", raw)
