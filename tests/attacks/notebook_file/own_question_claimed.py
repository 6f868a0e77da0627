"""Adds a question of its own with a hundred points and a test that passes.

score: 0
"""
# %% edit
marks = {"grade": True, "grade_id": "bonus", "points": 100, "locked": True, "solution": False, "schema_version": 3}
notebook["cells"].append({"cell_type": "code", "id": "mine", "metadata": {"nbgrader": marks}, "source": "assert True"})
