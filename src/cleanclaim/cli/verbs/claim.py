"""`cleanclaim claim`: the clean claims written, the held ones listed."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cleanclaim.claims.claim import ClaimResult, claim
from cleanclaim.cli.inputs import Papers, files_of, office_at, overrides_in, practice_at, visits_with_allowed
from cleanclaim.cli.screen import plural, progress, say, say_json, styled, wrapped
from cleanclaim.cli.verbs.code import heading
from cleanclaim.cli.verbs.review import exit_code
from cleanclaim.cli.verbs.void import Named, named, say_notes, unchanged
from cleanclaim.cli.writing import spare, write_whole
from cleanclaim.exchange.files.attachments import read_attachments
from cleanclaim.model.adjudicated import Attachment
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars, dollars_for_people
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import Visit
from cleanclaim.reference.library import Library


def run(
    file: str,
    practice: Path,
    output: Path,
    format: str,
    *,
    zip_code: str | None,
    locality: str | None,
    qualifying: bool,
    history: str | None,
    charts: Path | None,
    notes: Path | None,
    overrides: Path | None,
    payers: Path | None,
    as_of: date | None,
    known_on: date | None,
    library: Library,
    filed_on: date | None,
    replace: Sequence[str] = (),
    sent: Path | None = None,
    paid: Sequence[Path] = (),
    attach: Path | None = None,
) -> int:
    """Claim a file's visits and print what became of them; returns the exit code."""
    billing = practice_at(practice)
    papers = Papers(file, history, charts, notes)
    spare(output, [*papers.files, *files_of(practice), sent, *paid, attach], "the claims", "claims.837")
    earlier = corrected(replace, sent, paid, billing, payers)
    office = office_at(zip_code, locality, billing, qualifying=qualifying)
    visits = visits_with_allowed(papers, office, as_of=as_of, known_on=known_on, payers=payers, library=library)
    papers_along = _attached(attach, visits)
    with progress("Reviewing", len(visits)) as report:
        claimed = claim(
            visits,
            billing,
            as_of=as_of,
            known_on=known_on,
            filed_on=filed_on,
            payers=payers,
            library=library,
            overrides=overrides_in(overrides),
            corrections=earlier.corrections,
            papers=papers_along,
            progress=report,
        )
    if claimed.text is not None:
        write_whole(output, claimed.text)
    heeded = [*earlier.notes, *unchanged(claimed.claims, earlier.corrections)] if replace else []
    if format == "json":
        say_json(_as_json(claimed, output, heeded))
    else:
        say_notes(heeded)
        say_claims(visits, claimed, output, payers)
    if replace:
        return 1 if claimed.held else 0
    return exit_code(claimed.review) or (1 if claimed.held else 0)


def _attached(path: Path | None, visits: Sequence[Visit]) -> dict[str, tuple[Attachment, ...]]:
    """The papers of the visits. Raises UserError where one is a visit's that is not given."""
    if path is None:
        return {}
    found = read_attachments(path)
    strangers = sorted(found.keys() - {visit.visit_id for visit in visits})
    if strangers:
        raise UserError(str(path), f'no visit given is "{strangers[0]}"', "Correct its visit_id, or leave the row out.")
    return found


def corrected(
    replace: Sequence[str], sent: Path | None, paid: Sequence[Path], practice: Practice, payers: Path | None
) -> Named:
    """The claims to be replaced; none where none is named. Raises UserError for files that then say nothing."""
    if replace:
        return named(replace, sent, paid, practice, payers)
    if sent or paid:
        raise UserError("--replace", "is missing", "Name the claim to replace, or leave out --sent and --paid.")
    return Named([], [])


def say_claims(visits: list[Visit], claimed: ClaimResult, output: Path, payers: Path | None = None) -> None:
    """What was written, and what is held and why."""
    say_held(visits, claimed, payers)
    total = sum(one.charge for one in claimed.claims)
    lines = sum(len(one.lines) for one in claimed.claims)
    if claimed.text is None:
        say("No claim is clean; nothing was written.")
    else:
        written = f"{plural(len(claimed.claims), 'claim')}, {plural(lines, 'line')}, {dollars_for_people(total)}"
        say(f"{styled(str(output), bold=True)}   {written}")
    if claimed.held:
        say(f"{plural(len(claimed.held), 'visit')} held, listed above; nothing of them was written.")
    if claimed.left_out:
        say(f"{plural(len(claimed.left_out), 'visit')} of no claim that is replaced; left out.")
    if claimed.patient_pays:
        say(f"Paid by the patient, no claim: {', '.join(f'visit {visit_id}' for visit_id in claimed.patient_pays)}.")


def say_held(visits: list[Visit], claimed: ClaimResult, payers: Path | None = None) -> None:
    """The visits on no claim, each with every reason."""
    by_id = {visit.visit_id: visit for visit in visits}
    for held in claimed.held:
        say(f"{heading(by_id[held.visit_id], payers)}   {styled('held', 'red', bold=True)}")
        for reason in held.reasons:
            for text in wrapped(reason.reason, 92):
                say(f"    {text}")
            for text in wrapped(reason.remedy, 90):
                say(f"      {text}")
            if reason.rule:
                say("      " + styled(reason.rule, dim=True))
    if claimed.held:
        say()


def _as_json(claimed: ClaimResult, output: Path, notes: list[str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "written": str(output) if claimed.text is not None else None,
        "claims": [
            {
                "claim_id": one.claim_id,
                "patient_id": one.patient.patient_id,
                "payer": one.payer.policy,
                "rendering_npi": one.rendering.npi,
                "charge": dollars(one.charge),
                **({"replaces": one.payer_claim_number} if one.payer_claim_number else {}),
                "lines": len(one.lines),
                "visits": list(dict.fromkeys(line.visit_id for line in one.lines)),
            }
            for one in claimed.claims
        ],
        "held": claimed.held,
        "patient_pays": claimed.patient_pays,
        "summary": claimed.review.summary,
    }
    return told | {"left_out": claimed.left_out, "notes": notes} if claimed.left_out or notes else told
