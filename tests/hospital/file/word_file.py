"""The answers were written in Word.

file: 01_convolution.docx
refused: Hand in the .ipynb file itself
"""
# %% edit
import io
import zipfile

packed = io.BytesIO()
with zipfile.ZipFile(packed, "w") as archive:
    archive.writestr("word/document.xml", "<w:document/>")
payload = packed.getvalue()
