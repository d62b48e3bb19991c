"""Write the clean claims as an 837P, and list those on hold with the reasons.

Claims to several receivers go into a file each. With --replace FILE holds the corrected visits: those of the claim are
written as its replacement, all or none. In a project (cleanclaim.toml) what is written is remembered in its folder
`sent`, and no visit is billed twice. Several projects (`claim north/cleanclaim.toml south/cleanclaim.toml -o all.837`)
go out in one file, each a billing provider of its own, where submitter and receiver are the same.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import click
import msgspec

from cleanclaim.claims.claim import ClaimResult, claim
from cleanclaim.claims.sent_log import sent_claims
from cleanclaim.cli.call import Output, this_call
from cleanclaim.cli.claims_together import OutgoingClaims
from cleanclaim.cli.corrections import find_replacements, note_unchanged_claims, say_correction_notes
from cleanclaim.cli.inputs import load_case, load_practice
from cleanclaim.cli.options import (
    PATH,
    BillingPractice,
    Files,
    FilingOptions,
    Force,
    Paid,
    PaperOptions,
    PlaceOptions,
    ReadOptions,
    Replace,
    RowsFormat,
    SentBefore,
)
from cleanclaim.cli.outgoing_claims import (
    WrittenClaims,
    entries_of,
    say_written_claims,
    write_claims,
)
from cleanclaim.cli.progress import progress
from cleanclaim.cli.reading_screens import say_answer
from cleanclaim.cli.review_screens import exit_code, say_left_open, say_visits_on_hold
from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.screen import pluralize, say, say_table, style
from cleanclaim.cli.sent import creation_time, sending, warn_without_project
from cleanclaim.exchange.files.attachments import read_attachments
from cleanclaim.explanations.visits.left_over import describe_claims, list_left_open
from cleanclaim.law.basis import Basis
from cleanclaim.model.adjudication import Attachment
from cleanclaim.model.claim import Claim
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars, dollars_for_people
from cleanclaim.model.visit import Visit

SECTION = "Claims"
WRITES_TOGETHER = True
COLUMNS = ("visit_id", "status", "claim_id", "payer", "service_date", "patient_id", "charge", "reason")
"""A row of --format csv: a visit, its claim or why it has none."""
EXAMPLES = (
    "cleanclaim claim week.csv --practice practice.toml --dry-run",
    "cleanclaim claim week.csv --charts charts.json -o week.837",
    "cleanclaim claim fixed.csv --replace 260302AB12 -o again.837",
)


def run(
    files: Files,
    format: RowsFormat,
    *,
    reading: ReadOptions,
    law: FilingOptions,
    papers: PaperOptions,
    place: PlaceOptions,
    practice: BillingPractice,
    replace: Replace,
    sent: SentBefore,
    paid: Paid,
    attach: Annotated[
        Path | None,
        click.Option(
            ["--attach"],
            type=PATH,
            metavar="FILE",
            help="Papers that go with the claims, as CSV:"
            " visit_id, paper (PN, PZ, B3, ...), way (FX, EL, ...), number.",
        ),
    ],
    force: Force,
    output: Annotated[
        Path | None,
        Output(
            "The 837P to write; needed unless --dry-run or cleanclaim.toml names it.",
            content="the claims",
            example="claims.837",
        ),
    ],
    dry_run: Annotated[
        bool, click.Option(["--dry-run"], is_flag=True, help="Show what would be claimed, and write nothing.")
    ],
) -> int:
    """Claim a file's visits and print what became of them; returns the exit code."""
    if output is None and not dry_run:
        remedy = "Name the 837P to write: -o claims.837, or `output` in cleanclaim.toml; else try with --dry-run."
        raise UserError("--output / -o", "is missing", remedy)
    basis, billing = law.basis, load_practice(practice, law.basis, reading.mapping, strict=reading.strict)
    with sending(dry_run=dry_run) as log:
        earlier = find_replacements(replace, sent, paid, basis, billing)
        case = load_case(files, basis, reading, papers, place, practice=billing)
        attached = _attached(attach, case.visits)
        created = creation_time(basis)
        with progress("Reviewing", len(case.visits)) as report:
            claimed = claim(
                case,
                basis=basis,
                created=created,
                sent_before=log.billed_before(case.visits, again=bool(replace or force)) if log else None,
                corrections=earlier.corrections,
                papers=attached,
                progress=report,
            )
        written: list[WrittenClaims] | None = None
        if output is not None and claimed.claims and not dry_run:
            written = _send(
                OutgoingClaims(
                    log=log,
                    practice=billing,
                    claims=claimed.claims,
                    entries=entries_of(sent_claims(claimed.claims, case.visits, earlier.ends)),
                    created=created,
                    force=force,
                ),
                output,
            )
    heeded = [*earlier.notes, *note_unchanged_claims(claimed.claims, earlier.corrections)] if replace else []
    if format == "json":
        say_answer(_as_json(claimed, written or [], heeded), case)
    elif format == "csv":
        say_csv(COLUMNS, _rows(case.visits, claimed))
    else:
        say_correction_notes(heeded)
        say_claims(case.visits, claimed, written, basis)
    if replace:
        return 1 if claimed.on_hold else 0
    return exit_code(claimed.review) or (1 if claimed.on_hold else 0)


