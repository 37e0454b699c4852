"""A page in WebKit, the engine of every browser on an iPhone, driven by W3C WebDriver.

Playwright's own WebKit is not in Debian; WebKitGTK and its driver are. Seven calls of the protocol
(https://www.w3.org/TR/webdriver2/) are all that is asked here, so no client library comes along.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import requests

from tests.fakes.printer import free_port

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
PATIENCE = 15  # seconds
BROWSERS = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"))
# Neither a bus nor a sandbox, which needs user namespaces: only our own pages on loopback are opened.
QUIET = {
    "DBUS_SESSION_BUS_ADDRESS": "disabled:",
    "NO_AT_BRIDGE": "1",
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
}


def missing() -> str:
    """What `make webkit` could not install; empty if all is there."""
    programs = [name for name in ("WebKitWebDriver", "Xvfb") if not shutil.which(name)]
    return ", ".join(programs + ([] if BROWSERS else ["MiniBrowser"]))


class Display:
    """A screen of its own."""

    def __init__(self) -> None:
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "800x1000x24", "-nolisten", "tcp"]
        self._process = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as told:
            self.name = f":{told.readline().strip()}"

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()


class WebKit:
    """One browser that knows nothing of any other. Raises AssertionError for what the driver refuses."""

    def __init__(self, display: str, home: Path, language: str = "zh_CN.UTF-8") -> None:
        home.mkdir()
        port = free_port()
        self._driver = subprocess.Popen(
            ["WebKitWebDriver", f"--port={port}"],
            env={**os.environ, **QUIET, "DISPLAY": display, "HOME": str(home), "LANGUAGE": language[:2]},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._http = requests.Session()
        self._http.trust_env = False
        self._base = f"http://127.0.0.1:{port}"
        try:
            self._begin()
        except BaseException:
            self._driver.kill()
            raise

    def _begin(self) -> None:
        options = {"binary": str(BROWSERS[0]), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        session = self._once(lambda: self._call("POST", "/session", wanted))["sessionId"]
        self._base += f"/session/{session}"
        self._call("POST", "/window/rect", {"x": 0, "y": 0, "width": 420, "height": 900})

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        answer = self._http.request(method, self._base + path, json=body, timeout=60)
        value = answer.json()["value"]
        assert answer.ok, f"{value['error']}: {value['message']}"
        return value

    def close(self) -> None:
        try:
            self._call("DELETE", "")
        finally:
            self._driver.terminate()
            self._driver.wait()
            self._http.close()

    # ---------------------------------------------------------------- what a guest does

    def go(self, url: str) -> None:
        self._call("POST", "/url", {"url": url})

    def tap(self, css: str) -> None:
        """Once it is there and can be tapped."""

        def act() -> None:
            found = self._find(css)
            # The driver itself does not scroll to what has not been laid out yet.
            self.ask("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", {ELEMENT: found})
            self._call("POST", f"/element/{found}/click", {})

        self._once(act)

    def type(self, css: str, text: str) -> None:
        self._once(lambda: self._call("POST", f"/element/{self._find(css)}/value", {"text": text}))

    def _find(self, css: str) -> str:
        found: str = self._call("POST", "/element", {"using": "css selector", "value": css})[ELEMENT]
        return found

    def _once(self, act: Callable[[], Any]) -> Any:
        """Until it is not refused: the driver may not listen yet, or what is drawn next covers the place."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return act()
            except (AssertionError, requests.ConnectionError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    # ---------------------------------------------------------------- what she sees

    def ask(self, script: str, *given: Any) -> Any:
        """What a script's ``return`` says."""
        return self._call("POST", "/execute/sync", {"script": script, "args": list(given)})

    def text(self, css: str) -> str:
        """Of the first that matches; empty if none does."""
        found = self.ask(
            "const one = document.querySelector(arguments[0]); return one ? one.innerText : ''", css
        )
        return re.sub(r"\s+", " ", found).strip()

    def until(self, script: str, *given: Any) -> Any:
        """What the script says once that is something."""
        end = time.monotonic() + PATIENCE
        while not (found := self.ask(f"return {script}", *given)):
            assert time.monotonic() < end, (
                f"waited in vain for {script}; the page says: {self.text('body')[:400]}"
            )
            time.sleep(0.05)
        return found

    def reads(self, css: str, words: str) -> None:
        """The words stand there, sooner or later."""
        self.until(
            "[...document.querySelectorAll(arguments[0])].some(one => one.innerText.includes(arguments[1]))",
            css,
            words,
        )

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._call("GET", "/screenshot")))
