"""The instructor's side: checks, judge, sandbox, nbgrader and the command line."""

__version__ = "0.1.0"
