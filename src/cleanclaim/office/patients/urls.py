"""The addresses of patients."""

from django.urls import path

from cleanclaim.office.patients import views

app_name = "patients"
urlpatterns = [
    path("", views.page, name="page"),
    path("find", views.find, name="find"),
    path("add", views.add, name="add"),
    path("<uuid:key>/", views.patient, name="patient"),
    path("<uuid:key>/edit", views.edit, name="edit"),
    path("<uuid:key>/undo", views.step, {"way": "undo"}, name="undo"),
    path("<uuid:key>/redo", views.step, {"way": "redo"}, name="redo"),
]
