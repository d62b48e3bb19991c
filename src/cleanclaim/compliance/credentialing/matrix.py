"""Who may bill whom, where, on a day: every clinician with every payer at every site."""

from datetime import date

from msgspec import Struct

from cleanclaim.compliance.credentialing.billing_right import BillingRight, BillingRights
from cleanclaim.model.credentialing import CredentialedClinician, CredentialedPayer, CredentialSite


class MatrixCell(Struct, frozen=True, kw_only=True):
    """Whether a clinician may bill a payer at a site."""

    clinician: CredentialedClinician
    payer: CredentialedPayer
    site: CredentialSite
    right: BillingRight


def billing_matrix(rights: BillingRights, on: date) -> list[MatrixCell]:
    """Every clinician on the staff that day or later, by name, with every payer that enrolls, at every site."""
    known = rights.credentials
    people = sorted(known.clinicians.values(), key=lambda one: (one.clinician.name.last, one.clinician.name.first))
    return [
        MatrixCell(clinician=one, payer=payer, site=site, right=rights.right(one.clinician.npi, payer.key, site, on))
        for one in people
        if one.clinician.left is None or one.clinician.left >= on
        for payer in known.payers.values()
        for site in known.sites
    ]
