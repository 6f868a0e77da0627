"""How `fully_connected_parameters` is judged."""
import numpy as np

from grader.checks import Check, Part


def pictures_and_units(rng):
    yield {"height": 2, "width": 3, "channels": 1, "units": 1}
    yield {"height": 1000, "width": 1000, "channels": 3, "units": 1000}
    height, width, channels, units = (int(n) for n in rng.choice(np.arange(5, 40), 4, replace=False))
    yield {"height": height, "width": width, "channels": channels, "units": units}


CHECK = Check(
    [Part("number of weights", 1, pictures_and_units)],
)
