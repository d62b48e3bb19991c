"""The addresses of Today and of visits."""

from django.urls import path

from cleanclaim.office.visits import views

app_name = "visits"
urlpatterns = [
    path("", views.page, name="page"),
    path("patients", views.patients, name="patients"),
    path("appointments/add", views.add, name="add"),
    path("appointments/take", views.take, name="take"),
    path("appointments/<uuid:key>/begin", views.begin, name="begin"),
    path("appointments/<uuid:key>/became", views.became, name="became"),
    path("blocks", views.blocks, name="blocks"),
    path("<uuid:key>/", views.visit, name="visit"),
    path("<uuid:key>/answer", views.answer, name="answer"),
    path("<uuid:key>/save", views.save, name="save"),
    path("<uuid:key>/undo", views.step, {"way": "undo"}, name="undo"),
    path("<uuid:key>/redo", views.step, {"way": "redo"}, name="redo"),
    path("<uuid:key>/remove", views.remove, name="remove"),
    path("<uuid:key>/bring-back", views.bring_back, name="bring_back"),
    path("<uuid:key>/sign", views.sign, name="sign"),
    path("<uuid:key>/cosign", views.cosign, name="cosign"),
    path("<uuid:key>/amend", views.amend, name="amend"),
]