def _send(mine: OutgoingClaims, output: Path) -> list[WrittenClaims]:
    """Write the claims; none are written yet where they go out together with those of other projects."""
    together = this_call().together
    if together is not None:
        together.parts.append(mine)
        return []
    files = write_claims([mine], "claims", output)
    warn_without_project()
    return files


def _attached(path: Path | None, visits: Sequence[Visit]) -> dict[str, tuple[Attachment, ...]]:
    """The papers of the visits. Raises UserError where one is a visit's that is not given."""
    if path is None:
        return {}
    found = read_attachments(path)
    strangers = sorted(found.keys() - {visit.visit_id for visit in visits})
    if strangers:
        raise UserError(str(path), f'no visit given is "{strangers[0]}"', "Correct its visit_id, or leave the row out.")
    return found


def say_claims(
    visits: Sequence[Visit], claimed: ClaimResult, files: Sequence[WrittenClaims] | None, basis: Basis
) -> None:
    """What was written, or would be, each claim with its visits; and what is on hold and why.

    `files` is None in a dry run, and empty where the claims wait for those of other projects.
    """
    say_visits_on_hold(visits, claimed, basis)
    if claimed.claims:
        rows = [
            (one.claim_id, one.payer.name, dollars_for_people(one.charge), ", ".join(_visits_of(one)))
            for one in claimed.claims
        ]
        say_table(("claim", "payer", "charge", "visits"), rows, right="  r")
        say()
    if not claimed.claims:
        say("No claim is clean; nothing was written.")
    else:
        where = "Not written, a dry run" if files is None else files[0].file if len(files) == 1 else "The claims"
        say(f"{style(where, bold=True)}   {describe_claims(claimed)}")
        if files and len(files) > 1:
            say_written_claims(files)
    if claimed.on_hold:
        say(f"{pluralize(len(claimed.on_hold), 'visit')} on hold, listed above; nothing of them was written.")
    if claimed.left_out:
        say(f"{pluralize(len(claimed.left_out), 'visit')} of no claim that is replaced; left out.")
    if claimed.patient_pays:
        say(f"Paid by the patient, no claim: {', '.join(f'visit {visit_id}' for visit_id in claimed.patient_pays)}.")
    say_left_open(claimed)


def _visits_of(claim: Claim) -> list[str]:
    """The visits of a claim, in its order."""
    return list(dict.fromkeys(line.visit_id for line in claim.lines))


def _rows(visits: Sequence[Visit], claimed: ClaimResult) -> Iterator[tuple[object, ...]]:
    """A row a visit: on which claim it is, or why on none."""
    claims = {visit_id: one.claim_id for one in claimed.claims for visit_id in _visits_of(one)}
    reasons = {one.visit_id: "; ".join(reason.reason for reason in one.reasons) for one in claimed.on_hold}
    charges = {one.visit_id: dollars(one.charge) for one in claimed.review.claims}
    for visit in visits:
        number = visit.visit_id
        status = "claimed" if number in claims else "on hold" if number in reasons else "no claim"
        why = reasons.get(number) or ("paid by the patient" if number in claimed.patient_pays else None)
        about = (visit.payer, visit.service_date, visit.patient_id, charges.get(number))
        yield (number, status, claims.get(number), *about, None if status == "claimed" else why)


def _as_json(claimed: ClaimResult, files: Sequence[WrittenClaims], notes: list[str]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "written": files[0].file if len(files) == 1 else None,
        "files": files,
        "claims": [
            {
                "claim_id": one.claim_id,
                "patient_id": one.patient.patient_id,
                "payer": one.payer.policy,
                "rendering_npi": one.rendering.npi,
                "charge": dollars(one.charge),
                **({"replaces": one.payer_claim_number} if one.payer_claim_number else {}),
                "lines": len(one.lines),
                "visits": _visits_of(one),
            }
            for one in claimed.claims
        ],
        "held": claimed.on_hold,
        "patient_pays": claimed.patient_pays,
        **msgspec.to_builtins(list_left_open(claimed)),
        "summary": claimed.review.summary,
    }
    return answer | {"left_out": claimed.left_out, "notes": notes} if claimed.left_out or notes else answer
