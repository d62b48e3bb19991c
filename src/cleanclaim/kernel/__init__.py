"""Facts and questions, compiled. Knows nothing of therapy: it sorts names, and answers what is asked.

A *fact* is a plain function that gives a name a value. A *rule* is a plain function that answers one
yes-or-no question, true meaning fault. Parameter names are the inputs. See `functions` for how they are
written, `rule_set` for how they hang together, `plan` and `compiler` for how they run, `memory` for what is remembered,
`missing` for what leaves a question open.
"""

from cleanclaim.kernel.compile_cache import Layout
from cleanclaim.kernel.compiler import Answer, Compiled, compile_rules
from cleanclaim.kernel.functions import (
    BYPASSED,
    FAIL,
    UNDETERMINED,
    Each,
    Fact,
    Missing,
    Rule,
    RuleSetError,
    fact,
    rule,
)
from cleanclaim.kernel.rule_set import Input, RuleSet

__all__ = [
    "BYPASSED",
    "FAIL",
    "UNDETERMINED",
    "Answer",
    "Compiled",
    "Each",
    "Fact",
    "Input",
    "Layout",
    "Missing",
    "Rule",
    "RuleSet",
    "RuleSetError",
    "compile_rules",
    "fact",
    "rule",
]
