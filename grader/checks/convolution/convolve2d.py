"""How `convolve2d` is judged."""
from grader.checks import Check, Part
from grader.checks.convolution.shared import rectangles, worked_example

CHECK = Check(
    [Part("worked example", 1, worked_example), Part("rectangular images and kernels", 1, rectangles)],
    accepts=[[("K[::-1, ::-1]", "np.rot90(K, 2)")]],
)
