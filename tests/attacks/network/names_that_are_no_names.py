"""Says arrays under the names of other things: of special methods, of paths, of nothing.

score: 0
uses: say
"""
# %% corr2d
def corr2d(X, K):
    arrays = dict.fromkeys(["__class__", "../../course_seed", "", "\u202e", "changed input: "], {"$array": 0})
    say({"case": 0, "failure": "", "message": "", "arrays": arrays})
    return X * 0.0
