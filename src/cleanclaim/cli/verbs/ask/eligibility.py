"""Ask whether the practice's patients are covered, for therapy above all (270).

Insurers of injuries are left out, who cover a case and not a member, and patients who pay themselves. Questions that go
to several receivers are in a file each.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.call import Output
from cleanclaim.cli.inputs import load_practice
from cleanclaim.cli.options import DAY, BillingPractice, Format, Overwrite, PayerWords
from cleanclaim.cli.screen import pluralize, say, say_json
from cleanclaim.cli.verbs.ask._inquiry_files import say_written, write_inquiries, written_json
from cleanclaim.exchange.x12.inquiries import OF_INJURIES, eligibility_inquiry
from cleanclaim.exchange.x12.write_270 import write_270
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import NO_CLAIMS, Practice

EXAMPLES = (
    "cleanclaim ask eligibility --practice practice.toml -o monday.270",
    "cleanclaim ask eligibility --practice practice.toml --patient P05 --on 03/09/2026 -o P05.270",
)


def run(
    format: Format,
    *,
    practice: BillingPractice,
    mapping: PayerWords,
    patient: Annotated[
        tuple[str, ...],
        click.Option(["--patient"], multiple=True, metavar="PATIENT_ID", help="Only this patient; may be given again."),
    ],
    payer: Annotated[
        tuple[str, ...],
        click.Option(["--payer"], multiple=True, metavar="NAME", help="Only this payer; may be given again."),
    ],
    on: Annotated[
        date | None,
        click.Option(["--on"], type=DAY, metavar="DATE", help="Covered on this day? Today, unless given."),
    ],
    output: Annotated[
        Path,
        Output("The 270 to write.", content="the questions", example="eligibility.270", required=True),
    ],
    force: Overwrite,
) -> int:
    """Ask the payers whether the patients are covered; returns the exit code."""
    billing = load_practice(practice, mapping=mapping)
    covered_on = on or date.today()
    wanted = [billing.patients[one] for one in _known(patient, billing)]
    coverages = [
        (person, coverage)
        for person in wanted
        for coverage in person.coverages.values()
        if not payer or coverage.payer in payer
    ]
    inquiries = [
        eligibility_inquiry(person, coverage, billing, covered_on)
        for person, coverage in coverages
        if billing.payers[coverage.payer].claim_filing not in (*OF_INJURIES, NO_CLAIMS)
    ]
    inquiries.sort(key=lambda one: one.payer.last_or_organization or "")
    if not inquiries:
        what = (
            "only by insurers of injuries or by themselves, who are not asked"
            if coverages
            else "by none of these payers"
        )
        raise UserError(str(practice), f"the patients are covered {what}", "Name other patients or payers.")
    files = write_inquiries(inquiries, billing, "eligibility", output, write_270, force=force)
    if format == "json":
        say_json(written_json(files) | {"on": covered_on, "asked": inquiries})
        return 0
    say_written(files, inquiries, f"covered on {day(covered_on)}?")
    left = len(coverages) - len(inquiries)
    if left:
        say(f"{pluralize(left, 'coverage')} left out: insurers of injuries cover a case, self-pay patients have none.")
    return 0


def _known(patients: Sequence[str], practice: Practice) -> Sequence[str]:
    for one in patients:
        if one not in practice.patients:
            raise UserError(f'patient "{one}"', "is not in the patients file", "Add the patient, or correct the id.")
    return patients or list(practice.patients)
