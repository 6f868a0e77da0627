"""Where a course folder's nbgrader_config.py finds us: these dotted names are in people's files, and stay."""
from grader.nbgrader.plugin import GetPlainGrades, JudgeNotebook, SaveVerdicts, SubmissionExporter, configure

__all__ = ["GetPlainGrades", "JudgeNotebook", "SaveVerdicts", "SubmissionExporter", "configure"]
