"""Files that never change under their name: named by their content, compressed once, cached for ever."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property

from sync_server.diner.bundle import bundle
from sync_server.diner.icons import plates
from sync_server.diner.language import Language, languages

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
    """The script of each language and the plates."""

    def __init__(self) -> None:
        self._scripts = {
            language.tag: Asset(
                f"order-{language.tag}", "js", "text/javascript; charset=utf-8", bundle(language)
            )
            for language in languages()
        }
        self.plates = Asset("plates", "svg", "image/svg+xml", plates())
        self.by_name = {asset.name: asset for asset in (*self._scripts.values(), self.plates)}

    def script(self, language: Language) -> Asset:
        return self._scripts[language.tag]
