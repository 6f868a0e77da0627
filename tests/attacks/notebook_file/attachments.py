"""Has megabytes of attachments, under names that are paths and markup.

score: 0
"""
# %% edit
notebook["cells"][0]["attachments"] = {
    "../../gradebook.db": {"image/png": "A" * 2_000_000}, "<img src=x onerror=alert(1)>": {"text/html": "<script>"},
}
