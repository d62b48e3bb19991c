"""The addresses of Updates."""

from django.urls import path

from cleanclaim.practice.updates import views

app_name = "updates"
urlpatterns = [
    path("", views.page, name="page"),
    path("import", views.imported, name="import"),
    path("remove", views.removed, name="remove"),
    path("changes", views.changes, name="changes"),
]
