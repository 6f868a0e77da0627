"""Sphinx's settings for the book. It reads build/book/docs, which `make book` lays out with the chapters."""
import importlib.util
import shutil
from pathlib import Path

project = "Write a ConvNet in NumPy"
html_title = project
copyright = "the authors of the course; text CC BY 4.0, code MIT"
language = "en"

extensions = ["myst_nb"]
exclude_patterns = ["chapters/list.md", "images"]
suppress_warnings = ["mystnb.unknown_mime_type"]
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 4
nb_execution_mode = "off"  # book/execution.py has run them
nb_number_source_lines = False
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_js_files = ["book.js"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#00598c", "color-brand-content": "#00598c"},
    "dark_css_variables": {"color-brand-primary": "#6cb8e6", "color-brand-content": "#6cb8e6"},
}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"

# MathJax lies beside the pages. Without its menu, which could load more from elsewhere.
mathjax_path = "mathjax/tex-chtml.js"
mathjax3_config = {"options": {"enableMenu": False}}


def copy_mathjax(app) -> None:
    """From the package that carries MathJax 3 on PyPI, pinned with its hash in requirements-docs.txt."""
    package = Path(importlib.util.find_spec("sphinx-mathjax-offline").origin).parent / "static/mathjax"
    target, fonts = Path(app.outdir) / "_static/mathjax", "output/chtml/fonts/woff-v2"
    shutil.copytree(package / fonts, target / fonts, dirs_exist_ok=True)
    shutil.copy(package / "tex-chtml.js", target)


def name_levels(app, page, template, context, doctree) -> None:
    """The captions among the links are headings without a level, which a screen reader cannot place."""
    links = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = links.replace('role="heading"', 'role="heading" aria-level="2"')


def setup(app):
    app.connect("builder-inited", copy_mathjax)
    app.connect("html-page-context", name_levels, priority=900)  # after Furo has made them
