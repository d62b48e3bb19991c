"""The addresses of the office: those of its areas, and the cards for what goes wrong."""

from django.urls import include, path

from cleanclaim.office.accounts.sign_in_urls import SIGN_IN_URLS
from cleanclaim.office.areas import home, list_area_urls
from cleanclaim.office.demo.views import work_as
from cleanclaim.office.organizations.health import health

urlpatterns = [
    path("", home, name="home"),
    path("health", health, name="health"),
    path("demo/person", work_as, name="work_as"),
    path("accounts/", include(SIGN_IN_URLS)),
    *list_area_urls(),
    path("charts/", include("cleanclaim.office.charts.urls")),
]

handler400 = "cleanclaim.office.shared.errors.bad_request"
handler403 = "cleanclaim.office.shared.errors.permission_denied"
handler404 = "cleanclaim.office.shared.errors.page_not_found"
handler500 = "cleanclaim.office.shared.errors.server_error"
