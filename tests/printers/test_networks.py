"""The store's own networks and its neighbours, read from what the systems say."""

from ipaddress import IPv4Address, IPv4Network

from printers.networks import at_mac, narrowed, neighbours_in, networks_of, plain_mac

ROUTES = """\
Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
wlan0\t0000000A\t00000000\t0001\t0\t0\t600\t000000FF\t0\t0\t0
docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
wg0\t0009A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
eth0\t0005A8C0\t0101A8C0\t0003\t0\t0\t100\t00FFFFFF\t0\t0\t0
"""
LINUX = """\
IP address       HW type     Flags       HW address            Mask     Device
192.168.1.51     0x1         0x2         00:26:AB:12:34:56     *        eth0
192.168.1.60     0x1         0x0         00:00:00:00:00:00     *        eth0
"""
WINDOWS = """
接口: 192.168.1.10 --- 0x5
  Internet 地址         物理地址              类型
  192.168.1.51          00-26-ab-12-34-56     动态
  192.168.1.255         ff-ff-ff-ff-ff-ff     静态
  224.0.0.22            01-00-5e-00-00-16     静态
"""


def test_only_directly_connected_networks_of_the_store_are_ours() -> None:
    ours = (IPv4Address("192.168.1.10"), IPv4Address("10.20.30.40"))
    assert networks_of(ROUTES, ours) == (IPv4Network("192.168.1.0/24"), IPv4Network("10.20.30.0/24"))


def test_of_a_large_network_only_our_part_is_ours_and_of_the_internet_nothing() -> None:
    nets = [IPv4Network("10.0.0.0/8"), IPv4Network("8.8.8.0/24"), IPv4Network("192.168.4.0/31")]
    assert narrowed(nets, [IPv4Address("10.1.2.3")]) == (IPv4Network("10.1.2.0/24"),)
    assert narrowed(nets, []) == ()


def test_neighbours_are_read_on_linux_and_on_windows_in_any_language() -> None:
    assert neighbours_in(LINUX) == neighbours_in(WINDOWS) == {"192.168.1.51": "00:26:ab:12:34:56"}
    assert at_mac("0026AB123456", neighbours_in(LINUX)) == ["192.168.1.51"]


def test_a_hardware_address_has_one_form() -> None:
    assert plain_mac("00-26-AB-12-34-56") == plain_mac("0026.ab12.3456") == "00:26:ab:12:34:56"
    assert plain_mac("00:26:ab:12:34") == plain_mac("printer") == ""
