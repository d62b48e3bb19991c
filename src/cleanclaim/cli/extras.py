"""Which extra of the package brings a module that is not installed: `polars` comes with `cleanclaim[files]`.

It is read from the package's own list of requirements, so that nothing is listed twice.
"""

import re
from importlib.metadata import PackageNotFoundError, requires

_OF_AN_EXTRA = re.compile(r"""(?P<name>[A-Za-z0-9._-]+).*;.*extra\s*==\s*['"](?P<extra>[a-z]+)['"]""")
_NOT_FOR_USERS = {"all", "build", "dev"}


def find_extra(module: str) -> str | None:
    """The extra that brings a module; None where no extra does."""
    wanted = _plain(module.partition(".")[0])
    try:
        found = map(_OF_AN_EXTRA.match, requires("cleanclaim") or ())
    except PackageNotFoundError:  # run from the source, and never installed
        return None
    return next(
        (
            one["extra"]
            for one in found
            if one and one["extra"] not in _NOT_FOR_USERS and wanted and _plain(one["name"]).startswith(wanted)
        ),
        None,
    )


def _plain(name: str) -> str:
    """A name as packages and modules have it alike: `vl-convert-python` begins with `vl_convert`."""
    return re.sub(r"[._-]+", "_", name).lower()
