"""Notebooks as people hand them in: Jupyter's lines for display and shell, and answers wherever they stand."""
import copy
import json
import textwrap

import pytest
from classroom import SEED

from grader import cells
from grader.course import CourseError, chapter_of, filled, grade_id, is_solution, load_chapter, read_notebook
from grader.invented import with_cell
from grader.judge import Judge
from grader.rebuild import rebuild
from grader.sources import reference_sources

CHAPTER = load_chapter("01_convolution")
RIGHT = reference_sources(CHAPTER.name)
CORR2D = RIGHT["corr2d"]

# What a person's Jupyter, on their machine or in Colab, takes without a word.
LINES = [
    "%matplotlib inline",
    "%matplotlib widget",
    "%matplotlib notebook",
    "%pylab inline",
    "!ls",
    "!pip install opencv-python --quiet \\\n    --upgrade",
    "here = !pwd\nprint(here)",
    "%pip install -q numpy",
    "pip install numpy",
    "%conda install numpy",
    "%load_ext autoreload\n%autoreload 2",
    "%config InlineBackend.figure_format = 'retina'",
    "%cd /content/drive/MyDrive",
    "%env OMP_NUM_THREADS=1",
    "cells = %who_ls",
    "%time total = sum(range(10))",
    "%timeit sum(range(10))",
    "np.sum?",
    "?np.sum",
    "for _ in range(2):\n    !date",
    "from google.colab import drive\ndrive.mount('/content/drive')",
    "from google.colab.patches import cv2_imshow\nfrom google.colab import files\nuploaded = files.upload()",
    "get_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().system('ls')",
    "import seaborn as sns\nsns.set_theme()",
    "from tqdm.notebook import tqdm\nfor _ in tqdm(range(2)): pass",
    "plt.imshow(a_photograph_of_a_figure)",
    "assert corr2d(np.ones((2, 2)), np.ones((1, 1)))[0, 0] == 2",
]
CELL_MAGICS = ["%%time", "%%capture output", "\n%%prun -q", "%%timeit -n 1"]
OTHER_LANGUAGES = ["%%bash\nls", "%%html\n<b>x</b>", "%%writefile a.py\nx = 1", "%%javascript\nalert(1)"]


@pytest.fixture(scope="module")
def judge():
    with Judge(SEED) as one:
        yield one


def cell(source: str, cell_type: str = "code", **more) -> dict:
    code = {"execution_count": None, "outputs": []} if cell_type == "code" else {}
    return {"cell_type": cell_type, "id": "mine", "metadata": {}, "source": source, **code, **more}


def verdict(judge, notebook: dict, exercise: str = "corr2d"):
    graded = judge.grade(CHAPTER, notebook)
    return next(one for one in graded.verdicts if one.exercise == exercise)


def handed_in(source: str = CORR2D, **others: str) -> dict:
    return filled(CHAPTER, {"corr2d": source, **others})


def without(notebook: dict, *exercises: str) -> dict:
    """The notebook without the solution cells of some exercises."""
    return {**notebook, "cells": [one for one in notebook["cells"] if grade_id(one) not in exercises]}


def at(notebook: dict, place: int, *more: dict) -> dict:
    cells = list(notebook["cells"])
    cells[place:place] = more
    return {**notebook, "cells": cells}


# --- lines for display and shell --------------------------------------------------------------


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("where", ["solution cell", "below the function", "own cell", "first cell"])
def test_lines_of_jupyter_decide_no_grade(judge, line, where):
    notebook = {
        "solution cell": lambda: handed_in(f"{line}\n{CORR2D}"),
        "below the function": lambda: handed_in(f"{CORR2D}\n\n{line}\n"),
        "own cell": lambda: with_cell(handed_in(CORR2D.replace("np.sum", "own_sum")), f"{line}\nown_sum = np.sum"),
        "first cell": lambda: at(handed_in(), 0, cell(line)),
    }[where]()
    assert verdict(judge, notebook).score == 5


