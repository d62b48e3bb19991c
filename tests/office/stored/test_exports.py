"""Everything of an organization is taken out, and another installation reads it back equal, or refuses it whole."""

import base64
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import polars
import pytest
from django.conf import settings

from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.claims.control_numbers import is_to_confirm
from cleanclaim.office.database import FILE, database_settings
from cleanclaim.office.demo import fill
from cleanclaim.office.exports.archive import ordered_models, write_archive
from cleanclaim.office.exports.reading import read_archive
from cleanclaim.office.files.models import FileKind, StoredFile
from cleanclaim.office.files.store import file_on_disk, store_file
from cleanclaim.office.organizations.ids import new_id
from cleanclaim.office.organizations.models import ClientLink, Membership, Organization, User
from cleanclaim.office.organizations.people import change_role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.visits.models import VisitRecord
from tests.office.conftest import use
from tests.office.stored.databases import on_postgresql_once
from tests.office.stored.made_up import House, house, stored

Change = Callable[[dict[str, bytes]], object]


@pytest.fixture
def elsewhere(tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    """Another installation, for a while."""

    @contextmanager
    def there() -> Iterator[None]:
        here = settings.DATABASES
        folder = tmp_path / "other"
        if not folder.exists():
            folder.mkdir()
            shutil.copy(request.getfixturevalue("sqlite_template"), folder / FILE)
        use(default=database_settings(folder))
        try:
            yield
        finally:
            use(**here)

    return there


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def comparable(path: Path) -> dict[str, Any]:
    """All of an export but the log's own numbers, when it was made, and control numbers, which go on far above in
    another office; Parquet as its rows.
    """
    found: dict[str, Any] = parts_of(path)
    manifest = json.loads(found["manifest.json"])
    found["manifest.json"] = manifest["organization"]
    events = [json.loads(line) for line in found["tables/audit_log_event.ndjson"].splitlines()]
    found["tables/audit_log_event.ndjson"] = [event["fields"] for event in events]
    return {
        name: polars.read_parquet(content).rows() if name.endswith(".parquet") else content
        for name, content in found.items()
        if "claims_controlnumber" not in name
    }


@pytest.mark.usefixtures("database")
def test_an_export_read_elsewhere_and_written_again_is_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, elsewhere: Any
) -> None:
    monkeypatch.setattr(fill, "YEARS", 0.05)
    fill.fill_demo()
    company = Organization.objects.get(is_billing_company=True)
    organization, other = Organization.objects.filter(is_billing_company=False).order_by("created_at")
    (tmp_path / "feb.csv").write_bytes(b"visit_id,code\n" * 200_000)
    with organization_transaction([organization.pk]):
        owner, colleague = Membership.objects.filter(organization=organization).order_by("id")[:2]
        actor = Actor(owner.user_id, organization.pk)
        store_file(tmp_path / "feb.csv", "feb.csv", FileKind.IMPORT, actor)
        VisitRecord.objects.filter(pk=VisitRecord.objects.values("pk")[:1]).update(withdrawn=True)
        change_role(actor, colleague, "assistant", seen=colleague.version)
    written = {one: tmp_path / f"{number}.zip" for number, one in enumerate([company, organization, other])}
    digests = [write_archive(one, path) for one, path in written.items()]
    links = sorted(ClientLink.objects.values_list("id", "company", "client", "starts_on"))
    with elsewhere():
        stored(house("Hillside"))
        read = [read_archive(path) for path in written.values()]
        assert [one.digest for one in read] == digests
        assert [one.organization for one in read] == list(written)
        assert read[0].clients == sorted(read[0].clients) == [organization.name, other.name]
        assert not any(one.clients or one.companies for one in read[1:])
        assert sorted(ClientLink.objects.values_list("id", "company", "client", "starts_on")) == links
        for one, path in written.items():
            write_archive(one, tmp_path / "again.zip")
            assert comparable(tmp_path / "again.zip") == comparable(path)
            with organization_transaction([one.pk]):
                assert is_to_confirm(), "an old state came, as from a backup"
        with organization_transaction([organization.pk]):
            file = StoredFile.objects.get()
        with file_on_disk(file) as path:
            assert path.read_bytes() == (tmp_path / "feb.csv").read_bytes()
        for path in written.values():
            with pytest.raises(UserError, match="is here already"):
                read_archive(path)


@pytest.mark.usefixtures("database")
def test_clients_let_a_company_in_and_not_the_company_itself(tmp_path: Path, elsewhere: Any) -> None:
    company, client = house("Northgate"), house("Riverbend")
    Organization.objects.filter(pk=company.organization.pk).update(is_billing_company=True)
    link = ClientLink.objects.create(
        company=company.organization, client=client.organization, starts_on=date(2026, 1, 1)
    )
    link.staff.add(company.user)
    for one in (company, client):
        write_archive(Organization.objects.get(pk=one.organization.pk), tmp_path / f"{one.organization.name}.zip")
    with elsewhere():
        assert read_archive(tmp_path / "Riverbend.zip").companies == ["Northgate"]
        assert read_archive(tmp_path / "Northgate.zip").clients == ["Riverbend"]
        assert not ClientLink.objects.exists()


