"""What the commonest errors of Python and NumPy mean, for someone who meets them for the first time."""
import re

UNPACKED = "another number of names than values"
OF_PYTHON = "ndarray|list|tuple|dict|str|int|float|bool|complex|float64|int64|set|range|generator|method|type"
# (name, what the error's text begins with or holds, its meaning); of several the first counts.
MEANINGS = [
    ("None where a value is needed", r"\bNoneType\b", """Something in this line is None: a name that was set to None, or
the result of a function that returns nothing."""),
    ("a name that is not defined", r"NameError: ", """No line that ran before this one gives that name a value. Is it
spelled differently there, or is that line missing?"""),
    ("a name without a value yet", r"UnboundLocalError: ", """The function assigns to this name, so that the name is
its own, but no such assignment has run before this line."""),
    ("a key that is not there", r"KeyError: ", """The dictionary has no such key: compare with those that it has. Where
a key may be left out, `.get(key, default)` gives a default in its place."""),
    ("a shape in two arguments", r"Cannot interpret .* as a data type", """The shape is one argument, a tuple, as in
`np.zeros((3, 4))`; what follows it is taken for a type."""),
    ("a list where an integer is needed", r"'(list|tuple|ndarray|dict|str)' object cannot be interpreted", """One
integer is needed here. `len(...)` gives the length of a list."""),
    ("a float where an integer is needed", r"float\d*' object cannot be interpreted|expected a sequence of integers",
     "Sizes, and the arguments of `range`, are integers. `/` always gives a float; `//` gives an integer."),
    ("an index that is not an integer", r"only integers, slices|indices must be|used as indices must", """An index is an
integer, a slice of integers, or an array of integers or booleans: neither a text nor a float. `/` always gives a float,
`//` an integer."""),
    ("an index beyond the end", r"IndexError: (index -?\d+ is out of bounds|\w+ index out of range)", """An axis, or a
list, of n entries has the indices 0 to n - 1, counted from the end -1 to -n. Either it is too short here, or the index
runs too far."""),
    ("more indices than axes", r"IndexError: too many indices", "The array has fewer axes than it is given indices."),
    ("shapes that do not fit together", r"ValueError: (operands could not be broadcast|could not broadcast input)",
     """NumPy compares two shapes from the last axis backwards: two lengths must be equal, or one of them 1."""),
    ("a matrix product with a number", r"does not have enough dimensions", """`@` takes arrays alone. With a number, or
an array of no axes, the product is `*`."""),
    ("an array of too many axes", r"object too deep for desired array", """The function that is called here takes arrays
of fewer axes."""),
    ("a matrix product of shapes that do not fit", r"ValueError: (matmul: |shapes .* not aligned)", """In `A @ B`, A
must have as many columns as B has rows."""),
    ("a reshape to another number of entries", r"ValueError: cannot reshape array of size", """A reshape keeps all
entries: the lengths of the new axes must multiply to their number."""),
    ("a negative length", r"ValueError: negative dimensions are not allowed", """The length of an axis comes out below
0 here."""),
    ("an axis that is not there", r"AxisError: axis -?\d+ is out of bounds", """An array of n axes has the axes 0 to
n - 1, counted from the last one -1 to -n."""),
    ("a transpose that misses axes", r"ValueError: axes don't match array", """`transpose` is given each axis of the
array once, no more and no fewer."""),
    ("the largest entry of nothing", r"ValueError: zero-size array to reduction", """An empty array has no largest or
smallest entry, and here the array is empty."""),
    ("arrays that cannot be joined", r"ValueError: all (the )?input array", """Arrays that are joined must have the same
number of axes, and the same length along each axis but the one along which they are joined."""),
    ("rows of different lengths", r"inhomogeneous shape", "The rows of an array must all have the same length."),
    ("an array where one number is needed", r"setting an array element|can be converted to Python scalars", """One
number is needed here, and the line has an array."""),
    ("an array as a condition", r"truth value of an array", """`if`, `and`, `or` and `not` need one True or False. A
comparison of arrays gives one for each entry: `.all()` or `.any()` makes one of them, `&` and `|` keep them apart."""),
    ("too many arguments", r"TypeError: [\w.<>]+\(\) takes .* positional arguments? but \d+ (was|were) given", """The
call passes more arguments than the function has. In a class, the object itself is the first: is `self` there?"""),
    ("an argument of another name", r"unexpected keyword argument", "The function has no argument of that name."),
    ("a call of what is not a function", r"object is not callable", """Round brackets behind a value call it. Square
brackets take an entry of an array, and a product needs `*`."""),
    ("an entry of what has none", r"object is not subscriptable|invalid index to scalar",
     """Square brackets take an entry of what is before
them, and that has no entries: it is a single number, say, or a function that was not called."""),
    (UNPACKED, r"values to unpack|cannot unpack non-iterable", """The left side of the
line has another number of names than there are values on its right."""),
    ("arithmetic with a list", r"unsupported operand .*'(list|tuple)'|can only concatenate|t multiply sequence",
     """Lists and tuples are
not arrays: `+` joins two of them, and no other arithmetic works. `np.array(...)` makes an array."""),
    ("a function that is not in the module", r"AttributeError: module ", """The module has nothing of that name. Is it
spelled differently?"""),
    ("an attribute that no method stores", rf"AttributeError: '(?!({OF_PYTHON})'|function)\w+' object", """An object has
what its methods store under `self`, as in `self.name = …`. A name without `self.` is gone when the method ends."""),
    ("an attribute that is not there", r"AttributeError: ", """What is before the dot has nothing of that name. Is it
spelled differently, or is that value of another type than it should be? Print it."""),
    ("a function that calls itself without end", r"RecursionError: ", """The function calls itself, and no call comes
to an end without another one."""),
]  # fmt: skip


def meaning_of(said: str) -> tuple[str, str]:
    """A name for an error, and what it means; ("", "") of errors that are not among those above.

    said: what Python says, its kind first: "IndexError: list index out of range"
    """
    found = ((name, " ".join(means.split())) for name, pattern, means in MEANINGS if re.search(pattern, said))
    return next(found, ("", ""))
