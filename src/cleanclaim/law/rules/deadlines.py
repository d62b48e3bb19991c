"""The last days of what is no first claim: a corrected claim, an appeal, a claim to the payer that pays second.

Each runs from a day of its own: that of the service, of the decision, or of its receipt (Medicare presumes five days), and
a claim to a second payer from the first one's decision. A first claim has `visits.late`; Medi-Cal pays one that is late in
part until the twelfth month.

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
    medicare    | 2026-01-05   | appeal     | 2026-02-02 | 2026-06-08 | 97110 |      15 |     1 ||                   # 5 days of mail, 120 more: a Sunday, and Medicare moves it
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
    -
    medicaid_ca | 2026-01-02   |            |            | 2026-07-31 | 97110 |      15 |     1 ||
    -
    medicaid_ca | 2026-01-02   |            |            | 2026-08-04 | 97110 |      15 |     1 || paid_in_part        # in the seventh month
    -
    medicaid_ca | 2026-01-02   |            |            | 2027-02-02 | 97110 |      15 |     1 ||                     # past the twelfth
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
)
def appeal_late(appealed_late: bool) -> bool:
    """An appeal past the limit is dismissed, whatever it says; a dismissal has no adjustment code."""
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


MOVES = Missing(
    "Whether a last day on a weekend moves",
    'Ask the payer, and write weekend = "moves" or "stays" into timely_filing of your own payer file (--payers).',
    name="timely_filing_weekend",
)


MEDICARES_EXCEPTIONS = (
    "; Medicare's are few, such as its own error or coverage granted back, and an earlier timely claim is none"
)


@fact
def is_first_claim(sent_as: str | None = None) -> bool:
    """Whether it is a first claim, as it is where nothing else is said."""
    return sent_as in (None, "first")


@fact
def last_filing_day(service_date: date, timely_filing: TimeLimit) -> date:
    """By when a first claim had to arrive."""
    return timely_filing.latest_day(service_date)


@fact(missing=("service_date", "timely_filing", "filed_on", MOVES))
def filed_late(service_date: date, timely_filing: TimeLimit, filed_on: date) -> bool | None:
    """Whether the day of filing is past the payer's limit; unknown where only a weekend clause nobody read decides."""
    return timely_filing.is_past(service_date, filed_on)


@fact
def last_day_at_less(service_date: date, timely_filing: TimeLimit, late_filing_months: int | None = None) -> date:
    """Until when a first claim is paid at all: past its limit at less, where the payer pays such a claim."""
    if not late_filing_months:
        return timely_filing.latest_day(service_date)
    return timely_filing.months_past(service_date, late_filing_months)


@fact
def paid_at_less(
    service_date: date, timely_filing: TimeLimit, filed_on: date, late_filing_months: int | None = None
) -> bool:
    """Whether a claim of this day, late as it is, is still paid at less."""
    return bool(late_filing_months and filed_on <= timely_filing.months_past(service_date, late_filing_months))


@fact
def exceptions_named(claim_filing: str | None = None) -> str:
    """What is known of the payer's exceptions, in words: of Medicare's alone."""
    return MEDICARES_EXCEPTIONS if claim_filing == "MB" else ""


@rule(
    title="Filed late, and paid at less",
    cite="payer-policy",
    when="is_first_claim",
    severity="warn",
    unknown="info",
    message="A first claim had to arrive by {last_filing_day:date}; one that arrives by {last_day_at_less:date} is paid at less.",
    remedy="File at once. If the delay has a reason that this payer accepts, name it on the claim (CLM20), with proof.",
)
def paid_in_part(filed_late: bool, paid_at_less: bool) -> bool:
    """Some payers pay a late claim in part: each month of further delay costs, and the claim is not lost."""
    return filed_late and paid_at_less


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
)
def decision_misdated(decision_does_not_fit: bool) -> bool:
    """The limits of corrections and appeals run from that day, so a wrong one hides a claim that is late."""
    return decision_does_not_fit
