"""The examiner's room: references, cards and our own code, behind the same wall as a student's; no gradebook, no
folder, no network. One fork for each submission (inside/room.py).
"""
import io
import json
import os
import socket
import sys

SETTINGS = json.loads(sys.argv[1])
sys.path[:0] = SETTINGS["path"]
os.environ.update(SETTINGS["environment"])

from grader.inside import guard  # noqa: E402

if __name__ == "__main__":
    guard.stand_by(SETTINGS)  # while little is loaded

import numpy.ma  # noqa: E402, F401 -- np.unique asks for it, and each fork would load it

from convlab.probes import probes_of  # noqa: E402
from grader.exam import examine  # noqa: E402
from grader.inside import room, wire  # noqa: E402
from grader.material import Material, read_material  # noqa: E402
from grader.rebuild import rebuild  # noqa: E402
from grader.sources import reference_of  # noqa: E402

MATERIAL: dict[str, Material] = {}  # of the chapters that were loaded last
KEPT = 6


def load(said: dict) -> None:
    """Take in the material of a chapter, before the runs that need it are forked."""
    material = read_material(wire.read_frame(io.BytesIO(said["material"]).read, wire.MAX_TRUSTED))
    # Once for all runs, and while Python may list its folders: behind the second wall a change in one would hide them.
    reference_of(material.chapter.name)
    probes_of(material.chapter.name)
    rebuild(material.chapter, material.chapter.notebook)  # what it finds out about the course's cells is remembered
    MATERIAL[said["key"]] = material
    for key in list(MATERIAL)[:-KEPT]:
        del MATERIAL[key]


def work(desk: socket.socket) -> None:
    task = wire.receive(desk, largest=wire.MAX_TRUSTED)
    material = MATERIAL.get(task["key"])
    wire.send(desk, examine(desk, material, task) if material else {"not loaded": task["key"]})


if __name__ == "__main__":
    room.serve(SETTINGS, lambda: None, work, load)
