"""The example practice with a patient's coverage changed, or with several."""

import csv
import shutil
from pathlib import Path

from tests.cli.calling import CLINIC_DAY, Json


def practice_with(tmp_path: Path, first: Json, *more: Json) -> Path:
    """The example practice, with P05's aetna row changed and further coverages added."""
    folder = tmp_path / "practice"
    folder.mkdir(exist_ok=True)
    shutil.copy(CLINIC_DAY / "practice.toml", folder)
    with (CLINIC_DAY / "patients.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    mine = next(one for one in rows if one["patient_id"] == "P05")
    rows[rows.index(mine)] = mine | first
    rows += [mine | one for one in more]
    with (folder / "patients.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
    return folder / "practice.toml"
