"""The addresses of imports."""

from django.urls import path

from cleanclaim.office.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.page, name="page"),
    path("drop", views.drop, name="drop"),
    path("<uuid:key>/", views.batch, name="batch"),
    path("<uuid:key>/read", views.read_again, name="read"),
    path("<uuid:key>/take", views.take, name="take"),
    path("<uuid:key>/undo", views.undo, name="undo"),
]
