"""What a class misunderstood, from the receipts of its graded submissions."""
from collections import Counter
from pathlib import Path

from grader.course import CourseError, load_chapter
from grader.receipts import read_receipts
from grader.terminal import number_column, table


def class_report(course: Path, name: str) -> dict:
    """Per exercise: mean share of its points, outcomes, and misconceptions with their counts."""
    chapter = load_chapter(name)
    receipts = read_receipts(course, chapter.name)
    if not receipts:
        folder = course / "receipts" / chapter.name
        raise CourseError(f"{folder} has no receipts yet. First run: grader autograde {chapter.name}")
    found = []
    for exercise in chapter.exercises:
        verdicts = [v for receipt in receipts for v in receipt["exercises"] if v["name"] == exercise.name]
        known = Counter((v["misconception"] or {}).get("name") for v in verdicts)
        said = {v["misconception"]["name"]: v["misconception"]["message"] for v in verdicts if v["misconception"]}
        judged = [v for v in verdicts if v["outcome"] != "grader fault"]
        found.append(
            {
                "exercise": exercise.name,
                "share": sum(v["score"] / v["max_score"] for v in judged) / max(len(judged), 1),
                "outcomes": dict(Counter(v["outcome"] for v in verdicts).most_common()),
                "misconceptions": [
                    {"name": name, "count": count, "message": said[name]} for name, count in known.most_common() if name
                ],
            }
        )
    return {"chapter": chapter.name, "submissions": len(receipts), "exercises": found}


def report_tables(found: dict) -> list:
    """The report as `grader report` prints it."""
    overview = table("exercise", number_column("points"), "outcomes")
    for exercise in found["exercises"]:
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in exercise["outcomes"].items())
        overview.add_row(exercise["exercise"], f"{exercise['share']:.0%}", outcomes)
    counted = table(number_column("students"), "exercise", "misconception", "what they were told")
    rows = [(one, e["exercise"]) for e in found["exercises"] for one in e["misconceptions"]]
    for known, exercise in sorted(rows, key=lambda row: -row[0]["count"]):
        counted.add_row(str(known["count"]), exercise, known["name"], known["message"])
    title = f"{found['chapter']}: {found['submissions']} submissions. Points are means over the class."
    return [title, "", overview, "", counted if rows else "No submission matches a known misconception."]
