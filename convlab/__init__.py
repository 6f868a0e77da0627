"""convlab: the student's kit. `import convlab as lab`, then `lab.check(corr2d)` and the pictures."""
from . import needs  # noqa: F401  (first: it says so where Python or NumPy is too old)
from .animation import watch, window_animation
from .check import check, checking
from .data import load
from .live import live_loss
from .pictures import (
    activation_histograms,
    channel_stack,
    computational_graph,
    connections,
    difference_map,
    fields_on_photograph,
    heat_maps,
    kernels_on_photograph,
    loss_and_kernels,
    matrix_product,
    network_diagram,
    norm_axes,
    photographs,
    time_curves,
    windows_along_axis,
    windows_on_picture,
)

__all__ = [
    "activation_histograms",
    "channel_stack",
    "check",
    "checking",
    "computational_graph",
    "connections",
    "difference_map",
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
