"""Everything a rule can read that nobody works out: one declaration an input, with all that is to be said of it.

The words for it, what to enter where it is not known, whether it is an amount in cents, and whether it takes few values
that repeat from visit to visit. What a plain field means stands with the field. A field of a visit, a service or a
history that is not declared here is refused when the program starts. An input without `missing` is never None.
"""

from collections.abc import Iterator

from msgspec import Struct, structs

from cleanclaim.kernel import Input, Missing, RuleSetError
from cleanclaim.law.policies.keys import PolicyKey, keys
from cleanclaim.law.policies.policy import UNKNOWN_PAYER
from cleanclaim.law.review.practice_inputs import practice_inputs
from cleanclaim.model.about import fields_of
from cleanclaim.model.visit import History, Service, Visit

SCOPES = ("patient", "visit", "line")
SERVICES = "the services as recorded: minutes, who gave them, how, and when"

PAYER = Missing("Payer not known", UNKNOWN_PAYER, name="payer")
"""What leaves open whatever is asked of a payer that no policy describes."""

_CLINICIAN = Missing(
    "Not entered of the clinician",
    "Give the practice's file with --practice, with the clinician's licenses, enrollments and screenings.",
    name="clinician",
)

BILLED = Input(
    name="billed",
    scope="line",
    expression="(line.units is None or line.units > 0)",
    words="whether the line goes on the claim, as all do but a documented service that earned 0 units",
    repeats=True,
)
"""Read of the units, which make no pattern: they are as different as the minutes."""


def inputs() -> list[Input]:
    """Every input of the rules."""
    return [
        *_of(Visit, "visit", _about_visit(), but="history"),
        *_of(Service, "line", _about_line()),
        BILLED,
        *_of(History, "history", _about_history()),
        *_about_payer(),
        *_of_context(),
    ]


def _input(
    kind: type[Struct],
    field: str,
    expression: str,
    missing: tuple[str | Missing, ...],
    *,
    scope: str,
    name: str,
    words: str,
    repeats: bool,
) -> Input:
    """A field as an input. What a plain field means, and whether it is an amount, stands with the field."""
    about = fields_of(kind)[field].about if field in fields_of(kind) else None
    return Input(
        name=name or field,
        scope=scope,
        expression=expression,
        words=words or (about.meaning if about else ""),
        missing=missing,
        money=about is not None and about.written == "dollars",
        repeats=repeats,
    )


def _visit(field: str, *missing: str | Missing, words: str = "", repeats: bool = False) -> Input:
    expression = f"visit.{field}"
    return _input(Visit, field, expression, missing, scope="visit", name="", words=words, repeats=repeats)


def _about_visit() -> Iterator[Input]:
    yield _visit("visit_id")
    yield _visit("patient_id", Missing("Patient not recorded", "Enter the patient's id."))
    yield _visit("payer", PAYER)
    yield _visit("service_date", Missing("Date of service not recorded", "Enter the date."))
    yield _visit("discipline", Missing("Discipline not recorded", "Enter PT, OT or SLP."), repeats=True)
    yield _visit("provider_npi", Missing("Provider not recorded", "Enter the NPI of who rendered the visit."))
    place = Missing("Place of service not recorded", "Enter the place: 11 is an office, 12 the home.")
    yield structs.replace(_visit("place_of_service", place), patterned=True)
    yield _visit(
        "necessity_documented",
        Missing(
            "Nobody has said whether necessity is documented", "Have the therapist attest it (necessity_documented)."
        ),
    )
    yield _visit("services", words=SERVICES)
    yield _visit(
        "secondary_payer",
        Missing("A second payer is not known of", "Enter it, or leave it empty text for none."),
    )
    yield _visit(
        "note", Missing("The note is not given", "Give the notes with --notes."), words="the note of the visit"
    )
    yield _visit("sent_as", Missing("What is sent is not recorded", "Enter first, correction, appeal or second."))
    yield _visit("decided_on", Missing("Day of the decision not recorded", "Enter the date of the remittance."))
    yield _visit("site", Missing("The office is not recorded", "Enter its name, as the practice's file has it."))
    yield _visit(
        "insurer",
        Missing("The payer is known by its policy alone", "Name the payer as the practice's file does."),
        words="the payer's name in the practice's file, where several payers share a policy",
    )
    yield _visit("visit_diagnoses", words="the diagnoses of a visit in which no service is entered yet")


