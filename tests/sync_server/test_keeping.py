"""Who may speak for a store, what of the others is kept for review, and facts that go back to their till."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from domain.record.envelope import GENESIS, Event, encode, head_of
from domain.record.replication import unpack
from domain.record.speaking import SETTLES, Speaker, run_name
from sync_server.api.needs import NEEDS
from sync_server.workflows.enrolling import Enrolling
from tests.sync_server.running import ServerHere, wait_for
from tests.sync_server.wire import WireTill, new_id


def sales(count: int, first: int = 1, text: str = "") -> list[bytes]:
    return [
        encode(Event(seq, "staff.signed_in", 1, "2026-11-23", "zhou", {"text": text}))
        for seq in range(first, first + count)
    ]


def run(till: WireTill, name: str, *before: str, beside: str = "") -> None:
    """From now on this till speaks as a start of that name; ``beside``: the other one that it was told of."""
    plain = type(till).headers

    def headers(method: str, target: str, body: bytes) -> dict[str, str]:
        more = {"Mashang-Run": name, "Mashang-Run-Before": ",".join(before), "Mashang-Run-Beside": beside}
        return {**plain(till, method, target, body), **more}

    till.headers = headers  # type: ignore[method-assign]


def copy_of(till: WireTill) -> WireTill:
    """What a copy of its folder is started as: the same device, with the same key."""
    copy = WireTill(till.url, till.brand, till.store, till.device)
    copy.key, copy.offset = till.key, till.offset
    return copy


def waits(server: ServerHere, till: WireTill) -> int:
    """How many of its calls wait for news."""
    return server.server.relay._fronts.of(till.store).feeds


def reviewed(server: ServerHere) -> list[tuple[str, int]]:
    query = "SELECT why, seq FROM review ORDER BY received_at, seq"
    return [(why, seq) for why, seq in server.database.read(lambda c: c.exec_driver_sql(query).all())]


def marks(till: WireTill) -> dict[str, int]:
    return {one["incarnation"]: one["seq"] for one in till.get("/v1/marks").json()["marks"]}


def test_a_server_says_who_it_is_to_anybody(server: ServerHere) -> None:
    said = WireTill(server.url).session.get(f"{server.url}/v1/hello", timeout=5).json()
    assert said["protocols"] == [1, 2] and said["epoch"] == server.server.enrolling.identity.epoch


def test_a_store_gets_its_facts_back_as_it_told_them(server: ServerHere) -> None:
    till, one, facts = server.till(), new_id(), sales(5)
    assert till.send(one, facts).status_code == 200
    header, raws = unpack(till.get(f"/v1/journal?incarnation={one}&after=2").content)
    assert raws == facts[2:] and header.previous == head_of(GENESIS, facts[:2]).hex()
    header, raws = unpack(till.get(f"/v1/journal?incarnation={one}&after=4&most=0").content)
    assert raws == [] and header.previous == header.head == head_of(GENESIS, facts[:4]).hex()
    assert till.get(f"/v1/journal?incarnation={one}&after=6").json()["code"] == "gap"
    assert server.till().get(f"/v1/journal?incarnation={one}&after=0").json()["code"] == "gap"


@pytest.mark.parametrize(
    "asked",
    [
        "watermark",
        "journal?after=0",
        "journal?incarnation=a",
        "journal?incarnation=a&after=-1",
        "journal?incarnation=a&after=many",
        "journal?incarnation=a&after=0&most=" + "9" * 20,
        "feed?after=:0&wait=long",
        "feed?after=:0&wait=nan",
        "charges/a?wait=long",
    ],
)
def test_what_is_asked_unreadably_is_refused_as_such(server: ServerHere, asked: str) -> None:
    answer = server.till().get(f"/v1/{asked}")
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_a_plug_in_reads_which_calls_there_are_and_what_each_takes(server: ServerHere) -> None:
    paths = requests.get(f"{server.url}/v1/openapi.json", timeout=5).json()["paths"]
    described = {f"{method.upper()} {path}" for path, found in paths.items() for method in found}
    assert set(NEEDS) - described == {
        "GET /v1/openapi.json",
        "POST /v1/nothing",
        "POST /v1/callbacks/{account}",
    }
    takes = {one["name"]: one["required"] for one in paths["/v1/journal"]["get"]["parameters"]}
    assert takes["incarnation"] and takes["Mashang-Signature"] and not takes["most"]
    assert paths["/v1/backups/{name}"]["get"]["parameters"][0]["in"] == "path"


def test_a_branch_begins_where_it_left_the_other(server: ServerHere) -> None:
    till, one, two = server.till(), new_id(), new_id()
    facts, other = sales(5), sales(3, 4, "sold after the disk was rewound")
    till.send(one, facts)
    shared = head_of(GENESIS, facts[:3])
    assert till.send(two, other, 3, shared, protocol=2).json()["code"] == "gap"
    branch = {"protocol": 2, "follows": one, "fork": 3}
    assert till.send(two, other, 3, GENESIS, **branch).json()["code"] == "fork"
    assert till.send(two, other, 3, shared, **branch).json()["seq"] == 6
    assert till.send(two, other, 3, shared, **branch).json()["seq"] == 6
    assert marks(till) == {one: 5, two: 6}
    said = till.get("/v1/marks").json()
    assert said["current"] == two and said["marks"][1]["fork"] == 3 and said["marks"][1]["follows"] == one
    header, raws = unpack(till.get(f"/v1/journal?incarnation={two}&after=3").content)
    assert raws == other and header.fork == 3


def test_a_branch_that_goes_on_as_the_other_does_is_none(server: ServerHere) -> None:
    """A till that was refused a while tells what it has from elsewhere before it asks what is here."""
    till, one, facts = server.till(), new_id(), sales(5)
    till.send(one, facts)
    shared = head_of(GENESIS, facts[:3])
    told = till.send(new_id(), facts[3:], 3, shared, protocol=2, follows=one, fork=3)
    assert told.status_code == 409 and told.json()["code"] == "fork"
    assert marks(till) == {one: 5} and reviewed(server) == []


def test_a_restarted_till_goes_on_and_a_second_one_does_not(server: ServerHere) -> None:
    till, one = server.till(), new_id()
    run(till, "monday")
    till.send(one, sales(2))
    run(till, "tuesday", "monday")
    assert till.get("/v1/marks").json()["code"] == "settling"
    server.time.pass_by(SETTLES)
    till.offset += SETTLES
    assert till.get("/v1/marks").status_code == 200
    run(till, "copy", "saturday")
    for call in (till.feed(), till.publish(), till.get("/v1/marks")):
        assert (call.status_code, call.json()["code"]) == (409, "second_till")
    more = sales(2, 3, "sold by the copy")
    no = till.send(one, more, 2, head_of(GENESIS, sales(2)))
    epoch = server.server.enrolling.identity.epoch
    assert no.json() == {"code": "second_till", "facts": {"kept": 4, "epoch": epoch}}
    assert reviewed(server) == [("second_till", 3), ("second_till", 4)]
    server.time.pass_by(91_000)
    till.offset += 91_000
    assert till.get("/v1/marks").status_code == 200


def test_a_copy_made_while_the_till_ran_is_the_second_one(server: ServerHere) -> None:
    """Whoever wants the place of a till that waits for news sends it home; that it comes again is enough."""
    till, one = server.till(), new_id()
    run(till, "monday")
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(till.feed, wait=20)
        wait_for(lambda: waits(server, till))
        copy = copy_of(till)
        run(copy, "copy", "monday")
        assert (copy.feed().status_code, copy.feed().json()["code"]) == (503, "settling")
        assert waiting.result(5).status_code == 200
    no = till.get("/v1/marks").json()
    assert no == {"code": "who_speaks", "facts": {"beside": "copy"}}
    run(till, "monday", beside="copy")
    assert till.send(one, sales(2)).status_code == 200
    told = copy.send(one, sales(1, 3, "sold by the copy"), 2, head_of(GENESIS, sales(2)))
    assert told.json()["code"] == "second_till"
    assert reviewed(server) == [("second_till", 3)] and marks(till) == {one: 2}


@pytest.mark.parametrize("sold", [False, True])
def test_a_copy_started_while_its_till_was_off_gives_its_place_back_unless_it_sells(
    server: ServerHere, sold: bool
) -> None:
    """Its first contact looks like that of the till itself; when that one comes, both are known."""
    at, one = 1_795_413_600_000, new_id()
    names = [run_name(at + n, bytes([n]) * 10, bytes([n == 1]) * 6) for n in range(3)]
    till = server.till()
    run(till, names[0])
    till.send(one, sales(2))
    server.time.pass_by(91_000)
    till.offset += 91_000
    copy = copy_of(till)
    run(copy, names[1], names[0])
    head = head_of(GENESIS, sales(2))
    what = "payment.received" if sold else "staff.signed_in"
    told = [encode(Event(3, what, at + 60_000, "2026-11-23", "zhou", {"payment": "p"}))]
    assert copy.send(one, told, 2, head).status_code == 200
    run(till, names[2], names[0])
    came, stood_in = till.get("/v1/marks"), copy.get("/v1/marks")
    assert (came.status_code, stood_in.status_code) == ((409, 200) if sold else (200, 409))
    assert (came if sold else stood_in).json()["code"] == "second_till"
    assert marks(copy if sold else till) == {one: 3}, "what it told until then counts"
    assert till.device in server.server.enrolling.second_seen, "the owner's page tells"


def test_a_till_that_hung_up_is_started_again_and_goes_on_at_once(server: ServerHere) -> None:
    till = server.till()
    run(till, "monday")
    target = "/v1/feed?after=:0&wait=20"
    with pytest.raises(requests.ReadTimeout):
        till.session.get(till.url + target, headers=till.headers("GET", target, b""), timeout=0.5)
    wait_for(lambda: not waits(server, till))
    again = copy_of(till)
    run(again, "tuesday", "monday")
    assert again.feed().status_code == 200


def test_which_run_speaks_is_known_after_a_restart_of_the_server(server: ServerHere) -> None:
    till = server.till()
    run(till, "monday")
    till.get("/v1/marks")
    server.database.submit(lambda c: None).result()
    rows = server.database.read(lambda c: c.exec_driver_sql("SELECT run FROM devices").all())
    assert rows == [("monday",)]


def test_which_runs_are_copies_is_known_after_a_restart_of_the_server(server: ServerHere) -> None:
    till = server.till()
    for name, before, beside in (("monday", "", ""), ("copy", "monday", ""), ("monday", "", "copy")):
        run(till, name, before, beside=beside)
        till.get("/v1/marks")
    server.database.submit(lambda c: None).result()
    known = server.server.enrolling.device(till.device)
    assert known and (known.run, known.elders, known.copies) == ("monday", (), ("copy",))
    anew = Enrolling(server.database, server.server.enrolling.identity, server.time.clock)
    assert anew.standing(known, Speaker("copy again", ("copy", "monday"))) == "second_till"
    assert anew.standing(known, Speaker("monday")) == ""


def test_a_stolen_till_is_cut_off_and_its_sales_are_kept_for_review(server: ServerHere) -> None:
    till, one = server.till(), new_id()
    till.send(one, sales(2))
    asyncio.run(server.server.enrolling.revoke(till.device))
    assert till.feed().json()["code"] == "revoked"
    no = till.send(one, sales(4))
    assert (no.status_code, no.json()["code"]) == (401, "revoked")
    assert reviewed(server) == [("revoked", 3), ("revoked", 4)]
    till.send(one, sales(4))
    assert len(reviewed(server)) == 2


def test_a_new_pc_replaces_the_old_one(server: ServerHere) -> None:
    old, one = server.till(), new_id()
    old.send(one, sales(2))
    new = server.till(brand=old.brand, store=old.store)
    assert old.feed().json()["code"] == "replaced"
    assert old.send(one, sales(3)).json()["code"] == "replaced"
    assert reviewed(server) == [("replaced", 3)]
    assert marks(new) == {one: 2}
    assert old.enrol(server.code()).status_code == 200
    assert old.feed().status_code == 200 and new.feed().json()["code"] == "replaced"


def test_totals_say_how_much_is_not_folded_yet(server: ServerHere) -> None:
    till, one = server.till(), new_id()
    till.send(one, sales(3))
    server.folded()
    assert till.get("/v1/totals").json()["behind"] == 0
    assert till.get("/v1/totals").json()["openings"] == 0


def test_a_header_out_of_shape_is_unreadable(server: ServerHere) -> None:
    till = server.till()
    for wrong in ({"fork": 1}, {"follows": "x"}, {"fork": -1}, {"protocol": 9}):
        assert till.send(new_id(), sales(1), **wrong).json()["code"] == "unreadable"
