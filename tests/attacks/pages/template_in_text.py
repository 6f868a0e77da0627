"""Writes what a template would run, in text, code and a name.

score: 0
"""
# %% corr2d
x = "{{ ''.__class__.__mro__[1].__subclasses__() }} {% for x in y %} ${7*7} <%= 7*7 %> #{7*7}"


def corr2d(X, K):
    return X * 0.0
# %% edit
notebook["cells"][0]["source"] += "\n{{ config }} {% extends 'base.html.j2' %}"
notebook["metadata"]["title"] = "{{ 7*7 }}"
