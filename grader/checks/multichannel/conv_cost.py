"""How `conv_cost` is judged."""
import numpy as np

from grader.checks import Check, Part


def layers(rng):
    yield {"c_in": 1, "c_out": 1, "k": 3, "h_out": 1, "w_out": 1}
    yield {"c_in": 2, "c_out": 4, "k": 3, "h_out": 5, "w_out": 6}
    c_in, c_out, h_out, w_out = (int(n) for n in rng.choice(np.arange(7, 40), 4, replace=False))
    yield {"c_in": c_in, "c_out": c_out, "k": 3, "h_out": h_out, "w_out": w_out}
    yield {"c_in": 256, "c_out": 64, "k": 1, "h_out": 28, "w_out": 30}
    yield {"c_in": 3, "c_out": 64, "k": 7, "h_out": 112, "w_out": 110}


CHECK = Check(
    [Part("parameters", 1, layers, ["parameters"]), Part("multiply-adds", 1, layers, ["multiply_adds"])],
)
