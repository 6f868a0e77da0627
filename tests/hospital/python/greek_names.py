"""Names are Greek letters.

score: 5
uses: honest
"""
# %% corr2d
def corr2d(Χ, Κ):
    Σ = honest(Χ, Κ)
    return Σ
