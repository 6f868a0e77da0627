"""convlab: the student's kit. `import convlab as lab`, then `lab.check(corr2d)` and the pictures."""
from . import needs, networks  # noqa: F401 -- needs is first: it says so where Python or NumPy is too old
from .alternative import describe, show_with_words
from .animation import watch, window_animation
from .blocks import block_diagrams
from .charts import bars, image_sheet, lines
from .check import check, checking
from .curves import accuracy_over_cost, activation_histograms, loss_and_kernels, time_curves
from .data import load
from .diagrams import computational_graph, connections, network_diagram, norm_axes
from .live import live_loss
from .pad import drawing_pad, from_pad
from .pictures import fields_on_photograph, heat_maps, kernels_on_photograph, photographs
from .same_in_torch import compare_with_torch
from .windows import channel_stack, matrix_product, windows_along_axis, windows_on_picture

__all__ = [
    "accuracy_over_cost",
    "activation_histograms",
    "bars",
    "block_diagrams",
    "channel_stack",
    "check",
    "checking",
    "compare_with_torch",
    "computational_graph",
    "connections",
    "describe",
    "drawing_pad",
    "fields_on_photograph",
    "from_pad",
    "heat_maps",
    "image_sheet",
    "kernels_on_photograph",
    "lines",
    "live_loss",
    "load",
    "loss_and_kernels",
    "matrix_product",
    "network_diagram",
    "networks",
    "norm_axes",
    "photographs",
    "time_curves",
    "watch",
    "window_animation",
    "windows_along_axis",
    "windows_on_picture",
]

show_with_words()
