"""Versions of a record: what undo and redo make of them, and two people who change one record at once."""

from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connections, transaction
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.office.audit_log.log import log
from cleanclaim.office.audit_log.models import Event
from cleanclaim.office.history import changes
from cleanclaim.office.history.changes import ChangedMeanwhile, Steps, follow
from cleanclaim.office.history.models import Act
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord, PatientVersion
from tests.office.stored.made_up import House, house, patient, stored


@given(st.lists(st.sampled_from([Act.CHANGE, Act.UNDO, Act.REDO]), max_size=30))
def test_undo_and_redo_are_those_of_an_editor(wanted: list[Act]) -> None:
    """Against two stacks of values, as every editor has them."""
    acts: list[tuple[int, str]] = [(1, Act.CHANGE)]
    values, undone = ["value 1"], list[str]()
    written = {1: "value 1"}
    for act in wanted:
        steps, number = follow(acts), len(acts) + 1
        assert (steps.can_undo, steps.can_redo) == (len(values) > 1, bool(undone))
        if act == Act.UNDO and len(values) > 1:
            undone.append(values.pop())
            written[number] = written[steps.done[-2]]
        elif act == Act.REDO and undone:
            values.append(undone.pop())
            written[number] = written[steps.undone[-1]]
        elif act == Act.CHANGE:
            values.append(f"value {number}")
            undone.clear()
            written[number] = values[-1]
        else:
            continue
        acts.append((number, act))
        assert written[number] == values[-1], "what stands is what the editor would show"


def test_undone_twice_and_redone_once() -> None:
    assert follow([(1, "change"), (2, "change"), (3, "change"), (4, "undo"), (5, "undo"), (6, "redo")]) == Steps(
        (1, 2), (3,)
    )


@pytest.mark.usefixtures("database")
def test_a_change_is_a_version_and_an_event_and_both_or_neither() -> None:
    here = house()
    record = stored(here)
    with organization_transaction([here.organization.pk]):
        changes.change(record, patient(last="Other"), here.actor, seen=1)
        assert (record.version, record.sorted_name) == (2, "other, ada")
        assert [version.read().name.last for version in record.versions.order_by("number")] == ["Example", "Other"]
        assert changes.undo(record, here.actor, seen=2)
        assert (record.version, record.sorted_name) == (3, "example, ada")
        assert changes.redo(record, here.actor, seen=3)
        assert record.sorted_name == "other, ada"
        assert changes.redo(record, here.actor, seen=4) is None
        events = list(Event.objects.filter(record=record.pk).order_by("number").values_list("type", flat=True))
        assert events == ["patient.added", "patient.changed", "patient.undone", "patient.redone"]

    def fall() -> None:
        with organization_transaction([here.organization.pk]):
            changes.change(record, patient(last="Lost"), here.actor, seen=4)
            log(here.actor, "no such event")

    with pytest.raises(KeyError):
        fall()
    with organization_transaction([here.organization.pk]):
        assert PatientRecord.objects.get().version == 4
        assert Event.objects.count() == 4


@pytest.mark.usefixtures("database")
def test_who_saw_an_older_version_changes_nothing() -> None:
    here = house()
    record = stored(here)
    with organization_transaction([here.organization.pk]):
        changes.change(record, patient(last="First"), here.actor, seen=1)
        with pytest.raises(ChangedMeanwhile) as met:
            changes.change(record, patient(last="Second"), here.actor, seen=1)
        assert met.value.newest.read().name.last == "First"
        with pytest.raises(ChangedMeanwhile):
            changes.undo(record, here.actor, seen=1)


@pytest.mark.usefixtures("database")
def test_of_many_at_once_each_change_counts_or_is_refused() -> None:
    here = house()
    stored(here)
    done: list[str] = []
    at_once = Barrier(6)

    def work(who: int) -> None:
        at_once.wait()
        for turn in range(8):
            try:
                with organization_transaction([here.organization.pk]):
                    mine = PatientRecord.objects.get()
                    value = structs.replace(changes.newest(mine).read(), patient_id=f"P{who}-{turn}")
                    changes.change(mine, value, here.actor, seen=mine.version)
                done.append("changed")
            except ChangedMeanwhile:
                done.append("refused")
        connections.close_all()

    threads = [Thread(target=work, args=(who,)) for who in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 48, "no thread ended by an error, as by a locked database"
    with organization_transaction([here.organization.pk]):
        numbers = list(PatientVersion.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, done.count("changed") + 2))
        assert PatientRecord.objects.get().version == numbers[-1]


@pytest.mark.usefixtures("database")
def test_a_version_whose_bytes_were_changed_is_not_read(database: str) -> None:
    here: House = house()
    record = stored(here)
    owner = connections["owner" if database == "postgresql" else "default"]
    with owner.cursor() as cursor:
        trigger = (
            "patients_patientversion_only_grows" if database == "postgresql" else "patients_patientversion_no_change"
        )
        cursor.execute(f"DROP TRIGGER {trigger}" + (" ON patients_patientversion" if database == "postgresql" else ""))
        cursor.execute("UPDATE patients_patientversion SET sha256 = 'x'")
    with organization_transaction([here.organization.pk]), pytest.raises(ValueError, match="is damaged"):
        changes.newest(record).read()


@pytest.mark.usefixtures("database")
def test_two_patients_of_one_number_are_refused() -> None:
    here, other = house(), house("Hillside")
    stored(here)
    stored(other)
    with pytest.raises(DatabaseError), transaction.atomic():
        stored(here)
