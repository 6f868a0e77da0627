"""Probes of chapter 02_padding_and_stride. `student` carries the names of the notebook."""
import re

import numpy as np

from convlab.probes import named, refusal


def pixel_use_counts(student, n, k):
    return {"counts": student.pixel_use_counts(n, k)}


def zero_pad(student, x, pad):
    padded = student.zero_pad(x, pad)
    returned = isinstance(padded, np.ndarray) and np.may_share_memory(padded, x)
    return {"padded": padded, "a new array is returned": not returned}


def same_padding(student, kernel_size):
    pair = named(student.same_padding(kernel_size), "before", "after")
    return {"(before, after)": np.array(list(pair.values()))}


def conv_output_size(student, n, k, pad, stride):
    return {"size": student.conv_output_size(n, k, pad, stride)}


def conv_output_size_error(student, n, k, pad, stride, _about):
    refused = refusal(student.conv_output_size, n, k, pad, stride)
    first = re.match(r"\W*(\w*)", str(refused))[1]
    return {
        "an error that is no ValueError is raised": refused is not None and not isinstance(refused, ValueError),
        "a ValueError is raised": isinstance(refused, ValueError),
        f"its message begins with {_about}": isinstance(refused, ValueError) and first == _about,
    }


def corr2d_strided(student, X, K, padding, stride):
    return {"Y": student.corr2d_strided(X, K, padding, stride)}