@pytest.mark.usefixtures("database")
def test_values_are_there_for_other_programs_and_nothing_of_others(tmp_path: Path) -> None:
    one, other = house("Lakeside"), house("Hillside")
    record = stored(one)
    stored(other)
    write_archive(one.organization, tmp_path / "out.zip")
    found = parts_of(tmp_path / "out.zip")
    (line,) = found["values/patient.ndjson"].decode().splitlines()
    assert json.loads(line)["value"]["patient_id"] == "P01"
    table = polars.read_parquet(found["values/patient.parquet"])
    assert table["id"].to_list() == [str(record.pk)]
    assert found["tables/audit_log_event.ndjson"].count(b"\n") == 1
    everything = b"".join(found.values())
    assert str(other.organization.pk).encode() not in everything
    assert b"password" not in everything


@pytest.fixture
def good(database: str, tmp_path: Path) -> Path:
    """An export, of an organization with a patient and a file, beside another organization."""
    assert database
    one = house()
    stored(one)
    (tmp_path / "feb.csv").write_bytes(b"visit_id,code\n" * 20)
    with organization_transaction([one.organization.pk]):
        store_file(tmp_path / "feb.csv", "feb.csv", FileKind.IMPORT, one.actor)
    write_archive(one.organization, tmp_path / "good.zip")
    return tmp_path / "good.zip"


def test_any_altered_byte_is_found(good: Path, tmp_path: Path, elsewhere: Any) -> None:
    content, chance, bad = good.read_bytes(), Random(7), tmp_path / "bad.zip"  # noqa: S311
    with elsewhere():
        for _ in range(60):
            at = chance.randrange(len(content))
            altered = content[:at] + bytes([content[at] ^ chance.randrange(1, 256)]) + content[at + 1 :]
            for wrong in (altered, content[:at], content[:at] + content[at + 1 :]):
                bad.write_bytes(wrong)
                with pytest.raises(UserError, match=r"as it was written|is no export"):
                    read_archive(bad)
        bad.write_bytes(content + b"\n")
        with pytest.raises(UserError, match="is no export"):
            read_archive(bad)
        assert not Organization.objects.exists()
        assert not User.objects.exists()
        read_archive(good)


def line_of(parts: dict[str, bytes], name: str) -> dict[str, Any]:
    return dict(json.loads(parts[name].splitlines()[0]))


def set_in(name: str, /, **columns: Any) -> Change:
    """A change of columns in the first row of a part."""

    def change(parts: dict[str, bytes]) -> None:
        row = line_of(parts, name)
        row.get("fields", row).update(columns)
        parts[name] = json.dumps(row).encode() + b"\n" + b"".join(parts[name].splitlines(keepends=True)[1:])

    return change


def add_to(name: str, line: bytes) -> Change:
    return lambda parts: parts.__setitem__(name, parts[name] + line)


def manifest(**more: Any) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        found = json.loads(parts["manifest.json"])
        found.update({name: found[name] | value if isinstance(value, dict) else value for name, value in more.items()})
        parts["manifest.json"] = json.dumps(found).encode()

    return change


