"""The addresses of Rules."""

from django.urls import path

from cleanclaim.office.rules import views

app_name = "rules"
urlpatterns = [
    path("", views.page, name="page"),
    path("payers", views.matrix, name="payers"),
    path("payers/<str:payer>", views.answers, name="answers"),
    path("<str:rule_id>", views.rule, name="rule"),
]
