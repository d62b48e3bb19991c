"""The last days of what is no first claim: a corrected claim, an appeal, a claim to the payer that pays second.

Each runs from a day of its own: that of the service, of the decision, or of its receipt (Medicare presumes five days), and
a claim to a second payer from the first one's decision. A first claim has `visits.late`.

    payer       | service_date | sent_as    | decided_on | filed_on   | code  | minutes | units || broken
    medicare    | 2025-03-03   | correction | 2025-04-10 | 2026-04-10 | 97110 |      15 |     1 ||
    -
    medicare    | 2025-03-03   | correction | 2025-04-10 | 2026-04-13 | 97110 |      15 |     1 || correction_late
    -
    medicare    | 2025-03-03   | correction |            | 2026-04-13 | 97110 |      15 |     1 || correction_late?
    -
    medicaid_oh | 2025-03-03   | correction |            | 2026-03-04 | 97110 |      15 |     1 || correction_late   # from the date of service
    -
    uhc         | 2025-03-03   | correction | 2025-04-10 | 2026-04-10 | 97110 |      15 |     1 || correction_late?  # nobody read by when
    -
    medicare    | 2026-01-05   | appeal     | 2026-02-02 | 2026-06-05 | 97110 |      15 |     1 ||
    -
    medicare    | 2026-01-05   | appeal     | 2026-02-02 | 2026-06-08 | 97110 |      15 |     1 || appeal_late?      # 5 days of mail, 120 more: a Sunday
    -
    medicare    | 2026-01-05   | appeal     | 2026-02-02 | 2026-06-09 | 97110 |      15 |     1 || appeal_late
    -
    va          | 2026-01-05   | appeal     | 2026-02-02 | 2026-05-04 | 97110 |      15 |     1 || appeal_late?      # day 90 is a Sunday too
    -
    va          | 2026-01-05   | appeal     | 2026-02-02 | 2026-05-05 | 97110 |      15 |     1 || appeal_late
    -
    bcbs_ne     | 2026-01-05   | second     | 2026-03-02 | 2026-06-30 | 97110 |      15 |     1 ||                   # 120 days from the first payer's
    -
    bcbs_ne     | 2026-01-05   | second     | 2026-03-02 | 2026-07-01 | 97110 |      15 |     1 || second_late
    -
    tricare     | 2025-01-06   | second     | 2026-01-05 | 2026-03-02 | 97110 |      15 |     1 ||                   # past the year, within the 90 days
    -
    humana      | 2026-01-05   | second     | 2026-03-02 | 2026-07-01 | 97110 |      15 |     1 || second_late?
    -
    medicare    | 2026-01-05   |            | 2026-02-02 | 2026-03-02 | 97110 |      15 |     1 || decision_misdated   # a first claim has none
    -
    medicare    | 2026-01-05   | correction | 2027-02-02 | 2026-03-02 | 97110 |      15 |     1 || decision_misdated   # not yet decided
    -
    medicare    | 2026-01-05   | appeal     | 2026-01-04 | 2026-03-02 | 97110 |      15 |     1 || decision_misdated   # before the service
    -
    medicare    |              | appeal     | 2026-01-04 | 2026-03-02 | 97110 |      15 |     1 || decision_misdated?
"""

from datetime import date, timedelta

from cleanclaim.kernel import Missing, fact, rule
from cleanclaim.law.policies.time_limits import TimeLimit

NEEDS = "claim"

WEEKEND = Missing(
    "What this payer does where a last day falls on a weekend",
    'Ask the payer, and write weekend = "moves" or "stays" into the limit of your own payer file (--payers).',
    name="weekend_of_the_limit",
)


@fact
def is_correction(sent_as: str | None = None) -> bool:
    """Whether the claim corrects one that the payer decided."""
    return sent_as == "correction"


@fact
def is_appeal(sent_as: str | None = None) -> bool:
    """Whether what is sent is an appeal."""
    return sent_as == "appeal"


@fact
def is_to_second_payer(sent_as: str | None = None) -> bool:
    """Whether the claim goes to a payer after another has decided it."""
    return sent_as == "second"


@fact(missing=("corrected_claim", "service_date", "decided_on"))
def correction_begins(corrected_claim: TimeLimit, service_date: date, decided_on: date | None = None) -> date | None:
    """The day the limit of corrections runs from."""
    return _begins(corrected_claim, service_date, decided_on)


@fact(missing=("appeal", "service_date", "decided_on"))
def appeal_begins(appeal: TimeLimit, service_date: date, decided_on: date | None = None) -> date | None:
    """The day the limit of appeals runs from."""
    return _begins(appeal, service_date, decided_on)


@fact(missing=("secondary_filing", "service_date", "decided_on"))
def second_begins(secondary_filing: TimeLimit, service_date: date, decided_on: date | None = None) -> date | None:
    """The day the limit of claims after another payer runs from."""
    return _begins(secondary_filing, service_date, decided_on)


