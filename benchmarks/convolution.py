"""How fast a convolutional layer is, forward and backward: the course's references, SciPy, a framework if there is one.

    python benchmarks/convolution.py [--rounds 3]

Four layers, stride 1, zeros around the picture so that its size stays (pad = k // 2), single precision. Each
contender works in a process of its own, since the thread pools of two libraries get in each other's way; the
processes take turns, and what counts is the median. All of them must compute the same numbers.

  naive      loops over places: conv_forward_naive (chapter 3), conv_backward_naive (chapter 6). Timed on one picture
             of the batch and multiplied: its loop over pictures does the same for each
  im2col     one matrix product: Convolution (chapter 7)
  fast       conv_forward_fast, conv_backward_fast (chapter 7)
  SciPy      scipy.signal.correlate, a call for each picture and filter (backward: picture and channel, and so on)
  PyTorch    torch.nn.functional.conv2d and its autograd, where torch is installed; the course does not need it
"""
import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
LAYERS = [(64, 1, 28, 28, 16, 5), (64, 16, 14, 14, 32, 3), (32, 32, 16, 16, 64, 3), (64, 3, 32, 32, 32, 7)]
SECONDS = 1.0  # for the repetitions of one measurement, of which there are at least three


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="processes for each contender, the median counts")
    parser.add_argument("--work", metavar="CONTENDER", help=argparse.SUPPRESS)  # what this script asks itself
    options = parser.parse_args()
    if options.work:
        print(json.dumps([measure(options.work, layer) for layer in LAYERS]))
        return
    contenders = [name for name in CONTENDERS if name != "PyTorch" or importlib.util.find_spec("torch")]
    rounds = {name: [] for name in contenders}
    for number in range(options.rounds):
        for name in contenders:
            if name in ("naive", "SciPy") and number:
                continue  # a minute each, and so far behind that once is enough
            print(f"  round {number + 1} of {options.rounds}: {name} …", file=sys.stderr, flush=True)
            rounds[name].append(asked(name))
    refuse_other_numbers(rounds)
    print_table(rounds)


def asked(name: str) -> list[dict]:
    """The measurements of a contender, from a new process."""
    command = [sys.executable, __file__, "--work", name]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path})
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


# --- in the process of a contender ------------------------------------------------------------


def measure(name: str, layer: tuple) -> dict:
    """Seconds of a forward pass and of both passes, and numbers that tell what was computed."""
    x, w, b, dout = inputs_of(layer)
    if name == "naive":
        forward, both = CONTENDERS[name](x[:1], w, b, dout[:1])
        return {"forward": len(x) * timed(forward, 1), "both": len(x) * timed(both, 1), "numbers": None}
    forward, both = CONTENDERS[name](x, w, b, dout)
    least = 1 if name == "SciPy" else 3
    return {"forward": timed(forward, least), "both": timed(both, least), "numbers": summary([forward(), *both()])}


def inputs_of(layer: tuple) -> list[np.ndarray]:
    N, C, H, W, F, k = layer
    rng = np.random.default_rng(0)
    shapes = [(N, C, H, W), (F, C, k, k), (F,), (N, F, H, W)]
    return [rng.normal(size=shape).astype(np.float32) for shape in shapes]


def timed(call, least: int) -> float:
    if least > 1:
        call()  # the first run fills caches and starts threads
    seconds, until = [], time.perf_counter() + SECONDS
    while len(seconds) < least or (least > 1 and time.perf_counter() < until):
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def summary(arrays: list) -> list[float]:
    """A number for each array that an error anywhere in it would change: its product with random numbers."""
    return [float(np.random.default_rng(1).normal(size=np.shape(one)).ravel() @ np.ravel(one)) for one in arrays]


def naive(x, w, b, dout):
    from solutions.conv_backprop import conv_backward_naive
    from solutions.multichannel import conv_forward_naive

    return passes(conv_forward_naive, conv_backward_naive, x, w, b, dout)


