"""The addresses of Minutes."""

from django.urls import path

from cleanclaim.office.minutes import views

app_name = "minutes"
urlpatterns = [
    path("", views.page, name="page"),
    path("answer", views.answer, name="answer"),
    path("blocks", views.blocks, name="blocks"),
    path("restore", views.restore, name="restore"),
    path("open", views.open_file, name="open"),
    path("files/<str:name>/", views.page_of_file, name="file"),
    path("save/<str:ending>", views.save, name="save"),
    path("proof.pdf", views.pdf, name="pdf"),
]
