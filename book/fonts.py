"""Matplotlib's list of fonts for the browser. Made there, it costs seconds at the start of every session."""
import ast
import json
import re
import tempfile
import zipfile
from pathlib import Path

from matplotlib.font_manager import FontManager

DATA = "matplotlib/mpl-data/"
KEPT = ["name", "style", "variant", "weight", "stretch", "size"]  # newer releases have more, which older ones refuse


def font_list(wheel: Path) -> str:
    """The list as the Matplotlib in this wheel would write it."""
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
        code = archive.read("matplotlib/font_manager.py").decode()
        names = [name for name in archive.namelist() if re.fullmatch(rf"{DATA}fonts/.*\.(ttf|afm)", name)]
        archive.extractall(folder, names)
        known = FontManager.__new__(FontManager)  # without the fonts of this machine
        known.ttflist, known.afmlist = [], []
        for name in names:
            known.addfont(Path(folder) / name)
        places = Path(folder) / DATA
        lists = {kind: [as_written(font, places) for font in getattr(known, kind)] for kind in ("ttflist", "afmlist")}
    version = ast.literal_eval(re.search(r"^    __version__ = (.+)$", code, re.MULTILINE)[1])
    settings = {"_version": version, "_FontManager__default_weight": "normal", "default_size": None}
    names = {"defaultFamily": {"ttf": "DejaVu Sans", "afm": "Helvetica"}}
    return json.dumps(settings | names | lists | {"__class__": "FontManager"})


def as_written(font, places: Path) -> dict:
    """A font as Matplotlib keeps it: its place relative to Matplotlib's own data."""
    place = Path(font.fname).relative_to(places).as_posix()
    return {"fname": place, **{name: getattr(font, name) for name in KEPT}, "__class__": "FontEntry"}
