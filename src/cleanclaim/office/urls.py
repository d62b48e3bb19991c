"""The addresses of the office: those of its areas, and the cards for what goes wrong."""

from django.urls import path
from django.views.generic import RedirectView

from cleanclaim.office.areas import AREAS, addresses

urlpatterns = [
    path("", RedirectView.as_view(pattern_name=f"{AREAS[0].folder}:page"), name="home"),
    *addresses(),
]

handler400 = "cleanclaim.office.shared.errors.unreadable"
handler403 = "cleanclaim.office.shared.errors.not_allowed"
handler404 = "cleanclaim.office.shared.errors.not_found"
handler500 = "cleanclaim.office.shared.errors.our_fault"
