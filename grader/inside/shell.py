"""The names that a notebook's cells run in, as IPython gives them. IPython itself, which takes longer to load than all
the rest and makes each fork dearer, waits until a cell asks for it.
"""
import ast
import builtins
import functools
import os
import re
import sys
import types

from grader.inside import display

NEEDED = ("draws", "IPython")  # what a room loads when a cell needs it: Matplotlib; IPython
# Texts that name what is IPython's own; and starts of lines that it rewrites, where Python refuses a cell.
NAMED = re.compile(r"\b(?:IPython|get_ipython|display)\b")
REWRITTEN = re.compile(r"\A\s*^[ \t]+\S|^[ \t]*(?:[%!?,;/]|>>>|\.\.\.|In \[)|\?[ \t]*$", re.MULTILINE)
LONG = 10_000  # characters of a cell that is not parsed to see

MAIN = types.ModuleType("__main__", "A notebook, while it is graded")
NAMES = vars(MAIN)
_loaded = None


@functools.lru_cache(200)
def is_asked_for(source: str) -> bool:
    """Whether a cell needs IPython: it names what is there, or Python alone cannot read what IPython can."""
    if NAMED.search(source):
        return True
    return bool(REWRITTEN.search(source)) and (len(source) > LONG or not _is_python(source))


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
        return True
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def begin() -> dict:
    """The names, with those that are there from the start."""
    sys.modules["__main__"] = MAIN
    NAMES.update(__builtin__=builtins, __builtins__=builtins, get_ipython=get_ipython, exit=_nothing, quit=_nothing)
    NAMES.update(In=[""], Out={}, _="", __="", ___="", _ih=[""], _oh={}, _dh=[])
    builtins.__IPYTHON__ = True
    builtins.display = _display
    display.silence_modules()
    return NAMES


def get_ipython():
    """IPython's shell on the same names, which shows nothing."""
    global _loaded
    if _loaded is None:
        from IPython.core.interactiveshell import InteractiveShell  # here, as that is what waits
        from IPython.core.profiledir import ProfileDir  # likewise
        from traitlets.config import Config  # likewise

        class Profile(ProfileDir):
            check_startup_dir = _nothing  # it would copy a note there, which no run may

        settings, before, place = Config(), {**NAMES}, Profile(location=os.environ["IPYTHONDIR"])
        settings.HistoryManager.enabled = False
        _loaded = InteractiveShell.instance(config=settings, profile_dir=place, user_module=MAIN)
        display.silence(_loaded)
        # The student sees tracebacks in their own notebook; here they only cost time.
        _loaded.showtraceback = _loaded.showsyntaxerror = _loaded.showindentationerror = _nothing
        NAMES.update({name: value for name, value in before.items() if value is not get_ipython})
    return _loaded


def _display(*objects, **how):
    """`display` until IPython is loaded, which puts its own in this place."""
    get_ipython()
    return builtins.display(*objects, **how)


def _nothing(*_, **__) -> None:
    pass
