"""The address of the palette."""

from django.urls import path

from cleanclaim.office.palette import views

app_name = "palette"
urlpatterns = [path("", views.page, name="page")]
