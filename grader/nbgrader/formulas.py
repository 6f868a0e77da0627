"""TeX formulas as MathML, which browsers draw themselves: a page with formulas then asks nobody else for anything."""
import html
import re

MAX_FORMULA = 2000  # characters
MAX_DEPTH = 40  # braces within braces
TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)


def pairs(text: str) -> dict[str, str]:
    """Names and their signs, in turn."""
    words = text.split()
    return dict(zip(words[::2], words[1::2]))


LETTERS = pairs(
    """
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ kappa κ lambda λ mu μ nu ν xi ξ pi π
    rho ρ sigma σ tau τ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Pi Π Sigma Σ Phi Φ Psi Ψ
    Omega Ω partial ∂ nabla ∇ infty ∞ ell ℓ ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱
    """
)
SIGNS = pairs(
    """
    cdot ⋅ times × div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ odot ⊙ otimes ⊗ oplus ⊕ leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠
    approx ≈ sim ∼ equiv ≡ propto ∝ ll ≪ gg ≫ to → rightarrow → leftarrow ← mapsto ↦ Rightarrow ⇒ iff ⇔ in ∈ notin ∉
    subset ⊂ cup ∪ cap ∩ forall ∀ exists ∃ mid ∣ colon : langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ vert |
    Vert ‖ lbrace { rbrace }
    """
)
LARGE = {"sum": "∑", "prod": "∏", "int": "∫", "bigcup": "⋃", "bigcap": "⋂"}
NAMES = set("min max arg argmin argmax log ln exp sin cos tan tanh det dim lim sup inf Pr".split())
SPACES = {",": 0.17, ":": 0.22, ";": 0.28, "!": -0.17, " ": 0.25, "quad": 1.0, "qquad": 2.0}
ACCENTS = {"hat": "^", "widehat": "^", "bar": "¯", "overline": "¯", "tilde": "~", "vec": "→", "dot": "˙"}
FONTS = {"mathrm": "normal", "mathbf": "bold", "boldsymbol": "bold", "mathit": "italic", "operatorname": "normal"}
FENCES = {"matrix": "", "pmatrix": "()", "bmatrix": "[]", "vmatrix": "||", "cases": "{", "aligned": "", "array": ""}


class Unknown(ValueError):
    """A formula with something in it that we do not know, or too large to be looked at."""


def formula(tex: str, display: bool) -> str:
    """A formula as MathML; one that we cannot read as it was typed."""
    try:
        if len(tex) > MAX_FORMULA:
            raise Unknown("too long")
        inner = _Reader(TOKEN.findall(tex)).whole()
    except Unknown:
        shown = html.escape(tex)
        return f"<pre>{shown}</pre>" if display else f"<code>{shown}</code>"
    kind = ' display="block"' if display else ""
    return f"<math{kind}><mrow>{inner}</mrow></math>"


