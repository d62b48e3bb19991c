"""`cleanclaim review`: what is wrong, why, and what to do, claim by claim."""

from datetime import date
from pathlib import Path

from cleanclaim.cli.inputs import Papers, office_at, overrides_in, practice_at, visits_with_allowed
from cleanclaim.cli.screen import plural, progress, say, say_findings, say_json, styled
from cleanclaim.cli.verbs.code import EXIT, heading
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.law.review.review import ClaimReview, Review, review
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.visit import Visit
from cleanclaim.reference.library import Library

WORDS = {"clean": ("clean", "green"), "failed": ("held", "red"), "undetermined": ("undetermined", "cyan")}


def run(
    file: str,
    format: str,
    *,
    payer: str | None,
    practice: Path | None,
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
    counts: bool,
) -> int:
    """Review a file and print it; returns the exit code."""
    office = office_at(zip_code, locality, practice_at(practice) if practice else None, qualifying=qualifying)
    papers = Papers(file, history, charts, notes, payer, office.practice)
    of_claims = begins_as_x12(file)
    visits = visits_with_allowed(papers, office, as_of=as_of, known_on=known_on, payers=payers, library=library)
    fees = office.practice.fees if office.practice else None
    staff = office.practice.clinicians if office.practice else None
    with progress("Reviewing", len(visits)) as report:
        result = review(
            visits,
            as_of=as_of,
            known_on=known_on,
            filed_on=filed_on or (_sent_on(file) if of_claims else None),
            payers=payers,
            library=library,
            fees=fees,
            staff=staff,
            overrides=overrides_in(overrides),
            progress=report,
        )
    if format == "json":
        say_json({"summary": result.summary, "claims": [as_json(claim) for claim in result.claims]})
    else:
        say_review(file, visits, result, payers, of_claims=of_claims)
        if counts:
            _say_counts(result)
    return exit_code(result)


def _sent_on(file: str) -> date | None:
    from cleanclaim.claims.visits_from_837p import sent_on

    return sent_on(file)


def as_json(claim: ClaimReview) -> dict[str, object]:
    """A claim in the contract's shape."""
    return {name: getattr(claim, name) for name in ("visit_id", "status", "findings", "checked")}


def exit_code(result: Review) -> int:
    """1 where a claim has a fault, 3 where none has but something is undetermined, else 0."""
    statuses = {claim.status for claim in result.claims}
    return next(
        EXIT[status] for status in ("failed", "undetermined", "clean") if status in statuses or status == "clean"
    )


def say_review(
    file: str, visits: list[Visit], result: Review, payers: Path | None = None, *, of_claims: bool = False
) -> None:
    """The whole review: what was read, the claims that need a look, the totals. `of_claims`: it was an 837P."""
    counts = f"{plural(len(visits), 'visit')} · {plural(len({visit.payer for visit in visits}), 'payer')}"
    say(f"{styled(file, bold=True)}   {counts} · {_law(result)}")
    not_told: frozenset[str] = frozenset()
    if of_claims:
        from cleanclaim.claims.visits_from_837p import NOT_ON_A_CLAIM

        not_told = NOT_ON_A_CLAIM
        say("A claim tells neither minutes nor who gave a service: what hangs on them is open, and is not said again.")
        say(styled(f"Voids are left out. `cleanclaim validate {file}` checks the file itself.", dim=True))
    say()
    for visit, claim in zip(visits, result.claims, strict=True):
        shown = [finding for finding in claim.findings if finding.severity != "info" and finding.outcome != "bypassed"]
        shown = [finding for finding in shown if finding.evidence.get("unknown") not in not_told]
        if shown:
            word, colour = WORDS[claim.status]
            say(f"{heading(visit, payers)}   {styled(word, colour, bold=True)}")
            say_findings(shown, {number: line.code for number, line in enumerate(claim.lines, 1)})
            say()
    say_totals(result)


def _say_counts(result: Review) -> None:
    """What each rule came to, the one that holds most claims first."""
    say()
    heads = f"{'held':>8} {'faults':>8} {'open':>8} {'bypassed':>9} {'of claims':>10}"
    say(f"{styled('By rule'.ljust(32), bold=True)} {styled(heads, dim=True)}")
    for rule_id, seen in result.summary["rules"].items():
        share = seen["held"] / result.summary["claims"]
        numbers = f"{seen['held']:>8,} {seen['fail']:>8,} {seen['undetermined']:>8,} {seen['bypassed']:>9,}"
        say(f"{rule_id:<32} {numbers} {share:>10.1%}")


PAPERS = {"chart": "--charts", "clinician": "licences and enrolments in --practice", "note": "--notes"}


def _say_not_asked(result: Review) -> None:
    """What more could be checked, and what to give for it."""
    more = [f"{count} on the {paper} ({PAPERS[paper]})" for paper, count in result.summary["not_asked"].items()]
    if more:
        say(styled(f"Not asked: {', '.join(more)}.", dim=True))


def _law(result: Review) -> str:
    stale = [name for name, use in result.summary["reference"].items() if use["stale"]]
    held = f"law {result.summary['law']}"
    return f"{held} · stale for these dates: {', '.join(stale)}" if stale else held


def say_totals(result: Review) -> None:
    """How many claims are clean, held and undetermined, and the dollars of each; what could not be asked."""
    amounts = dict.fromkeys(WORDS, 0)
    for claim in result.claims:
        amounts[claim.status] += claim.charge
    counts = [f"{result.summary[status]:,} {styled(word, colour)}" for status, (word, colour) in WORDS.items()]
    ready, rest = amounts["clean"], amounts["failed"] + amounts["undetermined"]
    say(f"{'   '.join(counts)}          {dollars_for_people(ready)} ready   {dollars_for_people(rest)} held")
    looks = sum(1 for c in result.claims if c.status == "clean" and any(f.severity == "warn" for f in c.findings))
    if looks:
        say(f"{plural(looks, 'clean claim')} with something to look at, marked look or ? above.")
    _say_not_asked(result)
    unknown_years = sum(1 for claim in result.claims for f in claim.findings if f.evidence.get("unknown") == "spent")
    if unknown_years:
        say(f"KX could not be checked for {plural(unknown_years, 'visit')}: give the patients' year with --history.")
    first = next((f.rule for c in result.claims for f in c.findings if f.severity == "stop"), None)
    if first:
        say(styled(f"`cleanclaim rules show {first}` explains a finding; `--format json` for programs.", dim=True))
