"""What the doctor makes of what it measured: the same rules and words for till and server."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.errors import _m
from domain.findings import NOTE, OK, TROUBLE, Finding
from domain.record.backup_clock import DRILL_TOO_OLD, TOO_OLD

MB = 1_000_000
LOW = 1_000 * MB  # free on the disk
URGENT = 200 * MB
BIG_WAL = 200 * MB  # a log of writes that never gets shorter: something reads without end
CLOCK_OFF = 120_000  # milliseconds by which a server's clock may differ before it is told
CLOCK_WRONG = 300_000  # WeChat Pay takes no call that is further off, and its own are as old then
SLOW = 1_000  # milliseconds
DAY = 86_400_000


def versions(program: str, python: str, system: str) -> Finding:
    """Which programs these are."""
    facts: dict[str, str | int] = {"program": program, "python": python, "system": system}
    return Finding("versions", OK, _m("Version {program}, Python {python}, {system}"), "", facts)


def sqlite(version: str, cipher: str, safe: bool) -> Finding:
    """``safe``: no release that can corrupt files."""
    facts: dict[str, str | int] = {"version": version, "cipher": cipher}
    if safe:
        return Finding("sqlite", OK, _m("SQLite {version}, SQLCipher {cipher}"), "", facts)
    text = _m("SQLite {version} can damage files when it resets its log of writes.")
    return Finding("sqlite", TROUBLE, text, _m("Install this program anew; it brings a newer one."), facts)


TILL_STOPS = (
    _m("Check the disk, its plug and who may write to this folder. Until then nothing can be sold."),
    _m("Free space now: without any, nothing can be sold."),
)
SERVER_STOPS = (
    _m(
        "Check the disk, its plug and who may write to this folder. Until then this server takes no orders of"
        " phones and no facts; tills sell on and tell it all later."
    ),
    _m(
        "Free space now: without any, this server takes no orders of phones and no facts; tills sell on and"
        " tell it all later."
    ),
)


def disk(folder: str, free: int, total: int, problem: str, stops: tuple[str, str] = TILL_STOPS) -> Finding:
    """``free`` and ``total`` in bytes; ``problem``: why a small file could not be written and synced;
    ``stops``: what does not work with a disk that takes nothing, and with one that is full."""
    facts: dict[str, str | int] = {"folder": folder, "free": free // MB, "total": total // MB}
    facts["problem"] = problem
    if problem:
        text = _m("{folder} cannot be written: {problem}")
        return Finding("disk", TROUBLE, text, stops[0], facts)
    text = _m("Disk: {free} MB of {total} MB free, writing works")
    if free < URGENT:
        return Finding("disk", TROUBLE, text, stops[1], facts)
    if free < LOW:
        return Finding("disk", NOTE, text, _m("Free some space soon."), facts)
    return Finding("disk", OK, text, "", facts)


SHUT, GONE = "shut", "gone"


def keys(where: str, problem: str, others_may_read: bool) -> Finding:
    """``where``: the key file, or "" for the system's key store; ``problem``: why there is no key, SHUT for a
    key store that has it and does not open, GONE where there is none."""
    facts: dict[str, str | int] = {"where": where, "problem": problem}
    if problem == SHUT:
        text = _m("The keys lie in the system's key store, and that does not open.")
        advice = _m(
            "Nothing is lost. Sign in to this computer so that its key store opens, then start again."
        )
        return Finding("keys", TROUBLE, text, advice, facts)
    if problem:
        advice = _m("Without the key nothing here can be read. Put it back from a copy, or restore a backup.")
        text = _m("The keys: {problem}") if problem != GONE else _m("The keys are not on this computer.")
        return Finding("keys", TROUBLE, text, advice, facts)
    if others_may_read:
        advice = _m("Let only the program's own user read it: chmod 600 {where}")
        return Finding(
            "keys", TROUBLE, _m("Others on this computer may read the keys in {where}."), advice, facts
        )
    if where:
        text = _m("The keys lie in {where}; this system has no key store.")
        return Finding("keys", NOTE, text, _m("Keep a copy of this file somewhere else."), facts)
    return Finding("keys", OK, _m("The keys lie in the system's key store."), "", facts)


def database(problem: str, revision: str, latest: str, size: int, wal: int, page: bool = False) -> Finding:
    """``problem``: why it does not open, or what its check said; ``page``: a place of a till's file is
    damaged; sizes in bytes."""
    facts: dict[str, str | int] = {"problem": problem, "revision": revision, "latest": latest}
    facts |= {"size": size // MB, "wal": wal // MB}
    if problem:
        restore = _m("Keep the folder as it is, and restore from a backup or from a server.")
        mend = _m(
            "Close the till and run pos-app mend: it makes a sound file of all that can be read, and what a"
            " server has of the rest comes back by itself. Have the disk looked at."
        )
        return Finding("database", TROUBLE, _m("The database: {problem}"), mend if page else restore, facts)
    if revision > latest:
        text = _m("The database was written by a newer version (revision {revision}, here {latest}).")
        return Finding("database", TROUBLE, text, _m("Update this program."), facts)
    if revision < latest:
        text = _m("The database is of an older version (revision {revision}, here {latest}).")
        advice = _m("Nothing to do: the next start copies it and brings it up to date.")
        return Finding("database", NOTE, text, advice, facts)
    text = _m("The database is sound: {size} MB, log of writes {wal} MB, revision {revision}")
    if wal > BIG_WAL:
        return Finding("database", NOTE, text, _m("Start the program anew; the log gets short then."), facts)
    return Finding("database", OK, text, "", facts)


def database_unread(problem: str) -> Finding:
    """``problem``: what it said of a disk that is in trouble itself: nothing is known of the data."""
    text = _m("The database cannot be looked at on this disk: {problem}")
    advice = _m("Nothing says that it is damaged. Mend the disk first, see above, then ask the doctor again.")
    return Finding("database", NOTE, text, advice, {"problem": problem})


def clock(now: int, last: int, offsets: Sequence[tuple[str, int]]) -> Finding:
    """``last``: the time of the last fact, or 0; ``offsets``: (who runs by a clock of their own, milliseconds
    it is ahead of us)."""
    server, ahead = max(offsets, key=lambda one: abs(one[1]), default=("", 0))
    facts: dict[str, str | int] = {
        "server": server,
        "seconds": abs(ahead) // 1000,
        "behind": (last - now) // 1000,
    }
    advice = _m("Set the computer's clock, and let it be set by the network.")
    if last - now >= CLOCK_OFF:
        text = _m("The clock was set back: the last sale lies {behind} seconds in the future.")
        return Finding("clock", TROUBLE, text, advice, facts)
    if abs(ahead) >= CLOCK_OFF:
        level = TROUBLE if abs(ahead) >= CLOCK_WRONG else NOTE
        return Finding(
            "clock", level, _m("The clock differs from {server} by {seconds} seconds."), advice, facts
        )
    if not (offsets or last):
        return Finding("clock", OK, _m("The clock: nothing to compare it with yet."), "", facts)
    if not offsets:
        return Finding(
            "clock", OK, _m("The clock goes on from the last sale; no server was there to ask."), "", facts
        )
    return Finding("clock", OK, _m("The clock agrees with {server} within {seconds} seconds."), "", facts)


def told_too_early(ahead: int) -> Iterable[Finding]:
    """``ahead``: the most by which a till's newest fact lay in the future when it came, in milliseconds."""
    if ahead < CLOCK_OFF:
        return
    text = _m("A till tells of what happens {seconds} seconds from now: one of the two clocks is wrong.")
    advice = _m("Nothing is lost. See which clock is right, there and here, and let the network set both.")
    level = TROUBLE if ahead >= CLOCK_WRONG else NOTE
    yield Finding("clock", level, text, advice, {"seconds": ahead // 1000})


def server(url: str, milliseconds: int, problem: str, refused: str) -> Finding:
    """``problem``: why it is not reached; ``refused``: the code of its no to our calls."""
    facts: dict[str, str | int] = {
        "url": url,
        "milliseconds": milliseconds,
        "problem": problem,
        "refused": refused,
    }
    if problem:
        text, advice = _UNREACHED.get(problem, (_m("{url} is not reached: {problem}"), _NETWORK))
        return Finding("network", TROUBLE, text, advice, facts)
    if refused:
        text = _REFUSED.get(refused, _REFUSED[""])
        return Finding("network", TROUBLE, text, _THEN.get(refused, _THEN[""]), facts)
    text = _m("{url} answers in {milliseconds} ms, and this till is enrolled.")
    if milliseconds > SLOW:
        return Finding("network", NOTE, text, _m("The way there is slow; phones may have to wait."), facts)
    return Finding("network", OK, text, "", facts)


def server_version(url: str, version: str, ours: str) -> Finding:
    """The version of a server's program, "" of release 0.1.0, which tells none, and of this till's."""
    facts: dict[str, str | int] = {"url": url, "version": version or "0.1.0", "ours": ours}
    if facts["version"] == ours or not ours:
        return Finding("versions", OK, _m("{url} runs version {version}, as this till does."), "", facts)
    text = _m("{url} runs version {version}, this till {ours}.")
    return Finding("versions", NOTE, text, _m("Both work together. Update the older one soon."), facts)


_NETWORK = _m("Selling goes on. Check the network here, and whether that server runs.")
_UNREACHED = {
    "ConnectionError": (_m("{url} is not reached: nobody answers there."), _NETWORK),
    "ConnectTimeout": (_m("{url} is not reached: nothing comes back from there."), _NETWORK),
    "ReadTimeout": (_m("{url} takes calls and does not answer them in time."), _NETWORK),
    "SSLError": (
        _m("{url} is not trusted: its certificate does not hold here."),
        _m(
            "Selling goes on. See that this computer's clock is right; if it is, ask who runs that server for"
            " a valid certificate."
        ),
    ),
    "JSONDecodeError": (
        _m("{url}: something else than our server answers there."),
        _m("Selling goes on. Check the address, and whether a log-in page stands before the internet."),
    ),
}
_THEN = {
    "clock": _m("Selling goes on. Set the computer's clock, and let it be set by the network."),
    "second_till": _m("Close the other till, or this one. What is sold here meanwhile waits for the owner."),
    "other_key": _m("Sell on the other computer. To sell here instead, join with a new code."),
    "server_disk": _m("Selling goes on. Free some space on that server; the rest goes on by itself."),
    "": _m("Selling goes on. Ask the owner for a new enrolment code."),
}
_REFUSED = {
    "server_disk": _m("{url} takes nothing: its disk is full or broken."),
    "signature": _m("{url} does not take this till: this device was never let in there."),
    "other_key": _m("{url} does not take this till: another computer was restored as it."),
    "revoked": _m("{url} does not take this till: the owner has cut this device off."),
    "replaced": _m("{url} does not take this till: another device has been let in for this store."),
    "second_till": _m("{url} does not take this till: another till works for this store right now."),
    "clock": _m("{url} does not take this till: the clocks differ too much."),
    "": _m("{url} does not take this till: {refused}"),
}


def lan(address: str) -> Finding:
    """``address``: this machine's in the local network, "" if it is in none."""
    if address:
        return Finding(
            "lan", OK, _m("In the local network this computer is {address}."), "", {"address": address}
        )
    advice = _m("Plug in the network; without it no phone and no network printer is reached.")
    return Finding("lan", NOTE, _m("This computer is in no network."), advice)


def printer(station: str, target: str, problem: str, condition: str) -> Finding:
    """``problem``: why it is not reached; ``condition``: of printers.status, or "silent"."""
    facts: dict[str, str | int] = {"station": station, "target": target, "problem": problem}
    if problem:
        advice = _m("Switch it on, check cable and address. Its tickets wait and are not lost.")
        return Finding(
            "printer", TROUBLE, _m("Printer {station} ({target}) is not reached: {problem}"), advice, facts
        )
    if condition == "silent":
        text = _m("Printer {station} ({target}) is reached and tells nothing of its state.")
        return Finding("printer", NOTE, text, _m("Print a test ticket to be sure."), facts)
    if condition in _PRINTER:
        level = NOTE if condition == "near_end" else TROUBLE
        advice = _m("Look at the printer: paper, cover, lights.")
        return Finding("printer", level, _PRINTER[condition], advice, facts)
    return Finding("printer", OK, _m("Printer {station} ({target}) is ready."), "", facts)


_PRINTER = {
    "paper_out": _m("Printer {station} ({target}): the paper is out."),
    "cover_open": _m("Printer {station} ({target}): the cover is open."),
    "error": _m("Printer {station} ({target}) reports an error."),
    "offline": _m("Printer {station} ({target}) is offline."),
    "near_end": _m("Printer {station} ({target}): the paper is nearly out."),
}


def backups(
    now: int,
    last: int,
    places: Iterable[tuple[str, str]],
    drill: int,
    drill_problem: str,
    server_problem: str = "",
    made_at: int = 0,
) -> list[Finding]:
    """``last`` backup and ``drill`` in UTC milliseconds, 0: never; ``places``: (where, what is wrong);
    ``server_problem``: what the last drill found in the copy that the server gave back; ``made_at``: when the
    recovery key was made, without which there is no drill, 0 if that is not known."""
    facts: dict[str, str | int] = {"hours": max(now - last, 0) // 3_600_000}
    make = _m("Make one now: on the till's page of backups.")
    if not last:
        return [Finding("backups", TROUBLE, _m("There is no backup yet."), make)]
    found = [Finding("backups", OK, _m("The last backup is {hours} hours old."), "", facts)]
    if now - last > TOO_OLD:
        found = [Finding("backups", TROUBLE, found[0].found, make, facts)]
    for where, wrong in places:
        if wrong:
            text = _PLACE.get(wrong, _m("Backups do not get to {where}: {problem}"))
            advice = _m("Plug it in, free space there, or choose another place.")
            found.append(Finding("backups", TROUBLE, text, advice, {"where": where, "problem": wrong}))
    found.append(_drill(now, drill, drill_problem, made_at))
    if server_problem:
        level = NOTE if server_problem == "away" else TROUBLE
        text = _SERVERS_COPY.get(server_problem, _m("The server's copy failed the last drill: {problem}"))
        advice = _m("Make a backup now; if the server's copy fails again, call who runs the server.")
        found.append(Finding("server_drill", level, text, advice, {"problem": server_problem}))
    return found


_PLACE = {
    "full": _m("Backups do not get to {where}: it is full."),
    "read_only": _m("Backups do not get to {where}: it is write-protected."),
    "unplugged": _m("Backups do not get to {where}: it is not plugged in."),
    "unreachable": _m("Backups do not get to {where}: it cannot be reached."),
    "refused": _m("Backups do not get to {where}: it takes none."),
    "broken": _m("Backups do not get to {where}: its disk reports errors."),
}


def _drill(now: int, drill: int, problem: str, made_at: int) -> Finding:
    """As the till's own banner warns of it."""
    facts: dict[str, str | int] = {"hours": max(now - drill, 0) // 3_600_000, "problem": problem}
    advice = _m("Let the till run over night, or for some minutes after its start: it makes up for it then.")
    if problem:
        text = _DRILLED.get(problem, _m("The last drill of a restore failed: {problem}"))
        return Finding("drill", TROUBLE, text, _FAILED, facts)
    missing = TROUBLE if now - max(drill, made_at) > DRILL_TOO_OLD else NOTE
    if not drill:
        level = missing if made_at else NOTE
        return Finding("drill", level, _m("No restore has been drilled yet."), advice)
    if missing == TROUBLE:
        text = _m("The last drill of a restore was {hours} hours ago.")
        return Finding("drill", TROUBLE, text, advice, facts)
    return Finding("drill", OK, _m("The last drill of a restore succeeded {hours} hours ago."), "", facts)


_FAILED = _m("Make a backup now; if its drill fails too, call for help: verify says what is damaged.")
_DRILLED = {
    "unreadable": _m("The last drill of a restore failed: the backup does not open."),
    "chain": _m("The last drill of a restore failed: the record of facts is damaged."),
    "state": _m("The last drill of a restore failed: the figures do not follow from the facts."),
    "heads": _m("The last drill of a restore failed: a server holds another history than the backup."),
    "totals": _m("The last drill of a restore failed: a server has other sums for the same facts."),
    "signed": _m("The last drill of a restore failed: a server tells another history than it has signed."),
    "sums": _m("The last drill of a restore failed: bills and payments do not agree."),
    "copies": _m("The last drill of a restore failed: a copy is not like the others."),
    "disk": _m("The last drill of a restore failed: there was no room to rehearse."),
    "nothing": _m("The last drill of a restore failed: there was no backup to rehearse with."),
    "died": _m("The last drill of a restore failed: it ended before it had a result."),
    "own": _m("The last drill of a restore failed: the copy of the store's own server does not come back."),
}


_SERVERS_COPY = {
    "away": _m("The server could not be reached in the last drill; nothing is known of its copy."),
    "missing": _m("The server's copy failed the last drill: the server does not give it back."),
    "copies": _m("The server's copy failed the last drill: it has other bytes than were sent."),
    "unreadable": _m("The server's copy failed the last drill: it does not open."),
    "chain": _m("The server's copy failed the last drill: the record of facts is damaged."),
    "state": _m("The server's copy failed the last drill: the figures do not follow from the facts."),
    "sums": _m("The server's copy failed the last drill: bills and payments do not agree."),
    "disk": _m("The server's copy was not drilled: there was no room to rehearse."),
    "died": _m("The last drill of the server's copy ended before it had a result."),
    "own": _m("The server's copy failed the last drill: the store's own server does not come back from it."),
}


def port(number: int, problem: str) -> Finding:
    """``problem``: why nobody could listen there, or ""."""
    facts: dict[str, str | int] = {"port": number, "problem": problem}
    if problem:
        advice = _m("End the other program that listens there, or choose another port.")
        return Finding("port", TROUBLE, _m("Port {port}: {problem}"), advice, facts)
    return Finding("port", OK, _m("Port {port} is free."), "", facts)


def crashes(count: int, folder: str) -> Finding:
    """``count`` of reports of errors that nobody caught."""
    facts: dict[str, str | int] = {"count": count, "folder": folder}
    if not count:
        return Finding("crashes", OK, _m("No crash report."), "", facts)
    advice = _m("They stay here. To send them yourself: doctor --report FILE packs them.")
    return Finding("crashes", NOTE, _m("{count} crash reports lie in {folder}."), advice, facts)
