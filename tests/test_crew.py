"""Workers on this machine: which cores they keep to. What becomes of their submissions is in test_cluster.py."""
import os

import pytest

from grader import crew


@pytest.mark.parametrize(
    ("cores", "count", "kept"),
    [
        ({0, 1}, 2, [{0}, {1}]),
        ({0, 1}, 3, [{0}, {1}, {0}]),
        ({2, 5}, 2, [{2}, {5}]),
        ({0, 1, 2, 3}, 2, [None, None]),
    ],
)
def test_each_keeps_to_a_core_where_there_is_one_for_each(monkeypatch, cores, count, kept):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: cores)
    monkeypatch.setattr(crew, "Worker", lambda job, cores: cores)
    assert crew.Processes(None, count).workers == kept
