"""The addresses of one's own account."""

from django.urls import path

from cleanclaim.office.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.page, name="page"),
    path("here", views.here, name="here"),
    path("link/<str:secret>", views.link, name="link"),
    path("sessions/<int:key>/end", views.end_session, name="end_session"),
    path("sessions/end", views.end_sessions, name="end_sessions"),
]