RECORDS, VERSIONS = "tables/patients_patientrecord.ndjson", "tables/patients_patientversion.ndjson"
EVENTS, FILES = "tables/audit_log_event.ndjson", "tables/files_storedfile.ndjson"
BAD: dict[str, Change] = {
    "a row of another organization": set_in(RECORDS, organization=str(new_id())),
    "an event of another organization": set_in(EVENTS, organization=str(new_id())),
    "a row of a person who is not named": set_in(VERSIONS, user=str(new_id())),
    "a role that there is not": set_in("people.ndjson", role="superuser"),
    "no role": set_in("people.ndjson", role=None),
    "an act that there is not": set_in(VERSIONS, act="forge"),
    "a kind of file that there is not": set_in(FILES, kind="any"),
    "a longer text than is stored": set_in(RECORDS, name="a" * 201),
    "another value": set_in(VERSIONS, value=base64.b64encode(b"{}").decode()),
    "another value with its sha256": set_in(
        VERSIONS, value=base64.b64encode(b"{}").decode(),
        sha256="44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    ),
    "a version too few": lambda parts: parts.__setitem__(VERSIONS, b""),
    "a version of no record": lambda parts: parts.__setitem__(RECORDS, b""),
    "a number that no database stores": set_in(RECORDS, version=10**30),
    "a column that there is not": set_in(RECORDS, nonsense=1),
    "a row of another table": lambda parts: parts.__setitem__(RECORDS, parts[FILES]),
    "a row of a person's table": add_to(RECORDS, b'{"model": "organizations.user", "pk": null, "fields": {}}\n'),
    "a model that there is not": add_to(RECORDS, b'{"model": "a.b", "pk": 1, "fields": {}}\n'),
    "deep JSON": add_to(RECORDS, b"[" * 100_000),
    "no JSON": add_to(RECORDS, b"\xff\x00\n"),
    "no object": add_to(EVENTS, b"7\n"),
    "a row without columns": add_to(EVENTS, b'{"model": "audit_log.event"}\n'),
    "a text with a NUL": set_in(RECORDS, name="a\0b"),
    "an id that is none": set_in("people.ndjson", user="me"),
    "a person without an address": set_in("people.ndjson", email="nobody"),
    "a day that is none": set_in("people.ndjson", starts_on="2026-02-30"),
    "a table that there is not": lambda parts: parts.__setitem__("tables/a_b.ndjson", b""),
    "a part outside": lambda parts: parts.__setitem__("../../evil", b""),
    "a file too few": lambda parts: [parts.pop(name) for name in list(parts) if name.startswith("files/")],
    "another file": lambda parts: parts.update({name: b"a" for name in parts if name.startswith("files/")}),
    "another size": set_in(FILES, size=1),
    "no people": lambda parts: parts.pop("people.ndjson"),
    "no links": lambda parts: parts.pop("links.ndjson"),
    "no manifest": lambda parts: parts.pop("manifest.json"),
    "a manifest that is a list": lambda parts: parts.__setitem__("manifest.json", b"[]"),
    "a newer form": manifest(format=99),
    "another organization's manifest": manifest(organization={"id": str(new_id())}),
    "an organization without a name": manifest(organization={"name": " "}),
    "an organization whose id is none": manifest(organization={"id": "../x"}),
    "a link of others": add_to("links.ndjson", json.dumps({
        "id": str(new_id()), "starts_on": "2026-01-01", "ends_on": None, "staff": [],
        "company": {"id": str(new_id()), "name": "A"}, "client": {"id": str(new_id()), "name": "B"},
    }).encode()),
    "far too much": lambda parts: parts.__setitem__(RECORDS, b" " * 60_000_000),
}  # fmt: skip


def sealed(parts: dict[str, bytes], path: Path, **more: Any) -> Path:
    """A zip of these parts with the digest that fits: what somebody makes who knows how it is made."""
    from cleanclaim.office.exports.archive import DIGITS, MARK, digest_of

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **more) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.comment = MARK + b"0" * DIGITS
    with path.open("r+b") as written:
        written.seek(-DIGITS, 2)
        written.write(digest_of(path).encode())
    return path


@pytest.mark.parametrize(("database", "what"), on_postgresql_once(BAD, "another value"), indirect=["database"])
def test_what_was_made_to_deceive_is_refused_whole(good: Path, tmp_path: Path, elsewhere: Any, what: str) -> None:
    parts = parts_of(good)
    BAD[what](parts)
    with elsewhere():
        with pytest.raises(UserError) as found:
            read_archive(sealed(parts, tmp_path / "bad.zip"))
        assert str(found.value).count("\n") == 1
        assert not Organization.objects.exists()
        assert not User.objects.exists()
        read_archive(sealed(parts_of(good), tmp_path / "unchanged.zip"))


def test_what_is_no_zip_is_refused(good: Path, tmp_path: Path, elsewhere: Any) -> None:
    content, bad = good.read_bytes(), tmp_path / "bad.zip"
    two = sealed(parts_of(good), tmp_path / "two.zip")
    with elsewhere():
        for wrong in (b"", b"no zip", b"PK\x05\x06" + b"\0" * 18, content[-82:], b"a" + content[-82:], content[::-1]):
            bad.write_bytes(wrong)
            with pytest.raises(UserError):
                read_archive(bad)
        with pytest.raises(UserError):
            read_archive(tmp_path)
        with pytest.raises(UserError):
            read_archive(tmp_path / "none")
        assert not Organization.objects.exists()
        assert read_archive(two).organization.name == "Lakeside"


def test_every_table_of_an_organization_is_in_an_export(good: Path) -> None:
    assert {f"tables/{model._meta.db_table}.ndjson" for model in ordered_models()} <= set(parts_of(good))


def test_rows_reach_nothing_of_an_organization_that_is_here(good: Path, tmp_path: Path, elsewhere: Any) -> None:
    """Ids of rows that are here are refused, and what is here stays as it is."""
    with elsewhere():
        here: House = house("Hillside", "biller")
        record = stored(here)
        for name, columns in (
            (VERSIONS, {"record": str(record.pk)}),
            (RECORDS, {"organization": str(here.organization.pk)}),
        ):
            parts = parts_of(good)
            set_in(name, **columns)(parts)
            with pytest.raises(UserError):
                read_archive(sealed(parts, tmp_path / "bad.zip"))
        parts = parts_of(good)
        row = line_of(parts, RECORDS)
        parts[RECORDS] = json.dumps(row | {"pk": str(record.pk)}).encode() + b"\n"
        with pytest.raises(UserError):
            read_archive(sealed(parts, tmp_path / "bad.zip"))
        assert Organization.objects.count() == 1
        with organization_transaction([here.organization.pk]):
            record.refresh_from_db()
            assert record.versions.count() == 1
