"""convlab: the student's kit. `import convlab as lab`, then `lab.check(corr2d)` and the pictures."""
from . import needs  # noqa: F401  (first: it says so where Python or NumPy is too old)
from .animation import watch, window_animation
from .blocks import block_diagrams
from .check import check, checking
from .curves import activation_histograms, loss_and_kernels, time_curves
from .data import load
from .diagrams import computational_graph, connections, network_diagram, norm_axes
from .live import live_loss
from .pictures import fields_on_photograph, heat_maps, kernels_on_photograph, photographs
from .windows import channel_stack, matrix_product, windows_along_axis, windows_on_picture

__all__ = [
    "activation_histograms",
    "block_diagrams",
    "channel_stack",
    "check",
    "checking",
    "computational_graph",
    "connections",
    "fields_on_photograph",
    "heat_maps",
    "kernels_on_photograph",
    "live_loss",
    "load",
    "loss_and_kernels",
    "matrix_product",
    "network_diagram",
    "norm_axes",
    "photographs",
    "time_curves",
    "watch",
    "window_animation",
    "windows_along_axis",
    "windows_on_picture",
]
