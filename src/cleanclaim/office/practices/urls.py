"""The addresses of the practice's file."""

from django.urls import path

from cleanclaim.office.practices import section_views, views

app_name = "practices"
urlpatterns = [
    path("", views.page, name="page"),
    path("edit", views.edit, name="edit"),
    path("begin", section_views.begin, name="begin"),
    path("sections/<str:name>/", section_views.section, name="section"),
    path("sections/<str:name>/<str:key>/", section_views.section, name="section"),
    path("fees", section_views.fees, name="fees"),
    path("undo", views.step, {"way": "undo"}, name="undo"),
    path("redo", views.step, {"way": "redo"}, name="redo"),
    path("clinicians/<str:npi>/", views.papers, name="papers"),
    path("clinician", views.link_clinician, name="clinician"),
]
