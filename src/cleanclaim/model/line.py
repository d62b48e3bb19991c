"""A line: one row of a claim, a code with its units and modifiers."""

from cleanclaim.model.visit import Service


class Line(Service, frozen=True, kw_only=True, gc=False):
    """One claim line of a visit, in the fields of a service.

    `units` is None where the minutes that would earn them are not known, 0 where the service is documented but not
    billable. `minutes` are those of the services behind the line, `student` is `alone` where a student gave any of them
    without the therapist's direction.
    """

    number: int
