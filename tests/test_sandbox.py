"""The ladder of isolation: which rung is taken, and what is said when there is none."""
import json
import subprocess
import sys

import pytest

from grader import sandbox
from grader.course import ROOT
from grader.inside import lockdown


def test_without_bubblewrap_the_next_rung_is_taken(monkeypatch):
    if not lockdown.landlock_abi():
        pytest.skip("this kernel has no Landlock")
    monkeypatch.setattr(sandbox, "find_bwrap", lambda: None)
    opened = sandbox.open_sandbox("auto")
    opened.close()
    assert opened.isolation == "landlock"


def test_without_any_wall_grading_stops_and_says_what_to_install(monkeypatch):
    monkeypatch.setattr(sandbox, "find_bwrap", lambda: None)
    monkeypatch.setattr(lockdown, "landlock_abi", lambda: 0)
    with pytest.raises(sandbox.SandboxError, match="bubblewrap.*apt install bubblewrap.*--isolation process"):
        sandbox.open_sandbox("auto")


def test_a_bubblewrap_that_fails_is_quoted(monkeypatch, tmp_path):
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho 'setting up uid map: Permission denied' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sandbox, "find_bwrap", lambda: str(broken))
    with pytest.raises(sandbox.SandboxError, match="uid map: Permission denied"):
        sandbox.open_sandbox("namespaces")


def test_no_wall_is_only_had_by_name():
    opened = sandbox.open_sandbox("process")
    opened.close()
    assert opened.isolation == "process"
    with pytest.raises(sandbox.SandboxError, match="no isolation 'none'.*namespaces"):
        sandbox.open_sandbox("none")


def test_the_kit_holds_what_cells_import_and_nothing_of_the_grader():
    files = sandbox.kit_files()
    assert {"numpy", "matplotlib", "IPython"} <= set(files)
    assert not {"grader", "solutions", "nbgrader", "scipy", "pytest"} & set(files)
    assert all(path.exists() for path in files.values())


def test_a_program_that_the_filter_forbids_fails_and_the_rest_runs():
    # In a process of its own: what the filter takes away never comes back.
    code = (
        "import json, os, socket, sys\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from grader.inside import lockdown\n"
        "lockdown.seccomp()\n"
        "def works(call, *args):\n"
        "    try: call(*args)\n"
        "    except OSError: return False\n"
        "    return True\n"
        "pid = os.fork()\n"
        "if pid == 0: os._exit(0)\n"
        "os.waitpid(pid, 0)\n"
        "print(json.dumps([works(socket.socket), works(os.kill, os.getpid(), 0), works(os.listdir, '/')]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [False, False, True]
