"""Prints a million lines beside an answer that is right: that costs nothing.

score: 5
outcome: right
uses: honest
"""
# %% corr2d
print("\n".join(map(str, range(1_000_000))))


def corr2d(X, K):
    print("x" * 100_000)
    return honest(X, K)
