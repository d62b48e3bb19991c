"""The addresses of the office: those of its areas, and the cards for what goes wrong."""

from django.urls import path
from django.views.generic import RedirectView

from cleanclaim.office.areas import AREAS, list_area_urls

urlpatterns = [
    path("", RedirectView.as_view(pattern_name=f"{AREAS[0].folder}:page"), name="home"),
    *list_area_urls(),
]

handler400 = "cleanclaim.office.shared.errors.bad_request"
handler403 = "cleanclaim.office.shared.errors.permission_denied"
handler404 = "cleanclaim.office.shared.errors.page_not_found"
handler500 = "cleanclaim.office.shared.errors.server_error"
