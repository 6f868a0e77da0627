"""What notebooks call for display alone. What the sandbox lacks does nothing, and the rest of a cell runs; Matplotlib,
which takes longer to load than all else, waits until somebody draws.
"""
import sys
import types
from importlib.machinery import ModuleSpec

LATER = ("matplotlib", "matplotlib.pyplot")  # each chapter imports them; figures are not drawn here


class Later(types.ModuleType):
    """A module that is loaded when a name in it is asked for."""

    def __getattr__(self, name: str):
        if name.startswith("__") and name not in ("__path__", "__version__", "__file__"):
            raise AttributeError(name)
        load_drawing()
        return getattr(sys.modules[self.__name__], name)


def put_off_drawing() -> None:
    """Until `load_drawing`, importing Matplotlib takes no time."""
    for name in LATER:
        sys.modules[name] = Later(name)
    sys.modules["matplotlib"].pyplot = sys.modules["matplotlib.pyplot"]


def load_drawing() -> None:
    """Load Matplotlib now, for good."""
    for name in LATER:
        if isinstance(sys.modules.get(name), Later):
            del sys.modules[name]
    import matplotlib.pyplot  # noqa: F401


class Nothing:
    """Answers every call and every attribute with itself, and is empty."""

    def __call__(self, *_, **__):
        return self

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __iter__(self):
        return iter(())

    def __bool__(self):
        return False


class Absent(types.ModuleType):
    """A module of which every name is there and does nothing."""

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()


class Bar:
    """A progress bar that shows nothing: the items, and whatever else it is asked for."""

    def __init__(self, iterable=(), *_, **__):
        self.iterable = iterable

    def __iter__(self):
        return iter(self.iterable)

    def __len__(self):
        return len(self.iterable)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()


def silence(shell) -> None:
    """Magics and shell commands do nothing, by whatever way they are called."""
    shell.run_line_magic = shell.run_cell_magic = shell.magic = lambda *_, **__: None
    shell.system = shell.system_raw = shell.system_piped = lambda *_, **__: None
    shell.getoutput = lambda *_, **__: []


def silence_modules() -> None:
    """Progress bars and Colab's helpers do nothing."""
    for name in ("colab", "colab.drive", "colab.files", "colab.output", "colab.patches", "colab.userdata"):
        _absent(f"google.{name}")
    for name in ("tqdm", "tqdm.auto", "tqdm.notebook"):
        module = _absent(name)
        module.tqdm = module.tqdm_notebook = Bar
        module.trange = lambda *numbers, **__: Bar(range(*numbers))


def _absent(name: str) -> types.ModuleType:
    """Put a module of that name, and the packages above it, where `import` looks first; what is installed stays."""
    parent, _, own = name.rpartition(".")
    above = sys.modules.get(parent) or (_absent(parent) if parent else None)
    module = sys.modules.setdefault(name, Absent(name))
    module.__path__ = []
    module.__spec__ = module.__spec__ or ModuleSpec(name, None)  # importlib.util.find_spec asks for it
    if above:
        setattr(above, own, module)
    return module
