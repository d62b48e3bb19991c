"""The addresses of Style."""

from django.urls import path

from cleanclaim.office.style import views

app_name = "style"
urlpatterns = [path("", views.page, name="page")]
