"""The library: the releases that ship with the program, and those a person imported into a folder of their own."""

from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import structs

from cleanclaim.model.errors import UserError
from cleanclaim.reference.files import DATA
from cleanclaim.reference.integrity import damaged_releases
from cleanclaim.reference.releases import Kind, Release

MANIFEST = "releases.json"


class TableChoice(Protocol):
    """Which published tables count: a library, and the day by which they had been published. A `Basis` is one."""

    @property
    def library(self) -> "Library | None":
        """The published tables; None: those that ship with the program."""

    @property
    def known_on(self) -> date | None:
        """The day by which they had been published; None: everything."""


class Library:
    """Some releases, newest first; `manifest` is the file that lists those of a folder.

    Two libraries are equal only if they are one and the same.
    """

    def __init__(self, releases: list[Release], manifest: Path | None = None) -> None:
        self.manifest = manifest
        self.releases = tuple(sorted(releases, key=_age, reverse=True))

    def known(self, kind: Kind, known_on: date | None = None) -> list[Release]:
        """The releases of a table, newest first; with `known_on` only those published by that day."""
        return [r for r in self._by_kind.get(kind, ()) if known_on is None or r.published <= known_on]

    def in_use(self, kind: Kind, on: date, known_on: date | None = None) -> list[Release]:
        """The releases that answer for `on`, in the order to ask them: newest first, the first complete one last."""
        in_use = []
        for release in self.known(kind, known_on):
            if release.answers_from <= on:
                in_use.append(release)
                if release.scope == "complete":
                    break
        return in_use

    def with_releases(self, more: list[Release]) -> "Library":
        """Another library that holds these releases too."""
        return Library([*self.releases, *more])

    @property
    def files(self) -> list[Path]:
        """Every file it is read from."""
        return [*(Path(release.file) for release in self.releases), *([self.manifest] if self.manifest else [])]

    @cached_property
    def _by_kind(self) -> dict[Kind, list[Release]]:
        kinds: dict[Kind, list[Release]] = {}
        for release in self.releases:
            kinds.setdefault(release.kind, []).append(release)
        return kinds


def _age(release: Release) -> tuple[date, bool, date]:
    """By the day of effect, then of publication; what a person imported comes before what ships, which has less."""
    return release.effective_from, release.retrieved is not None, release.published


def library(folder: str | Path | None = None) -> Library:
    """The releases that ship with the program and those in `folder`, which may be empty or not exist yet.

    The same folder in the same state gives the same library. Raises UserError where the folder's list of releases
    cannot be read, or a file is not what was imported.

        >>> import cleanclaim
        >>> basis = cleanclaim.Basis(library=cleanclaim.library("my-library"))
    """
    if folder is None:
        return shipped()
    found, damaged = library_and_damage(Path(folder))
    if damaged:
        names = ", ".join(release.name for release in damaged)
        raise UserError(
            damaged[0].file,
            f"is damaged: it is not the file that was imported ({names})",
            "Import the publisher's file again: `cleanclaim reference import FILE`; or take it out:"
            f" `cleanclaim reference remove '{damaged[0].name}'`.",
        )
    return found


def library_and_damage(folder: Path) -> tuple[Library, list[Release]]:
    """The library of a folder with its whole releases, and those imported ones whose file is damaged or missing.

    Raises UserError where the folder's list of releases cannot be read.
    """
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return shipped(), []
    state = manifest.stat()
    found = _with_folder(folder, state.st_mtime_ns, state.st_size)
    damaged = damaged_releases(folder, [one for one in found.releases if Path(one.file).parent == folder])
    if damaged:
        whole = [one for one in found.releases if one not in damaged]
        return Library(whole, manifest), damaged
    return found, []


@cache
def shipped() -> Library:
    """The releases that ship with the program."""
    return Library(listed_releases(DATA))


@cache
def _with_folder(folder: Path, _changed: int, _size: int) -> Library:
    return Library([*shipped().releases, *listed_releases(folder)], folder / MANIFEST)


def listed_releases(folder: Path) -> list[Release]:
    """The releases a folder lists, each with the full path of its file. Raises UserError where the list is damaged."""
    try:
        releases = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=list[Release])
    except (OSError, msgspec.DecodeError) as wrong:
        remedy = (
            f"Move {MANIFEST} away and import the publishers' files again; what ships with the program still answers."
        )
        raise UserError(
            str(folder / MANIFEST), f"the list of imported releases cannot be read: {wrong}", remedy
        ) from None
    return [structs.replace(release, file=str(folder / release.file)) for release in releases]
