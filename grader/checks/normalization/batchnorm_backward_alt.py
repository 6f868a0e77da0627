"""How `batchnorm_backward_alt` is judged."""
from grader.checks import Check, Part
from grader.checks.normalization.shared import (
    BATCH_PARTS,
    back_through_a_batch,
    batch_back_by_jacobian,
    batch_back_by_sums,
)

CHECK = Check(
    [
        *BATCH_PARTS,
        Part("dx, all ways", 1, back_through_a_batch, ["dx"]),
        Part("dgamma", 1, back_through_a_batch, ["dgamma"]),
        Part("dbeta", 1, back_through_a_batch, ["dbeta"]),
    ],
    accepts=[batch_back_by_sums, batch_back_by_jacobian],
    twins=["batchnorm_backward"],
    rtol=1e-6,
    atol=1e-9,
)
