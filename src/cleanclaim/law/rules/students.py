"""Students: paid only where the therapist directs the service throughout.

A student may take part while the therapist is in the room, makes the decisions and treats nobody else; then the service
is the therapist's. What a student gives alone is no one's who can bill. (Medicare Benefit Policy Manual, ch. 15, 230)

    payer    | code  | minutes | units | student  || broken
    medicare | 97110 |      15 |     1 | directed ||
    -
    medicare | 97110 |      15 |     1 | alone    || alone
    -
    medicare | 97110 |      15 |     1 |          ||          # no student is named
    -
    medicare | 97110 |       5 |     0 | alone    ||          # not billed
    -
    acme     | 97110 |      15 |     1 | alone    || alone?
    -
    self_pay | 97110 |      15 |     1 | alone    ||          # no claim is sent
"""

from cleanclaim.kernel import fact, rule


@fact
def student_alone(billed: bool, student: str | None = None, claim_filing: str | None = None) -> bool:
    """Whether the line bills somebody for what a student gave alone."""
    return billed and student == "alone" and claim_filing != "none"


@rule(
    title="A student treated alone",
    cite="cms-100-02-15-230-students",
    when="student_alone",
    unknown="info",
    message="{code} was given by a student without the therapist's direction.",
    remedy="Take the line off, unless the therapist directed the service throughout and the note says so.",
    field="billed",
)
def alone(student_alone_paid: bool) -> bool:
    """A student has no license and no number; a payer pays for the therapist's service only."""
    return not student_alone_paid
