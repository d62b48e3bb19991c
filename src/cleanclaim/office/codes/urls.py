"""The addresses of Codes."""

from django.urls import path

from cleanclaim.office.codes import views

app_name = "codes"
urlpatterns = [
    path("", views.page, name="page"),
    path("compare", views.compare, name="compare"),
    path("<str:code>", views.code, name="code"),
]
