"""cleanclaim turns what a physical therapist did into a claim that is paid the first time, and proves why.

    >>> import cleanclaim
    >>> visits = cleanclaim.read_visits("examples/clinic-day/visits.csv")
    >>> cleanclaim.code(visits).visits[0].units
    3

The verbs: `read_case`, `read_visits`, `read_practice`, `code`, `review`, `price`, `explain`, `fix`, `claim`, `what_if`;
of X12 files `read`, `validate`, `match`. What they take and give are values: a `Case` is visits with all that is known
around them, a `Basis` says by which law, tables and dates. Rules of your own are written with `rule`, `fact` and
`Each`, and tested with `cleanclaim.testing`.

These names are stable: docs/reference/versions.md says what a version does to them, docs/reference/api.md what each is.
`__init__.pyi` names the home of each. It is imported when it is first used, so that importing the package costs next to
nothing.
"""

__version__ = "0.1.0"
_homes = {}


def _read_homes():
    """The module of each stable name, as the stub says; read when somebody uses the first of them."""
    import re
    from pathlib import Path

    if not _homes:
        stub = Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8")
        _homes.update({n: home for home, n in re.findall(r"^from ([\w.]+) import (\w+) as \w+$", stub, re.MULTILINE)})
    return _homes


def __getattr__(name):
    import importlib

    if name == "__all__":
        return sorted(_read_homes())
    home = None if name.startswith("__") else _read_homes().get(name)
    if home is None:
        raise AttributeError(f"module 'cleanclaim' has no attribute {name!r}")
    if home == __name__:  # a module of its own
        return importlib.import_module(f"{home}.{name}")
    found = globals()[name] = getattr(importlib.import_module(home), name)
    return found


def __dir__():
    return sorted(["__doc__", "__version__", *_read_homes()])
