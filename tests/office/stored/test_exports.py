"""Everything of an organization is taken out, and another installation reads it back equal."""

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import polars
import pytest
from django.conf import settings

from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.models import Event
from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.demo import fill
from cleanclaim.office.exports.archive import ordered_models, read_archive, values_digest, write_archive
from cleanclaim.office.files.models import FileKind, StoredFile
from cleanclaim.office.files.store import file_on_disk, store_file
from cleanclaim.office.history.models import Version
from cleanclaim.office.organizations.models import Membership, Organization
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.visits.models import VisitRecord
from tests.office.conftest import use
from tests.office.stored.made_up import house, stored


def contents(organization: Any) -> dict[str, Any]:
    """Every value of an organization by its sha256, and every column of every row but the log's own numbers."""
    with organization_transaction([organization]):
        found: dict[str, Any] = {"digest": values_digest()}
        for model in ordered_models():
            rows: Any = getattr(model, "everything", model.objects).order_by("pk")
            fields = [field.attname for field in model._meta.concrete_fields]
            left = {"user_id", "stored_by_id", "made_by_id", "signed_by_id", "number" if model is Event else "-"}
            found[model.__name__] = list(rows.values_list(*(name for name in fields if name not in left)))
            if issubclass(model, Version):
                assert all(version.read() is not None for version in rows[:50])
        return found


@pytest.mark.usefixtures("database")
def test_another_installation_reads_it_back_equal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    from cleanclaim.office.database import FILE, database_settings

    monkeypatch.setattr(fill, "YEARS", 0.12)
    fill.fill_demo()
    organization = Organization.objects.order_by("created_at")[0]
    (tmp_path / "feb.csv").write_bytes(b"visit_id,code\n" * 200_000)
    with organization_transaction([organization.pk]):
        owner = Membership.objects.get(organization=organization, role="owner").user
        from cleanclaim.office.audit_log.log import Actor

        store_file(tmp_path / "feb.csv", "feb.csv", FileKind.IMPORT, Actor(owner.pk, organization.pk))
        VisitRecord.objects.filter(pk=VisitRecord.objects.values("pk")[:1]).update(withdrawn=True)
    before = contents(organization.pk)
    people = Membership.objects.filter(organization=organization.pk).count()
    archive = tmp_path / "lakeside.zip"
    assert write_archive(organization, archive) == before["digest"]
    here = settings.DATABASES
    folder = tmp_path / "other"
    folder.mkdir()
    shutil.copy(request.getfixturevalue("sqlite_template"), folder / FILE)
    use(default=database_settings(folder))
    try:
        stored(house("Hillside"))
        assert read_archive(archive).name == "Lakeside Physical Therapy"
        after = contents(organization.pk)
        assert after.pop("Event") == before.pop("Event")
        assert after == before
        with organization_transaction([organization.pk]):
            file = StoredFile.objects.get()
        with file_on_disk(file) as path:
            assert path.read_bytes() == (tmp_path / "feb.csv").read_bytes()
        assert Membership.objects.filter(organization=organization.pk).count() == people > 1
        with pytest.raises(UserError, match="is here already"):
            read_archive(archive)
    finally:
        use(**here)


@pytest.mark.usefixtures("database")
def test_values_are_there_for_other_programs_and_nothing_of_others(tmp_path: Path) -> None:
    one, other = house("Lakeside"), house("Hillside")
    record = stored(one)
    stored(other)
    write_archive(one.organization, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        (line,) = archive.read("values/patient.ndjson").decode().splitlines()
        assert json.loads(line)["value"]["patient_id"] == "P01"
        table = polars.read_parquet(archive.read("values/patient.parquet"))
        assert table["id"].to_list() == [str(record.pk)]
        assert archive.read("tables/audit_log_event.ndjson").count(b"\n") == 1
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert str(other.organization.pk).encode() not in everything
        assert b"password" not in everything


@pytest.mark.usefixtures("database")
def test_what_was_changed_or_is_none_of_ours_is_refused_whole(tmp_path: Path) -> None:
    one = house()
    stored(one)
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    write_archive(one.organization, good)
    (tmp_path / "text.zip").write_text("no zip")
    with zipfile.ZipFile(good) as archive, zipfile.ZipFile(bad, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name).replace(str(one.organization.pk).encode(), str(ChartRecord().pk).encode())
            copy.writestr(name, b"" if "patientversion" in name else content)
    for file in (bad, tmp_path / "text.zip"):
        with pytest.raises(UserError):
            read_archive(file)
    assert Organization.objects.count() == 1
