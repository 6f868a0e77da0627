"""The report as one HTML page that asks nobody for anything; all that comes from a student is escaped."""
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from grader.report.cases import case_lines
from grader.report.ranked import mistakes, not_explained, whole_notebooks

MARKS = {
    "right": "✓", "some points": "◐", "wrong": "✗", "crashed": "!", "timed out": "∞", "not attempted": "·",
    "grader fault": "?",
}  # fmt: skip
NOT_RUN = ["not attempted", "grader fault"]  # what stands in no other list


def report_page(found: dict) -> str:
    """The page, from what `class_report` found."""
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return pages.get_template("page.html.j2").render(
        found=found, marks=MARKS, mark_of=_mark_of, case_lines=case_lines, bars=_bars(found["scores"]),
        mistakes=mistakes(found), whole=whole_notebooks(found), unnamed=not_explained(found),
        troubles=[(e["exercise"], name, e["who"][name]) for e in found["exercises"] for name in NOT_RUN
                  if name in e["who"]],
    )  # fmt: skip


def _mark_of(result: dict) -> str:
    """The mark of a student's exercise: as on the feedback page, some points are a mark of their own."""
    some = result["outcome"] != "right" and 0 < result["score"] < result["max_score"]
    return MARKS["some points"] if some else MARKS.get(result["outcome"], "?")


def _bars(scores: dict) -> list[dict]:
    bins, width = scores["bins"], scores["of"] / len(scores["bins"])
    most = max(*bins, 1)
    return [
        {"from": f"{k * width:.3g}", "to": f"{(k + 1) * width:.3g}", "count": count, "height": 100 * count / most}
        for k, count in enumerate(bins)
    ]
