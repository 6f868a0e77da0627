"""Names one array a million times in an outcome.

score: 0
uses: say
"""
# %% corr2d
import io


def corr2d(X, K):
    buffer = io.BytesIO()
    np.save(buffer, np.zeros((300, 300)))
    blob = buffer.getvalue()
    arrays = {f"Y{k}": {"$array": 0} for k in range(200_000)}
    say({"case": 0, "failure": "", "message": "", "arrays": arrays}, blob)
    return X * 0.0
