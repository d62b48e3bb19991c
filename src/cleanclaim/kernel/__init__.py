"""Facts and questions, compiled. Knows nothing of therapy: it sorts names, and answers what is asked.

A *fact* is a plain function that gives a name a value. A *rule* is a plain function that answers one
yes-or-no question, true meaning fault. Parameter names are the inputs. See `book` for how to write
them, `compiler` for how they run, `examples` for the tables in their docstrings.
"""

from cleanclaim.kernel.book import Book, BookError, Each, Fact, Input, Rule, fact, rule
from cleanclaim.kernel.compiler import BYPASSED, FAIL, UNDETERMINED, Answer, Compiled, Layout, compile_book
from cleanclaim.kernel.examples import Example, examples_in

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