def _line(field: str, *missing: str | Missing, repeats: bool = False) -> Input:
    expression = f"line.{field}"
    return _input(Service, field, expression, missing, scope="line", name="", words="", repeats=repeats)


def _about_line() -> Iterator[Input]:
    yield _line("code", repeats=True)
    yield _line("minutes", "minutes_of_day")
    yield _line("performed_by", "performers", repeats=True)
    yield _line("mode", repeats=True)
    units = Missing("Units are not known", "Enter the units or the minutes behind them.")
    yield structs.replace(_line("units", "minutes_of_day", "unit_method", units, repeats=True), patterned=False)
    yield _line("modifiers", repeats=True)
    yield _line(
        "charge",
        Missing("Charge not recorded", "Enter the charge, or name the practice's fees with --practice."),
    )
    yield _line("diagnoses", repeats=True)
    yield _line(
        "start",
        Missing("The visit does not show when it was given", "Enter start times, or mark the service separate."),
    )
    yield _line(
        "separate",
        Missing(
            "Nobody has said whether the service was given in a block of its own",
            "Have the clinician say so (separate), or enter start times.",
        ),
    )
    yield _line(
        "allowed",
        Missing(
            "Allowed amount not known",
            "Give the allowed amount of each line (allowed); for Medicare it follows from where the visit took place "
            "(--zip, --practice).",
        ),
    )
    yield _line(
        "student",
        Missing("Whether a student gave the service is not recorded", "Enter directed or alone where a student did."),
    )
    yield _line(
        "wound_area",
        Missing(
            "Wound area not recorded",
            "Enter the square centimeters debrided, all wounds together, the same on each line (wound_area).",
        ),
    )
    yield _line(
        "days_recorded",
        Missing("The days recorded are not entered", "Enter on how many days the device recorded (days_recorded)."),
    )
    yield _line(
        "description",
        Missing("What was done is not said", "Say in a few words what the unlisted code stands for (description)."),
    )


def _history(field: str, title: str, remedy: str, *, words: str = "", name: str = "") -> Input:
    """A part of the history. `name` is what rules call it where the field's own word would mislead."""
    expression = f"(visit.history.{field} if visit.history else None)"
    missing = (Missing(title, remedy),)
    return _input(History, field, expression, missing, scope="patient", name=name, words=words, repeats=False)


def _about_history() -> Iterator[Input]:
    yield _history(
        "spent",
        "The patient's year is not known",
        "Enter spent, what was allowed this year before the visit; earlier visits alone do not tell it.",
    )
    yield _history(
        "spent_elsewhere",
        "The year at other providers is not known",
        "Ask the patient, or read it off the eligibility answer.",
        words="what was allowed this year at other providers, from and to",
    )
    yield _history(
        "visits",
        "Earlier visits not known",
        "Give them with --history.",
        words="the patient's visits before and after",
        name="all_visits",
    )
    yield _history(
        "plan_of_care",
        "Plan of care not known",
        "Give the patient's chart with --charts.",
        words="the patient's plans of care, with their signatures",
        name="plans",
    )
    yield _history(
        "progress_reports",
        "Progress reports not known",
        "Enter them in the patient's chart (--charts).",
        words="the progress reports: when, and by whom",
    )
    yield _history(
        "authorizations",
        "Authorizations not known",
        "Enter them in the patient's chart (--charts).",
        words="what the payer approved beforehand, and how much of it is used",
    )
    yield _history(
        "benefits",
        "Benefit limits not known",
        "Enter what the eligibility answer said.",
        words="the patient's limited benefits, and how much of them is used",
    )
    yield _history(
        "coverage",
        "Coverage not known",
        "Enter what the eligibility answer said.",
        words="from when to when the payer covers the patient, and who pays instead",
    )
    yield _history("discharged_on", "Discharge not known", "Enter it in the patient's chart (--charts).")


