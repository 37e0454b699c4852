"""To be imported right after PySide: from then on modules are imported as Python does it.

PySide looks for "__feature__" in the source of every module that comes after it, and keeps all of that: a
tenth of the start, and 5 MB. We use none of those features.
"""

import builtins
import linecache

_plain = getattr(builtins, "__orig_import__", None)  # where PySide keeps what it replaced
if _plain is not None:
    builtins.__import__ = _plain
    linecache.clearcache()