def fast(x, w, b, dout):
    from solutions.fast_convolution import conv_backward_fast, conv_forward_fast

    return passes(conv_forward_fast, conv_backward_fast, x, w, b, dout)


def passes(forward, backward, x, w, b, dout):
    """Two calls without arguments: the forward pass alone, and both passes."""
    conv_param = {"stride": 1, "pad": w.shape[2] // 2}
    return lambda: forward(x, w, b, conv_param)[0], lambda: backward(dout, forward(x, w, b, conv_param)[1])


def im2col(x, w, b, dout):
    from solutions.fast_convolution import Convolution

    layer = Convolution(w, b, stride=1, pad=w.shape[2] // 2)

    def both():
        layer.forward(x)
        return layer.backward(dout), layer.dW, layer.db

    return lambda: layer.forward(x), both


def scipys(x, w, b, dout):
    from scipy.signal import correlate

    def same(pictures, filters, pad):
        padded = np.pad(pictures, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
        return np.array([[correlate(picture, kernel, mode="valid")[0] for kernel in filters] for picture in padded])

    def forward():
        return same(x, w, w.shape[2] // 2) + b[:, None, None]

    def both():
        forward()
        k = w.shape[2]
        dx = same(dout, w[:, :, ::-1, ::-1].transpose(1, 0, 2, 3), k - 1 - k // 2)
        dw = same(x.transpose(1, 0, 2, 3), dout.transpose(1, 0, 2, 3), k // 2).transpose(1, 0, 2, 3)
        return dx, dw, dout.sum(axis=(0, 2, 3))

    return forward, both


def pytorchs(x, w, b, dout):
    import torch

    inputs = [torch.tensor(one, requires_grad=True) for one in (x, w, b)]
    upstream = torch.tensor(dout)

    def forward():
        return torch.nn.functional.conv2d(*inputs, padding=w.shape[2] // 2)

    def both():
        return [one.numpy() for one in torch.autograd.grad(forward(), inputs, upstream)]

    return lambda: forward().detach().numpy(), both


CONTENDERS = {"naive": naive, "SciPy": scipys, "im2col": im2col, "fast": fast, "PyTorch": pytorchs}


# --- the table --------------------------------------------------------------------------------


def refuse_other_numbers(rounds: dict) -> None:
    """Whoever computes something else is no contender. (The naive loops are held equal by the tests.)"""
    for name, results in rounds.items():
        for layer, mine, fast in zip(LAYERS, results[0], rounds["fast"][0]):
            if mine["numbers"] and not np.allclose(mine["numbers"], fast["numbers"], rtol=1e-3, atol=1e-2):
                sys.exit(f"{name} and fast differ on {shown(layer)}: {mine['numbers']}, {fast['numbers']}")


def print_table(rounds: dict) -> None:
    unit = "PyTorch" if "PyTorch" in rounds else "fast"
    print(f"\n{os.cpu_count()} cores, NumPy {np.__version__}, single precision, stride 1, pad = k // 2")
    for key, what in [("both", "forward + backward"), ("forward", "forward alone")]:
        print(f"\n{f'{what}, times as long as {unit}':44}" + "".join(f"{name:>9}" for name in rounds) + f"{unit:>14}")
        for number, layer in enumerate(LAYERS):
            times = {name: median(rounds[name], number, key) for name in rounds}
            ratios = "".join(f"{digits(seconds / times[unit]):>8}x" for seconds in times.values())
            print(f"{shown(layer):44}{ratios}{1000 * times[unit]:11.1f} ms")
    if unit != "PyTorch":
        print("\nNo framework to compare with: torch is not installed here. The course does not need it.")


def digits(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 100 else f"{ratio:.0f}"


def median(results: list, number: int, key: str) -> float:
    return statistics.median(result[number][key] for result in results)


def shown(layer: tuple) -> str:
    N, C, H, W, F, k = layer
    return f"{N} x {C} x {H} x {W}, {F} filters {k} x {k}"


if __name__ == "__main__":
    main()
