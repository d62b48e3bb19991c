"""The tables of credentials that a folder may have, and their columns, each with what it means.

A table is a file of its name (`licenses.csv`, `licenses.xlsx`), a sheet of that name in `credentialing.xlsx`, or tables
`[[licenses]]` in `credentialing.toml`. The reader goes by these, and so does the page of columns.
"""

from cleanclaim.exchange.files.practice_entries import (
    BILLING,
    CLINICIAN,
    ENROLLMENT,
    LICENSE,
    SCREENING,
    SITE,
    Entry,
    EntryTable,
)

WORKBOOK = "credentialing.xlsx"
DOCUMENT = "credentialing.toml"
PRACTICE_FILE = "practice.toml"
_WHOSE = Entry("the clinician, by NPI", needed=True)
_CLINICIAN_OR_PRACTICE = Entry("the clinician, by NPI; the practice's NPI for its own", needed=True)

CREDENTIAL_TABLES: dict[str, EntryTable] = {
    "practice": {name: entry for name, entry in BILLING.items() if not name.startswith("pay_to_")},
    "payers": {
        "payer": Entry("the payer's name in all tables: that of its policy where there is one", needed=True),
        "name": Entry("the payer's full name"),
        "policy": Entry("the policy it goes by", when="where that is not its name here"),
        "claim_filing": Entry("the kind of insurance by X12: MB, MC, CI, ...", when="where its policy does not say it"),
        "by_site": Entry("`true` where it enrolls a clinician at each site by itself; left out: not known"),
        "each_claim": Entry("dollars that it wants a malpractice policy to cover for one claim"),
        "in_all": Entry("dollars that it wants it to cover in a year"),
    },
    "sites": SITE
    | {"shortage_area": Entry("`true` where Medicare lets a substitute treat: short of professionals, rural")},
    "clinicians": {
        **{name: entry for name, entry in CLINICIAN.items() if name not in {"licenses", "enrollments", "screenings"}},
        "former_names": Entry("last names used before, between semicolons"),
        "birth_date": Entry("date of birth"),
        "sex": Entry("F, M or U"),
        "caqh_id": Entry("the number of the CAQH profile"),
        "email": Entry("where payers write to"),
        "opted_out": Entry("`true` where an affidavit of opting out of Medicare was filed"),
    },
    "licenses": {"npi": _WHOSE, **LICENSE},
    "enrollments": {
        "npi": _CLINICIAN_OR_PRACTICE,
        **ENROLLMENT,
        "site": Entry("the one site where it holds, by its name", when="where the payer enrolls by site"),
        "state": Entry(
            "not_started, docs_pending, submitted, in_review, more_info, psv, committee, approved_pending_effective, "
            "active, closed_panel, denied or termed"
        ),
        "submitted": Entry("the day the application was sent"),
        "state_since": Entry("the day since when it stands so"),
        "recredential_by": Entry("the day by which the payer credentials anew"),
        "taxonomy": Entry("the taxonomy code it was made with"),
        "reference": Entry("the payer's number or portal of the application"),
        "next_step": Entry("what to do next", when="where it is not what the state says"),
        "note": Entry("the one note that everybody reads"),
        "retroactive_to": Entry("the day to which the payer confirmed that services may be billed back"),
        "disaster": Entry("`true` where a disaster the President declared kept it from being made in time"),
    },
    "screenings": {
        "npi": _CLINICIAN_OR_PRACTICE,
        **SCREENING,
        "list": Entry("leie, sam or state"),
        "file": Entry("the name of the file that was looked into"),
        "sha256": Entry("the SHA-256 of that file"),
    },
    "expirables": {
        "npi": _CLINICIAN_OR_PRACTICE,
        "kind": Entry("malpractice, caqh, bls, tb, w9, lease, ...", needed=True),
        "done": Entry("the day it was last done, made or attested", when="this or ends"),
        "begins": Entry("the first day it is good for", when="where that is to come"),
        "ends": Entry("the last day it is good for", when="this or done"),
        "each_claim": Entry("dollars that a malpractice policy covers for one claim"),
        "in_all": Entry("dollars that it covers in a year"),
        "note": Entry("what else to know"),
    },
}
"""The columns of each table by the table's name."""
LISTS = frozenset({"former_names", "places"})
"""Columns with several values between semicolons."""
