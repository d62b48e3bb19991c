"""The history of a visit: what each version changed of its minutes, its note and the rest."""

from cleanclaim.office.history.models import Version
from cleanclaim.office.history.version_list import VersionRow
from cleanclaim.office.history.version_list import list_versions as list_versions_of
from cleanclaim.office.visits.form import fill_page
from cleanclaim.office.visits.meanwhile import list_differences
from cleanclaim.office.visits.models import VisitRecord
from cleanclaim.office.visits.typed import read_entered


def list_versions(record: VisitRecord) -> list[VersionRow]:
    """The versions of a visit, the latest first."""
    acts = {"signed": "Signed", "addendum": "Addendum"}
    return list_versions_of(record, _compare, first="Begun", acts=acts)


def _compare(before: Version, after: Version) -> list[tuple[str, str, str]]:
    return list_differences(fill_page(read_entered(before)), fill_page(read_entered(after)))
