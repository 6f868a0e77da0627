"""Writes scripts into text, in each of the ways that a browser knows.

score: 0
"""
# %% edit
source = """<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](evil.html)
<svg onload=alert(1)> <iframe srcdoc="<script>alert(1)</script>"> <base href=//evil> <form action=/x><button>
<style>@import url(http://evil)</style> <a href="data:text/html,<script>alert(1)</script>">x</a> $\\href{javascript:x}{y}$"""
notebook["cells"].insert(3, {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": source})
