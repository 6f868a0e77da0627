"""How `AddLayer` is judged."""
import numpy as np

from grader.checks import Check, Part
from grader.checks.backprop.shared import nodes, pairs


class AddPassesItsInputs:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x + y

    def backward(self, dout):
        return self.x, self.y


class AddChangesX:
    def forward(self, x, y):
        x += y
        return x

    def backward(self, dout):
        return dout, dout


class AddWithMemory:
    def __init__(self):
        pass

    def forward(self, x, y):
        return np.add(x, y)

    def backward(self, dout):
        dx = dout * 1
        dy = dout * 1
        return dx, dy


CHECK = Check(
    [Part("forward", 1, pairs, probe="AddLayer_forward"), Part("backward", 1, nodes)],
    accepts=[AddWithMemory],
)
