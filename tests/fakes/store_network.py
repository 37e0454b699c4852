"""A store's network inside 127.0.0.0/8: printers and other machines at addresses of their own, one port."""

import contextlib
import socket
import threading
from ipaddress import IPv4Network

from printers.discovery import Found, Surroundings
from tests.fakes.printer import VirtualPrinter, free_port


class StoreNetwork:
    """Fourteen addresses, 127.77.0.1 to 14. `macs` is what this computer remembers of its neighbours."""

    NETWORK = IPv4Network("127.77.0.0/28")

    def __init__(self) -> None:
        self.port, self.enpc_port = free_port(), free_port()
        self.macs: dict[str, str] = {}
        self.known: list[Found] = []
        self._ends = contextlib.ExitStack()
        self.asked: set[str] = set()

    def __enter__(self) -> "StoreNetwork":
        return self

    def __exit__(self, *exception: object) -> None:
        self._ends.close()

    @property
    def around(self) -> Surroundings:
        return Surroundings(
            (self.NETWORK,), self.port, self.enpc_port, 0.3, lambda: dict(self.macs), lambda: iter(self.known)
        )

    def host(self, number: int) -> str:
        return str(self.NETWORK[number])

    def address(self, number: int) -> str:
        return f"tcp://{self.host(number)}:{self.port}"

    def printer(self, number: int) -> VirtualPrinter:
        """A receipt printer at this place."""
        return self._ends.enter_context(VirtualPrinter(self.port, host=self.host(number)))

    def other(self, number: int, greeting: bytes = b"") -> None:
        """Something else with the same port open: it greets, or says nothing."""
        listener = socket.create_server((self.host(number), self.port))

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    self.asked.add(self.host(number))
                    with connection, contextlib.suppress(OSError):
                        connection.sendall(greeting)
                        while connection.recv(100):
                            pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()

        def end() -> None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            thread.join()

        self._ends.callback(end)

    def epson(self, number: int, answer: bytes) -> None:
        """A printer at this place hears the call to everybody and answers from its own address."""
        ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        ear.bind((str(self.NETWORK.broadcast_address), self.enpc_port))
        mouth = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        mouth.bind((self.host(number), self.enpc_port))
        ear.settimeout(0.05)
        ended = threading.Event()

        def hear() -> None:
            while not ended.is_set():
                with contextlib.suppress(TimeoutError):
                    words, whose = ear.recvfrom(100)
                    if words.startswith(b"EPSONQ"):
                        mouth.sendto(answer, whose)

        thread = threading.Thread(target=hear, daemon=True)
        thread.start()

        def end() -> None:
            ended.set()
            thread.join()
            ear.close()
            mouth.close()

        self._ends.callback(end)