def _begins(limit: TimeLimit, service_date: date, decided_on: date | None) -> date | None:
    if limit.number is None or limit.start in ("service", "month_of_service"):
        return service_date
    if decided_on is None or limit.start != "receipt":
        return decided_on
    return decided_on + timedelta(days=limit.mail_days)


@fact
def last_day_to_correct(corrected_claim: TimeLimit, correction_begins: date) -> date:
    """By when the corrected claim had to arrive."""
    return corrected_claim.latest_day(correction_begins)


@fact
def last_day_to_appeal(appeal: TimeLimit, appeal_begins: date) -> date:
    """By when the appeal had to arrive."""
    return appeal.latest_day(appeal_begins)


@fact
def last_day_as_second(secondary_filing: TimeLimit, second_begins: date) -> date:
    """By when the claim to the second payer had to arrive."""
    return secondary_filing.latest_day(second_begins)


@fact(missing=("correction_begins", "corrected_claim", "filed_on", WEEKEND))
def corrected_late(corrected_claim: TimeLimit, correction_begins: date, filed_on: date) -> bool | None:
    """Whether the day of filing is past the limit of corrections."""
    return corrected_claim.is_past(correction_begins, filed_on)


@fact(missing=("appeal_begins", "appeal", "filed_on", WEEKEND))
def appealed_late(appeal: TimeLimit, appeal_begins: date, filed_on: date) -> bool | None:
    """Whether the day of filing is past the limit of appeals."""
    return appeal.is_past(appeal_begins, filed_on)


@fact(missing=("second_begins", "secondary_filing", "filed_on", WEEKEND))
def filed_late_as_second(
    second_begins: date | None = None,
    secondary_filing: TimeLimit | None = None,
    filed_on: date | None = None,
    service_date: date | None = None,
    timely_filing: TimeLimit | None = None,
) -> bool | None:
    """Whether the day of filing is past the limit of claims after another payer. Within that of a first claim none is."""
    if filed_on is None:
        return None
    if (
        timely_filing is not None
        and service_date is not None
        and timely_filing.is_past(service_date, filed_on) is False
    ):
        return False
    if secondary_filing is None or second_begins is None:
        return None
    return secondary_filing.is_past(second_begins, filed_on)


@rule(
    title="Too late to correct",
    cite="payer-policy",
    when="is_correction",
    unknown="info",
    message="A corrected claim had to arrive by {last_day_to_correct:date}.",
    remedy="Ask the payer for an exception; a claim past the limit is denied, and the patient owes nothing for it. An overpayment is reported and returned all the same.",
    carc="29",
)
def correction_late(corrected_late: bool) -> bool:
    """A correction has a limit of its own, often counted from the payer's decision."""
    return corrected_late


@rule(
    title="Too late to appeal",
    cite="42-cfr-405-942",
    when="is_appeal",
    unknown="info",
    message="An appeal had to arrive by {last_day_to_appeal:date}.",
    remedy="Send it only with good cause for the delay, in writing.",
    carc="29",
)
def appeal_late(appealed_late: bool) -> bool:
    """An appeal past the limit is dismissed, whatever it says."""
    return appealed_late


@rule(
    title="Too late for the second payer",
    cite="payer-policy",
    when="is_to_second_payer",
    unknown="info",
    message="A claim to this payer after another's decision had to arrive by {last_day_as_second:date}.",
    remedy="Send it only with proof of an earlier timely claim, or of when the first payer decided.",
    carc="29",
)
def second_late(filed_late_as_second: bool) -> bool:
    """A payer that comes second counts from the first one's decision, or from the service as for any claim."""
    return filed_late_as_second


@fact
def has_decision(decided_on: date | None = None) -> bool:
    """Whether a day of a payer's decision is entered."""
    return decided_on is not None


@fact(missing=("service_date", "filed_on"))
def decision_does_not_fit(
    decided_on: date | None = None,
    sent_as: str | None = None,
    service_date: date | None = None,
    filed_on: date | None = None,
) -> bool | None:
    """Whether the day of the decision cannot be: of a first claim, before the service, or after the day of filing."""
    if decided_on is None:
        return False
    if (
        sent_as in (None, "first")
        or (service_date and decided_on < service_date)
        or (filed_on and decided_on > filed_on)
    ):
        return True
    return None if service_date is None or filed_on is None else False


@rule(
    title="Day of the decision cannot be",
    cite="payer-policy",
    when="has_decision",
    message="{decided_on:date} is entered as the day a payer decided: no first claim has one, and no day before the service or "
    "after the filing is one.",
    remedy="Correct decided_on, or say what is sent (sent_as): correction, appeal or second.",
    carc="29",
)
def decision_misdated(decision_does_not_fit: bool) -> bool:
    """The limits of corrections and appeals run from that day, so a wrong one hides a claim that is late."""
    return decision_does_not_fit
