"""Print what makes a shell complete commands, options, rules and payers: bash, zsh or fish.

Have the shell read it when it starts, and press Tab.
"""

from typing import Annotated

import click
from click.shell_completion import shell_complete

from cleanclaim.cli.completing import COMPLETION_VARIABLE, PROGRAM

SECTION = "Set up"
EXAMPLES = (
    """echo 'eval "$(cleanclaim completion bash)"' >> ~/.bashrc""",
    """echo 'eval "$(cleanclaim completion zsh)"' >> ~/.zshrc""",
    "cleanclaim completion fish > ~/.config/fish/completions/cleanclaim.fish",
)


def run(shell: Annotated[str, click.Argument(["shell"], type=click.Choice(["bash", "zsh", "fish"]))]) -> int:
    """Print the shell's script; returns the exit code."""
    program = click.get_current_context().find_root().command
    return shell_complete(program, {}, PROGRAM, COMPLETION_VARIABLE, f"{shell}_source")
