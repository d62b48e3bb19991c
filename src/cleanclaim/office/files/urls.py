"""The address of a stored file."""

from django.urls import path

from cleanclaim.office.files import views

app_name = "files"
urlpatterns = [path("<uuid:key>", views.download, name="download")]
