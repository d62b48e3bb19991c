"""In which part of a patient's chart stands what a rule wants, by the name under which a finding lists it."""

from collections.abc import Mapping

from cleanclaim.office.charts.parts import DISCHARGES, OUTSIDE

PART_OF: Mapping[str, str] = {
    "plans": "plan_of_care",
    "plan_writer": "plan_of_care",
    "progress_reports": "progress_reports",
    "report_writer": "progress_reports",
    "authorizations": "authorizations",
    "visits_counted": "authorizations",
    "benefits": "benefits",
    "dollars_counted": "benefits",
    "coverage": "coverage",
    "discharged_on": DISCHARGES,
    "spent_elsewhere": OUTSIDE,
}
