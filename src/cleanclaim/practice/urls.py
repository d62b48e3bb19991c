"""The areas and their addresses. A new area adds one line here and one in `desk/areas.py`."""

from django.urls import include, path
from django.views.generic import RedirectView

from cleanclaim.practice.desk import views

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="minutes:page"), name="home"),
    path("minutes/", include("cleanclaim.practice.minutes.urls")),
    path("review/", include("cleanclaim.practice.reviewing.urls")),
    path("updates/", include("cleanclaim.practice.updates.urls")),
    path("codes/", include("cleanclaim.practice.codes.urls")),
    path("rules/", include("cleanclaim.practice.rules.urls")),
    path("explained/", include("cleanclaim.practice.explained.urls")),
    path("sources/<str:source_id>", views.source, name="source"),
    path("style", views.style, name="style"),
]

handler400 = "cleanclaim.practice.desk.errors.unreadable"
handler403 = "cleanclaim.practice.desk.errors.not_allowed"
handler404 = "cleanclaim.practice.desk.errors.not_found"
handler500 = "cleanclaim.practice.desk.errors.our_fault"
