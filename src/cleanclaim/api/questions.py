"""All questions that another program may ask, by their names: each reads and answers, and changes nothing."""

from typing import Any

from cleanclaim.api.lookup_questions import (
    CodeWords,
    OfPayers,
    OneCode,
    OneRule,
    RuleWords,
    TwoCodes,
    answer_pair,
    find_codes,
    find_rules,
    payer_coverage,
    show_code,
    show_rule,
)
from cleanclaim.api.question import Question
from cleanclaim.api.visit_questions import (
    AboutVisits,
    FiledVisits,
    OneVisit,
    code_visits,
    explain_visit,
    price_visits,
    review_visits,
)

INSTRUCTIONS = (
    "Coding and claim rules for outpatient therapy (PT, OT, SLP), by dated and cited law. Every answer says by which "
    "law and tables it was made (judged_by); rules cite their source, and whether it was read (verified), is a "
    "contract's or only reported. `undetermined` is no pass: it names what is missing, to be asked of a person and "
    "never made up. What was not checked is named, and is not clean. There are no more units without more minutes. "
    "Use stand-ins for patients: no names, birth dates or member numbers are needed or read."
)
_EVERY: tuple[Question[Any], ...] = (
    Question(
        "code_visits",
        "Code visits",
        "Units and modifiers of visits from their minutes, by each payer's own way of counting, with a proof step by "
        "step and the lawful alternatives where remainders tie.",
        AboutVisits,
        code_visits,
    ),
    Question(
        "review_visits",
        "Review visits",
        "What is wrong with visits before they are billed: each finding with its rule, severity, remedy, evidence and "
        "source, what could not be checked, and a status: clean, failed or undetermined.",
        FiledVisits,
        review_visits,
    ),
    Question(
        "explain_visit",
        "Explain a visit",
        "Why one visit is coded, priced and judged as it is, step by step, each with the rule or policy in force.",
        OneVisit,
        explain_visit,
    ),
    Question(
        "price_visits",
        "Price visits",
        "What Medicare's fee schedule allows and pays for visits, line by line with the working; amounts that cannot "
        "be known stay open, with what is missing.",
        AboutVisits,
        price_visits,
    ),
    Question(
        "check_pair",
        "Check a pair of codes",
        "Whether two codes may be billed on one day, by CMS's published edits and the payer's own way with them, and "
        "since when.",
        TwoCodes,
        answer_pair,
    ),
    Question(
        "show_code",
        "Show a code",
        "Everything on file about a service, diagnosis, modifier, place of service (pos 11) or reason code (CO-97).",
        OneCode,
        show_code,
    ),
    Question(
        "search_codes",
        "Search codes",
        "Services and diagnoses by words, or by how a code begins.",
        CodeWords,
        find_codes,
    ),
    Question(
        "search_rules",
        "Search rules",
        "Rules by what the fault is called, or by a reason code.",
        RuleWords,
        find_rules,
    ),
    Question(
        "show_rule",
        "Show a rule",
        "One rule: the fault, why it matters, source, dates, examples, remedy.",
        OneRule,
        show_rule,
    ),
    Question(
        "payer_coverage",
        "Coverage of payers",
        "How far each payer's policies are known, topic by topic, what each answer rests on, and what was looked for "
        "and not found.",
        OfPayers,
        payer_coverage,
    ),
)
QUESTIONS = {one.name: one for one in _EVERY}
"""The questions by their names."""
