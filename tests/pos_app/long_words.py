"""A language of longer words than any of ours, without a catalogue."""

import gettext
import re


class LongWords(gettext.NullTranslations):
    """Each vowel twice, about 40 % more: what is cut in English is cut in German too."""

    def gettext(self, message: str) -> str:
        parts = re.split(r"(\{.*?\})", message)
        return "".join(part if part.startswith("{") else re.sub("([aeiou])", r"\1\1", part) for part in parts)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)
