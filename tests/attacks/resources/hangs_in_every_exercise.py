"""Hangs in every exercise, and does not listen to the soft clock.

chapter: 05
exercise: softmax
score: 0
outcome: timed out
"""
# %% edit
for cell in notebook["cells"]:
    marks = cell["metadata"].get("nbgrader", {})
    if marks.get("solution"):
        name = marks["grade_id"]
        kind = "class" if name[0].isupper() else "def"
        head = f"class {name}:\n    def __init__(self, *_):" if kind == "class" else f"def {name}(*_, **__):"
        cell["source"] = head + "\n" + 8 * " " + "while True:\n" + "".join(
            12 * " " + line + "\n" for line in ("try:", "    __import__('time').sleep(99)", "except BaseException: pass"))
