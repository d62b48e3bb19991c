"""The log: what is written, how it is sealed, and what becomes visible when somebody alters it."""

from hashlib import sha256

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.office.audit_log.event_types import EVENT_TYPES
from cleanclaim.office.audit_log.log import log
from cleanclaim.office.audit_log.models import Event, Seal
from cleanclaim.office.audit_log.seals import count_sealed, find_alterations, merkle_root, seal_events
from cleanclaim.office.organizations.ids import new_id
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.made_up import House, house


@pytest.mark.usefixtures("database")
def test_only_what_is_registered_is_logged_and_no_more_of_it_than_is_said() -> None:
    here = house()
    with organization_transaction([here.organization.pk]):
        log(here.actor, "patient.added", new_id(), version=1)
        with pytest.raises(KeyError):
            log(here.actor, "patient.eaten")
        with pytest.raises(ValueError, match="does not hold name"):
            log(here.actor, "patient.added", new_id(), name="Example")
        assert [event.details for event in Event.objects.all()] == ['{"version": 1}']
    assert all(one.sentence and one.sentence[0].islower() for one in EVENT_TYPES.values())


@given(st.lists(st.binary(max_size=40), max_size=40))
def test_the_root_is_that_of_a_tree_in_pairs(events: list[bytes]) -> None:
    """Against the tree written by halves: the left one the largest power of two."""

    def root(level: list[bytes]) -> bytes:
        if len(level) == 1:
            return level[0]
        half = 1 << (len(level) - 1).bit_length() - 1
        return sha256(b"\1" + root(level[:half]) + root(level[half:])).digest()

    leaves = [sha256(b"\0" + event).digest() for event in events]
    assert merkle_root(events) == (root(leaves) if leaves else b"")


@pytest.mark.usefixtures("database")
def test_what_was_written_since_is_sealed_and_nothing_twice() -> None:
    here = house()
    assert seal_events() is None
    write(here, 5)
    first = seal_events()
    assert first
    assert (first.number, first.events) == (1, 5)
    assert seal_events() is None
    write(here, 3)
    write(house("Hillside"), 2)
    second = seal_events()
    assert second
    assert (second.number, second.events) == (2, 5)
    assert list(find_alterations()) == []


@pytest.mark.usefixtures("database")
def test_a_long_look_at_the_log_says_how_far_it_is() -> None:
    here, seen = house(), list[int]()
    for number in (4, 3, 5):
        write(here, number)
        seal_events()
    assert count_sealed() == 12
    assert list(find_alterations(seen.append)) == []
    assert seen == [4, 7, 12]


ALTERATIONS = {
    "an event changed": (1, "UPDATE audit_log_event SET type = 'patient.read' WHERE number = %s"),
    "an event moved to another time": (1, "UPDATE audit_log_event SET at = '2020-01-01' WHERE number = %s"),
    "an event taken out": (1, "DELETE FROM audit_log_event WHERE number = %s"),
    "a seal changed": (2, "UPDATE audit_log_seal SET events = events + 1 WHERE number = 2 AND %s > 0"),
    "a seal taken out": (3, "DELETE FROM audit_log_seal WHERE number = 2 AND %s > 0"),
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_one_altered_row_is_found(database: str, alteration: str) -> None:
    here = house()
    for _ in range(3):
        write(here, 4)
        seal_events()
    seal, order = ALTERATIONS[alteration]
    owner = connections["owner" if database == "postgresql" else "default"]
    with owner.cursor() as cursor:  # as somebody who owns the database may
        tables = ("audit_log_event", "audit_log_seal")
        for table in tables:
            if database == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_only_grows")
            else:
                for name in ("no_change", "no_deletion"):
                    cursor.execute(f"DROP TRIGGER {table}_{name}")
        cursor.execute("SELECT min(number) FROM audit_log_event")
        cursor.execute(order, [cursor.fetchone()[0] + 1])
    assert seal in [altered.seal for altered in find_alterations()]


def test_what_is_not_committed_yet_waits_for_its_seal(database: str) -> None:
    if database == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    here = house()
    with organization_transaction([here.organization.pk]):
        log(here.actor, "log.read")
        # another connection's transactions commit while this one is open
        assert seal_events() is None
    sealed = seal_events()
    assert sealed
    assert sealed.events == 1
    assert Seal.objects.count() == 1


def write(here: House, number: int) -> None:
    for _ in range(number):
        with organization_transaction([here.organization.pk]):
            log(here.actor, "log.read")
