"""What goes out as a file."""

from django.http import HttpResponse


def build_file_response(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be saved under a name of ours; `kind` is its media type."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
