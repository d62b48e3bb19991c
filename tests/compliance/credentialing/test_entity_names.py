"""Names of firms without their legal form, in the registry and on lists of excluded persons."""

import pytest
from msgspec import structs

from cleanclaim.compliance.credentialing.entity_names import EntityName, entity_name, is_same_entity
from cleanclaim.compliance.credentialing.nppes import find_mismatches
from cleanclaim.model.nppes import NppesEntry, NppesExtract
from tests.compliance.credentialing.made_credentials import ADDRESS, PRACTICE_NPI, credentials, therapist


@pytest.mark.parametrize(
    ("name", "words", "form"),
    [
        ("Example Oak PT PLLC", "example oak", "pllc"),
        ("Example Oak, P.L.L.C.", "example oak", "pllc"),
        ("EXAMPLE OAK INC", "example oak", "inc"),
        ("Example Oak Professional Corporation", "example oak", "pc"),
        ("Example Oak Professional Limited Liability Company", "example oak", "pllc"),
        ("Oak & Elm LLC", "oak and elm", "llc"),
        ("Example Oak PT", "example oak pt", ""),
        ("Inc", "inc", ""),
    ],
)
def test_a_name_is_its_words_and_its_form(name: str, words: str, form: str) -> None:
    assert entity_name(name) == EntityName(words, form)


def test_a_form_that_one_leaves_out_makes_no_other_firm_and_another_form_does() -> None:
    assert is_same_entity("Example Oak Therapy PLLC", "EXAMPLE OAK THERAPY")
    assert is_same_entity("Example Oak Therapy PLLC", "Example Oak Therapy, P.L.L.C.")
    assert not is_same_entity("Example Oak Therapy PLLC", "Example Oak Therapy Inc.")
    assert not is_same_entity("Example Oak Therapy PLLC", "Example Elm Therapy PLLC")


@pytest.mark.parametrize(("registered", "differs"), [("EXAMPLE OAK THERAPY", False), ("EXAMPLE OAK THERAPY INC", True)])
def test_the_registry_is_compared_so(registered: str, differs: bool) -> None:
    entry = NppesEntry(npi=PRACTICE_NPI, entity=2, name=registered, taxonomies=("261QP2000X",), location=ADDRESS)
    extract = NppesExtract(file="nppes.csv", sha256="", entries={PRACTICE_NPI: entry}, rows=1)
    found = find_mismatches(structs.replace(credentials(therapist())), extract)
    assert [one.what for one in found] == (["name"] if differs else [])
