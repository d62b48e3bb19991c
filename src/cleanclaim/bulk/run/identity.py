"""What a run is of: its files, its law, and all that was asked for. Parts of another run are no parts of it."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import msgspec

import cleanclaim
from cleanclaim.bulk.run.book_files import InputFiles, digest_of
from cleanclaim.bulk.run.settings import BulkSettings
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import law_version
from cleanclaim.reference.library import shipped

Identity = Mapping[str, str]
"""What a run is of, each part under the words a person has for it."""

_NOT_LAW = ("cli", "office", "sandbox", "explanations")
"""Parts of the program that decide nothing of a run."""


def identify_run(settings: BulkSettings, files: InputFiles, papers: Mapping[str, Path | None]) -> dict[str, str]:
    """What a run is of. `papers`: the files that go with the visits, by the option that names them."""
    found = {
        "command": f"bulk {settings.verb}",
        "the visits": _digest("\n".join(f"{one.digest} {one.name}" for one in files.files)),
        "the program": f"{cleanclaim.__version__} {_digest_program()}",
        "the law": law_version(),
        "the day": str(settings.basis.today),
        **_identify_basis(settings.basis, ""),
        **(_identify_basis(settings.before, ", before") if settings.before else {}),
        "the practice": _digest_value(settings.practice),
        "the overrides": _digest_value(tuple(settings.overrides)),
        "--payer": settings.payer or "",
        "--zip": settings.zip_code or "",
        "--locality": settings.locality or "",
        "--qualifying": str(settings.qualifying),
    }
    return found | {option: digest_of([path]) if path else "" for option, path in papers.items()}


def list_differences(one: Identity, other: Identity) -> list[str]:
    """What two runs do not have in common."""
    return [name for name in {**one, **other} if one.get(name) != other.get(name)]


def _identify_basis(basis: Basis, which: str) -> dict[str, str]:
    releases = (basis.library or shipped()).releases
    return {
        f"the published tables{which}": _digest("\n".join(f"{one.kind} {one.name} {one.sha256}" for one in releases)),
        f"the payers' files{which}": _digest_payers(basis.payers),
        f"--as-of{which}": str(basis.as_of or ""),
        f"--known-on{which}": str(basis.known_on or ""),
        f"--filed-on{which}": str(basis.filed_on or ""),
    }


def _digest_payers(place: str | Path | None) -> str:
    if not place:
        return ""
    path = Path(place)
    return digest_of(sorted(path.glob("*.toml")) if path.is_dir() else [path])


def _digest_program() -> str:
    package = Path(cleanclaim.__file__).parent
    paths = (path for path in sorted(package.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    return digest_of([path for path in paths if path.relative_to(package).parts[0] not in _NOT_LAW])


def _digest_value(value: object) -> str:
    return _digest(msgspec.json.encode(value, order="deterministic").decode())


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
