"""Probes of chapter 02_padding_and_stride. `student` carries the names of the notebook."""
import re

from convlab.probes import named


def pixel_use_counts(student, n, k):
    return {"counts": student.pixel_use_counts(n, k)}


def zero_pad(student, x, pad):
    return {"padded": student.zero_pad(x, pad)}


def same_padding(student, kernel_size):
    return named(student.same_padding(kernel_size), "before", "after")


def conv_output_size(student, n, k, pad, stride):
    return {"size": student.conv_output_size(n, k, pad, stride)}


def conv_output_size_error(student, n, k, pad, stride, wrong):
    refused = None
    try:
        student.conv_output_size(n, k, pad, stride)
    except NotImplementedError:
        raise
    except Exception as error:
        refused = error
    first = re.match(r"\W*(\w*)", str(refused))[1]
    return {
        "another error is raised": refused is not None and not isinstance(refused, ValueError),
        "ValueError is raised": isinstance(refused, ValueError),
        f"its message begins with {wrong}": isinstance(refused, ValueError) and first == wrong,
    }


def corr2d_strided(student, X, K, padding, stride):
    return {"Y": student.corr2d_strided(X, K, padding, stride)}
