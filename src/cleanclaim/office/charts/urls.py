"""The addresses of charts."""

from django.urls import path

from cleanclaim.office.charts import views

app_name = "charts"
urlpatterns = [
    path("<uuid:key>/", views.chart, name="chart"),
    path("<uuid:key>/entry", views.entry, name="entry"),
    path("<uuid:key>/remove", views.remove, name="remove"),
    path("<uuid:key>/undo", views.step, {"way": "undo"}, name="undo"),
    path("<uuid:key>/redo", views.step, {"way": "redo"}, name="redo"),
]
