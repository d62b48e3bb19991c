"""Everything on file about a code on a date, with its sources.

CODE is a service (97140), a diagnosis (M54.50), a modifier (GP), a place of service (pos 11), or a code on a
remittance (CO-97, N130).
"""

from typing import Annotated

import click

from cleanclaim.cli.code_screens import say_code, say_diagnosis, say_modifier, say_place, say_reasons
from cleanclaim.cli.options import Format, On, PayerName, TableOptions
from cleanclaim.cli.screen import say, say_json
from cleanclaim.explanations.lookup.code_pages import CodePage
from cleanclaim.explanations.lookup.non_service_pages import DiagnosisPage, ModifierPage, PlacePage
from cleanclaim.explanations.lookup.reason_pages import ReasonPage
from cleanclaim.explanations.lookup.search_all import Reading, look_up

EXAMPLES = (
    "cleanclaim codes show 97140",
    "cleanclaim codes show M54.50",
    "cleanclaim codes show CO-97",
)


def run(
    code: Annotated[tuple[str, ...], click.Argument(["code"], nargs=-1, required=True, metavar="CODE")],
    format: Format,
    *,
    on: On,
    payer: PayerName,
    law: TableOptions,
) -> int:
    """Print all that is on file about a code; returns the exit code.

    A service, else every other reading of it. Raises UserError for an unknown code or payer.
    """
    basis = law.basis
    written, on_day = " ".join(code).upper(), on or basis.today
    pages = look_up(written, on_day, payer, basis)
    if format == "json":
        say_json(pages[0] if len(pages) == 1 else {"code": written, "on": on_day, "readings": pages})
        return 0
    for place, page in enumerate(pages):
        if place:
            say()
        _say_reading(page)
    return 0


def _say_reading(page: Reading) -> None:
    match page:
        case CodePage():
            say_code(page)
        case DiagnosisPage():
            say_diagnosis(page)
        case ModifierPage():
            say_modifier(page)
        case PlacePage():
            say_place(page)
        case ReasonPage():
            say_reasons(page)
