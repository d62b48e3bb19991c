"""The addresses of claims."""

from django.urls import path

from cleanclaim.office.claims import (
    answer_views,
    correct_views,
    restore_views,
    saved_view_pages,
    send_views,
    views,
    what_if,
    whole_list,
)

app_name = "claims"
urlpatterns = [
    path("", views.page, name="page"),
    path("listed", whole_list.listed, name="listed"),
    path("act", views.act, name="act"),
    path("fixes", views.fixes, name="fixes"),
    path("what-if", what_if.try_release, name="try_release"),
    path("views/save", saved_view_pages.save, name="save_view"),
    path("views/<uuid:key>/change", saved_view_pages.change, name="change_view"),
    path("send", send_views.send, name="send"),
    path("send/since-backup", restore_views.confirm_sent, name="confirm_sent"),
    path("send/<uuid:key>/", send_views.run, name="run"),
    path("files/", send_views.batches, name="batches"),
    path("files/answers", send_views.answers, name="answers"),
    path("files/answers/<uuid:key>/", answer_views.answer, name="answer"),
    path("files/folders", send_views.folders, name="folders"),
    path("files/<uuid:key>/", send_views.batch, name="batch"),
    path("files/<uuid:key>/file", send_views.batch_file, name="file"),
    path("files/<uuid:key>/deliver", send_views.deliver, name="deliver"),
    path("<uuid:key>/", views.claim, name="claim"),
    path("<uuid:key>/correct", correct_views.correct, name="correct"),
    path("<uuid:key>/cms1500.pdf", send_views.cms1500, name="cms1500"),
    path("<uuid:key>/proof.pdf", send_views.proof, name="proof"),
]
