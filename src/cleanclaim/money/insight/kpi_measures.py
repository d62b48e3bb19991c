"""Every key figure worked out: a function for each measure of `kpis.toml`, of the same name.

What is not known is said with why; an empty reason stands for "there is nothing to divide by".
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction

from cleanclaim.money.denials.denial import Denial, State
from cleanclaim.money.insight.first_answers import AnsweredLine
from cleanclaim.money.insight.kpi_definitions import KpiDefinition
from cleanclaim.money.insight.kpi_facts import KpiBill, lines_by_visit
from cleanclaim.money.insight.kpi_scope import KpiScope, Measure, Measured, NotKnown, divide, median

_NO_WRITE_OFFS = "The folder has no money.toml with a write-off: what people gave up is not known."
_NO_PATIENT_PAYMENTS = "The folder has no money.toml with patient_payment: what patients paid is not known."
_NO_APPEALS = "The folder has no money.toml that says which denials were appealed."
_NOT_COMPARED = (
    "What payers should allow is not known: say where you are (--practice, --zip or --locality), or put contracts.toml"
    " into the folder."
)
_LOST: frozenset[State] = frozenset({"decided anew", "denied otherwise", "lost", "written off", "new"})


def _days_in_ar(kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """What is open, in days of charges."""
    if why := _too_short(kpi.days, scope):
        return why
    money = [one.money(scope.last) for one in scope.holders]
    bills = _charged_since(kpi.days, scope)
    charges = sum(one.money(scope.last).charge for one in bills)
    owed = sum(one.owed(scope.payer) - one.credit(scope.payer) for one in money)
    return divide(owed, charges, len(bills), times=kpi.days)


def _credit_bal(kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """What was paid too much, in days of net revenue."""
    if why := _too_short(kpi.days, scope):
        return why
    money = [one.money(scope.last) for one in scope.holders]
    bills = _charged_since(kpi.days, scope)
    net = sum(one.money(scope.last).charge - one.money(scope.last).adjusted for one in bills)
    return divide(sum(one.credit(scope.payer) for one in money), net, len(bills), times=kpi.days)


def _too_short(days: int, scope: KpiScope) -> NotKnown | None:
    first = scope.facts.first_service
    if first is None or (scope.last - first).days + 1 < days:
        return NotKnown(f"It takes {days} days of claims, and the folder has none so early.")
    return None


def _charged_since(days: int, scope: KpiScope) -> list[KpiBill]:
    since = scope.last - timedelta(days=days - 1)
    return [one for one in scope.standing if one.service and since <= one.service <= scope.last]


def _aging(kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """What is open of an age from the day of service."""
    return _aged(kpi, scope, ((one, one.service) for one in scope.holders))


def _aging_billed(kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """The same from the day of the last bill."""
    return _aged(kpi, scope, ((one, _last_sent(one, scope.last)) for one in scope.holders))


def _last_sent(bill: KpiBill, on: date) -> date | None:
    """The last day it was sent until a day; its first, where it was sent again only later."""
    return bill.last_sent if bill.last_sent and bill.last_sent <= on else bill.sent


def _aged(kpi: KpiDefinition, scope: KpiScope, bills: Iterable[tuple[KpiBill, date | None]]) -> Measured | NotKnown:
    owed = [(one.money(scope.last).owed(scope.payer), (scope.last - begins).days) for one, begins in bills if begins]
    found = [(cents, age) for cents, age in owed if cents > 0]
    most = kpi.days_to if kpi.days_to is not None else max((age for _, age in found), default=0)
    aged = sum(cents for cents, age in found if kpi.days_from <= max(age, 0) <= most)
    return divide(aged, sum(cents for cents, _ in found), len(found))


def _gcr(kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Payments by charges."""
    money = [one.money(scope.facts.as_of) for one in scope.served(kpi.days)]
    return divide(sum(one.paid for one in money), sum(one.charge for one in money), len(money))


