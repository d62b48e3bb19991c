"""Whether the office can work, for who watches over it: no data, and nobody has to sign in."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cleanclaim.office.accounts.open_to import for_anybody
from cleanclaim.office.audit_log.models import Seal
from cleanclaim.office.database import replace_lost
from cleanclaim.office.organizations.start import tables_are_made

UNAVAILABLE = 503


@for_anybody
@require_safe
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - every view has one
    """Whether the database answers and its tables are this version's; the seconds since the log was sealed last.

    503 where the office cannot work. The log is sealed once a minute while there is anything to seal, so that its
    seal's age alone is no fault.
    """
    try:
        tables = tables_are_made(connection)
        seal = Seal.objects.order_by("-number").first() if tables else None
    except DatabaseError:
        replace_lost(connection)
        return JsonResponse({"database": False, "tables": False, "sealed_seconds_ago": None}, status=UNAVAILABLE)
    age = int((timezone.now() - seal.at).total_seconds()) if seal else None
    found = {"database": True, "tables": tables, "sealed_seconds_ago": age}
    return JsonResponse(found, status=200 if tables else UNAVAILABLE)
