"""No file goes out under a number that its receiver has from the same submitter, whichever organization sent it."""

from datetime import timedelta
from importlib import import_module
from threading import Barrier, Thread

import pytest
from django.apps import apps
from django.db import connections
from msgspec import structs

from cleanclaim.model.practice import Practice
from cleanclaim.office.claims.after_restore import mark_organization
from cleanclaim.office.claims.control_numbers import MOST_NUMBERS, reserve_numbers
from cleanclaim.office.claims.outbox import Batch, ControlNumber, SharedControlNumber
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.practices.stored import read_practice_of
from tests.office.stored.claims_made_up import ON, claims_of, practice, signed, stored_patient, visit
from tests.office.stored.made_up import House, house
from tests.office.stored.test_sending import send

pytestmark = pytest.mark.usefixtures("database")


def entered(one: House) -> Practice:
    """The practice of an organization."""
    with organization_transaction([one.organization.pk]):
        practice(one)
        found = read_practice_of()
    assert found
    return found


def reserve(one: House, *practices: Practice) -> list[int]:
    with organization_transaction([one.organization.pk]):
        return reserve_numbers(practices, one.actor)


def by_another(known: Practice) -> Practice:
    """The practice as one that sends under an ID of its own."""
    return structs.replace(known, submitter=structs.replace(known.submitter, id="OTHERSENDER"))


def to_another(known: Practice) -> Practice:
    """The practice as it sends to another receiver."""
    return known.sending_to(structs.replace(known.receiver, id="OTHERPLACE"))


def test_control_numbers_go_up_over_all_clients_of_one_submitter() -> None:
    numbers = []
    for one in (house("Lakeside"), house("Hillside")):
        with organization_transaction([one.organization.pk]):
            practice(one)
            patient = stored_patient(one)
            for at in range(3):
                claims_of([signed(one, patient, visit(f"V{at}", ON - timedelta(days=at)))])
                numbers += [batch.control_number for batch in send(one.actor)]
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_another_submitter_or_receiver_is_counted_by_itself_and_no_number_is_used_twice_in_an_organization() -> None:
    lakeside, hillside = house("Lakeside"), house("Hillside")
    known = entered(lakeside)
    assert reserve(lakeside, known, to_another(known), known) == [1, 2, 3]
    assert reserve(hillside, by_another(known)) == [1], "what others do elsewhere leaves no gap"
    assert reserve(hillside, known) == [4]
    assert reserve(hillside, to_another(known)) == [5], "its own last number was 4"
    assert reserve(lakeside, to_another(known)) == [6]


def test_after_the_highest_number_comes_the_first() -> None:
    one = house()
    known = entered(one)
    with organization_transaction([one.organization.pk]):
        ControlNumber.objects.create(organization=one.organization, last=MOST_NUMBERS)
    assert reserve(one, known) == [1]


def test_who_reserves_at_once_gets_each_number_once() -> None:
    houses = [house("Lakeside"), house("Hillside"), house("Riverside")]
    known = entered(houses[0])
    both = (known, to_another(known))
    numbers: list[tuple[str, int]] = []
    barrier = Barrier(len(houses) * 2)

    def work(one: House, practices: tuple[Practice, ...]) -> None:
        barrier.wait()
        try:
            for _again in range(3):
                found = reserve(one, *practices)
                numbers.extend(
                    (practice.receiver.id, number) for practice, number in zip(practices, found, strict=True)
                )
        finally:
            connections.close_all()

    threads = [Thread(target=work, args=(one, order)) for one in houses for order in (both, both[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == len(threads) * 6, "no thread ended by an error, as where two wait for each other"
    assert len(set(numbers)) == len(numbers)
    last = max(number for _receiver, number in numbers)
    assert max(SharedControlNumber.objects.values_list("last", flat=True)) == last


def test_whoever_sends_under_the_id_of_an_organization_that_was_read_goes_on_above_its_numbers() -> None:
    one, other = house("Lakeside"), house("Hillside")
    with organization_transaction([one.organization.pk]):
        practice(one)
        claims_of([signed(one, stored_patient(one), visit("V0"))])
        send(one.actor)
        SharedControlNumber.objects.all().delete()
        known = read_practice_of()
        mark_organization(one.organization.pk)
        last = ControlNumber.objects.get().last
    assert known
    assert reserve(other, known) == [last + 1]


def test_an_office_of_before_begins_after_what_its_files_say(database: str) -> None:
    one, other = house("Lakeside"), house("Hillside")
    with organization_transaction([one.organization.pk]):
        practice(one)
        ControlNumber.objects.create(organization=one.organization, last=41)
        claims_of([signed(one, stored_patient(one), visit("V0"))])
        (batch,) = send(one.actor)
        SharedControlNumber.objects.all().delete()
        known = read_practice_of()
    assert known
    owner = connections["owner" if database == "postgresql" else "default"]
    migration = import_module("cleanclaim.office.claims.migrations.0014_shared_control_numbers")
    with owner.schema_editor() as editor:
        migration.note_sent(apps, editor)
    assert batch.control_number == 42
    assert reserve(other, known) == [43]
    with organization_transaction([one.organization.pk]):
        assert Batch.objects.count() == 1
