"""How two names of a column, a payer or a person are seen to be the same: by their letters and digits alone."""

import re
import unicodedata

_SIGNS = re.compile(r"[\W_]+")
CREDENTIALS = frozenset(
    [
        "pt",
        "dpt",
        "mpt",
        "mspt",
        "lpt",
        "rpt",
        "pta",
        "lpta",
        "ot",
        "otr",
        "otl",
        "otrl",
        "motr",
        "otd",
        "ota",
        "cota",
        "slp",
        "ccc",
        "ms",
        "ma",
        "phd",
        "ocs",
        "scs",
        "ncs",
        "gcs",
        "cert",
        "mdt",
        "atc",
    ]
)


def name_key(name: str) -> str:
    """`Visit #`, `visit_no` and `VisitNo` are all `visitno`."""
    return _SIGNS.sub("", name.replace("#", "no").casefold())


def person_words(name: str) -> frozenset[str]:
    """The words of a person's name without accents and credentials: `Núñez, María PT` is {maria, nunez}."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).replace(".", "").replace("/", "")
    return frozenset(word for word in _SIGNS.split(plain) if word) - CREDENTIALS
