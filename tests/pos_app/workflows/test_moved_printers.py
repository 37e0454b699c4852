"""A printer whose address has changed is found again by its hardware address, while orders go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from domain.record.plain import to_plain
from domain.selling.print_setup import Printer, PrintSetup, StationSlips
from pos_app.workflows import printing
from pos_app.workflows.dish_stations import setup_of
from tests.fakes.label_printers import read_tspl
from tests.fakes.printer import VirtualPrinter, until
from tests.fakes.store_network import StoreNetwork
from tests.pos_app.desks import desk_of, ends, jobs, write
from tests.pos_app.shop import FISH, TOFU, Shop
from tests.printers.test_raster import black

MAC = "00:26:ab:12:34:56"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "RETRY", 0.03)


@pytest.fixture
def net(shop: Shop) -> Iterator[StoreNetwork]:
    with StoreNetwork() as net:
        shop.till.printers.around = lambda: net.around
        yield net


def publish(shop: Shop, *printers: Printer, version: int = 1) -> None:
    slips = tuple(
        StationSlips(station, (one.id,)) for station, one in zip(("kitchen", "bar"), printers, strict=False)
    )
    body: dict[str, Any] = to_plain(PrintSetup(version, printers, slips))
    write(shop, lambda entry: entry.record("printers.published", body))


def test_a_ticket_comes_out_where_its_printer_is_now(shop: Shop, net: StoreNetwork) -> None:
    publish(shop, Printer("hot", {"en": "Hot"}, net.address(5), mac=MAC))
    moved = net.printer(9)
    net.macs = {net.host(9): MAC}
    with desk_of(shop):
        shop.open("A1")
        shop.send("A1", TOFU, FISH)
        (ticket,) = moved.wait_for(1)
        ends(shop, "confirmed")
        assert "麻婆豆腐" in ticket.text
    setup = shop.read(setup_of)
    assert (setup.version, setup.printers[0].target) == (2, net.address(9))
    assert [job.attempts for job in jobs(shop)] == [1]
    assert shop.rebuilt().different == ()


def test_a_stranger_at_the_old_address_gets_no_ticket_and_ours_is_found(
    shop: Shop, net: StoreNetwork
) -> None:
    """The bar's printer got the kitchen's address from the router overnight."""
    publish(shop, Printer("hot", {"en": "Hot"}, net.address(5), mac=MAC))
    stranger, ours = net.printer(5), net.printer(9)
    net.macs = {net.host(5): "00:26:ab:99:99:99", net.host(9): MAC}
    with desk_of(shop):
        shop.open("A1")
        shop.send("A1", TOFU)
        (ticket,) = ours.wait_for(1)
        assert ends(shop, "confirmed").attempts == 1 and "麻婆豆腐" in ticket.text
    assert stranger.tickets == [] and shop.read(setup_of).printers[0].target == net.address(9)


def test_a_stranger_is_told_of_while_ours_is_nowhere(shop: Shop, net: StoreNetwork) -> None:
    publish(shop, Printer("hot", {"en": "Hot"}, net.address(5), mac=MAC))
    stranger = net.printer(5)
    net.macs = {net.host(5): "00:26:ab:99:99:99"}
    with desk_of(shop) as desk:
        shop.open("A1")
        shop.send("A1", TOFU)
        until(lambda: desk.workers["hot"].state.state == "stranger")
        assert not desk.workers["hot"].well and jobs(shop)[-1].state == "queued"
        net.macs = {net.host(5): MAC}  # ours is back at its place
        assert ends(shop, "confirmed").attempts == 1
    assert len(stranger.tickets) == 1


def test_where_the_system_knows_no_hardware_address_the_ticket_goes_out(
    shop: Shop, net: StoreNetwork
) -> None:
    publish(shop, Printer("hot", {"en": "Hot"}, net.address(5), mac=MAC))
    hot = net.printer(5)
    with desk_of(shop):
        shop.open("A1")
        shop.send("A1", TOFU)
        hot.wait_for(1)
    assert shop.read(setup_of).version == 1


def test_no_other_printer_of_ours_is_bothered_or_taken_for_it(shop: Shop, net: StoreNetwork) -> None:
    hot = Printer("hot", {"en": "Hot"}, net.address(5), mac=MAC)
    publish(shop, hot, Printer("bar", {"en": "Bar"}, net.address(7)))
    net.other(7)
    net.macs = {net.host(7): MAC}  # an old memory
    shop.till.printers._owners = lambda: [_worker(hot), _worker(Printer("bar", {}, net.address(7)))]
    shop.till.printers._seek(hot)
    assert net.asked == set() and shop.read(setup_of).version == 1


def test_who_is_nowhere_is_looked_for_once_a_minute_and_not_without_a_hardware_address(
    shop: Shop, net: StoreNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    sought: list[str] = []
    monkeypatch.setattr(shop.till.printers, "_seek", lambda printer: sought.append(printer.id))
    for _ in range(3):
        shop.till.printers.seek(Printer("hot", {}, net.address(5), mac=MAC))
        shop.till.printers.seek(Printer("cold", {}, net.address(6)))
    until(lambda: sought == ["hot"])
    shop.till.printers.seek(Printer("bar", {}, net.address(6), mac=MAC))
    until(lambda: sought == ["hot", "bar"])


def test_a_set_up_that_people_changed_meanwhile_stays_as_they_made_it(shop: Shop, net: StoreNetwork) -> None:
    hot = Printer("hot", {"en": "Hot"}, net.address(5), mac=MAC)
    publish(shop, Printer("hot", {"en": "Hot"}, "usb:///dev/usb/lp0", mac=MAC))
    net.printer(9)
    net.macs = {net.host(9): MAC}
    shop.till.printers._seek(hot)
    shop.parts.writer.submit(lambda: None).result()
    assert shop.read(setup_of).printers[0].target == "usb:///dev/usb/lp0"


def test_cup_labels_are_sent_as_labels_and_without_a_question(shop: Shop, tmp_path: Path) -> None:
    with VirtualPrinter() as nobody_reads_labels:
        publish(shop, Printer("cups", {"en": "Cups"}, nobody_reads_labels.address, "tspl", 40, height=30))
        with desk_of(shop, painter=black):
            shop.open("A1")
            shop.send("A1", TOFU)
            ends(shop, "unsure")
        assert nobody_reads_labels.connections == 1, "no question went before the labels"
    paper = tmp_path / "labels"
    publish(shop, Printer("cups", {"en": "Cups"}, paper.as_uri(), "tspl", 40, height=30), version=2)
    with desk_of(shop, painter=black):
        shop.send("A1", FISH)
        ends(shop, "unsure")
    labels = read_tspl(paper.read_bytes())
    assert labels and all(label.size == (40, 30) and label.ink for label in labels)


def _worker(printer: Printer) -> Any:
    return SimpleNamespace(printer=printer)
