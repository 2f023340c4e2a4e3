"""A headless Chromium driven over its DevTools protocol, with what the tests' group brings."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tornado.websocket import WebSocketClientConnection, websocket_connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-quic",
    "--disable-extensions", "--hide-scrollbars", "--mute-audio", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-port=0",
)  # fmt: skip


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


LOUD = ("error", "warning", "assert")


REQUIRED = "TESTS_NEED_A_BROWSER"
"""Variable of the environment: set by those who want no test skipped for lack of a browser."""


def reason_to_skip() -> str:
    """Say why no browser can be driven here; empty if one can. Where one is required, fail."""
    reason = _reason()
    if reason and os.environ.get(REQUIRED):
        raise RuntimeError(f"tests need a browser: {reason}")
    return reason


def _reason() -> str:
    if find_chromium() is None:
        return "no chromium or google-chrome in the path"
    try:  # the DevTools protocol needs the loopback, which a machine without any network lacks
        with (
            socket.create_server(("127.0.0.1", 0)) as server,
            socket.create_connection(server.getsockname(), 2),
        ):
            return ""
    except OSError as error:
        return f"no loopback interface to talk to Chromium: {error.strerror}"


READY = "document.documentElement?.dataset.ready === 'yes'"


class Browser:
    """One tab of a Chromium that reaches no network; `errors` collects what goes wrong in it."""

    def __init__(self, folder: Path):
        program = find_chromium()
        assert program is not None
        self._loop = asyncio.new_event_loop()
        self._folder = folder
        self._process = subprocess.Popen(
            [program, *OPTIONS, f"--user-data-dir={folder}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._number = 0
        self.errors: list[str] = []
        self.requests: list[str] = []
        self._socket: WebSocketClientConnection = self._loop.run_until_complete(self._connect())
        for domain in ("Runtime", "Log", "Page", "Network"):
            self.call(f"{domain}.enable")

    async def _connect(self) -> WebSocketClientConnection:
        port_file = self._folder / "DevToolsActivePort"
        deadline = time.monotonic() + 60
        while not port_file.exists() or not port_file.read_text().strip():
            assert time.monotonic() < deadline, "Chromium did not start"
            await asyncio.sleep(0.05)
        port, path = port_file.read_text().split()
        top = await websocket_connect(f"ws://127.0.0.1:{port}{path}")
        await top.write_message(json.dumps({"id": 1, "method": "Target.getTargets"}))
        targets = json.loads(str(await top.read_message()))["result"]["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        top.close()
        return await websocket_connect(
            f"ws://127.0.0.1:{port}/devtools/page/{page}", max_message_size=2**28
        )

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result; note the errors reported meanwhile."""
        return self._loop.run_until_complete(self._call(method, parameters))

    async def _call(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        self._number += 1
        sent = self._number
        await self._socket.write_message(
            json.dumps({"id": sent, "method": method, "params": parameters})
        )
        while True:
            text = await asyncio.wait_for(self._socket.read_message(), 120)
            assert text is not None, "Chromium went away"
            message = json.loads(text)
            if message.get("id") == sent:
                assert "error" not in message, message["error"]
                return message["result"]
            self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        method, told = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(told["exceptionDetails"])[:500])
        elif method == "Runtime.consoleAPICalled" and told["type"] in (
            "error",
            "warning",
            "assert",
        ):
            self.errors.append(json.dumps(told["args"])[:500])
        elif method == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
            self.errors.append(told["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])

    def open(self, url: str, width: int, height: int, touch: bool = False) -> None:
        """Open a page in a window of a size; wait until it says that it is drawn."""
        self.errors.clear()
        self.requests.clear()
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=touch,
        )  # fmt: skip
        self.call("Emulation.setTouchEmulationEnabled", enabled=touch)
        self.call("Page.navigate", url="about:blank")  # so that a new fragment loads anew
        self.call("Page.navigate", url=url)
        self.wait(lambda: self.run(READY))

    def run(self, script: str) -> Any:
        """Evaluate an expression in the page, waiting for a promise; return its value."""
        result = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def wait(self, condition: Callable[[], Any], seconds: float = 60.0) -> None:
        """Wait until a condition holds."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"waited {seconds} s; errors: {self.errors}"
            time.sleep(0.02)

    def press(self, key: str, **more: Any) -> None:
        """Press and release a key."""
        codes = {"ArrowRight": 39, "ArrowLeft": 37, "Tab": 9, "Enter": 13, "End": 35, " ": 32}
        event = {"key": key, "windowsVirtualKeyCode": codes[key], **more}
        text = {"Enter": {"text": "\r"}, " ": {"text": " "}}.get(key, {})
        self.call("Input.dispatchKeyEvent", type="keyDown", **event, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **event)

    def tap(self, x: float, y: float) -> None:
        """Touch the window at a point."""
        self.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def click(self, x: float, y: float) -> None:
        """Click with the mouse at a point of the window."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def screenshot(self, path: Path, whole: bool = False) -> None:
        """Save what the window shows, or the whole page."""
        shot = self.call("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(shot["data"]))

    def close(self) -> None:
        """End the browser."""
        self._loop.run_until_complete(self._hang_up())
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._loop.close()

    async def _hang_up(self) -> None:
        self._socket.close()  # needs the loop, of which this thread may have none outside
