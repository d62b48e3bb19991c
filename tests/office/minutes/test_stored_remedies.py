"""What findings say on the pages of what is stored: no column, no option, and where it is entered."""

import pytest

from cleanclaim.office.shared.stored_remedies import find_page, remedy_stored


@pytest.mark.parametrize(
    ("remedy", "words", "page"),
    [
        ("Enter referring_npi and referring_last_name for patient \"T3\".",
         "Enter referring NPI and referring last name for patient \"T3\".", "patient"),
        ("Have the therapist attest it (necessity_documented).", "Have the therapist attest it.", ""),
        ("Enter them in the patient's chart (--charts).", "Enter them in the patient's chart.", "chart"),
        ("Enter it in the practice's file (--practice).", "Enter it in the practice's file.", "practice"),
        ("Add [payers.acme] with its name, id and claim_filing.",
         "Add [payers.acme] with its name, id and claim_filing.", "practice"),
    ],
)  # fmt: skip
def test_a_remedy_has_labels_and_a_page(remedy: str, words: str, page: str) -> None:
    assert (remedy_stored(remedy), find_page(remedy)) == (words, page)