OWN_SUM = CORR2D.replace("np.sum", "own_sum")
# What makes own_sum as IPython would, beyond single lines that do nothing.
MADE = [
    "def make():\n    return np.sum\n\nown_sum = %time make()",
    "import asyncio\nown_sum = await asyncio.sleep(0, result=np.sum)",
    "import asyncio\nasync with asyncio.Lock():\n    own_sum = np.sum",
    "async def sums():\n    yield np.sum\n\nasync for own_sum in sums():\n    pass",
    "In [1]: own_sum = np.sum",
    "with open('mine.py', 'w') as file:\n    file.write('from numpy import sum as own_sum')\nfrom mine import own_sum",
    "from tqdm import tqdm\nwith tqdm(total=3) as bar:\n    bar.update(1)\n    own_sum = np.sum",
    "import importlib.util\nown_sum = np.sum if importlib.util.find_spec('tqdm') else np.sum",
]
# Lines below a function that Python refuses, and IPython takes.
BELOW = [
    "files = {}\nfiles['all'] = !ls",
    "first, *rest = !ls",
    "spent = {}\nspent['loop'] = %timeit -o -n1 -r1 corr2d(np.ones((3, 3)), np.ones((2, 2)))",
    "%timeit -n 1 corr2d(np.ones((3, 3)), \\\n    np.ones((2, 2)))",
    "%prun -l 10 corr2d(np.ones((3, 3)), np.ones((2, 2)))",
    "%prun -s cumulative corr2d(np.ones((3, 3)), np.ones((2, 2)))",
]


PASTED = {
    "prompts": ">>> " + CORR2D.rstrip().replace("\n", "\n... "),
    "IPython's prompts": "In [3]: " + CORR2D.rstrip().replace("\n", "\n   ...: "),
    "indented": textwrap.indent(CORR2D, "    "),
    "a search for names": f"{CORR2D}\nnp.*pad*?",
}


@pytest.mark.parametrize("how", PASTED)
@pytest.mark.parametrize("own", [False, True], ids=["its cell", "a cell of one's own"])
def test_code_that_was_pasted_as_it_was_shown_is_read(judge, how, own):
    notebook = at(without(handed_in(), "corr2d"), 4, cell(PASTED[how])) if own else handed_in(PASTED[how])
    assert verdict(judge, notebook).score == 5


@pytest.mark.parametrize("source", MADE)
def test_what_a_cell_makes_with_ipython_is_there(judge, source):
    assert verdict(judge, with_cell(handed_in(OWN_SUM), source)).score == 5


@pytest.mark.parametrize("lines", BELOW)
def test_lines_below_a_function_do_not_undo_it(judge, lines):
    assert verdict(judge, handed_in(f"{CORR2D}\n\n{lines}\n")).score == 5


def test_warnings_that_a_notebook_makes_errors_cost_nothing_where_the_numbers_are_right(judge):
    warned = CORR2D.replace("    return Y", "    np.float64(1) / np.zeros(1)\n    return Y")
    assert warned != CORR2D
    strict = cell("import warnings\nwarnings.filterwarnings('error')")
    assert verdict(judge, at(handed_in(warned), 0, strict)).score == 5


@pytest.mark.parametrize("line", ["%run helpers.py", "%%writefile helpers.py\nx = 1", "%time f(1)", "y = %time f(1)"])
def test_a_line_that_does_something_is_not_said_to_do_nothing(line):
    assert cells.as_python(line).skipped == []


@pytest.mark.parametrize("read", ["from helpers import own_sum", "%run helpers.py"])
def test_a_program_that_a_cell_writes_is_there(judge, read):
    notebook = with_cell(handed_in(OWN_SUM), read)
    wrote = cell("%%writefile helpers.py\nfrom numpy import sum as own_sum\n")
    assert verdict(judge, at(notebook, 0, wrote)).score == 5


def test_what_is_imported_from_the_future_holds_in_later_cells(judge):
    later = reference_sources(CHAPTER.name)["Conv2D"] + "\n    def copy(self) -> Conv2D:\n        return self\n"
    notebook = at(handed_in(Conv2D=later), 0, cell("from __future__ import annotations"))
    assert verdict(judge, notebook, "Conv2D").score == 3


@pytest.mark.parametrize("source", ["corr2d = corr2d(np.eye(3), np.eye(2))", "del corr2d", "own_sum = None"])
def test_a_cell_right_below_a_test_runs_behind_it(judge, source):
    notebook = with_cell(handed_in(OWN_SUM), "own_sum = np.sum")
    below = 1 + next(n for n, one in enumerate(notebook["cells"]) if grade_id(one) == "test_corr2d")
    assert verdict(judge, at(notebook, below, cell(source))).score == 5


def test_a_name_that_a_figures_cell_only_mentions_is_not_said_to_be_made_there(judge):
    said = verdict(judge, handed_in(CORR2D.replace("np.sum", "figsize"))).message
    assert "NameError: name 'figsize'" in said and "cells that draw" not in said


