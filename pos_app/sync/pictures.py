"""Dishes' pictures at a server: which it lacks, one to it, one from it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.record.canonical import canonical
from domain.selling.pictures import picture_id
from pos_app.sync.client import ServerClient, ServerRefused, Unreachable

PATIENCE = 60.0  # seconds


class PictureClient(ServerClient):
    """A client that also knows the picture calls of PROTOCOL.md. All raise Unreachable or ServerRefused."""

    folder = "/v1/pictures"

    def missing(self, pictures: Sequence[str]) -> list[str]:
        """Those of these that the server lacks; none at one of a release that knows no pictures."""
        try:
            plain = self._call("POST", f"{self.folder}/missing", canonical({"pictures": list(pictures)}))
            return [str(one) for one in plain["missing"]]
        except ServerRefused as no:
            if no.status in (404, 405):
                return []
            raise
        except (KeyError, TypeError) as error:
            raise Unreachable(type(error).__name__) from error

    def put_picture(self, packed: bytes) -> None:
        """Hand one on."""
        self._call("PUT", f"{self.folder}/{picture_id(packed)}", packed, answer=PATIENCE)

    def get_picture(self, id: str) -> bytes | None:
        """One from there; None if it has none of that name."""
        try:
            found = self._answered("GET", f"{self.folder}/{id}", b"", True, "", PATIENCE).content
        except ServerRefused as no:
            if no.status in (404, 405):
                return None
            raise
        return found if picture_id(found) == id else None
