"""How `batchnorm_backward_alt` is judged."""
from grader.checks import Check, Part
from grader.checks.normalization import shared

CHECK = Check(
    [
        *shared.BATCH_PARTS,
        Part("dx, all ways", 1, shared.back_through_a_batch, ["dx"]),
        Part("dgamma", 1, shared.back_through_a_batch, ["dgamma"]),
        Part("dbeta", 1, shared.back_through_a_batch, ["dbeta"]),
    ],
    accepts=[shared.batch_back_by_sums, shared.batch_back_by_jacobian],
    twins=["batchnorm_backward"],
    rtol=1e-6,
    atol=1e-9,
)
