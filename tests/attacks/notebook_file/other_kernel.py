"""Asks for a kernel of its own, by a command and by a path.

score: 0
"""
# %% edit
notebook["metadata"] = {
    "kernelspec": {"name": "../../mine", "argv": ["sh", "-c", "touch gradebook.db"], "language": "bash"},
    "language_info": {"name": "bash", "pygments_lexer": "../../mine", "file_extension": "../../x"},
    "orig_nbformat": 1, "widgets": {"state": {}}, "celltoolbar": "Create Assignment",
}
