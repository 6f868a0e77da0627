"""The report as `grader report` prints it."""
from grader.report.cases import case_lines
from grader.report.findings import spans
from grader.report.ranked import mistakes, not_explained, whole_notebooks
from grader.terminal import number_column, table

NAMES = 12  # students that are named in one line
BAR = 24  # characters of the longest bar


def report_tables(found: dict) -> list:
    """Tables and lines for the terminal."""
    scores = found["scores"]
    title = (
        f"{found['chapter']}: {found['submissions']} submissions. Points are means over the class. "
        f"Of {scores['of']:g}: mean {scores['mean']:.1f}, median {scores['median']:.1f}."
    )
    blocks = [title, "", _scores(scores), "", _overview(found), "", _mistakes(found)]
    blocks += [f"The same answer to everything: {sentence}." for sentence in whole_notebooks(found)]
    unnamed = not_explained(found)
    if unnamed:
        title = "Errors, endless loops, and mistakes without a name; one line for all who got the same:"
        blocks += ["", title, _unnamed(unnamed)]
    return [*blocks, "", *_people(found)]


def people(students: list[str]) -> str:
    more = len(students) - NAMES
    return ", ".join(students[:NAMES]) + (f" and {more} more" if more > 0 else "")


def _scores(scores: dict):
    bars = table(number_column("score"), number_column("students"), "")
    most = max(*scores["bins"], 1)
    for (first, last), count in zip(spans(scores), scores["bins"], strict=True):
        bars.add_row(f"{first} to {last}" if last else first, str(count), "█" * round(BAR * count / most))
    return bars


def _overview(found: dict):
    overview = table("exercise", number_column("points"), number_column("right"), "outcomes")
    for one in found["exercises"]:
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in one["outcomes"].items())
        right = f"{one['outcomes'].get('right', 0)} of {sum(one['outcomes'].values())}"
        overview.add_row(one["exercise"], f"{one['share']:.0%}", right, outcomes)
        for part in one["parts"] if one["share"] < 1 else []:
            overview.add_row(f"  {part['name']}", "", f"{part['passed']} of {part['of']}", "")
    return overview


def _mistakes(found: dict):
    ranked = mistakes(found)
    if not ranked:
        return "No submission matches a known misconception."
    counted = table(number_column("students"), "exercise", "misconception", "what they were told, and who")
    for one in ranked:
        told = [f"{group['message']}\n{people(group['students'])}" for _, group in one["places"]]
        exercises = "\n".join(exercise for exercise, _ in one["places"])
        counted.add_row(str(one["count"]), exercises, one["name"], "\n".join(told))
    return counted


def _unnamed(groups: list):
    rows = table(number_column("students"), "exercise", "outcome", "what came, and from whom")
    for exercise, group in groups:
        got = "; ".join(f"{name} {value}" for name, value in case_lines(group["case"] or {"inputs": {}}))
        said = group["message"] + (f" ({' '.join(got.split())})" if len(got) <= 160 and got else "")
        rows.add_row(str(group["count"]), exercise, group["outcome"], f"{said}\n{people(group['students'])}")
    return rows


def _people(found: dict) -> list[str]:
    """Who has no grade, or has one from a person."""
    lines = [f"Not graded: {one['student']}: {one['error']}" for one in found["refused"]]
    lines += [f"Points of an earlier submission: {one['student']}: {one['error']}" for one in found["earlier"]]
    for label, students in [
        ("Handed in a folder without a notebook", found["without_notebook"]),
        ("Handed in nothing", found["missing"]),
        ("Points by hand", sorted({one["student"] for one in found["by_hand"]})),
        ("Waiting for a person", sorted({one["student"] for one in found["waiting"]})),
    ]:
        lines += [f"{label}: {people(students)}"] if students else []
    return lines + ([found["note"]] if found["note"] else [])
