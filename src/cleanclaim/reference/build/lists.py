"""Standing lists: places of service, HCPCS Level II, and the taxonomy codes of rehabilitation in our own words."""

from cleanclaim.reference import hcpcs
from cleanclaim.reference.build.built_file import BuiltFile
from cleanclaim.reference.build.inputs import InputFolder, TableInput
from cleanclaim.reference.rows import rows_text

PROFESSIONS = {
    "2081": "rehabilitation physician",
    "208100000X": "rehabilitation physician",
    "2251": "physical therapist",
    "2252": "physical therapist assistant",
    "225X": "occupational therapist",
    "224Z": "occupational therapy assistant",
    "2255A": "athletic trainer",
    "235Z": "speech-language pathologist",
    "2355S": "speech-language assistant",
    "261QP2000X": "physical therapy clinic",
    "261QR0400X": "rehabilitation clinic",
    "261QR0401X": "comprehensive outpatient rehabilitation facility",
}
"""Our word for the providers whose taxonomy code begins so; the list's own text is not shipped."""


def places(source: InputFolder, release: TableInput) -> BuiltFile:
    """Code, whether it is a facility, CMS's name; unassigned numbers are left out."""
    rows = [
        (row["pos_code"], "yes" if row["pos_type"] == "Facility" else "no", row["pos_name"].replace("\u2019", "'"))
        for row in source.rows(release.input)
        if row["pos_type"] != "Unassigned"
    ]
    return BuiltFile(rows_text(("code", "facility", "name"), rows), len(rows))


def taxonomy(source: InputFolder, release: TableInput) -> BuiltFile:
    """Code and profession of those who work in rehabilitation."""
    rows = []
    for row in source.rows(release.input):
        profession = next((word for start, word in PROFESSIONS.items() if row["code"].startswith(start)), None)
        if profession:
            rows.append((row["code"], profession))
    return BuiltFile(rows_text(("code", "profession"), rows), len(rows))


def level_two(source: InputFolder, release: TableInput) -> BuiltFile:
    """Code, coverage letter, first and last day. The extract comes without labels."""
    names = ("hcpcs_code", "cov", "date_added", "date_term")
    found = [
        (row.get("hcpcs_code") or row["hcpcs"], *(row.get(name, "") for name in names[1:]))
        for row in source.rows(release.input)
    ]
    rows = [(code, "", coverage, first, last) for code, coverage, first, last in found]
    return BuiltFile(rows_text(hcpcs.COLUMNS, rows), len(rows))
