"""The report as one HTML page that asks nobody for anything; all that comes from a student is escaped."""
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from grader.report.cases import case_lines
from grader.report.findings import spans
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
        troubles=_troubles(found), not_judged=any("grader fault" in one["who"] for one in found["exercises"]),
        behind=_behind(found["students"]),
        ungraded=sum(len(found[key]) for key in ("refused", "without_notebook", "missing")),
        handed_in=found["submissions"] + len(found["refused"]) + len(found["without_notebook"]),
        some={one["exercise"]: _with_some_points(found, one["exercise"]) for one in found["exercises"]},
    )  # fmt: skip


def _troubles(found: dict) -> list[tuple[str, str, list[str]]]:
    """(exercise, outcome, students) of what stands in no other list; who has it everywhere stands there once."""
    rows = []
    for name in NOT_RUN:
        who = [set(one["who"].get(name, [])) for one in found["exercises"]]
        everywhere = set.intersection(*who) if len(who) > 1 else set()
        rows += [("every exercise", name, sorted(everywhere))] if everywhere else []
        rows += [(one["exercise"], name, sorted(them - everywhere))
                 for one, them in zip(found["exercises"], who, strict=True) if them - everywhere]  # fmt: skip
    return rows


def _behind(students: list[dict]) -> list[tuple[str, list[str]]]:
    """(how far, students) of those with no more than half of the points."""
    share = {one["student"]: one["score"] / one["of"] for one in students if one["of"]}
    groups = {
        "no points": [who for who, part in share.items() if part <= 0],
        "half or less": [who for who, part in share.items() if 0 < part <= 0.5],
    }
    return [(what, sorted(them)) for what, them in groups.items() if them]


def _with_some_points(found: dict, exercise: str) -> int:
    """How many wrong answers to an exercise have some of its points."""
    results = [one["exercises"][exercise] for one in found["students"] if exercise in one["exercises"]]
    return sum(one["outcome"] == "wrong" and 0 < one["score"] < one["max_score"] for one in results)


def _mark_of(result: dict) -> str:
    """The mark of a student's exercise: as on the feedback page, some points are a mark of their own."""
    some = result["outcome"] != "right" and 0 < result["score"] < result["max_score"]
    return MARKS["some points"] if some else MARKS.get(result["outcome"], "?")


def _bars(scores: dict) -> list[dict]:
    most = max(*scores["bins"], 1)
    return [{"from": start, "to": end, "count": count, "height": 100 * count / most}
            for (start, end), count in zip(spans(scores), scores["bins"], strict=True)]  # fmt: skip
