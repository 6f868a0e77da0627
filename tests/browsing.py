"""JupyterLab and Chromium, for the tests that drive them."""
import contextlib
import functools
import http.server
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from classroom import environment

from book import serve

SECONDS = 90


@contextlib.contextmanager
def jupyter_lab(course: Path) -> Iterator[str]:
    """The address of JupyterLab with the course folder as its root."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    options = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token=", "--ServerApp.password="]
    options += ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    command = [sys.executable, "-m", "jupyter", "lab", *options]
    with open(course / "lab.log", "w") as log:
        server = subprocess.Popen(command, cwd=course, env=environment(), stdout=log, stderr=log)
    try:
        wait_for_port(server, port, course / "lab.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def wait_for_port(server, port: int, log: Path) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not start: {log.read_text()[-2000:]}")


@contextlib.contextmanager
def chromium(*more: str):
    """The machine's own Chromium. more: arguments for it."""
    from playwright.sync_api import sync_playwright

    names = ["chromium", "chromium-browser", "google-chrome"]
    program = next(path for path in map(shutil.which, names) if path)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        with playwright.chromium.launch(executable_path=program, args=[*arguments, *more]) as browser:
            yield browser


@contextlib.contextmanager
def new_page(browser):
    with browser.new_page(viewport={"width": 1300, "height": 1000}) as page:
        page.set_default_timeout(1000 * SECONDS)
        yield page


# --- the site of `make book` and `make lite` ---------------------------------------------------

ALONE = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # whoever asks for another machine gets none


@contextlib.contextmanager
def served(site: Path, instead: dict[str, bytes] | None = None) -> Iterator[str]:
    """The address of a folder, served as its own serve.py does. instead: other contents of some files, by path."""

    class Handler(serve.Handler):
        def do_GET(self):
            payload = (instead or {}).get(self.path.split("?")[0].lstrip("/"))
            if payload is None:
                return super().do_GET()
            self.send_response(200)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def visit(browser, address: str, **settings):
    """(page, asked): a page as a reader has it, and what it asks of others than this address."""
    with browser.new_context(**settings) as context:
        asked = []
        # Also what frames, workers and other tabs ask for.
        context.on("request", lambda request: asked.append(request.url) if is_elsewhere(request.url, address) else None)
        page = context.new_page()
        page.set_default_timeout(1000 * SECONDS)
        yield page, asked


def is_elsewhere(url: str, address: str) -> bool:
    return not url.startswith((f"{address}/", "data:", f"blob:{address}/"))