class _Reader:
    """Reads tokens from left to right; each method returns the MathML of what it has read."""

    def __init__(self, tokens: list[str]):
        self.tokens, self.depth = [token for token in tokens if not token.isspace()], 0
        # Spaces count in \text{…} alone: there they are read from all tokens.
        self.spaced, self.places = tokens, [k for k, token in enumerate(tokens) if not token.isspace()]
        self.at = 0

    def whole(self) -> str:
        inner = self.row(())
        if self.at < len(self.tokens):
            raise Unknown(self.tokens[self.at])
        return inner

    def row(self, ends: tuple[str, ...]) -> str:
        """Everything up to one of `ends`, which is left to be read."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unknown("too deep")
        parts = []
        while self.at < len(self.tokens) and self.tokens[self.at] not in ends:
            parts.append(self.scripted())
        self.depth -= 1
        return "".join(parts)

    def next(self, expected: str = "") -> str:
        if self.at == len(self.tokens) or expected not in ("", self.tokens[self.at]):
            raise Unknown(expected or "the end")
        self.at += 1
        return self.tokens[self.at - 1]

    def scripted(self) -> str:
        """One thing with what stands below and above it."""
        first = self.tokens[self.at]
        base = "<mrow></mrow>" if first in "_^" else self.one()
        scripts = {}
        while self.at < len(self.tokens) and self.tokens[self.at] in ("_", "^", "'"):
            sign = self.next()
            place = "^" if sign == "'" else sign
            if place in scripts:
                raise Unknown("two scripts in one place")
            scripts[place] = "<mo>′</mo>" if sign == "'" else self.one()
        if not scripts:
            return base
        over = first.removeprefix("\\") in {*LARGE, "lim", "max", "min", "underbrace", "overbrace"}
        tag = {"_": ("msub", "munder"), "^": ("msup", "mover"), "_^": ("msubsup", "munderover")}
        name = tag["".join(sorted(scripts, reverse=True))][over]
        return f"<{name}>{base}{''.join(scripts[k] for k in '_^' if k in scripts)}</{name}>"

    def one(self) -> str:
        """A letter, a number, a sign, a group in braces or a command with what it takes."""
        token = self.next()
        if token == "{":
            inner = self.row(("}",))
            self.next("}")
            return f"<mrow>{inner}</mrow>"
        if token in ("}", "&", "\\\\", "_", "^"):
            raise Unknown(token)
        if token.startswith("\\"):
            return self.command(token[1:])
        if token[0].isdigit():
            return f"<mn>{token}</mn>"
        if token.isalpha():
            return f"<mi>{html.escape(token)}</mi>"
        fence = ' stretchy="false"' if token in "()[]|/" else ""
        return f"<mo{fence}>{html.escape({'-': '−', '*': '∗'}.get(token, token))}</mo>"

    def command(self, name: str) -> str:
        if name in LETTERS:
            return f"<mi>{LETTERS[name]}</mi>"
        if name in SIGNS:  # a fence grows with \left and \right alone
            return f'<mo stretchy="false">{SIGNS[name]}</mo>'
        if name in LARGE:
            return f"<mo>{LARGE[name]}</mo>"
        if name in NAMES:
            return f"<mi>{name}</mi>"
        if name in SPACES:
            return f'<mspace width="{SPACES[name]}em"></mspace>'
        if name in ("{", "}", "|", "%", "#", "_", "$", "&"):
            return f"<mo>{html.escape('‖' if name == '|' else name)}</mo>"
        if name in ("frac", "tfrac", "dfrac"):
            return f"<mfrac>{self.one()}{self.one()}</mfrac>"
        if name == "sqrt":
            return f"<msqrt>{self.one()}</msqrt>"
        if name in ACCENTS:
            return f'<mover accent="true">{self.one()}<mo>{ACCENTS[name]}</mo></mover>'
        if name in ("underbrace", "overbrace"):
            tag, sign = ("munder", "⏟") if name == "underbrace" else ("mover", "⏞")
            return f"<{tag}>{self.one()}<mo>{sign}</mo></{tag}>"
        if name in FONTS:
            return f'<mi mathvariant="{FONTS[name]}">{self.words()}</mi>'
        if name in ("text", "textrm", "mbox"):
            return f"<mtext>{self.words()}</mtext>"
        if name == "left":
            return self.fenced()
        if name == "begin":
            return self.table()
        raise Unknown(name)

    def words(self) -> str:
        """What stands in braces, as it is, with its spaces."""
        self.next("{")
        start = self.at
        while self.next() != "}":
            if self.tokens[self.at - 1] in ("{", "$") or self.tokens[self.at - 1][0] == "\\":
                raise Unknown("commands in a text")
        first, last = self.places[start - 1] + 1, self.places[self.at - 1]
        return html.escape("".join(self.spaced[first:last])).replace(" ", "\N{NO-BREAK SPACE}")

    def fenced(self) -> str:
        left = self.fence()
        inner = self.row(("\\right",))
        self.next("\\right")
        return f"<mrow>{left}{inner}{self.fence()}</mrow>"

    def fence(self) -> str:
        token = self.next()
        sign = SIGNS.get(token.removeprefix("\\"), token.removeprefix("\\"))
        if len(sign) != 1:
            raise Unknown(token)
        return "" if sign == "." else f'<mo stretchy="true">{html.escape(sign)}</mo>'

    def table(self) -> str:
        """\\begin{matrix} … \\end{matrix}: rows of cells."""
        kind = self.environment()
        if kind not in FENCES:
            raise Unknown(kind)
        rows = [[]]
        while True:
            rows[-1].append(f"<mtd>{self.row(('&', chr(92) * 2, chr(92) + 'end'))}</mtd>")
            sign = self.next()
            if sign == "\\\\":
                rows.append([])
            elif sign == "\\end":
                break
        if self.environment() != kind:
            raise Unknown(kind)
        inner = "".join(f"<mtr>{''.join(cells)}</mtr>" for cells in rows)
        left, right = (FENCES[kind] + "  ")[:2]
        marks = [f"<mo>{sign}</mo>" if sign != " " else "" for sign in (left, right)]
        return f"<mrow>{marks[0]}<mtable>{inner}</mtable>{marks[1]}</mrow>"

    def environment(self) -> str:
        return self.words().strip()
