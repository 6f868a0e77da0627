"""What a function of the notebook calls, read from its code."""
import dis
import types

import pytest

from convlab.calls import loaded, names_below
from grader.course import chapter_names
from grader.sources import reference_of


def codes(written) -> list[types.CodeType]:
    """Of a function or of a class's methods, with those inside."""
    methods = vars(written).values() if isinstance(written, type) else [written]
    found = [method.__code__ for method in methods if isinstance(method, types.FunctionType)]
    for code in found:
        found += [one for one in code.co_consts if isinstance(one, types.CodeType)]
    return found


@pytest.mark.parametrize("chapter", chapter_names())
def test_the_names_of_every_reference_are_those_that_python_tells(chapter):
    asked = [code for written in vars(reference_of(chapter)).values() for code in codes(written)]
    assert asked
    for code in asked:
        steps = dis.get_instructions(code)
        assert set(loaded(code)) == {step.argval for step in steps if step.opname == "LOAD_GLOBAL"}, code.co_name


def test_beyond_256_names_and_not_for_attributes_or_names_of_its_own():
    names = [f"name_{number}" for number in range(300)]
    made: dict = {}
    exec(f"def many():\n    own = len\n    return own, own.corr2d, {', '.join(names)}", made)
    assert set(loaded(made["many"].__code__)) == {"len", *names}


def test_a_name_is_found_by_way_of_another_function_and_of_a_function_inside():
    made: dict = {}
    exec("def low(): return lower\ndef high():\n    def inner(): return [low() for _ in 'ab']\n    return inner", made)
    assert names_below(made["high"], made) == {"low", "lower"}
    assert names_below(None, made) == set()
