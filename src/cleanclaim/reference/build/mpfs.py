"""The fee schedule of one release, for the codes worth keeping or for all."""

from decimal import Decimal

from cleanclaim.reference import mpfs
from cleanclaim.reference.build.built_file import BuiltFile
from cleanclaim.reference.build.inputs import InputFolder, TableInput
from cleanclaim.reference.rows import rows_text

_SAME = {
    "status_code": "status",
    "non_fac_pe_rvu": "nonfac_pe_rvu",
    "facility_pe_rvu": "fac_pe_rvu",
    "pctc_ind": "pctc",
    "conv_factor": "cf",
}
"""The other set of column names, and ours."""


def schedule(source: InputFolder, release: TableInput) -> BuiltFile:
    """The rows without a modifier, and the conversion factor of the first that prints one."""
    rows, factors = [], set()
    for printed in source.rows(release.input):
        row = {_SAME.get(name, name): cell for name, cell in printed.items()}
        if (release.every_code or row["hcpcs"] in source.useful_codes) and not row.get("mod"):
            values = [_scaled(row[name], 100) for name in ("work_rvu", "nonfac_pe_rvu", "fac_pe_rvu", "mp_rvu")]
            rows.append((row["hcpcs"], row["status"], *values, row["pctc"], row["mult_proc"]))
            factors |= {int(_scaled(row["cf"], 10_000))} if row.get("cf") else set()
    assert len(factors) <= 1, f"{release.name} prints several conversion factors: {factors}"
    return BuiltFile(rows_text(mpfs.COLUMNS, rows), len(rows), {"all": factors.pop()} if factors else {})


def _scaled(cell: str, by: int) -> str:
    """A printed number as a whole one. Older extracts went through floating point (0.6769999 for 0.68)."""
    return str(round(Decimal(cell) * by))
