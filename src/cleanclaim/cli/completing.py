"""What a shell may complete when somebody presses Tab: files, rules, payers."""

import click
from click.shell_completion import CompletionItem

PROGRAM = "cleanclaim"
COMPLETION_VARIABLE = "_CLEANCLAIM_COMPLETE"
"""By which a shell says that it wants to complete: `bash_complete`."""


def complete_file(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem[str]]:
    """The shell completes the names of files itself."""
    return [CompletionItem(begun, type="file")]


def complete_rule(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem[str]]:
    """Ids of rules, and their families while no dot is written."""
    from cleanclaim.law.review.rule_set import rule_set

    rules = rule_set().rules
    families = {rule_id.partition(".")[0] for rule_id in rules}
    known = rules if "." in begun else {*rules, *families}
    return [CompletionItem(name) for name in sorted(known) if name.startswith(begun)]


def complete_payer(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem[str]]:
    """Payers with a policy of ours."""
    from cleanclaim.law.policies.policy import payer_names

    return [CompletionItem(name) for name in sorted(payer_names(None)) if name.startswith(begun)]
