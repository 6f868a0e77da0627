"""Probes of chapter 02_padding_and_stride. `student` carries the names of the notebook."""
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
    raised, says_which = False, False
    try:
        student.conv_output_size(n, k, pad, stride)
    except ValueError as error:
        raised, says_which = True, str(error).replace(":", " ").split()[:1] == [wrong]
    return {"ValueError is raised": raised, f"its message begins with {wrong}": says_which}


def corr2d_strided(student, X, K, padding, stride):
    return {"Y": student.corr2d_strided(X, K, padding, stride)}
