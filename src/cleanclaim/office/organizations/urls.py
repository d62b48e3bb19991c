"""The addresses of the organization's page."""

from django.urls import path

from cleanclaim.office.organizations import views

app_name = "organizations"
urlpatterns = [
    path("", views.page, name="page"),
    path("rename", views.rename, name="rename"),
]
