"""Files that never change under their name: named by their content, compressed once, cached for ever."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property

from sync_server.diner.bundle import bundle, later_bundle, later_modules
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
    """The scripts of each language and the plates."""

    def __init__(self) -> None:
        self._scripts = {
            language.tag: _script(f"order-{language.tag}", bundle(language)) for language in languages()
        }
        self._later = {
            language.tag: {
                root: _script(
                    f"{root}-{language.tag}", later_bundle(root, language, self.script(language).path)
                )
                for root in later_modules()
            }
            for language in languages()
        }
        self.plates = Asset("plates", "svg", "image/svg+xml", plates())
        later = [asset for scripts in self._later.values() for asset in scripts.values()]
        self.by_name = {asset.name: asset for asset in (*self._scripts.values(), *later, self.plates)}

    def script(self, language: Language) -> Asset:
        return self._scripts[language.tag]

    def later(self, language: Language) -> dict[str, str]:
        """The address of each script that waits for a tap."""
        return {root: asset.path for root, asset in self._later[language.tag].items()}


def _script(stem: str, raw: bytes) -> Asset:
    return Asset(stem, "js", "text/javascript; charset=utf-8", raw)
