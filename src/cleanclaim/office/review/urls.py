"""The addresses of Review."""

from django.urls import path

from cleanclaim.office.review import views

app_name = "review"
urlpatterns = [
    path("", views.list_open, name="page"),
    path("open", views.open_files, name="open"),
    path("<str:name>/", views.page, name="session"),
    path("<str:name>/progress", views.progress, name="progress"),
    path("<str:name>/close", views.close, name="close"),
    path("<str:name>/filed", views.change_filing_day, name="filed"),
    path("<str:name>/fix", views.fix, name="fix"),
    path("<str:name>/fix-all", views.fix_all, name="fix_all"),
    path("<str:name>/undo", views.undo, name="undo"),
    path("<str:name>/redo", views.redo, name="redo"),
    path("<str:name>/send", views.send, name="send"),
    path("<str:name>/corrected.<str:ending>", views.corrected, name="corrected"),
    path("<str:name>/claims.837", views.claims, name="claims"),
]
