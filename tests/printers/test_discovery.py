"""Printers are found in the store's own network only, and again when their address has changed."""

import socket
from collections.abc import Iterator
from ipaddress import IPv4Network

import pytest

from printers import enpc
from printers.discovery import CABLE, NETWORK, SAVED, SYSTEM, Found, Progress, find_again, search
from printers.sweep import sweep
from tests.fakes.store_network import StoreNetwork

MAC = "00:26:ab:12:34:56"
LONG = b"EPSONq" + bytes(8) + bytes.fromhex("0026ab123456") + bytes(36) + b"TM-T88VI".ljust(128, b"\0")


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """However broken the search may be, no test of it speaks to anybody outside this machine."""
    outside: list[str] = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        if not address[0].startswith("127."):
            outside.append(address[0])
            raise ConnectionRefusedError(f"{address[0]} is not this machine")
        return socket.create_connection(address, timeout)

    monkeypatch.setattr("printers.sweep._connect", connect)
    yield
    assert not outside


@pytest.fixture
def net() -> Iterator[StoreNetwork]:
    with StoreNetwork() as net:
        yield net


def test_a_printer_is_told_from_all_else_with_an_open_port(net: StoreNetwork) -> None:
    net.printer(5)
    net.other(6)
    net.other(7, b"220 ready\r\n")
    net.other(8, b"HTTP/1.1 400 Bad Request\r\n\r\n")
    net.macs = {net.host(5): MAC}
    found = search((), net.around).found
    assert found == (Found(net.address(5), NETWORK, mac=MAC),)
    assert net.asked == {net.host(number) for number in (6, 7, 8)}


def test_a_search_goes_from_the_sure_to_the_unsure_and_tells_each_step(net: StoreNetwork) -> None:
    saved = net.address(3)
    net.known = [
        Found("cups://Bar", SYSTEM, "Bar"),
        Found(saved, SYSTEM, "ours, by another name"),
        Found("usb:///dev/usb/lp0", CABLE),
    ]
    net.epson(4, LONG)
    net.printer(9)
    steps: list[Progress] = []
    end = search((saved,), net.around, steps.append)
    assert [(one.by, one.address) for one in end.found] == [
        (SAVED, saved),
        (SYSTEM, "cups://Bar"),
        (CABLE, "usb:///dev/usb/lp0"),
        (NETWORK, net.address(4)),
        (NETWORK, net.address(9)),
    ]
    assert (end.found[3].name, end.found[3].mac) == ("TM-T88VI", MAC)
    assert steps[-1] == end and end.done and not any(step.done for step in steps[:-1])
    assert [len(step.found) for step in steps] == sorted(len(step.found) for step in steps)
    assert (end.looked, end.to_look) == (12, 12), "neither the saved one nor Epson's is asked again"


def test_a_printer_of_ours_is_left_alone_because_it_has_one_owner(net: StoreNetwork) -> None:
    net.other(6)
    search((net.address(6),), net.around)
    assert net.asked == set()


def test_a_search_can_be_stopped(net: StoreNetwork) -> None:
    net.printer(5)
    end = search((), net.around, stopped=lambda: True)
    assert end.found == () and end.done


@pytest.mark.parametrize("network", ["8.8.8.0/24", "10.0.0.0/8", "0.0.0.0/0"])
def test_no_public_and_no_large_network_is_ever_swept(network: str) -> None:
    with pytest.raises(ValueError, match="not searched"):
        next(sweep((IPv4Network(network),)))


def test_a_printer_with_a_new_address_is_found_again_by_its_hardware_address(net: StoreNetwork) -> None:
    net.printer(5)  # another printer, which got its old address
    net.printer(9)
    net.macs = {net.host(5): "00:26:ab:99:99:99", net.host(9): MAC}
    assert find_again("00-26-AB-12-34-56", net.around) == net.address(9)


def test_a_remembered_address_counts_only_if_a_printer_answers_there(net: StoreNetwork) -> None:
    net.printer(9)
    net.macs = {net.host(5): MAC, net.host(9): MAC}  # the old one is still remembered
    assert find_again(MAC, net.around) == net.address(9)


def test_a_forgotten_printer_is_found_by_the_call_or_by_looking_everywhere(net: StoreNetwork) -> None:
    net.epson(4, LONG)
    assert find_again(MAC, net.around) == net.address(4)
    other = "00:26:ab:00:00:01"
    net.printer(9)
    around = net.around
    remembered: list[dict[str, str]] = [{}, {net.host(9): other}]  # it is a neighbour once it was asked
    around.neighbours = lambda: remembered.pop(0) if remembered else {}
    assert find_again(other, around) == net.address(9)


def test_who_is_nowhere_is_not_found(net: StoreNetwork) -> None:
    net.printer(5)
    net.macs = {net.host(5): "00:26:ab:99:99:99", "192.168.7.7": MAC}  # a neighbour outside our networks
    assert find_again(MAC, net.around) is None
    for nobody in ("", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "printer"):
        assert find_again(nobody, net.around) is None


def test_answers_to_the_call_are_read_strictly() -> None:
    assert enpc.read("127.0.0.1", LONG) == enpc.Answer("127.0.0.1", MAC, "TM-T88VI")
    assert enpc.read("127.0.0.1", b"EPSONq\x03\0\0\0\x10") == enpc.Answer("127.0.0.1")
    assert enpc.read("127.0.0.1", b"HTTP/1.1 200 OK") is None
    nobody = LONG.replace(bytes.fromhex("0026ab123456"), bytes(6))
    assert enpc.read("127.0.0.1", nobody) == enpc.Answer("127.0.0.1", "", "TM-T88VI")
