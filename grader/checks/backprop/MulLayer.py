"""How `MulLayer` is judged."""

from grader.checks import Check, Part
from grader.checks.backprop.shared import apart, nodes, pairs


def nodes_with_zeros(rng):
    yield from nodes(rng)
    x, y, dout = apart(rng, (3,), (3,), (3,))
    x[0] = y[2] = 0
    yield {"x": x, "y": y, "dout": dout}


class MulKeepsProduct:
    def forward(self, x, y):
        self.out = x * y
        return self.out

    def backward(self, dout):
        return dout * self.out, dout * self.out


class MulRemembersItsFirst:
    def forward(self, x, y):
        if not hasattr(self, "x"):
            self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.y, dout * self.x


class MulChangesDout:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        dx = dout * self.y
        dout *= self.x
        return dx, dout


CHECK = Check(
    [
        Part("forward", 1, pairs, probe="MulLayer_forward"),
        Part("backward", 1, nodes_with_zeros),
        Part("two layers in one graph", 1, nodes, probe="MulLayer_twice"),
        Part("backward after a second forward", 1, nodes, probe="MulLayer_again"),
    ],
)
