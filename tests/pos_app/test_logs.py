"""A log that cannot be written is in nobody's way."""

from __future__ import annotations

import errno
import logging
from pathlib import Path
from typing import Any

import pytest

from pos_app.logs import log_to


class _FailingDisk:
    """A file on a disk that was taken away."""

    def __getattr__(self, name: str) -> Any:
        def fail(*_: object) -> None:
            raise OSError(errno.EROFS, "Read-only file system")

        return fail


def test_a_disk_that_fails_takes_no_log_and_the_till_ends_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    level = logging.getLogger().level
    handler = log_to(tmp_path)
    try:
        file = handler.stream  # type: ignore[attr-defined]
        monkeypatch.setattr(handler, "stream", _FailingDisk())
        logging.getLogger("pos_app").error("the journal cannot be written")
        assert capsys.readouterr().err == ""
        handler.close()
        file.close()
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(level)
