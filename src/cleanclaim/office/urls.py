"""The addresses of the office: those of its areas, and the cards for what goes wrong."""

from django.urls import include, path
from django.views.generic import RedirectView

from cleanclaim.office.accounts.sign_in_urls import SIGN_IN_URLS
from cleanclaim.office.areas import HOME, list_area_urls
from cleanclaim.office.organizations.health import health

urlpatterns = [
    path("", RedirectView.as_view(pattern_name=f"{HOME}:page"), name="home"),
    path("health", health, name="health"),
    path("accounts/", include(SIGN_IN_URLS)),
    *list_area_urls(),
]

handler400 = "cleanclaim.office.shared.errors.bad_request"
handler403 = "cleanclaim.office.shared.errors.permission_denied"
handler404 = "cleanclaim.office.shared.errors.page_not_found"
handler500 = "cleanclaim.office.shared.errors.server_error"
