"""One organization sees, changes and points to nothing of another's: by queries, and by the database itself."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from cleanclaim.office.history.models import Version
from cleanclaim.office.organizations.ids import new_id
from cleanclaim.office.organizations.models import OwnedManager, owned_models
from cleanclaim.office.organizations.scope import ScopeError, organization_scope, organization_transaction
from cleanclaim.office.organizations.walls import growing_tables, missing_walls
from cleanclaim.office.patients.models import PatientRecord, PatientVersion
from tests.office.stored.made_up import house, patient, stored


@pytest.mark.usefixtures("database")
def test_every_table_of_an_organization_has_its_walls() -> None:
    assert missing_walls(connection) == []
    assert {"patients_patientrecord", "patients_patientversion", "audit_log_event"} <= {
        model._meta.db_table for model in owned_models()
    }
    versions = [model._meta.db_table for model in owned_models() if issubclass(model, Version)]
    assert {"audit_log_event", "audit_log_seal", *versions} <= set(growing_tables())
    assert len(versions) >= 4


def test_a_wall_that_is_taken_down_is_missed(database: str) -> None:
    owner = connections["owner" if database == "postgresql" else "default"]
    with owner.cursor() as cursor:
        if database == "postgresql":
            cursor.execute("DROP POLICY organizations ON patients_patientrecord")
            cursor.execute("DROP TRIGGER audit_log_event_only_grows ON audit_log_event")
        else:
            cursor.execute("DROP TRIGGER patients_patientversion_record_id_pair_insert")
            cursor.execute("DROP TRIGGER audit_log_event_no_change")
    assert len(missing_walls(owner)) == 2


@pytest.mark.usefixtures("database")
def test_nothing_is_read_or_written_without_an_organization() -> None:
    here = house()
    record = stored(here)
    with organization_transaction([here.organization.pk]):
        version = record.versions.get()
    for act in (
        PatientRecord.objects.count,
        PatientRecord.objects.exists,
        record.versions.count,
        record.save,
        record.refresh_from_db,
        record.delete,
        lambda: PatientVersion.objects.create(record=record),
        lambda: type(version)(record_id=record.pk).record,
    ):
        with pytest.raises(ScopeError), transaction.atomic():
            act()
    for wrong in ([], None, ["everybody"]):
        with pytest.raises(ScopeError), organization_scope(wrong):  # type: ignore[arg-type]
            pass


def test_every_way_to_a_row_goes_through_the_scope() -> None:
    for model in owned_models():
        assert isinstance(model._base_manager, OwnedManager), model
        assert isinstance(model._default_manager, OwnedManager), model


@pytest.mark.usefixtures("database")
def test_rows_of_another_organization_are_not_there() -> None:
    one, other = house("Lakeside"), house("Hillside")
    mine, theirs = stored(one), stored(other)
    with organization_transaction([one.organization.pk]):
        assert [found.pk for found in PatientRecord.objects.all()] == [mine.pk]
        assert not PatientRecord.objects.filter(pk=theirs.pk).update(name="taken")
        assert not PatientVersion.objects.filter(record=theirs.pk).exists()
    with organization_transaction([one.organization.pk, other.organization.pk]):
        assert PatientRecord.objects.count() == 2


def test_the_database_itself_keeps_organizations_apart(database: str) -> None:
    if database == "sqlite":
        pytest.skip("SQLite is one organization's, or one trusted person's: it has no row security")
    one, other = house("Lakeside"), house("Hillside")
    theirs = stored(other)
    with pytest.raises(DatabaseError, match="no organization is named"), transaction.atomic():
        raw("SELECT * FROM patients_patientrecord")
    with organization_transaction([one.organization.pk]):
        assert raw("SELECT * FROM patients_patientrecord") == []
        assert raw("UPDATE patients_patientrecord SET name = 'taken' RETURNING id") == []
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            raw(
                "INSERT INTO audit_log_event (organization_id, at, type, details) VALUES (%s, now(), 'x', '{}') "
                "RETURNING number",
                [other.organization.pk],
            )
    with organization_transaction([other.organization.pk]):
        assert raw("SELECT id FROM patients_patientrecord") == [(theirs.pk,)]
    with pytest.raises(DatabaseError, match="no organization is named"), transaction.atomic():
        raw("SELECT * FROM patients_patientrecord")


@pytest.mark.usefixtures("database")
def test_a_second_transaction_inside_the_first_is_refused() -> None:
    one, other = house("Lakeside"), house("Hillside")
    with (
        organization_transaction([one.organization.pk]),
        pytest.raises(ScopeError, match="open already"),
        organization_transaction([other.organization.pk]),
    ):
        pass


@pytest.mark.usefixtures("database")
def test_a_row_cannot_point_to_another_organizations() -> None:
    one, other = house("Lakeside"), house("Hillside")
    theirs = stored(other)
    version = PatientVersion.of(theirs, patient(), number=2, user_id=one.user.pk)
    version.organization_id = one.organization.pk
    with pytest.raises((IntegrityError, DatabaseError)), organization_transaction([one.organization.pk]):
        version.save(force_insert=True)
    with organization_transaction([other.organization.pk]):
        assert PatientVersion.objects.count() == 1


@pytest.mark.parametrize("table", ["audit_log_event", "patients_patientversion"])
def test_what_only_grows_is_neither_changed_nor_deleted(database: str, table: str) -> None:
    here = house()
    stored(here)
    orders = [f"UPDATE {table} SET organization_id = organization_id", f"DELETE FROM {table}"]
    orders += [f"REPLACE INTO {table} SELECT * FROM {table}"] if database == "sqlite" else []
    for order in orders:
        with pytest.raises(DatabaseError, match="only grows"), organization_transaction([here.organization.pk]):
            run(order)
    if database == "postgresql":
        with pytest.raises(DatabaseError, match=r"permission denied|only grows"), transaction.atomic():
            run(f"TRUNCATE {table}")


def test_ids_come_in_order() -> None:
    made = [new_id() for _ in range(1000)]
    assert made == sorted(made)
    assert len(set(made)) == 1000


def raw(query: str, values: Any = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[Any] = cursor.fetchall()
        return found


def run(order: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(order)
