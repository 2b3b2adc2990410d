"""A headless Chromium, spoken to over its debugging pipe: what a page logs, throws and asks the network for is kept."""

import base64
import fcntl
import json
import os
import subprocess
import tempfile


class Page:
    def __init__(self, width=1200, height=900):
        self.profile = tempfile.TemporaryDirectory(prefix="canreach-chromium-", ignore_cleanup_errors=True)
        self.told = tempfile.TemporaryFile()  # what the browser itself says: shown if it ends before it should
        read_commands, self.commands = os.pipe()
        self.replies, write_replies = os.pipe()

        def into_place():
            # Chromium reads commands from descriptor 3 and writes replies to 4. Both ends are first copied far above
            # these, to numbers the system picks: whatever the caller had open, neither copy can cover the other.
            high_read = fcntl.fcntl(read_commands, fcntl.F_DUPFD, 64)
            high_write = fcntl.fcntl(write_replies, fcntl.F_DUPFD, 64)
            os.dup2(high_read, 3)
            os.dup2(high_write, 4)

        self.browser = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
             f"--user-data-dir={self.profile.name}", f"--window-size={width},{height}", "about:blank"],
            preexec_fn=into_place, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=self.told)
        os.close(read_commands)
        os.close(write_replies)
        self.unread = b""
        self.number = 0
        self.session = None
        self.complaints = []  # errors of the console, exceptions
        self.requests = []    # addresses asked for
        self.loaded = False
        target = next(t for t in self.ask("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self.session = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(domain + ".enable")

    def _next_message(self):
        while b"\0" not in self.unread:
            chunk = os.read(self.replies, 1 << 16)
            if not chunk:
                raise RuntimeError(f"chromium ended ({self.browser.wait(timeout=20)}): {self._last_words()}")
            self.unread += chunk
        message, self.unread = self.unread.split(b"\0", 1)
        return json.loads(message)

    def _last_words(self):
        self.told.seek(0)
        return self.told.read()[-2000:].decode(errors="replace")

    def _note(self, event):
        what, told = event.get("method"), event.get("params", {})
        if what == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(told["exceptionDetails"])[:500])
        elif what == "Runtime.consoleAPICalled" and told["type"] in ("error", "warning", "assert"):
            self.complaints.append(json.dumps(told["args"])[:500])
        elif what == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
            self.complaints.append(told["entry"]["text"])
        elif what == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])
        elif what == "Page.loadEventFired":
            self.loaded = True

    def ask(self, method, **arguments):
        self.number += 1
        message = {"id": self.number, "method": method, "params": arguments}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            reply = self._next_message()
            if reply.get("id") != self.number:
                self._note(reply)
                continue
            if "error" in reply:
                raise RuntimeError(f"{method}: {reply['error']}")
            return reply["result"]

    def open(self, path):
        self.complaints, self.requests, self.loaded = [], [], False
        self.ask("Page.navigate", url="file://" + os.path.abspath(path))
        while not self.loaded:
            self._note(self._next_message())

    def value(self, expression):
        got = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in got:
            raise RuntimeError(f"{expression}: {got['exceptionDetails']}")
        return got["result"].get("value")

    def dark(self, on):
        scheme = "dark" if on else "light"
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"]))

    def printed(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("Page.printToPDF", printBackground=True)["data"]))

    def close(self):
        self.session = None
        try:
            self.ask("Browser.close")
        except RuntimeError:
            pass
        self.browser.wait(timeout=20)
        self.told.close()
        self.profile.cleanup()
