"""What is said where a probe answers with yes or no, and the other one is right: a name, or none, and a sentence."""
import re

SPEED = "as many steps of Python for a larger picture"
STATE = "When two parameters take turns, {} ends elsewhere than alone: they share what updates keep. Keep it in config."
DRAWN = "Two generators in the same state give different results: something is drawn otherwise than from rng."
DEFAULTS = ("Begun {}, w ends elsewhere than with the docstring's defaults as settings: one of yours is another, or "
            "something is left of earlier calls.")  # fmt: skip
UNUSED = "Another generator gives the same result: nothing is drawn from rng."
SHARED = "What is returned shares its numbers with the input: make a new array."

# (what the probe asks, its answer for the student's code): (name, sentence)
CLAIMS = {
    ("a ValueError is raised", False): (
        "not refused", "This input should be refused with a ValueError, and your code accepts it."),
    ("a ValueError is raised", True): (
        "refused, though allowed", "Your code refuses with a ValueError what it should accept."),
    ("an error that is no ValueError is raised", True): (
        "another error than ValueError", "This input is refused, but not with a ValueError: raise that."),
    (SPEED, False): (
        "a loop over places", "A larger picture takes more steps of Python: something loops over its places."),
    ("a new array is returned", False): ("no new array", SHARED),
    ("the result is a new array", False): ("no new array", SHARED),
    ("the same again by a generator in the same state", False): ("not drawn from rng", DRAWN),
    ("the same orders by a generator in the same state", False): ("not drawn from rng", DRAWN),
    ("the same by another generator", True): ("rng is not used", UNUSED),
    ("the same orders by another generator", True): ("rng is not used", UNUSED),
    ("the same twice without a generator", True): (
        "always the same start", "Without a generator the same numbers are drawn each time."),
    ("w ends by turns with other_w where it ends alone", False): ("a shared state", STATE.format("w")),
    ("other_w ends by turns with w where it ends alone", False): ("a shared state", STATE.format("other_w")),
    ("a step depends on the gradients before it", False): (
        "nothing is kept", "A step takes no account of the gradients before it: config does not bring them along."),
    ("w is changed by the steps", False): ("no step is made", "The steps leave w as it was."),
    **{(f"begun {how}, w ends as with the defaults as settings", False): ("another default", DEFAULTS.format(how))
       for how in ("without config", "with None", "with an empty config")},
    ("something is drawn in a test", True): ("chance in a test", "Something is drawn from the generator in a test."),
    ("data are left as they were", False): (
        "the data are changed", "Your code changes the arrays in data; work on copies."),
}  # fmt: skip


def claim(name: str, answer: bool) -> tuple[str, str]:
    """The name, "" where there is none, and the sentence on an answer that should be the other one."""
    about, _, asked = name.rpartition(": ")
    found, said = CLAIMS.get((asked, answer), ("", ""))
    if not said:
        said = f"{_capital(asked)}: that must not be." if answer else _denied(asked)
    return found, f"{_capital(about)}: {said[:1].lower()}{said[1:]}" if about else said


def _denied(asked: str) -> str:
    """"type of out is that of x": "Type of out is not that of x, and should be."; for other phrases around them."""
    subject, verb, rest = re.match(r"(.*?)( is | are |$)(.*)", asked).groups()
    if not verb or subject.split()[0] in ("every", "each"):
        return f"Not so, but it should be: {asked}."
    return f"{_capital(subject)}{verb}not {rest}, and should be."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
