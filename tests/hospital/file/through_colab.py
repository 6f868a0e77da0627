"""Colab saved it, with metadata of its own and ids that are new.

score: full
others: right
"""
# %% edit
for number, cell in enumerate(notebook["cells"]):
    cell.pop("id")
    cell["metadata"] |= {"id": f"x{number}Kq", "colab": {"base_uri": "https://localhost:8080/"}, "executionInfo": {}}
notebook["metadata"] |= {"colab": {"provenance": []}, "accelerator": "GPU"}
