"""What is found in a class: receipts say how each grade came about, the gradebook what persons made of it."""
import json
import math
import statistics
from collections import defaultdict
from pathlib import Path

from grader.course import Chapter, CourseError, load_chapter
from grader.intake import check_folder
from grader.receipts import read_receipts
from grader.submissions import find_notebook, overtaken

BINS = 10  # of the distribution of scores


def class_report(course: Path, name: str) -> dict:
    """All that `grader report` shows, as JSON: per exercise, per student, and who has no grade."""
    chapter = load_chapter(name, course)
    receipts = read_receipts(course, chapter.name)
    if not receipts:
        folder = course / "receipts" / chapter.name
        raise CourseError(f"{folder} has no receipts yet. First run: grader autograde {chapter.name}")
    found, note = _gradebook(course, chapter)
    students = [_student(receipt, found.get(receipt["student"], {})) for receipt in receipts]
    judged = {receipt["student"] for receipt in receipts}
    return {
        "chapter": chapter.name,
        "title": chapter.title,
        "submissions": len(receipts),
        "max_score": chapter.points,
        "scores": distribution([one["score"] for one in students], max((one["of"] for one in students), default=0)),
        "exercises": [_exercise(exercise, receipts) for exercise in chapter.exercises],
        "students": students,
        **_ungraded(course, chapter, judged),
        "earlier": [one._asdict() for one in overtaken(course, chapter)],
        "missing": sorted(who for who, one in found.items() if not one["handed in"]),
        "by_hand": _marked(found, "by hand"),
        "waiting": _marked({who: one for who, one in found.items() if who in judged}, "waits"),
        "note": note,
    }


def _gradebook(course: Path, chapter: Chapter) -> tuple[dict, str]:
    """What the gradebook says, and why it says nothing: receipts alone make a report too."""
    from grader.nbgrader.standings import standings  # loads nbgrader

    try:
        return standings(course, chapter.name), ""
    except CourseError as error:
        return {}, f"Without the gradebook: {error}"


def _student(receipt: dict, standing: dict) -> dict:
    exercises = {verdict["name"]: verdict for verdict in receipt["exercises"]}
    return {
        "student": receipt["student"],
        "score": standing.get("score", sum(one["score"] for one in exercises.values())),
        "of": standing.get("of") or sum(one["max_score"] for one in exercises.values()),
        "exercises": {name: {k: one[k] for k in ("outcome", "score", "max_score")} for name, one in exercises.items()},
    }


def distribution(scores: list[float], most: float) -> dict:
    """Mean, median, and how many scores lie in each of at most ten spans, whole points wide, from 0 on."""
    width = max(math.ceil((most + 1) / BINS), 1)
    bins = [0] * max(math.ceil((most + 1) / width), 1)
    for score in scores:
        bins[max(0, min(int(score / width), len(bins) - 1))] += 1
    return {
        "mean": statistics.fmean(scores) if scores else 0.0,
        "median": statistics.median(scores) if scores else 0.0,
        "of": most,
        "width": width,
        "bins": bins,
    }


def spans(scores: dict) -> list[tuple[str, str]]:
    """(first, last) whole points of each bin; "" for a last that is the first. Half a point more is in the bin, too."""
    width, top = scores["width"], math.ceil(scores["of"])
    firsts = [k * width for k in range(len(scores["bins"]))]
    return [(f"{one}", f"{min(one + width - 1, top)}" if min(one + width - 1, top) > one else "") for one in firsts]


def _exercise(exercise, receipts: list[dict]) -> dict:
    verdicts = [(r["student"], v) for r in receipts for v in r["exercises"] if v["name"] == exercise.name]
    judged = [verdict for _, verdict in verdicts if verdict["outcome"] != "grader fault"]
    outcomes = defaultdict(list)
    for student, verdict in verdicts:
        outcomes[verdict["outcome"]].append(student)
    return {
        "exercise": exercise.name,
        "number": exercise.number,
        "max_score": exercise.points,
        "share": sum(v["score"] / v["max_score"] for v in judged if v["max_score"]) / max(len(judged), 1),
        "parts": _parts(judged),
        "outcomes": {name: len(who) for name, who in sorted(outcomes.items(), key=lambda item: -len(item[1]))},
        "who": dict(outcomes),
        "misconceptions": _named(verdicts),
        "unnamed": _unnamed(verdicts),
    }