@pytest.mark.parametrize("magic", CELL_MAGICS)
def test_cells_that_are_timed_or_silenced_are_run(judge, magic):
    assert verdict(judge, handed_in(f"{magic}\n{CORR2D}")).score == 5


@pytest.mark.parametrize("source", OTHER_LANGUAGES)
def test_cells_in_other_languages_are_not_run(judge, source):
    assert cells.made(source) <= {"_file"}, "a file may be written"
    assert verdict(judge, at(handed_in(), 0, cell(source))).score == 5


DRAWN = [
    "plt.figure()\nplt.plot([1, 2])\nplt.show()",
    "fig, (left, right) = plt.subplots(1, 2)\nleft.imshow(np.eye(3), cmap='gray')",
    "import matplotlib as mpl\nmpl.rcParams['figure.dpi'] = 100",
    "from matplotlib import animation, pyplot as p\np.figure(), animation.FuncAnimation",
    "import matplotlib.patches\nmatplotlib.patches.Rectangle((0, 0), 1, 1)",
    "lab.heat_maps({'K': [[1.0, 2.0]]})",
    "from PIL import Image\nImage.new('L', (2, 2))",
]
HIDDEN = "name = 'matplot' + 'lib'\n__import__(name + '.py' + 'plot').__dict__\nglobals()['p' + 'lt'].figure()"


def after(source: str) -> dict:
    """A right notebook whose own cell must have come to its end."""
    own = textwrap.indent(f"{source}\nown_sum = np.sum", "    ")  # one statement: what stops in it stops all of it
    return with_cell(handed_in(CORR2D.replace("np.sum", "own_sum")), f"if True:\n{own}")


@pytest.mark.parametrize("source", [*DRAWN, HIDDEN])
def test_what_draws_is_there_though_nothing_is_drawn(judge, source):
    assert cells.draws(source) == (source != HIDDEN)
    assert verdict(judge, after(source)).score == 5


@pytest.mark.parametrize("rung", ["namespaces", "landlock"])
def test_drawing_is_loaded_by_who_needs_it_alone(rung):
    """Of a room, once; and within the wall of a run whose text did not tell."""
    seen = "import sys\nassert ('rc' + 'Params' in vars(sys.modules['matplot' + 'lib'])) is {}"
    try:
        with Judge("a seed for drawing", rung, seconds=2.0) as one:
            for source in [seen.format(False), HIDDEN, seen.format(False), DRAWN[0], seen.format(True)]:
                assert verdict(one, after(source)).score == 5, source
            assert verdict(one, after(seen.format(False))).score == 0
    except CourseError as error:
        pytest.skip(str(error))


PLANTED = """import os
folder = os.getcwd() + "/matplot" + "lib"
os.makedirs(folder, exist_ok=True)
for path in (folder + "rc", folder + "/matplot" + "librc"):
    open(path, "w").write("figure.dpi: 123")"""


@pytest.mark.parametrize("rung", ["namespaces", "landlock"])
def test_nobody_sets_how_the_next_one_draws(rung):
    try:
        with Judge(SEED, rung, seconds=2.0) as one:
            assert not cells.draws(PLANTED) and verdict(one, after(PLANTED)).score == 5
            assert verdict(one, after("assert plt.rcParams['figure.dpi'] != 123")).score == 5
    except CourseError as error:
        pytest.skip(str(error))


def test_pylab_gives_the_names_that_it_gives_at_home(judge):
    bare = "%pylab inline\ndef convolve2d(X, K):\n    return corr2d(X, rot90(K, 2))\n"
    assert verdict(judge, handed_in(convolve2d=bare), "convolve2d").score == 2


def test_a_verdict_says_which_line_was_not_run(judge):
    lost = verdict(judge, handed_in("names = !ls\nimport seaborn\n" + CORR2D.replace("np.sum", "seaborn.sum")))
    assert lost.score == 0 and "`names = !ls`" in lost.message and "do nothing when graded" in lost.message
    own = with_cell(handed_in(CORR2D.replace("np.sum", "cv2.sum")), "import cv2")
    assert "In cells of your own: ModuleNotFoundError: No module named 'cv2'" in verdict(judge, own).message
    fine = verdict(judge, handed_in("!ls\n" + CORR2D.replace("* K", "* K[::-1]")))
    assert "!ls" not in fine.message, "a line that has nothing to do with what is wrong"


