"""A book of visits of many kinds, half of them on the clock, so that clinicians' days clash across patients."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from msgspec import structs

from benchmarks.book import visits as billed_visits
from benchmarks.year import book
from cleanclaim.exchange.files.write_visits import encode_visits
from cleanclaim.model.visit import Visit
from cleanclaim.sandbox.synth.people import npi_of

VISITS_A_FILE = 50_000
VISITS_A_CLINIC = 2_000


def mixed_visits(count: int, seed: int = 1) -> list[Visit]:
    """Visits of many kinds, of which half are on the clock, so that clinicians' days clash; and a quarter more of a
    standard book.
    """
    clinic = [structs.replace(visit, history=None) for visit in book(count, seed)]
    found = [_on_the_clock(visit, number) if number % 2 else visit for number, visit in enumerate(clinic)]
    plain = [structs.replace(one, visit_id=f"B{one.visit_id}") for one in islice(billed_visits(count), count // 4)]
    return [*found, *plain]


def _on_the_clock(visit: Visit, number: int) -> Visit:
    begins = 480 + 5 * (number % 60)
    services = [structs.replace(service, start=begins + 10 * place) for place, service in enumerate(visit.services)]
    return structs.replace(visit, services=tuple(services))


def mixed_clinics(count: int) -> Iterator[Visit]:
    """So many visits of clinics that are each as large as one is, so that a clinician's day is no longer than a day."""
    for clinic in range(-(-count // VISITS_A_CLINIC)):
        of_clinic = mixed_visits(VISITS_A_CLINIC * 4 // 5, seed=clinic)
        numbers = {npi: npi_of(clinic * 10 + place) for place, npi in enumerate(_npis(of_clinic))}
        for visit in of_clinic[: count - clinic * VISITS_A_CLINIC]:
            yield structs.replace(
                visit,
                visit_id=f"{clinic}-{visit.visit_id}",
                patient_id=f"{clinic}-{visit.patient_id}",
                provider_npi=numbers.get(visit.provider_npi or ""),
            )


def _npis(visits: list[Visit]) -> list[str]:
    return sorted({visit.provider_npi for visit in visits if visit.provider_npi})


def write_mixed(folder: Path, count: int) -> int:
    """Write so many visits as a folder of Parquet files, and say how many services they have."""
    folder.mkdir()
    visits, services, number = mixed_clinics(count), 0, 0
    while part := list(islice(visits, VISITS_A_FILE)):
        (folder / f"{number:04}.parquet").write_bytes(encode_visits("visits.parquet", part))
        services += sum(len(visit.services) for visit in part)
        number += 1
    return services
