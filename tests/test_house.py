"""Rules of the house that neither ruff nor import-linter can hold."""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("domain", "printers", "pos_app", "sync_server")
ROOMS_NOBODY_WOULD_ENTER = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}
GUESTS_OF_THE_DOMAIN = {"words": {"pypinyin", "rapidfuzz"}, "advice": {"numpy"}}


def test_domain_needs_the_standard_library_only() -> None:
    for file in (ROOT / "domain").rglob("*.py"):
        chapter = file.relative_to(ROOT / "domain").parts[0]
        allowed = sys.stdlib_module_names | {"domain"} | GUESTS_OF_THE_DOMAIN.get(chapter, set())
        assert _imported_by(file) <= allowed, file


def test_rooms_have_telling_names() -> None:
    names = {path.stem for package in PACKAGES for path in (ROOT / package).rglob("*")}
    assert not names & ROOMS_NOBODY_WOULD_ENTER


def test_the_lock_names_no_host() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text()


def test_the_lock_holds_each_required_library() -> None:
    required = re.findall(r"^([\w-]+)", (ROOT / "requirements.in").read_text(), re.MULTILINE)
    locked = re.findall(r"^([\w-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert {name.lower() for name in required} <= set(locked)


def _imported_by(file: Path) -> set[str]:
    """The first names of all modules that a file imports, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names
