"""The addresses of Updates."""

from django.urls import path

from cleanclaim.office.updates import views

app_name = "updates"
urlpatterns = [
    path("", views.page, name="page"),
    path("import", views.import_releases, name="import"),
    path("remove", views.remove_release, name="remove"),
    path("changes", views.changes, name="changes"),
    path("quarter", views.this_quarter, name="quarter"),
    path("what-if", views.what_if, name="what_if"),
    path("what-if/try", views.run_what_if, name="try"),
    path("what-if/<str:name>/", views.what_if_result, name="simulated"),
    path("what-if/<str:name>/<str:scheme>.svg", views.picture, name="picture"),
]
