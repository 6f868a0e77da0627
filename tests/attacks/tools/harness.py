"""The names of the harness: IPython has another module in its place in sys.modules."""
import sys


def harness():
    frame = sys._getframe()
    while frame and "run_cases" not in frame.f_globals:
        frame = frame.f_back
    return frame.f_globals
