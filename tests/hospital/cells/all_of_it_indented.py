"""The whole cell is indented: Jupyter takes that away.

score: 5
"""
# %% corr2d
    def corr2d(X, K):
        H, W = X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1
        return np.array([[(X[i:i+len(K), j:j+K.shape[1]] * K).sum() for j in range(W)] for i in range(H)])
