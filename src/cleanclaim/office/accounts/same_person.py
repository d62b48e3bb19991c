"""What a page sends is done by the person whom the page was made for, or not at all.

    first tab     a page of Ada's; she types
    second tab    Ben signs in, or is chosen in the demo
    first tab     sends it                       refused: it would be stored in Ben's name

Every page says whose it is with what it sends (`base.html`, `place.js`); here that is compared with who asks. The token
of forms changes with the person too, so that a page that does not say it is refused all the same.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, UnreadablePostError

from cleanclaim.office.accounts.open_to import may_change_person
from cleanclaim.office.organizations.member import READS, find_person
from cleanclaim.office.shared import errors


class SamePersonMiddleware:
    """Refuses what a page of one person sends once another one is at work in the same browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """The refusal; None where nothing speaks against the page."""
        if request.method in READS or may_change_person(view):
            return None
        try:
            sent = request.headers.get("x-person") or request.POST.get("_person", "")
        except UnreadablePostError:  # who sends it went away; the check of the token says so
            return None
        person = find_person(request) if sent else None
        return errors.page_of_somebody_else(request, str(person)) if person and sent != str(person.pk) else None
