"""The areas and their addresses. A new area adds one line here and one in `desk/areas.py`."""

from django.urls import include, path
from django.views.generic import RedirectView

from cleanclaim.office.shared import views

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="minutes:page"), name="home"),
    path("minutes/", include("cleanclaim.office.minutes.urls")),
    path("review/", include("cleanclaim.office.review.urls")),
    path("updates/", include("cleanclaim.office.updates.urls")),
    path("codes/", include("cleanclaim.office.codes.urls")),
    path("rules/", include("cleanclaim.office.rules.urls")),
    path("explain/", include("cleanclaim.office.explain.urls")),
    path("sources/<str:source_id>", views.source, name="source"),
    path("style", views.style, name="style"),
]

handler400 = "cleanclaim.office.shared.errors.unreadable"
handler403 = "cleanclaim.office.shared.errors.not_allowed"
handler404 = "cleanclaim.office.shared.errors.not_found"
handler500 = "cleanclaim.office.shared.errors.our_fault"