def _about_payer() -> Iterator[Input]:
    """The questions to the payer, and what of its policy is no question."""
    for name, key in keys().keys.items():
        yield Input(
            name=name,
            scope="visit",
            expression=f"policy.{name}",
            words=f"of the payer: {key.meaning[0].lower()}{key.meaning[1:]}",
            missing=(_left_open(name, key),),
            money=key.type == "money",
        )
    yield Input(
        name="policy_name",
        scope="visit",
        expression="(policy.name or None)",
        words="which policy describes the payer",
        missing=(PAYER,),
    )
    yield Input(
        name="counting_method",
        scope="visit",
        expression="policy.counting_method",
        words="of the payer: how minutes become units; either where it was looked for and not found",
        missing=("unit_method",),
    )
    yield Input(
        name="binding_cap",
        scope="visit",
        expression="policy.binding_cap",
        words="the payer's cap on the units of a day, where somebody verified it",
        missing=("daily_unit_cap", "daily_unit_cap_codes"),
    )
    yield Input(
        name="determinations_on",
        scope="visit",
        expression="policy.determinations_on",
        words="the day from which Medicare's coverage determinations stand as they do on the day of the visit",
    )
    yield Input(
        name="known_on",
        scope="visit",
        expression="policy.known_on",
        words="the day by which what counts had been published",
        missing=(Missing("No day is named by which the law had to be published", "Name one with --known-on."),),
    )
    yield Input(
        name="own_payers",
        scope="visit",
        expression="policy.own_payers",
        words="where the practice's own payer files are",
        missing=(Missing("The practice has no payer files of its own", "Name their folder with --payers."),),
    )


def _left_open(name: str, key: PolicyKey) -> Missing:
    """What to say where a payer's policy does not answer a key. The policy itself may say why it does not."""
    return Missing(name.replace("_", " "), f"{key.meaning}. {ask_the_payer(name)}")


def ask_the_payer(key: str) -> str:
    """Where to get the answer to a key, and where to write it."""
    return f"Ask the payer, and write {key} into your own payer file (--payers)."


def _of_context() -> Iterator[Input]:
    """The visit as a whole, and what is known of others that bears on it."""
    yield Input(name="visit", scope="visit", expression="visit", words=SERVICES)
    yield Input(name="lines", scope="visit", expression="lines", words="the lines of the claim")
    yield Input(
        name="tables", scope="visit", expression="tables", words="the published tables as of the date of service"
    )
    yield Input(
        name="filed_on",
        scope="visit",
        expression="filed_on",
        words="the day the claim is filed",
        missing=(Missing("The day of filing is not known", "Name it with --filed-on."),),
    )
    yield Input(
        name="same_day",
        scope="patient",
        expression="context.same_day",
        words="the patient's other visits of that day, discipline and payer",
    )
    yield Input(
        name="patient_day",
        scope="patient",
        expression="context.patient_day",
        words="the patient's other visits of that day",
    )
    yield Input(
        name="over_time",
        scope="patient",
        expression="context.over_time",
        words="the patient's visits under review that bill what is counted over days",
    )
    yield Input(
        name="file_visits",
        scope="patient",
        expression="context.file_visits",
        words="the visits under review of a patient with a chart and no history",
    )
    yield Input(
        name="clinician_day",
        scope="patient",
        expression="context.clinician_day",
        words="the clinician's day: the minutes given one on one, and which services overlap",
        missing=(
            "provider_npi",
            "service_date",
            Missing("The clinician's day is not known", "Give all visits of the day in one review."),
        ),
    )
    yield Input(
        name="earlier_notes",
        scope="patient",
        expression="context.earlier_notes",
        words="the patient's notes of earlier visits",
    )
    yield Input(
        name="boilerplate",
        scope="patient",
        expression="context.boilerplate",
        words="the words that the practice's notes have in common",
    )
    yield Input(
        name="clinician",
        scope="visit",
        expression="context.clinician",
        words="what the practice's file says of who rendered the visit",
        missing=(_CLINICIAN,),
    )
    yield Input(
        name="renders",
        scope="visit",
        expression="context.renders",
        words="on whose number the visit goes out: the clinician, or an assistant's supervising therapist",
        missing=(_CLINICIAN,),
    )
    yield from practice_inputs()


def _of(kind: type[Struct], what: str, declared: Iterator[Input], but: str = "") -> list[Input]:
    """The declarations, compared with the fields that they describe. Raises RuleSetError for a field without one."""
    found = list(declared)
    read = [entry.expression.partition(" if ")[0].rpartition(".")[2] for entry in found]
    fields = [field for field in kind.__struct_fields__ if field != but]
    if read != fields:
        odd = sorted(set(read) ^ set(fields)) or [a for a, b in zip(read, fields, strict=True) if a != b]
        raise RuleSetError(f"The inputs of a {what} are not its fields in their order: see {', '.join(odd)}.")
    return found
