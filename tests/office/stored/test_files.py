"""Files are stored once by content, whatever their length, and given to who may have them."""

from pathlib import Path

import pytest
from django.test import Client

from cleanclaim.office.audit_log.models import Event
from cleanclaim.office.files.models import FileKind, FilePart, StoredFile
from cleanclaim.office.files.store import PART, file_on_disk, store_file
from cleanclaim.office.organizations.models import Membership
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.made_up import House, here, house


def put(one: House, path: Path, content: bytes, kind: FileKind = FileKind.IMPORT) -> StoredFile:
    path.write_bytes(content)
    with organization_transaction([one.organization.pk]):
        return store_file(path, path.name, kind, one.actor)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("size", [0, 1, PART, 2 * PART + 7])
def test_a_file_comes_back_as_it_was_and_is_stored_once(tmp_path: Path, size: int) -> None:
    lakeside, hillside = house("Lakeside"), house("Hillside")
    content = bytes(number % 251 for number in range(size))
    first = put(lakeside, tmp_path / "march.csv", content)
    again = put(lakeside, tmp_path / "march (1).csv", content)
    theirs = put(hillside, tmp_path / "march.csv", content)
    assert again.pk == first.pk != theirs.pk
    with file_on_disk(again) as path:
        assert path.name == "march.csv"
        assert path.read_bytes() == content
    with organization_transaction([lakeside.organization.pk]):
        assert StoredFile.objects.count() == 1


@pytest.mark.usefixtures("database")
def test_a_damaged_file_is_not_given_out(tmp_path: Path) -> None:
    one = house()
    file = put(one, tmp_path / "march.csv", b"visit_id,code")
    with organization_transaction([one.organization.pk]):
        FilePart.objects.update(content=b"visit_id,kode")
    with pytest.raises(ValueError, match="damaged"), file_on_disk(file):
        pass


def test_a_file_is_downloaded_by_who_may_and_the_log_says_so(client: Client, tmp_path: Path) -> None:
    one = here()
    imported = put(one, tmp_path / "ma rch.csv", b"visit_id,code")
    exported = put(one, tmp_path / "all.zip", b"PK", FileKind.EXPORT)
    theirs = put(house("Hillside"), tmp_path / "march.csv", b"visit_id,code")
    answer = client.get(f"/files/{imported.pk}")
    assert b"".join(answer.streaming_content) == b"visit_id,code"  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''ma%20rch.csv"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(f"/files/{theirs.pk}").status_code == 404
    with organization_transaction([one.organization.pk]):
        assert Event.objects.get(type="file.downloaded").record == imported.pk
    Membership.objects.update(role="biller")
    assert client.get(f"/files/{imported.pk}").status_code == 200
    assert client.get(f"/files/{exported.pk}").status_code == 403
    Membership.objects.update(role="auditor")
    assert client.get(f"/files/{imported.pk}").status_code == 403
