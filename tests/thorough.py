"""What `make test` leaves to `make test-all`, and to .ci/run: the same again for other chapters, walls and browsers.

`make test` takes minutes, and asks each question once; all of it takes a quarter of an hour or more. Whoever names a
file or a test on the command line gets it whole.
"""
import re
from pathlib import Path

FIRST = r"\[(?!.*\b01)[^]]*\b\d\d[-_]"  # of any chapter but the first
THOROUGH = {
    "test_grade_matrix": rf"^test_(?!no_part)\w+{FIRST}",  # 3,970 mistakes, each behind the wall and in the gradebook
    "test_release": f"{FIRST}|keep_the_stubs",
    "test_semester": "formgrader_lists",
    "test_attack_files": r"\[landlock|\[namespaces-disk|\[auto-(comparison/p|resources)" + f"|it_forges{FIRST}",
    "test_attacks": r"\[landlock",
    "test_walls": r"\[landlock",
    "test_lending": FIRST,
    "test_machines": "",
    "test_pages": "comes_within_bounds",
    "test_card_cache": "damaged_or_foreign|every_file",
    "test_clauses": f"of_any_seed{FIRST}",
    "test_hostile_class": "",
    "test_formgrader": "",
    "test_formgrader_attacks": "",
    "test_browser": "",
    "test_drawing": "",
    "test_cluster": "",
    "test_postgres": "",
    "test_stops": "",
    "test_fuzz": "",
    "test_wheel": "",
    "test_cli": "demo_runs_twice",
    "test_nbgrader": "odd_submissions|validate_button|any_folder|holds_everyone",
    "test_handed_in": "nothing_outlives",
    "test_clock": "a_line_each|waits_for_a_core",
}


def is_thorough(nodeid: str) -> bool:
    """Whether a test is among those that `make test` leaves out."""
    file, _, test = nodeid.partition("::")
    pattern = THOROUGH.get(Path(file).stem)
    return pattern is not None and bool(re.search(pattern, test))
