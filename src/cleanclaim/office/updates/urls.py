"""The addresses of Updates."""

from django.urls import path

from cleanclaim.office.updates import views

app_name = "updates"
urlpatterns = [
    path("", views.page, name="page"),
    path("import", views.imported, name="import"),
    path("remove", views.removed, name="remove"),
    path("changes", views.changes, name="changes"),
    path("what-if", views.what_if, name="what_if"),
    path("what-if/try", views.tried, name="try"),
    path("what-if/<str:name>/", views.simulated, name="simulated"),
    path("what-if/<str:name>/<str:scheme>.svg", views.picture, name="picture"),
]
