"""The addresses of Explain."""

from django.urls import path

from cleanclaim.office.explain import views

app_name = "explain"
urlpatterns = [
    path("", views.page, name="page"),
    path("open", views.open_file, name="open"),
    path("files/<str:name>/", views.page_of_file, name="file"),
]