def test_only_what_python_refuses_is_taken_for_jupyters():
    text = 'rest = (7\n    % 4)\nnote = """\n%matplotlib inline\n!ls\n"""\n%matplotlib inline\n'
    plain = cells.as_python(text)
    assert plain.text == text[: text.rindex("%")] + "pass\n" and plain.skipped == ["%matplotlib inline"]
    broken = "def corr2d(X, K:\n    return X\n"
    assert cells.as_python(broken) == cells.Plain(broken)
    assert cells.as_python("x = 1 %\n").text == "x = 1 %\n"


def test_line_numbers_stay_those_of_the_cell(judge):
    source = "%%time\n!ls \\\n   -l\n" + CORR2D.replace("np.sum(", "np.no_such_sum(")
    line = source[: source.index("no_such_sum")].count("\n") + 1
    assert f"line {line} of its cell" in verdict(judge, handed_in(source)).message


# --- wherever the answer stands ---------------------------------------------------------------


def test_an_answer_retyped_in_a_cell_of_ones_own_counts(judge):
    for place in (0, -1):
        assert verdict(judge, at(without(handed_in(), "corr2d"), place, cell(CORR2D))).score == 5
    said = verdict(judge, without(handed_in(), "corr2d")).message
    assert said.startswith("The exercise's cell is missing, and no other cell defines `corr2d` by")


@pytest.mark.parametrize("stub", [None, "# not here\n"])
def test_an_intact_stub_stands_in_nobodys_way(judge, stub):
    notebook = filled(CHAPTER, {})
    place = [grade_id(one) for one in notebook["cells"]].index("corr2d")
    if stub:
        notebook["cells"][place]["source"] = stub + notebook["cells"][place]["source"]
    for shift in (0, 1, 2):  # above it, below it, below its test
        assert verdict(judge, at(notebook, place + shift, cell(CORR2D))).score == 5


def test_two_exercises_in_one_cell_and_one_in_two(judge):
    both = handed_in(f"{CORR2D}\n\n{RIGHT['convolve2d']}")
    for notebook in (both, without(both, "convolve2d")):
        graded = judge.grade(CHAPTER, notebook)
        assert {one.exercise: one.score for one in graded.verdicts if one.score} == {"corr2d": 5, "convolve2d": 2}
    head, tail = "def window(X, K, i, j):\n    return X[i:i + len(K), j:j + K.shape[1]]\n", (
        "def corr2d(X, K):\n    H, W = X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1\n"
        "    return np.array([[(window(X, K, i, j) * K).sum() for j in range(W)] for i in range(H)])\n"
    )
    place = [grade_id(one) for one in CHAPTER.notebook["cells"]].index("corr2d")
    assert verdict(judge, at(handed_in(head), place + 1, cell(tail))).score == 5
    assert verdict(judge, at(handed_in(tail), place, cell(head))).score == 5
    end = len(CHAPTER.notebook["cells"])
    assert verdict(judge, at(handed_in(tail), end, cell(head))).score == 5, "a helper below"


def test_the_last_definition_counts(judge):
    wrong = CORR2D.replace("* K)", "* K[::-1, ::-1])")
    end = len(CHAPTER.notebook["cells"])
    assert verdict(judge, at(handed_in(wrong), end, cell(CORR2D))).score == 5
    assert verdict(judge, at(handed_in(CORR2D), end, cell(wrong))).misconception["name"] == "flipped kernel"
    assert verdict(judge, at(handed_in(CORR2D), 0, cell(wrong))).score == 5


def test_a_variable_of_an_exercises_name_is_no_answer(judge):
    end = len(CHAPTER.notebook["cells"])
    for line in ("corr2d = None", "corr2d = [1, 2]", "corr2d = np.zeros(3)", "size = 3\ncorr2d = size"):
        assert verdict(judge, at(handed_in(), end, cell(line))).score == 5
    assert verdict(judge, handed_in(f"{CORR2D.replace('corr2d', 'mine')}\n\ncorr2d = mine")).score == 5
    notebook = at(filled(CHAPTER, {}), end, cell(f"{CORR2D.replace('corr2d', 'mine')}\n\ncorr2d = mine"))
    assert verdict(judge, notebook).score == 5


def test_an_answer_in_a_cell_of_the_course_counts(judge):
    notebook = filled(CHAPTER, {})
    drawn = next(one for one in notebook["cells"] if "demo" in one["metadata"].get("tags", []))
    drawn["source"] += f"\n\n{CORR2D}\nplt.show()"
    assert verdict(judge, notebook).score == 5
    imports = next(one for one in handed_in()["cells"] if one["cell_type"] == "code")
    used = copy.deepcopy(handed_in("def corr2d(X, K):\n    return mine.corr(X, K)\n"))
    first = next(one for one in used["cells"] if one["id"] == imports["id"])
    first["source"] += f"\n\n{CORR2D.replace('corr2d', 'corr')}\n\nclass mine:\n    corr = corr"
    assert verdict(judge, used).score == 5


