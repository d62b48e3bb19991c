"""The addresses of the organization's page: its people, and the choice between organizations."""

from django.urls import path

from cleanclaim.office.organizations import views

app_name = "organizations"
urlpatterns = [
    path("", views.page, name="page"),
    path("rename", views.rename, name="rename"),
    path("company", views.set_company, name="company"),
    path("choose", views.choose, name="choose"),
    path("people/add", views.add, name="add"),
    path("people/<uuid:key>/role", views.role, name="role"),
    path("people/<uuid:key>/end", views.end, name="end"),
    path("people/<uuid:key>/undo", views.step, {"way": "undo"}, name="undo"),
    path("people/<uuid:key>/redo", views.step, {"way": "redo"}, name="redo"),
    path("people/<uuid:key>/link", views.link, name="link"),
]
