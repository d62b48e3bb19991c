"""The files that the verbs of credentialing read beside the folder: visits, the registry of NPIs, Medicare's lists."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from cleanclaim.cli.inputs import load_case, load_practice
from cleanclaim.exchange.files.nppes_extract import read_nppes
from cleanclaim.exchange.files.ordering_list import read_ordering_list
from cleanclaim.law.basis import Basis
from cleanclaim.model.credentialing import Credentials
from cleanclaim.model.nppes import NppesExtract
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import Visit

MEDICARE = "medicare"


def load_credential_visits(files: Sequence[str], basis: Basis, practice: Path | None) -> Sequence[Visit]:
    """The visits of files. With the practice's file their payers and sites go by its names."""
    return load_case(files, basis, practice=practice).visits


def load_nppes(path: Path, credentials: Credentials) -> NppesExtract:
    """What an extract says of the practice and its clinicians."""
    return read_nppes(path, {credentials.practice.npi, *credentials.clinicians})


def load_ordering(path: Path) -> frozenset[str]:
    """The NPIs of those who may order and certify."""
    return read_ordering_list(path)


def referrers_of(practice: Path | None, basis: Basis) -> Mapping[str, str | None] | None:
    """Who referred each Medicare patient, by patient id; None where no practice's file was named."""
    if practice is None:
        return None
    found = load_practice(practice, basis)
    payers = {key for key, one in found.payers.items() if one.policy == MEDICARE}
    return {
        patient.patient_id: one.referrer.npi if one.referrer else None
        for patient in found.patients.values()
        for one in patient.coverages.values()
        if one.payer in payers
    }


def patients_payers(practice: Practice) -> Mapping[str, str]:
    """The first payer of each patient, by its name in the practice's file."""
    return {
        patient.patient_id: patient.coverages_in_order[0].payer
        for patient in practice.patients.values()
        if patient.coverages_in_order
    }
