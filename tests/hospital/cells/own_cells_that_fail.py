"""Cells of one's own fail in all the usual ways.

score: full
others: right
"""
# %% first
photo = plt.imread("my photo.png")
# %% first
df = pd.read_csv("data.csv")
# %% first
assert corr2d(np.ones((2, 2)), np.ones((1, 1))) is None
# %% first
1 / 0
# %% first
this is a note, not code
# %% last
await something
