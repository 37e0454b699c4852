"""Collects new texts into each catalogue, compiles them, and says what still wants a translation.

A catalogue keeps its order: new texts come at its end, texts no longer in the code behind them as comments.
It holds no dates and no line numbers, so that it changes only where a text changes.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from domain.errors import GUESTS_READ, MESSAGES

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("domain", "printers", "pos_app", "sync_server")
METHODS = [("**.py", "python"), ("**/templates/**", "jinja2"), ("**/static/**.js", "javascript")]
# `_m` marks a text where no language is known; it is translated where it is shown.
KEYWORDS = DEFAULT_KEYWORDS | {"_m": None}
GUESTS_PAGES = "sync_server/diner"
GUESTS_WORDS = (
    *(f"domain/selling/{name}.py" for name in ("dish_words", "time_menus", "weights")),
    *(f"sync_server/api/{name}.py" for name in ("diners", "demo_pay", "e_receipts", "bill_pay")),
)
NOISE = re.compile(r'^"(Report-|POT-|PO-Revision|Last-T|Language-T|Generated-)[\w-]*: .*\n', re.MULTILINE)


def texts_of_the_code() -> Catalog:
    """Each text in the code, in the order of packages, files and lines."""
    found = Catalog()
    for package in PACKAGES:
        for _, _, text, _, context in extract_from_dir(ROOT / package, METHODS, keywords=KEYWORDS):
            if text:
                found.add(text, context=context)
    return found


def texts_of_guests() -> Catalog:
    """Each text that a guest reads on the phone: of the pages, of dishes, and of what is refused."""
    found = Catalog()
    for _, _, text, _, context in extract_from_dir(ROOT / GUESTS_PAGES, METHODS, keywords=KEYWORDS):
        if text:
            found.add(text, context=context)
    for file in GUESTS_WORDS:
        for _, text, _, context in extract_from_file("python", ROOT / file, keywords=KEYWORDS):
            if text:
                found.add(text, context=context)
    for code in sorted(GUESTS_READ):
        found.add(MESSAGES[code])
    return found


def guests_files() -> list[Path]:
    """Catalogues of languages that only guests' pages speak: till, paper and owner's pages do not."""
    return sorted(ROOT.glob("translations/*/LC_MESSAGES/guests.po"))


def catalogue_files() -> list[Path]:
    """One .po file a language; its language is the name of its grandparent folder."""
    return sorted(ROOT.glob("translations/*/LC_MESSAGES/mashang.po"))


def read_catalogue(file: Path) -> Catalog:
    """A catalogue as it stands on disk."""
    with file.open("rb") as source:
        return read_po(source, locale=file.parent.parent.name)


def untranslated(catalogue: Catalog, texts: Catalog) -> Iterator[Message]:
    """Texts of the code for which the catalogue has no translation."""
    for text in texts:
        known = catalogue.get(text.id, text.context)
        if text.id and (known is None or not known.string or not all(_forms(known.string))):
            yield text


def updated(catalogue: Catalog, texts: Catalog) -> Catalog:
    """The catalogue with the code's new texts at its end."""
    ordered = Catalog()
    for text in [*catalogue, *texts]:
        if text.id and texts.get(text.id, text.context):
            ordered.add(text.id, context=text.context)
    catalogue.update(ordered, no_fuzzy_matching=True)
    return catalogue


def save(catalogue: Catalog, file: Path) -> None:
    """Writes the catalogue beside its compiled form."""
    written = io.BytesIO()
    write_po(written, catalogue, no_location=True, width=0)
    file.write_text(NOISE.sub("", written.getvalue().decode()), encoding="utf-8", newline="\n")
    with file.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, catalogue)


def _forms(string: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def main() -> None:
    """Updates and compiles every catalogue."""
    whole, guests = texts_of_the_code(), texts_of_guests()
    for file in catalogue_files() + guests_files():
        texts = guests if file.stem == "guests" else whole
        catalogue = updated(read_catalogue(file), texts)
        save(catalogue, file)
        missing = [text.id for text in untranslated(catalogue, texts)]
        print(f"{file.relative_to(ROOT)}: {len(texts) - len(missing)} of {len(texts)} texts translated")
        for text in missing:
            print(f"    {text}")


if __name__ == "__main__":
    main()
