"""A book of visits of many kinds, half of them on the clock, so that clinicians' days clash across patients."""

from itertools import islice
from pathlib import Path

from msgspec import structs

from benchmarks.book import visits as billed_visits
from benchmarks.year import book
from cleanclaim.exchange.files.write_visits import encode_visits
from cleanclaim.model.visit import Visit

VISITS_A_FILE = 50_000


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


def write_mixed(folder: Path, count: int) -> int:
    """Write so many visits as a folder of Parquet files, and say how many services they have."""
    folder.mkdir()
    visits = mixed_visits(count * 4 // 5)
    for number, first in enumerate(range(0, len(visits), VISITS_A_FILE)):
        part = visits[first : first + VISITS_A_FILE]
        (folder / f"{number:04}.parquet").write_bytes(encode_visits("visits.parquet", part))
    return sum(len(visit.services) for visit in visits)
