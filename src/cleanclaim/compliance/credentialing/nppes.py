"""What the national registry of NPIs (NPPES) says of a practice's people, and where the practice says otherwise."""

from collections.abc import Iterator

from msgspec import Struct

from cleanclaim.compliance.credentialing.entity_names import is_same_entity
from cleanclaim.model.credentialing import CredentialedClinician, Credentials, CredentialSite
from cleanclaim.model.nppes import NppesEntry, NppesExtract
from cleanclaim.model.practice import Address, Name


class Mismatch(Struct, frozen=True, kw_only=True):
    """What the registry and the practice say differently of an NPI."""

    npi: str
    of: str
    what: str
    ours: str
    theirs: str


def find_mismatches(credentials: Credentials, extract: NppesExtract) -> list[Mismatch]:
    """Everything that differs, of the practice and its clinicians that are in the extract."""
    found = list(_of_practice(credentials, extract))
    for one in credentials.clinicians.values():
        entry = extract.entries.get(one.clinician.npi)
        if entry is not None:
            found += _of_clinician(one, credentials.sites, entry)
    return found


def missing_from(credentials: Credentials, extract: NppesExtract) -> list[tuple[str, str]]:
    """NPI and name of whom the extract does not have."""
    everybody = [(credentials.practice.npi, credentials.practice_name)]
    everybody += [(npi, one.name) for npi, one in credentials.clinicians.items()]
    return [(npi, name) for npi, name in everybody if npi not in extract.entries]


def _of_practice(credentials: Credentials, extract: NppesExtract) -> Iterator[Mismatch]:
    entry = extract.entries.get(credentials.practice.npi)
    if entry is None:
        return
    npi, name, practice = entry.npi, credentials.practice_name, credentials.practice
    written = practice.name
    own = written if isinstance(written, str) else f"{written.first} {written.last}"
    theirs = entry.name or f"{entry.first} {entry.last}".strip()
    if _key(own) != _key(theirs) and not (isinstance(written, str) and is_same_entity(own, theirs)):
        yield Mismatch(npi=npi, of=name, what="name", ours=own, theirs=theirs)
    yield from _taxonomy(npi, name, practice.taxonomy, entry)
    if entry.location and not _same_place(practice.address, entry.location):
        yield Mismatch(npi=npi, of=name, what="address", ours=_line(practice.address), theirs=_line(entry.location))


def _of_clinician(
    who: CredentialedClinician, sites: tuple[CredentialSite, ...], entry: NppesEntry
) -> Iterator[Mismatch]:
    one = who.clinician
    if not _same_person(one.name, entry):
        ours, theirs = f"{one.name.first} {one.name.last}", f"{entry.first} {entry.last}"
        yield Mismatch(npi=one.npi, of=who.name, what="name", ours=ours, theirs=theirs)
    yield from _taxonomy(one.npi, who.name, one.taxonomy, entry)
    if entry.location and not any(_same_place(place.site.address, entry.location) for place in sites):
        ours = "; ".join(_line(place.site.address) for place in sites)
        yield Mismatch(npi=one.npi, of=who.name, what="address", ours=ours, theirs=_line(entry.location))
    theirs_licensed = {(state, _key(number)) for number, state in entry.licenses}
    for each in one.licenses or ():
        if theirs_licensed and not each.compact and (each.state, _key(each.number)) not in theirs_licensed:
            theirs = ", ".join(f"{state} {number}" for number, state in entry.licenses)
            yield Mismatch(npi=one.npi, of=who.name, what="license", ours=f"{each.state} {each.number}", theirs=theirs)


def _taxonomy(npi: str, name: str, ours: str, entry: NppesEntry) -> Iterator[Mismatch]:
    if ours not in entry.taxonomies:
        theirs = ", ".join(entry.taxonomies) or "none"
        yield Mismatch(npi=npi, of=name, what="taxonomy", ours=ours, theirs=theirs)
    elif entry.primary is not None and entry.primary != ours:
        yield Mismatch(npi=npi, of=name, what="primary taxonomy", ours=ours, theirs=entry.primary)


def _same_person(ours: Name, entry: NppesEntry) -> bool:
    return _key(ours.first) == _key(entry.first) and _key(ours.last) == _key(entry.last)


def _same_place(ours: Address, theirs: Address) -> bool:
    """Whether two addresses are one: the street's number and the five digits of the ZIP are."""
    number = ours.line1.split(" ", 1)[0].casefold()
    return number == theirs.line1.split(" ", 1)[0].casefold() and ours.zip_code[:5] == theirs.zip_code[:5]


def _line(one: Address) -> str:
    return f"{one.line1}, {one.city}, {one.state} {one.zip_code}"


def _key(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