def _parts(judged: list[dict]) -> list[dict]:
    """How many have each part right, those among them whose points are held back."""
    passed = {}
    for verdict in judged:
        for part in verdict["parts"]:
            passed.setdefault(part["name"], []).append(part["score"] >= part["max_score"] or part.get("withheld"))
    return [{"name": name, "passed": sum(map(bool, them)), "of": len(them)} for name, them in passed.items()]


def _named(verdicts: list[tuple[str, dict]]) -> list[dict]:
    """The mistakes that were recognised, most frequent first, each with its students and its smallest case."""
    groups = defaultdict(list)
    for student, verdict in verdicts:
        if verdict["misconception"]:
            groups[verdict["misconception"]["name"]].append((student, verdict))
    return [
        {"name": name, **_group(members), "message": _message(members)}
        for name, members in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _message(members: list[tuple[str, dict]]) -> str:
    """What students were told of a mistake; whose words these are, where they quote a line and others wrote another."""
    (student, first), said = members[0], {verdict["misconception"]["message"] for _, verdict in members}
    message = first["misconception"]["message"]
    return message if len(said) == 1 else f"{message} (So it was told to {student}; others have other lines.)"


def _unnamed(verdicts: list[tuple[str, dict]]) -> list[dict]:
    """Wrong, crashed or timed out without a name; who gave the same to the same case stands in one group."""
    groups = defaultdict(list)
    for student, verdict in verdicts:
        if verdict["outcome"] in ("wrong", "crashed", "timed out") and not verdict["misconception"]:
            groups[_sameness(verdict)].append((student, verdict))
    return [
        {"outcome": members[0][1]["outcome"], **_group(members), "message": members[0][1]["message"]}
        for members in sorted(groups.values(), key=lambda them: (-len(them), them[0][0]))
    ]


def _sameness(verdict: dict) -> str:
    """What two verdicts share when the same mistake is behind them, as far as the smallest case shows it."""
    case = verdict["counterexample"] or {}
    seen = [case.get(key) for key in ("part", "inputs", "output", "got")]
    # Large arrays are not in a receipt: there the sentence, which counts what is wrong, tells them apart.
    return json.dumps([verdict["outcome"], seen, case.get("reason") or verdict["message"]], sort_keys=True)


def _group(members: list[tuple[str, dict]]) -> dict:
    cases = [verdict["counterexample"] for _, verdict in members if verdict["counterexample"]]
    students = [student for student, _ in members]
    return {"count": len(students), "students": students, "case": min(cases, key=_size, default=None)}


def _size(case: dict) -> int:
    return len(json.dumps(case["inputs"]))


def _ungraded(course: Path, chapter: Chapter, judged: set[str]) -> dict:
    """Folders in submitted/ without a grade by the judge, and what is the matter with each."""
    refused, empty = [], []
    for folder in sorted(course.glob(f"submitted/*/{chapter.name}")):
        student = folder.parent.name
        if student in judged:
            continue
        try:
            check_folder(folder)
            if find_notebook(folder, chapter) is None:
                empty.append(student)
                continue
            said = f"not graded yet. Run: grader autograde {chapter.name}"
        except (CourseError, OSError) as error:
            said = str(error).replace(f"{folder}/", "")
        refused.append({"student": student, "error": said})
    return {"refused": refused, "without_notebook": empty}


def _marked(found: dict, mark: str) -> list[dict]:
    """Cells of the gradebook that a person gave points to, or that wait for one."""
    return [
        {"student": student, "cell": name, **one}
        for student, standing in sorted(found.items())
        for name, one in standing["cells"].items()
        if one[mark]
    ]
