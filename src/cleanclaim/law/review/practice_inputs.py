"""What a rule can read of the practice's file: the visit's payer, patient, coverage and office."""

from collections.abc import Iterator

from cleanclaim.kernel import Input, Missing


def practice_inputs() -> Iterator[Input]:
    """What the practice's file says of the visit's payer and patient."""
    remedy = "Enter it in the practice's file (--practice)."
    yield Input(
        name="payer_takes_claims",
        scope="visit",
        expression="(policy.claim_filing != 'none')",
        words="whether the payer takes claims: for some visits the patient pays",
    )
    yield Input(
        name="payer_record",
        scope="visit",
        expression="context.payer_record",
        words="what the practice's file says of the payer",
        missing=(Missing("The payer is not in the practice's file", remedy),),
    )
    yield Input(
        name="patient_record",
        scope="visit",
        expression="context.patient_record",
        words="what the practice's file says of the patient",
        missing=(Missing("The patient is not in the practice's file", remedy),),
    )
    yield Input(
        name="coverage_record",
        scope="visit",
        expression="context.coverage_record",
        words="the patient's coverage by the payer, as the practice's file has it",
        missing=(Missing("The coverage is not in the practice's file", remedy),),
    )
    yield Input(
        name="later_payers",
        scope="visit",
        expression="context.later_payers",
        words="the payers that the practice's file has pay after the visit's for its patient",
    )
    yield Input(
        name="own_fee",
        scope="line",
        expression="context.fees.get(line.code)",
        words="the practice's fee a unit for the code",
        missing=(Missing("The practice has no fee for the code", "Enter it under [fees] in the practice's file."),),
        money=True,
    )
    yield Input(
        name="charge_check",
        scope="visit",
        expression="context.charge_check",
        words="how many times its own fee, or which part of it, a charge is looked at by the practice",
    )
    yield Input(
        name="possible_sites",
        scope="visit",
        expression="context.possible_sites",
        words="at how many of the practice's places the visit may have been, as far as it says",
    )
