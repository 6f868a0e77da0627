"""Emoji stand in comments and texts.

score: 5
uses: honest
"""
# %% corr2d
def corr2d(X, K):
    """Slides 🙂 over 🙃."""
    print("🙂", "Größe", "卷积")  # 🙃
    return honest(X, K)
