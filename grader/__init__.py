"""The instructor's side: checks, judge, sandbox, nbgrader and the command line."""
