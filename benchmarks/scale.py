"""What a class costs, by its size and by the number of workers, and what of it goes where.

    python benchmarks/scale.py [--sizes 10,100,1000] [--workers 1,2] [--stock 40,200] [--plot scale.svg]
    python benchmarks/scale.py --sizes 1000,10000 --workers 2          # an hour on two cores
    python benchmarks/scale.py --sizes 1000,10000 --without-judging    # what the desk does alone: minutes
    python benchmarks/scale.py --sizes 100 --cluster                   # on dask's workers, too (extra `cluster`)

Seconds are those of the processor, of the run and of all that it started, unless they are said to be of the wall clock:
so they hold on a busy machine, too. With --without-judging every verdict is that of the first notebook, so that what is
left is reading, receipts, gradebook and files. The classes are those of benchmarks/grading.py.
"""
import argparse
import itertools
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grading import SEED, environment, stock_course, submissions

from grader.course import ROOT, chapter_names, filled, load_chapter
from grader.release import release_chapter

DISTINCT = 40  # notebooks; a larger class has each of them several times
PHASES = ("start-up", "reading", "judging", "receipts", "gradebook", "files")
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="10,100,1000", type=numbers)
    parser.add_argument("--workers", default="1,2", type=numbers)
    parser.add_argument("--chapter", default=chapter_names()[0])
    parser.add_argument("--stock", default="40,200", type=numbers,
                        help="submissions that stock nbgrader grades, too, with its figures and without; 0,0: none")
    parser.add_argument("--without-judging", action="store_true")
    parser.add_argument("--cluster", action="store_true", help="also with two workers of dask on this machine")
    parser.add_argument("--pages", type=int, default=100, help="the largest class that pages are written for")
    parser.add_argument("--plot", type=Path, help="write a figure to this file")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        return run_one(*options.one)
    chapter, rows = load_chapter(options.chapter), []
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            course = made(Path(folder) / str(size), chapter, size)
            for workers in options.workers[-1:] if options.without_judging else options.workers:
                rows.append(measured(course, chapter.name, size, workers, options.without_judging))
                print_row(rows[-1])
            if options.cluster:
                print_cluster(course, chapter.name, size)
            if size <= options.pages and not options.without_judging:
                pages = processor_seconds(course, "feedback", chapter.name)
                print(f"{size:>7} pages: {pages / size:.3f} s each")
        for count, figures in zip(options.stock, (True, False)):
            if count:
                compare(Path(folder), chapter, count, figures, max(options.workers))
    if options.plot:
        plot(rows, options.plot)


def numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


def made(folder: Path, chapter, size: int) -> Path:
    """A course folder with a released chapter and a class; equal notebooks are one file, as reading does not care."""
    folder.mkdir()
    (folder / "course_seed").write_text(SEED)
    release_chapter(folder, chapter.name)
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    for number, (sources, _) in enumerate(submissions(chapter, min(size, DISTINCT)).values()):
        (notebooks / str(number)).write_text(json.dumps(filled(chapter, sources)))
    for number, notebook in zip(range(size), itertools.cycle(sorted(notebooks.iterdir()))):
        place = folder / "submitted" / f"student-{number:06d}" / chapter.name
        place.mkdir(parents=True)
        os.link(notebook, place / f"{chapter.name}.ipynb")
    return folder


# --- one run, in a process of its own ---------------------------------------------------------


def measured(course: Path, chapter: str, size: int, workers: int, bare: bool) -> dict:
    command = [sys.executable, __file__, "--chapter", chapter, "--one", str(course), str(workers), str(int(bare)),
               str(time.monotonic())]  # fmt: skip
    done = subprocess.run(command, env=environment(), capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"a run failed:\n{done.stderr[-3000:]}")
    return {"size": size, "workers": workers, **json.loads(done.stdout.splitlines()[-1])}


def run_one(course: str, workers: str, bare: str, started: str) -> None:
    """Grade a class and print what it took. Where this process does all itself, each phase is clocked."""
    chapter = sys.argv[sys.argv.index("--chapter") + 1]
    spent = dict.fromkeys(PHASES, 0.0)
    first = clocked(spent, bare == "1")
    from grader import autograde, crew

    used: list[float] = []
    close = crew.Alone.close, crew.Processes.close
    for kind, end in zip((crew.Alone, crew.Processes), close):
        kind.close = lambda self, end=end: (used.append(tree_seconds(os.getpid())), end(self))
    summary = autograde.autograde(Path(course), chapter, int(workers), force=True)
    wall = time.monotonic() - float(started)
    spent["start-up"] = (first or [time.monotonic()])[0] - float(started)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"graded": len(summary.graded), "wall": wall, "cpu": used[0], "memory": memory, "spent": spent}))


