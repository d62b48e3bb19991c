"""The addresses of clients."""

from django.urls import path

from cleanclaim.office.clients import views

app_name = "clients"
urlpatterns = [
    path("", views.page, name="page"),
    path("add", views.add, name="add"),
    path("<uuid:key>/staff", views.assign, name="assign"),
    path("<uuid:key>/end", views.end, name="end"),
]
