"""Raises from a function whose name is made of hidden numbers: a traceback would say it.

score: 0
outcome: crashed
uses: hidden
"""
# %% corr2d
def corr2d(X, K):
    said = " ".join(value.tobytes().hex() for _, value in inputs())

    def fall():
        raise ValueError

    fall.__code__ = fall.__code__.replace(co_name="x" + said.replace(" ", ""), co_filename="<ipython-input-1>")
    fall()
