"""The addresses of the log."""

from django.urls import path

from cleanclaim.office.audit_log import views

app_name = "audit_log"
urlpatterns = [path("", views.page, name="page"), path("log.csv", views.export, name="export")]
