"""Facts and questions, compiled. Knows nothing of therapy: it sorts names, and answers what is asked.

A *fact* is a plain function that gives a name a value. A *rule* is a plain function that answers one
yes-or-no question, true meaning fault. Parameter names are the inputs. See `functions` for how they are
written, `book` for how they hang together, `compiler` for how they run, `examples` for the tables in their docstrings.
"""

from cleanclaim.kernel.compile_cache import Layout
from cleanclaim.kernel.compiler import BYPASSED, FAIL, UNDETERMINED, Answer, Compiled, compile_book
from cleanclaim.kernel.examples import Example, examples_in
from cleanclaim.kernel.functions import BookError, Each, Fact, Rule, fact, rule
from cleanclaim.kernel.rule_set import Book, Input

__all__ = [
    "BYPASSED",
    "FAIL",
    "UNDETERMINED",
    "Answer",
    "Book",
    "BookError",
    "Compiled",
    "Each",
    "Example",
    "Fact",
    "Input",
    "Layout",
    "Rule",
    "compile_book",
    "examples_in",
    "fact",
    "rule",
]