def bare(notebook: dict) -> dict:
    """As some converters leave it: code and text, no ids, no metadata."""
    kept = [{k: one[k] for k in ("cell_type", "source")} | {"metadata": {}} for one in notebook["cells"]]
    return {**notebook, "cells": [one | ({"outputs": []} if one["cell_type"] == "code" else {}) for one in kept]}


def test_a_notebook_without_metadata_and_ids_is_judged_by_what_it_defines(judge, tmp_path):
    whole = bare(filled(CHAPTER, RIGHT))
    assert judge.grade(CHAPTER, whole).score == CHAPTER.points
    code = {**whole, "cells": [one for one in whole["cells"] if one["source"] in RIGHT.values()]}
    path = tmp_path / "my work.ipynb"
    path.write_text(json.dumps(code))
    assert chapter_of(path, read_notebook(path)) == CHAPTER.name
    assert judge.grade(CHAPTER, read_notebook(path)).score == CHAPTER.points
    with pytest.raises(CourseError, match="none of the exercises"):
        rebuild(CHAPTER, {**whole, "cells": [cell("print(1)"), cell("# corr2d", "markdown")]})


def test_a_solution_cell_turned_into_text_is_judged_or_named(judge):
    notebook = handed_in()
    place = [grade_id(one) for one in notebook["cells"]].index("corr2d")
    notebook["cells"][place]["cell_type"] = "markdown"
    assert verdict(judge, notebook).score == 5
    notebook["cells"][place]["source"] = "I did not understand the question."
    assert "it is a Markdown cell" in verdict(judge, notebook).message


def test_marks_of_a_merge_conflict_are_named(judge):
    mine, theirs = CORR2D, CORR2D.replace("* K", "* K[::-1]")
    marked = f"<<<<<<< HEAD\n{mine}=======\n{theirs}>>>>>>> theirs\n"
    found = verdict(judge, handed_in(marked))
    assert found.score == 0 and "marks of a merge conflict" in found.message


@pytest.mark.parametrize("above", [True, False])
def test_a_raise_that_was_left_is_told(judge, above):
    lines = CORR2D.rstrip().split("\n")
    if above:
        body = next(n for n, line in enumerate(lines) if line.strip().startswith("H, W"))
        lines.insert(body, "    raise NotImplementedError")
    else:
        body = len(lines)
        lines = [line for line in lines if "return" not in line or '"""' in line or "Returns" in line]
        lines.append("    raise NotImplementedError")
        body = len(lines) - 1
    found = verdict(judge, handed_in("\n".join(lines)))
    assert found.outcome == "not attempted" and found.score == 0
    assert found.message.startswith(f"`raise NotImplementedError` is left in your function: delete line {body + 1}")


def test_a_name_that_is_given_twice_in_metadata_is_one_cell(judge):
    notebook = handed_in()
    place = [grade_id(one) for one in notebook["cells"]].index("corr2d")
    twice = at(notebook, place + 1, {**copy.deepcopy(notebook["cells"][place]), "source": "corr2d = None"})
    rebuilt = rebuild(CHAPTER, twice)
    assert [one["id"] for one in rebuilt.notebook["cells"] if is_solution(one)] == [
        one["id"] for one in CHAPTER.notebook["cells"] if is_solution(one)
    ]
    assert verdict(judge, twice).score == 0, "the last definition, in the order of the notebook"


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_notebook_is_read_in_any_encoding_that_an_editor_saves(tmp_path, encoding):
    path = tmp_path / "a.ipynb"
    text = json.dumps({"nbformat": 4, "metadata": {}, "cells": [cell("# Größe")]}, ensure_ascii=False)
    path.write_bytes(text.encode(encoding))
    assert read_notebook(path)["cells"][0]["source"] == "# Größe"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON but empty"),
        ('{"nbformat": 4,\n<<<<<<< HEAD\n"cells": []\n=======\n', r"marks of a merge conflict .*in line 2"),
        ('{"nbformat": 4, "cells": [', "it is cut off"),
        ("Dear teacher", r"it is not JSON\. Hand in the \.ipynb file itself"),
    ],
)
def test_what_is_no_notebook_is_told_apart(tmp_path, text, said):
    path = tmp_path / "a.ipynb"
    path.write_text(text)
    with pytest.raises(CourseError, match=said):
        read_notebook(path)
