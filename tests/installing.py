"""What installs packages into the environments that tests make."""
import os
import subprocess
import sys
from pathlib import Path


def install(python: Path, *packages) -> subprocess.CompletedProcess:
    """Into the environment of a Python: by the program that UV names, in seconds, as in .ci/run; else by pip."""
    uv = os.environ.get("UV")
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "install", "--no-compile"]
    command = [uv, "pip", "install", "--python", python] if uv else pip
    return subprocess.run([*command, "--quiet", *packages], capture_output=True, text=True)
