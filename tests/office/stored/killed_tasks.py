"""Tasks for the tests of the worker."""

import time
from random import Random
from uuid import UUID

from django_tasks import task
from django_tasks.base import TaskContext

CHANCE = Random()  # noqa: S311 - when to kill, nothing secret


@task(takes_context=True)
def slowly(context: TaskContext, organization: str, record: str) -> None:
    """Work, write, wait, and end."""
    from cleanclaim.office.audit_log.log import Actor, log
    from cleanclaim.office.tasks.ending import task_transaction

    time.sleep(CHANCE.uniform(0, 0.02))
    with task_transaction(context, UUID(organization)):
        log(Actor(None, UUID(organization)), "organization.renamed", UUID(record))
        time.sleep(CHANCE.uniform(0, 0.02))


@task
def fail(_organization: str) -> None:
    raise ValueError("Ada Example, born 1943-02-06")
