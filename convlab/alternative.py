"""What a figure shows, in words: for people who hear the page, and for pages that cannot draw it."""
import base64
import html
import sys

MOST = 600  # characters that a listener should have to hear


def describe(fig, text: str):
    """Give a figure its alternative text, where its titles and labels do not say its point. Returns the figure."""
    fig.alternative = text
    return fig


def alternative_text(fig) -> str:
    """The alternative text of a figure: what `describe` was told, else its title and what each of its panels shows."""
    said = getattr(fig, "alternative", "") or _sentences([fig.get_suptitle(), *map(_panel, fig.axes)])
    return said if len(said) <= MOST else f"{said[:MOST - 1]}…"


def _panel(ax) -> str:
    """One panel in words: what was said of it when it was drawn, else its title, axes and named curves."""
    if getattr(ax, "alternative", ""):
        return ax.alternative
    x, y = (label.replace("\n", " ") for label in (ax.get_xlabel(), ax.get_ylabel()))
    axes = f"{y} against {x}" if x and y else x or y
    curves = ", ".join(name for name in ax.get_legend_handles_labels()[1] if name)
    title = ax.get_title().replace("\n", " ")
    return ": ".join(part for part in (title, axes if curves or not title else "", curves) if part)


def _sentences(parts: list[str]) -> str:
    return " ".join(f"{part.strip().rstrip('.')}." for part in parts if part.strip())


def show_with_words() -> None:
    """From now on IPython shows each matplotlib figure with its alternative text; nothing happens outside IPython."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        # By name: whoever only checks a function need not wait for matplotlib.
        shell.display_formatter.ipython_display_formatter.for_type_by_name("matplotlib.figure", "Figure", _show)


def _show(fig) -> None:
    """Put out a figure as IPython would, with its words: as metadata for converters, and in HTML for JupyterLab."""
    from IPython import get_ipython  # here, as convlab works without IPython
    from IPython.display import display  # here, for the same reason

    words = alternative_text(fig)
    data, metadata = {"text/plain": words}, {}
    for kind, formatter in get_ipython().display_formatter.formatters.items():
        drawn = formatter(fig) if kind.startswith("image/") else None
        drawn, about = drawn if isinstance(drawn, tuple) else (drawn, {})
        if drawn is not None:
            data[kind], metadata[kind] = drawn, {**about, "alt": words}
    if "image/png" in data:
        # JupyterLab takes an image's alternative text from nowhere but HTML.
        data["text/html"] = _image(data["image/png"], metadata["image/png"])
    display(data, metadata=metadata, raw=True)


def _image(png: bytes | str, about: dict) -> str:
    encoded = base64.b64encode(png).decode() if isinstance(png, bytes) else "".join(png.split())
    size = "".join(f' {side}="{about[side]}"' for side in ("width", "height") if side in about)
    return f'<img alt="{html.escape(about["alt"])}" src="data:image/png;base64,{encoded}"{size}>'
