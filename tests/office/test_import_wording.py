"""What readers of files say is said on Import's page in its own words: no option, no mapping, no name of ours."""

import re

import pytest

from cleanclaim.exchange.files.column_guess import guess_columns
from cleanclaim.exchange.files.schedule import SCHEDULE_FIELDS
from cleanclaim.exchange.files.visits import read_visits_file
from cleanclaim.model.errors import UserError
from cleanclaim.office.imports.wording import SCHEDULE_LABELS, in_words_of_page, patient_labels

OURS = re.compile(r"--\w+|\[values|\[columns|\[payers|mapping|\b[a-z]+_[a-z]+\b")

FILES = {
    "no code": "Pt ID,DOS,Mins\n1,03/02/2026,15\n",
    "two columns that may be one": "Pt ID,DOS,CPT,T,Time,Dur\n1,03/02/2026,97110,15,3,3\n",
    "a payer that may be ours": "Pt ID,DOS,CPT,Payer,Minutes\n1,03/02/2026,97110,Medicare Part B,15\n",
    "a clinician without an NPI": "Pt ID,DOS,CPT,Therapist,Minutes\n1,03/02/2026,97110,Jo Bell,15\n",
    "a credential": "Pt ID,DOS,CPT,Therapist,Minutes\n1,03/02/2026,97110,PTA,15\n",
    "dates day first": "patient_id,service_date,code,minutes\n1,13/03/2026,97110,15\n",
    "a slip in a name": "patient_id,servce_date,code,minutes\n1,03/03/2026,97110,15\n",
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_nothing_of_the_command_line_is_said(content: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "visits.csv"
    file.write_text(content)
    said = list(guess_columns(file).notes)
    try:
        _visits, reading = read_visits_file(file, strict=False)
        said += [*reading.notes, *(part for fault in reading.faults for part in (fault.problem, fault.remedy))]
    except UserError as error:
        said += [error.problem, error.remedy]
    assert said
    for one in said:
        found = OURS.search(re.sub(r'"[^"]*"', "", in_words_of_page(one)))
        assert found is None or found[0] == "medicare_advantage", in_words_of_page(one)


def test_names_of_columns_are_labels() -> None:
    assert in_words_of_page("Add visit_id, or patient_id and service_date.") == (
        'Add "Visit\'s number", or "Patient" and "Date of service".'
    )
    assert all(one[0].isupper() for one in patient_labels().values())
    assert set(SCHEDULE_LABELS) == set(SCHEDULE_FIELDS)
