"""Sends a pickle where an array should be.

score: 0
uses: say
"""
# %% corr2d
import io
import pickle


class Opened:
    def __reduce__(self):
        return print, ("in the examiner's room",)


def corr2d(X, K):
    buffer = io.BytesIO()
    np.save(buffer, np.array([Opened()], object), allow_pickle=True)
    value = {"case": 0, "failure": "", "message": "", "arrays": {"Y": {"$array": 0}}}
    say(value, buffer.getvalue())
    say(value, pickle.dumps(Opened()))
    return X * 0.0
