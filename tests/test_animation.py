"""Animations carry what they were given, and `lab.watch` shows what a function really reads."""
import functools
import json
import re

import numpy as np
import pytest

import convlab as lab
from solutions.convolution import convolve1d, convolve2d, corr2d
from solutions.multichannel import conv_forward
from solutions.padding_and_stride import corr2d_strided
from solutions.pooling import max_pool_forward_naive, pool2d

X, K = np.arange(12.0).reshape(3, 4), np.array([[1.0, -2.0]])
Y = np.array([[10.0, 11.0, 12.0], [20.0, 21.0, 22.0], [30.0, 31.0, 32.0]])  # any numbers


def frames_of(page) -> list[dict]:
    return json.loads(re.search(r"frames = (\[.*?\]), width", page.data)[1])


def read_by(page) -> list[set]:
    """The places that are read, for each entry of the result."""
    return [{tuple(map(int, name.split("-"))) for name in frame["read"]} for frame in frames_of(page)]


def window(top, left, height, width) -> set:
    return {(i, j) for i in range(top, top + height) for j in range(left, left + width)}


# --- a window on its way ----------------------------------------------------------------------


def test_window_moves_row_by_row_and_multiplies():
    page = lab.window_animation(X, K, Y, "a < b")
    assert read_by(page) == [window(i, j, 1, 2) for i in range(3) for j in range(3)]
    assert frames_of(page)[4]["text"] == "5·1 + 6·(−2) = 21", "the output as given; a minus as in the figures"
    assert "a &lt; b" in page.data and "@" not in page.data, "every mark of the template is filled"
    assert "http" not in page.data, "nothing from outside"


def test_animations_on_one_page_have_their_own_names():
    names = {re.search(r'<div id="(.*?)"', lab.window_animation(X, K, Y).data)[1] for _ in range(2)}
    assert len(names) == 2


def test_window_refuses_an_output_of_another_shape():
    with pytest.raises(ValueError, match=r"\(2, 3\).*\(3, 3\)"):
        lab.window_animation(X, K, Y[:2])


# --- what a function reads --------------------------------------------------------------------


def test_watch_sees_the_window_of_a_correlation():
    page = lab.watch(corr2d, X, K)
    assert read_by(page) == [window(i, j, 1, 2) for i in range(3) for j in range(3)]
    assert frames_of(page)[4]["text"] == "5·1 + 6·(−2) = −7"


def test_watch_sees_a_flip_in_the_weights():
    page = lab.watch(convolve2d, X, K)
    assert frames_of(page)[4]["text"] == "5·(−2) + 6·1 = −4"


def test_watch_sees_stride_and_padding():
    page = lab.watch(corr2d_strided, np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2), (1, 1), (3, 2))
    assert read_by(page) == [{(0, 0)}, {(0, 1), (0, 2)}, {(2, 0)}, {(2, 1), (2, 2)}]
    assert [frame["text"] for frame in frames_of(page)] == [
        "0·3 = 0", "1·2 + 2·3 = 8", "6·1 = 6", "7·0 + 8·1 = 8",
    ], "a pixel that meets a zero of the kernel is read"  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "second"),
    [
        (lambda P, top, left: P[left:left + 2, top:top + 2], window(2, 0, 2, 2)),  # axes swapped
        (lambda P, top, left: P[top // 2:top // 2 + 2, left // 2:left // 2 + 2], window(0, 1, 2, 2)),  # no stride
    ],
)
def test_watch_shows_a_wrong_stride_and_swapped_axes(wrong, second):
    def strided(P):
        return np.array([[wrong(P, 2 * i, 2 * j).sum() for j in range(2)] for i in range(2)])

    assert read_by(lab.watch(strided, np.ones((4, 4))))[1] == second


def test_watch_reads_a_maximum_without_products():
    page = lab.watch(pool2d, X, (2, 3), "max")
    assert read_by(page)[0] == window(0, 0, 2, 3)
    assert frames_of(page)[0]["text"] == "reads 0, 1, 2, 4, 5, 6, gives 6"
    assert frames_of(lab.watch(pool2d, X, (1, 2), "avg"))[0]["text"] == "0·0.5 + 1·0.5 = 0.5"


@pytest.mark.parametrize("larger", [lambda a, b: b if b > a else a, max, lambda a, b: max(b, a)])
def test_watch_sees_maxima_that_python_itself_compares(larger):
    def largest(X):
        return functools.reduce(larger, X.flat)

    assert read_by(lab.watch(largest, X)) == [window(0, 0, 3, 4)]


def test_watch_takes_one_axis_four_axes_and_a_cache():
    slid = lab.watch(convolve1d, np.ones(3), np.ones(2))
    assert read_by(slid) == [{(0, 0)}, {(0, 0), (0, 1)}, {(0, 1), (0, 2)}, {(0, 2)}]
    pool = {"pool_height": 2, "pool_width": 2, "stride": 2}
    page = lab.watch(max_pool_forward_naive, X[None, None], pool)
    assert read_by(page) == [window(0, 0, 2, 2), window(0, 2, 2, 2)]
    layer = (np.ones((3, 3, 1, 1)), np.zeros((1, 1, 1, 1)), {"stride": 1, "pad": 0})
    channels_last = lab.watch(conv_forward, X[None, :, :, None], *layer)
    assert read_by(channels_last) == [window(0, 0, 3, 3), window(0, 1, 3, 3)]


def test_watch_leaves_its_input_alone_prints_nothing_and_says_what_reads_nothing(capsys):
    def greedy(X):
        print(X)
        X += 1
        return np.array([X[0, 0], 7.0])

    before = X.copy()
    told = [frame["text"] for frame in frames_of(lab.watch(greedy, X))]
    assert told == ["reads 0, gives 1", "reads nothing of X, gives 7"]
    assert np.array_equal(X, before) and capsys.readouterr().out == ""


def test_watch_refuses_what_it_cannot_draw():
    with pytest.raises(ValueError, match=r"result has shape \(21, 21\)"):
        lab.watch(lambda X: np.zeros((21, 21)), X)
    with pytest.raises(ValueError, match=r"X has shape \(2, 3, 4\)"):
        lab.watch(lambda X: X.sum(), np.zeros((2, 3, 4)))
    with pytest.raises(ZeroDivisionError):
        lab.watch(lambda X: 1 / 0, X)
