"""A stored file, sent to who may have it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cleanclaim.office.audit_log.log import log
from cleanclaim.office.files.models import FileKind, StoredFile
from cleanclaim.office.files.store import read_parts
from cleanclaim.office.organizations.member import Member, organization_page

MAY_HAVE: Mapping[str, str] = {
    FileKind.IMPORT: "imports.see",
    FileKind.EXPORT: "organization.export",
    FileKind.CLAIMS: "imports.see",
}
"""The permission for each kind of file."""


@require_safe
@organization_page("files.see")
def download(request: HttpRequest, member: Member, key: UUID) -> Any:
    """A file, to be saved; nothing of it is ever shown as a page."""
    file = get_object_or_404(StoredFile, pk=key)
    if not member.may(MAY_HAVE[file.kind]):
        raise PermissionDenied
    if request.method == "GET":
        log(member.actor, "file.downloaded", file.pk)
    answer = StreamingHttpResponse(read_parts(file), content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    answer["Content-Length"] = str(file.size)
    return answer