def clocked(spent: dict[str, float], bare: bool) -> list[float]:
    """Have the functions of each phase add to `spent`; returns where the time of the first grade will stand."""
    from grader import desk, pool
    from grader.judge import Judge

    first, known = [], {}

    def clock(owner, name: str, phase: str, work=None):
        work = work or getattr(owner, name)

        def timed(*args, **kwargs):
            now = time.monotonic()
            if phase == "reading" and not first:
                first.append(now)
            try:
                return work(*args, **kwargs)
            finally:
                spent[phase] += time.monotonic() - now

        setattr(owner, name, timed)

    grade = Judge.grade

    def judged_once(self, chapter, submission, name):
        import copy  # needed here alone

        if not known:
            known["graded"] = grade(self, chapter, submission, name)
        return copy.deepcopy(known["graded"])

    for name in ("check_folder", "find_notebook", "digest"):
        clock(pool, name, "reading")
    clock(Judge, "grade", "judging", judged_once if bare else None)
    clock(pool, "files_of", "receipts")
    clock(desk.Desk, "_record", "gradebook")
    clock(desk, "write_file", "files")
    return first


def print_cluster(course: Path, chapter: str, size: int) -> None:
    """The same class on a scheduler and two workers, with all that these need of the processor."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    address, quiet = f"tcp://127.0.0.1:{port}", {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", "1"]
    commands = [dask, worker, worker]
    there = [subprocess.Popen([*one, "--no-dashboard"], cwd=course, env=environment(), **quiet) for one in commands]
    try:
        from distributed import Client  # an extra

        with Client(address, timeout=120, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
        run = [sys.executable, "-m", "grader.cli", "autograde", chapter, "--force", "--scheduler", address]
        for attempt in ("with warm-up", "again"):
            before, started = tree_seconds(os.getpid()), time.monotonic()
            subprocess.run(run, cwd=course, env=environment(), capture_output=True, check=True)
            seconds, wall = tree_seconds(os.getpid()) - before, time.monotonic() - started
            print(f"{size:>7} submissions on dask, 2 workers, {attempt}: {seconds / size:.3f} s of the processor each; "
                  f"wall clock {wall:.1f} s", flush=True)  # fmt: skip
    finally:
        for process in there:
            process.kill()
            process.wait()


def tree_seconds(pid: int) -> float:
    """Processor time of a process, and of all below it, with those that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        below = [int(one) for task in Path(f"/proc/{pid}/task").iterdir()
                 for one in (task / "children").read_text().split()]  # fmt: skip
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS + sum(map(tree_seconds, below))


def processor_seconds(course: Path, *command: str) -> float:
    """Of one of our commands that has no sandbox."""
    before = os.times()
    start = [sys.executable, "-m", "grader.cli", "--course", course, *command]
    subprocess.run(start, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


# --- what is said of it -----------------------------------------------------------------------


def print_row(row: dict) -> None:
    size, wall = row["size"], row["wall"]
    print(
        f"{size:>7} submissions, {row['workers']} workers: {row['cpu'] / size:.3f} s of the processor each, "
        f"{60 * size / row['cpu']:.0f} a minute of a core; wall clock {wall:.1f} s, {size / wall:.1f} a second; "
        f"{row['memory']:.0f} MB"
    )
    if row["workers"] == 1:
        shares = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in row["spent"].items())
        print(f"        wall clock by phase: {shares}", flush=True)


def compare(folder: Path, chapter, count: int, figures: bool, workers: int) -> None:
    """Stock nbgrader on so many of the same submissions, with its figures or without; start-up included in both.

    Ours before and after it, as a machine's speed changes while stock runs.
    """
    people = submissions(chapter, count)
    course, stock = made(folder / f"compared-{figures}", chapter, count), folder / f"stock-{figures}"
    before = measured(course, chapter.name, count, workers, False)["cpu"] / count
    stock_course(stock, chapter, people, figures)
    started = os.times()
    command = [str(Path(sys.executable).parent / "nbgrader"), "autograde", chapter.name]
    subprocess.run(command, cwd=stock, env=environment(), capture_output=True, check=True)
    ended = os.times()
    seconds = ended.children_user + ended.children_system - started.children_user - started.children_system
    after = measured(course, chapter.name, count, workers, False)["cpu"] / count
    ours, each = (before + after) / 2, seconds / count
    label = "with its figures" if figures else "figures taken out"
    print(f"stock nbgrader, {label}, {count} submissions: {each:.2f} s each, {each / ours:.0f} times ours "
          f"({before:.3f} s and, after it, {after:.3f} s with {workers} workers)", flush=True)  # fmt: skip


def plot(rows: list[dict], path: Path) -> None:
    """Seconds of the processor for each submission against the size of the class."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "the same drawing is the same file"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 3.5), layout="constrained")
    for workers in sorted({row["workers"] for row in rows}):
        found = [row for row in rows if row["workers"] == workers]
        each = [row["cpu"] / row["size"] for row in found]
        axes.plot([row["size"] for row in found], each, marker="o", label=f"{workers} workers")
    axes.set(xscale="log", xlabel="submissions in the class", ylabel="seconds of the processor, each", ylim=(0, None))
    axes.set_title("What one submission costs, start-up included")
    axes.legend()
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
