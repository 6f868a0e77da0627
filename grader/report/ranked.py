"""The mistakes of a class in the order in which they are worth a teacher's time, for the page and the terminal."""
from collections import defaultdict

from convlab.relations import RELATIONS

WHOLE = 3  # exercises of a student in which one relation is no single mistake, but how the notebook was filled
SAID = {"all 0": ("returns only zeros", "return only zeros")}  # of one and of several, where a name says less


def mistakes(found: dict) -> list[dict]:
    """The mistakes with a name, those of most students first; one that is made in several exercises is one entry.

    A relation ("times a number") may hold for another reason in each exercise: these are not summed up. Nor are
    the students among them who are in `whole_notebooks`.
    """
    filled = _filled(found)
    entries = defaultdict(list)
    for exercise in found["exercises"]:
        for group in exercise["misconceptions"]:
            left = _without(group, filled)
            if left["students"]:
                place = exercise["exercise"] if group["name"] in RELATIONS else ""
                entries[group["name"], place].append((exercise["exercise"], left))
    summed = [_entry(name, places) for (name, _), places in entries.items()]
    return sorted(summed, key=lambda one: (-one["count"], -len(one["places"])))


def whole_notebooks(found: dict) -> list[str]:
    """A sentence on each group of students whose notebooks have one relation in the same three or more exercises."""
    groups = defaultdict(list)
    for (student, name), exercises in _filled(found).items():
        groups[name, tuple(exercises)].append(student)
    ranked = sorted(groups.items(), key=lambda group: -len(group[1]))
    return [_sentence(name, len(exercises), sorted(students)) for (name, exercises), students in ranked]


def not_explained(found: dict) -> list[tuple[str, dict]]:
    """(exercise, group) of what no known mistake explains, the largest group first; without those of
    `whole_notebooks`.
    """
    filled = {student for student, _ in _filled(found)}
    groups = [(exercise["exercise"], _less(group, filled)) for exercise in found["exercises"]
              for group in exercise["unnamed"] if set(group["students"]) - filled]  # fmt: skip
    return sorted(groups, key=lambda pair: -pair[1]["count"])


def _filled(found: dict) -> dict[tuple[str, str], list[str]]:
    """{(student, relation): exercises} of those that are in so many exercises."""
    seen = defaultdict(list)
    for exercise in found["exercises"]:
        for group in exercise["misconceptions"]:
            for student in group["students"] if group["name"] in RELATIONS else []:
                seen[student, group["name"]].append(exercise["exercise"])
    return {key: exercises for key, exercises in seen.items() if len(exercises) >= WHOLE}


def _without(group: dict, filled: dict) -> dict:
    return _less(group, {student for student, name in filled if name == group["name"]})


def _less(group: dict, students: set[str]) -> dict:
    """A group without some of its students."""
    left = [student for student in group["students"] if student not in students]
    # The smallest case may be of one of those who are not meant here.
    return group if left == group["students"] else {**group, "students": left, "count": len(left), "case": None}


def _entry(name: str, places: list[tuple[str, dict]]) -> dict:
    students = sorted({student for _, group in places for student in group["students"]})
    return {"name": name, "count": len(students), "students": students, "places": places}


def _sentence(name: str, exercises: int, students: list[str]) -> str:
    one, several = SAID.get(name, (f"has “{name}”", f"have “{name}”"))
    who = f"1 student {one}" if len(students) == 1 else f"{len(students)} students {several}"
    return f"{who} in {exercises} exercises: {', '.join(students)}"