def _ncr(kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Payments by what could be collected."""
    money = [one.money(scope.facts.as_of) for one in scope.served(kpi.days)]
    return divide(sum(one.paid for one in money), sum(one.charge - one.adjusted for one in money), len(money))


def _adj_ncr_trap(kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Write-offs by what could be collected."""
    if not scope.facts.has_write_offs:
        return NotKnown(_NO_WRITE_OFFS)
    money = [one.money(scope.facts.as_of) for one in scope.served(kpi.days)]
    return divide(sum(one.written_off for one in money), sum(one.charge - one.adjusted for one in money), len(money))


def _initial_vs_final(_kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Write-offs of refused amounts by net revenue."""
    if not scope.facts.has_write_offs:
        return NotKnown(_NO_WRITE_OFFS)
    gone = 0
    for one in scope.known:
        for entry in one.entries:
            if entry.kind == "write-off" and scope.has(entry.on):
                gone -= sum(posting.cents for posting in entry.postings if posting.account.kind == "denied")
    money = [one.money(scope.facts.as_of) for one in scope.served()]
    return divide(gone, sum(one.charge - one.adjusted for one in money), len(money))


def _rev_visit(kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Payments by visits, of bills that had their time."""
    bills = scope.served(kpi.days)
    visits = sum(len(one.visits) for one in bills)
    return divide(sum(one.money(scope.facts.as_of).paid for one in bills), visits, visits)


def _pos_rate(_kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Payments of patients by the day of service, of all of theirs."""
    if not scope.facts.has_patient_payments:
        return NotKnown(_NO_PATIENT_PAYMENTS)
    found = [
        (payment.cents, payment.on <= one.service)
        for one in scope.known
        if one.service
        for payment in one.patient_payments
        if payment.cents > 0 and scope.has(payment.on)
    ]
    return divide(sum(cents for cents, early in found if early), sum(cents for cents, _ in found), len(found))


def _copay_rate(_kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Copays that were paid by the day of service."""
    if not scope.facts.has_patient_payments:
        return NotKnown(_NO_PATIENT_PAYMENTS)
    due = [one for one in scope.served() if one.copay > 0]
    paid = 0
    for one in due:
        early = sum(each.cents for each in one.patient_payments if one.service and each.on <= one.service)
        paid += min(max(early, 0), one.copay)
    return divide(paid, sum(one.copay for one in due), len(due))


def _overturn(_kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Appeals that brought something, of those decided."""
    if scope.facts.denials is None:
        return NotKnown(_NO_APPEALS)
    mine = {one.claim_id for one in scope.holders}
    appealed = [
        one
        for one in scope.facts.denials
        if one.claim_id in mine and scope.payer in {"", one.payer} and any(e.state == "appealed" for e in one.history)
    ]
    won, lost = [one for one in appealed if _is_won(one)], [one for one in appealed if _is_lost(one)]
    decided = won + [one for one in lost if one not in won]
    return divide(len(won), len(decided), len(decided))


def _is_won(one: Denial) -> bool:
    return one.state == "won" or (one.recovered > 0 and _is_lost(one))


def _is_lost(one: Denial) -> bool:
    """Whether an appeal brought no more: decided so, or lost as a person says, be there a further level or not."""
    return one.state in _LOST or any(event.state == "lost" for event in one.history)


def _acceptance(_kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """First claims that were taken in, of those that were answered."""
    sent = [one for one in scope.known if scope.has(one.sent) and one.accepted is not None]
    if not scope.has_any_answer:
        return NotKnown("The folder has no answer (277CA, 999) to a claim in it.")
    return divide(sum(one.accepted is True for one in sent), len(sent), len(sent))


def _fpr(kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Claims settled at the first try, of those that were decided."""
    until = scope.facts.as_of - timedelta(days=kpi.days)
    sent = [one for one in scope.known if one.sent and scope.has(one.sent) and one.sent <= until and one.first_answer]
    return divide(sum(map(_settled_at_once, sent)), len(sent), len(sent))


def _settled_at_once(bill: KpiBill) -> bool:
    answer = bill.first_answer
    if answer is None or not bill.decided_once:
        return False
    return not any(line.refusals for line in answer.lines) and sum(line.allowed for line in answer.lines) > 0


def _denial_ct(_kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Claims with a refused line, of those decided."""
    answers = scope.answers()
    return divide(sum(one.is_denied for one in answers), len(answers), len(answers))


def _denial_line(_kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Refused lines, of those decided."""
    lines = _lines(scope)
    return divide(sum(one.is_denied for one in lines), len(lines), len(lines))


def _denial_amt(_kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Charges of refused lines, of those decided."""
    lines = _lines(scope)
    refused = sum(one.charge for one in lines if one.is_denied)
    return divide(refused, sum(one.charge for one in lines), len(lines))


def _denied_for(kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Lines refused for what the playbook has under some kinds of work, of those decided."""
    answers = scope.answers()
    if kpi.only_payers_with:
        every = [answer for one in scope.facts.bills for answer in one.answers]
        ever = {one.payer for one in every if any(kpi.kinds & line.categories for line in one.lines)}
        if not ever:
            return NotKnown("No payer in the folder ever refused a line for it; who requires it is not known.")
        answers = [one for one in answers if one.payer in ever]
    lines = [line for one in answers for line in one.lines]
    return divide(sum(bool(kpi.kinds & one.categories) for one in lines), len(lines), len(lines))


def _lines(scope: KpiScope) -> list[AnsweredLine]:
    return [line for one in scope.answers() for line in one.lines]


def _bill_lag(_kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Days from service to the first claim."""
    found = [(one.sent - one.service).days for one in scope.known if one.sent and one.service and scope.has(one.sent)]
    return median(found)


def _pay_lag(_kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Days from sending to the first payment."""
    found = []
    for one in scope.known:
        answer = one.first_answer
        if one.sent and answer and answer.on and answer.paid > 0 and scope.has(answer.on):
            found.append((answer.on - one.sent).days)
    return median(found)


def _units_visit(_kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Units by visits."""
    units = [one.units for one in scope.visits() if one.units is not None]
    return divide(sum(units), len(units), len(units))


def _visits_case(kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Visits by courses of care that ended."""
    days: dict[str, set[date]] = defaultdict(set)
    for bill in scope.standing:
        for visit in bill.visits:
            days[visit.patient].add(visit.on)
    begins = scope.facts.first_service
    apart = timedelta(days=kpi.days)
    cases = [case for found in days.values() for case in _cases(sorted(found), apart)]
    ended = [
        one
        for one in cases
        if begins and one[0] - begins > apart and scope.facts.as_of - one[-1] >= apart and scope.has(one[-1])
    ]
    return divide(sum(map(len, ended)), len(ended), len(ended))


def _cases(days: list[date], apart: timedelta) -> list[list[date]]:
    """A patient's days, parted where none follows within so many days."""
    found: list[list[date]] = []
    for on in days:
        if found and on - found[-1][-1] < apart:
            found[-1].append(on)
        else:
            found.append([on])
    return found


def _payer_mix(_kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """A payer's visits, of all."""
    if not scope.payer:
        return NotKnown("It is counted payer by payer: --by payer.")
    every = sum(scope.has(visit.on) for one in scope.facts.bills if not one.is_voided for visit in one.visits)
    return divide(len(scope.visits()), every, every)


def _payer_concentration(_kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """The squared shares of payers, added up."""
    counts = Counter(bill.payer for bill in scope.standing for visit in bill.visits if scope.has(visit.on))
    every = counts.total()
    if not every:
        return NotKnown("")
    value = Fraction(sum(count * count for count in counts.values()), every * every)
    return Measured(value=value, numerator=None, denominator=every, n=every)


def _exp_rev_visit(_kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """Expected amounts by visits of which all is known."""
    variances = scope.facts.variances
    if variances is None:
        return NotKnown(_NOT_COMPARED)
    mine = {name for one in scope.bills for name in one.claim_ids}
    open_visits = {(one.claim_id, one.service_date) for one in variances.not_compared}
    visits = [
        lines
        for (claim_id, on), lines in lines_by_visit(variances.compared).items()
        if claim_id in mine and scope.has(on) and (claim_id, on) not in open_visits
    ]
    return divide(sum(one.expected for lines in visits for one in lines), len(visits), len(visits))


def _underpay(kpi: KpiDefinition, scope: KpiScope) -> Measured | NotKnown:
    """What was allowed too little, beyond a tolerance, by what was expected."""
    variances = scope.facts.variances
    if variances is None:
        return NotKnown(_NOT_COMPARED)
    mine = {name for one in scope.bills for name in one.claim_ids}
    lines = [one for one in variances.compared if one.claim_id in mine and scope.has(one.on)]
    short = 0
    for one in lines:
        by = one.expected - one.allowed
        if by > kpi.tolerance_cents and by * 100 > one.expected * kpi.tolerance_percent:
            short += by
    return divide(short, sum(one.expected for one in lines), len(lines))


MEASURES: dict[str, Measure] = {
    "days_in_ar": _days_in_ar,
    "gcr": _gcr,
    "ncr": _ncr,
    "adj_ncr_trap": _adj_ncr_trap,
    "acceptance": _acceptance,
    "fpr": _fpr,
    "denial_ct": _denial_ct,
    "denial_line": _denial_line,
    "denial_amt": _denial_amt,
    "initial_vs_final": _initial_vs_final,
    "overturn": _overturn,
    "aging": _aging,
    "aging_billed": _aging_billed,
    "bill_lag": _bill_lag,
    "pay_lag": _pay_lag,
    "pos_rate": _pos_rate,
    "copay_rate": _copay_rate,
    "units_visit": _units_visit,
    "visits_case": _visits_case,
    "rev_visit": _rev_visit,
    "exp_rev_visit": _exp_rev_visit,
    "payer_mix": _payer_mix,
    "payer_concentration": _payer_concentration,
    "underpay": _underpay,
    "denied_for": _denied_for,
    "credit_bal": _credit_bal,
}
"""The functions by the names that `kpis.toml` has for them."""
