"""Who a note says treated, and that somebody signed it too; who referred, supervised or will treat gave nothing."""

import pytest

from cleanclaim.law.notes.named_performers import PerformerKind
from cleanclaim.law.notes.reading import read_note


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Ther ex 23 min by PTA.", "assistant", "by PTA"),
        ("Pt seen by J. Lund, PTA.", "assistant", "by J. Lund, PTA"),
        ("ADLs given by the COTA/L.", "assistant", "by the COTA/L"),
        ("Exercises instructed by SPT under direct supervision.", "student", "by SPT"),
        ("Gait training given by student PT.", "student", "by student PT"),
        ("STM by therapist to quads.", "therapist", "by therapist"),
    ],
)
def test_who_stands_behind_by_treated(text: str, kind: PerformerKind, words: str) -> None:
    assert read_note(text).says_by(kind) == words


@pytest.mark.parametrize(
    "text",
    [
        "Supervised by PTA's therapist.",
        "Reviewed by therapist.",
        "Authenticated by Chidi Ekwueme DPT",
        "Next visit by PTA.",
        "Last session by PTA went well.",
        "Plan: ther ex by PTA.",
        "Exercises performed by PT.",
        "Referred by student health.",
        "Not by PTA.",
    ],
)
def test_who_gave_nothing_today_did_not_treat(text: str) -> None:
    assert read_note(f"Ther ex 23 min. {text}").performers == ()


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("/s/ Kim Vos, PTA. Cosigned by Kim Ito, PT", True),
        ("Co-signed electronically Kim Ito PT", True),
        ("Cosigner: pending", False),
        ("Needs to be cosigned by PT.", False),
        ("Awaiting co-signature", False),
        ("Signed by Kim Vos, PTA", False),
    ],
)
def test_a_second_signature_is_one_once_it_is_given(text: str, signed: bool) -> None:
    assert (read_note(f"Ther ex 23 min. {text}").cosignature is not None) == signed
