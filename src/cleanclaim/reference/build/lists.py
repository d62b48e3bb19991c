"""Standing lists: places of service, and the taxonomy codes of rehabilitation in our own words."""

from cleanclaim.reference.build.inputs import Input, Source, Table, csv_text

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


def places(source: Source, inputs: list[Input]) -> Table:
    """Code, whether it is a facility, CMS's name; unassigned numbers are left out."""
    (release,) = inputs
    rows = [
        [row["pos_code"], "yes" if row["pos_type"] == "Facility" else "no", row["pos_name"].replace("\u2019", "'")]
        for row in source.rows(release.input)
        if row["pos_type"] != "Unassigned"
    ]
    return Table(csv_text("code,facility,name", rows), [len(rows)])


def taxonomy(source: Source, inputs: list[Input]) -> Table:
    """Code and profession of those who work in rehabilitation."""
    (release,) = inputs
    rows = []
    for row in source.rows(release.input):
        profession = next((word for start, word in PROFESSIONS.items() if row["code"].startswith(start)), None)
        if profession:
            rows.append([row["code"], profession])
    return Table(csv_text("code,profession", rows), [len(rows)])
