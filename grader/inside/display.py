"""What notebooks call for display alone and the sandbox lacks: here it does nothing, and the rest of a cell runs."""
import sys
import types


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


def silence(shell) -> None:
    """Magics and shell commands do nothing, by whatever way they are called; progress bars and Colab's helpers too."""
    shell.run_line_magic = shell.run_cell_magic = shell.magic = lambda *_, **__: None
    shell.system = shell.system_raw = shell.system_piped = lambda *_, **__: None
    shell.getoutput = lambda *_, **__: []
    for name in ("colab", "colab.drive", "colab.files", "colab.output", "colab.patches", "colab.userdata"):
        _absent(f"google.{name}")
    for name in ("tqdm", "tqdm.auto", "tqdm.notebook"):
        module = _absent(name)
        module.tqdm = module.tqdm_notebook = lambda iterable=(), *_, **__: iterable
        module.trange = lambda *numbers, **__: range(*numbers)


def _absent(name: str) -> types.ModuleType:
    """Put a module of that name, and the packages above it, where `import` looks first; what is installed stays."""
    parent, _, own = name.rpartition(".")
    above = sys.modules.get(parent) or (_absent(parent) if parent else None)
    module = sys.modules.setdefault(name, Absent(name))
    module.__path__ = []
    if above:
        setattr(above, own, module)
    return module
