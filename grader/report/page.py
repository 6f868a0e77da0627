"""The report as one HTML page that asks nobody for anything; all that comes from a student is escaped."""
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from grader.report.cases import case_lines

MARKS = {"right": "✓", "wrong": "✗", "crashed": "!", "timed out": "∞", "not attempted": "·", "grader fault": "?"}


def report_page(found: dict) -> str:
    """The page, from what `class_report` found."""
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return pages.get_template("page.html.j2").render(
        found=found, marks=MARKS, case_lines=case_lines, bars=_bars(found["scores"]),
        mistakes=_ranked(found, "misconceptions"), unnamed=_ranked(found, "unnamed"),
        troubles=[(e, name, e["who"][name]) for e in found["exercises"] for name in MARKS
                  if name in e["who"] and name not in ("right", "wrong")],
    )  # fmt: skip


def _ranked(found: dict, kind: str) -> list[tuple[dict, dict]]:
    """(exercise, group) for all groups of a kind, the largest first."""
    groups = [(exercise, group) for exercise in found["exercises"] for group in exercise[kind]]
    return sorted(groups, key=lambda pair: -pair[1]["count"])


def _bars(scores: dict) -> list[dict]:
    bins, width = scores["bins"], scores["of"] / len(scores["bins"])
    most = max(*bins, 1)
    return [
        {"from": f"{k * width:.3g}", "to": f"{(k + 1) * width:.3g}", "count": count, "height": 100 * count / most}
        for k, count in enumerate(bins)
    ]
