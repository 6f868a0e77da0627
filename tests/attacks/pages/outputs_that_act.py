"""Hands in outputs of HTML, JavaScript, SVG and widgets below its answers.

score: 0
"""
# %% edit
data = {"text/html": "<script>alert(1)</script>", "application/javascript": "alert(1)",
        "image/svg+xml": "<svg onload=alert(1)>", "application/vnd.jupyter.widget-view+json": {"model_id": "x"}}
for cell in notebook["cells"]:
    if cell["cell_type"] == "code":
        cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": data}] * 20
