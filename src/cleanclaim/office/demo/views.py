"""In the demo on a laptop one person is let in, and works as any of the twelve."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cleanclaim.office.accounts.open_to import changes_person, for_people
from cleanclaim.office.demo.people import PEOPLE
from cleanclaim.office.organizations.member import WORKS_AS
from cleanclaim.office.organizations.models import User
from cleanclaim.office.organizations.places import CHOSEN


@changes_person
@for_people
@require_POST
def work_as(request: HttpRequest) -> HttpResponse:
    """Work as another person of the demo, where that person works first. Raises Http404 anywhere but in the demo."""
    wanted = request.POST.get("person", "")
    if wanted not in {str(person.pk) for person, _role in list_people()}:
        raise Http404
    request.session[WORKS_AS] = wanted
    request.session.pop(CHOSEN, None)
    rotate_token(request)  # as signing in does: what a page of another person sends is refused from now on
    return redirect("home")


def list_people() -> list[tuple[User, str]]:
    """The demo's people, each with what he or she is; none anywhere but in the demo on a laptop."""
    if settings.TEAM or not settings.DEMO:
        return []
    roles = {person.email: next(role.label for role in person.roles if role) for person in PEOPLE}
    found = User.objects.filter(email__in=roles).order_by("id")
    return [(user, roles[user.email]) for user in found]
