"""Probes of chapter 04_pooling. `student` carries the names of the notebook."""
from convlab.probes import named, refuses


def pool2d(student, X, pool_size, **mode):
    return {"Y": student.pool2d(X, pool_size, *mode.values())}


def pool2d_unknown_mode(student, X, pool_size, mode):
    return refuses(student.pool2d, X, pool_size, mode)


def max_pool_forward_naive(student, x, pool_param):
    return {"out": named(student.max_pool_forward_naive(x, pool_param), "out", "cache")["out"]}


def avg_pool_forward_naive(student, x, pool_param):
    return {"out": named(student.avg_pool_forward_naive(x, pool_param), "out", "cache")["out"]}


def pool_forward(student, A_prev, hparameters, **mode):
    return {"A": named(student.pool_forward(A_prev, hparameters, *mode.values()), "A", "cache")["A"]}


def pool_forward_unknown_mode(student, A_prev, hparameters, mode):
    return refuses(student.pool_forward, A_prev, hparameters, mode)


def create_mask_from_window(student, x):
    return {"mask": student.create_mask_from_window(x)}


def distribute_value(student, dz, shape):
    return {"shares": student.distribute_value(dz, shape)}


def global_average_pool(student, x):
    return {"means": student.global_average_pool(x)}
