"""Who signed, as what: signatures by words, by a name at the end, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cleanclaim.law.notes.reading import read_note

NAMES = ["J. Lund", "Dana Frey", "Cole M. Ames", "KM", "R. Ortiz-Vega", "O'Neil Bard"]
CREDENTIALS = ["PT", "PTA", "DPT", "OTR/L", "COTA/L", "CCC-SLP", "PT, DPT", "OTR"]
FORMS = [
    *(
        "Electronically signed by {name}, {credential}",
        "{name}, {credential}",
        "- {name} {credential}",
        "/s/ {name}, {credential}",
    ),
    *(
        "/es/ {name} {credential}",
        "Signature: {name}, {credential} 3/2/26",
        "e-signed {name} {credential} on 03/02/2026 10:31 AM",
    ),
    *(
        "Electronically authenticated by {name}, {credential}",
        "sgd {name} {credential}",
        "Signed: {name}, {credential}, Lic #123",
    ),
]


@given(some.sampled_from(FORMS), some.sampled_from(NAMES), some.sampled_from(CREDENTIALS))
def test_every_form_is_a_signature_with_its_credential(form: str, name: str, credential: str) -> None:
    reading = read_note("Ther ex 20 min: squats.\nTolerated well.\n" + form.format(name=name, credential=credential))
    assert reading.signature
    assert name in reading.signature.text
    assert reading.credential in credential.split(", ")


@pytest.mark.parametrize(
    "end",
    [
        *("rl pta", "-DKW dpt", "VN, CHT", "tj pta", "jh ccc-slp", "kp", "TJ", "signed marguerite pt"),
        *("benedict aguilar c c c s l p", "this is ann lee physical therapist signing off", "Author: LEE, ANN (PT)"),
        *("SIGN | Ann Lee | COTA", "Signer|Lee-Roy, Thad LPTA|eSig 20250314T1511", "X Ann Lee PT", "Lee-Roy PT"),
    ],
)
def test_initials_or_a_name_close_a_note(end: str) -> None:
    assert read_note(f"TE 20 min, tol well.\n{end}").signed


@pytest.mark.parametrize(
    "end",
    [
        "This note has not been signed.",
        "Status: Awaiting e-signature",
        "[unsigned]",
        "Signed ???",
        "Signature: ________",
        "DRAFT - signature pending",
        "Pt signed the gym form.",
        "Came w/ nanny, who signed the visitor log. Cont.",
        "TYPE OT",
        "RTC. OK",
        "Signature pending J. Lee PT",
        "Therapist e-sig: not yet completed",
        "continue with the same occupational therapist",
        "MD signed POC 2/2.",
        "Consent form signed by patient.",
        "Signature of patient on file.",
        "Sig on file",
        "HEP signed by her mother.",
        "Patient signed in at 9:00.",
        "Continue skilled PT",
        "Return to outpatient PT",
        "Seen by PT",
        "Home Health PT",
        "Artic: /s/ blends in words",
        "PT to cosign.",
    ],
)
def test_what_is_no_signature(end: str) -> None:
    assert not read_note(f"Ther ex 20 min, tolerated well.\n{end}").signed


@pytest.mark.parametrize("end", ["This note has not been signed.", "Awaiting e-signature", "[unsigned]"])
def test_a_note_that_says_it_is_not_signed_is_quoted(end: str) -> None:
    denied = read_note(f"Ther ex 20 min.\n{end}").unsigned
    assert denied
    assert denied.text in end
