"""Everything that knows nbgrader: nowhere else in the grader is it imported."""
import sys

if __name__ == "nbgrader":
    raise ImportError("The folder grader/ is on Python's path and hides nbgrader. Start Python in another folder.")
# nbgrader pulls in jsonschema, which builds a grammar for IRIs: a second at every start, for nothing here.
sys.modules.setdefault("rfc3987_syntax", None)
