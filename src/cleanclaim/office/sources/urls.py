"""The addresses of Sources."""

from django.urls import path

from cleanclaim.office.sources import views

app_name = "sources"
urlpatterns = [path("<str:source_id>", views.page, name="page")]
