"""JupyterLab and Chromium, for the tests that drive them."""
import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from classroom import environment

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
def chromium():
    """The machine's own Chromium."""
    from playwright.sync_api import sync_playwright

    names = ["chromium", "chromium-browser", "google-chrome"]
    program = next(path for path in map(shutil.which, names) if path)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        with playwright.chromium.launch(executable_path=program, args=arguments) as browser:
            yield browser


@contextlib.contextmanager
def new_page(browser):
    with browser.new_page(viewport={"width": 1300, "height": 1000}) as page:
        page.set_default_timeout(1000 * SECONDS)
        yield page
