"""Addresses."""

from django.urls import URLPattern, path

from sohos.threads.views import stories, threads

urlpatterns: list[URLPattern] = [
    path("", threads.threads, name="threads"),
    path("export/", threads.threads_export, name="threads-export"),
    path("cases/", threads.threads_cases, name="threads-cases"),
    path("stories/", stories.stories, name="stories"),
    path("stories/add/", stories.add_story, name="add-story"),
    path("stories/<int:story_id>/", stories.read_story, name="read-story"),
    path("stories/<int:story_id>/write/", stories.write_story, name="write-story"),
    path("stories/<int:story_id>/check/", stories.check_story, name="check-story"),
    path("stories/<int:story_id>/offer/", stories.offer_story, name="offer-story"),
    path("stories/<int:story_id>/return/", stories.return_story, name="return-story"),
    path(
        "stories/<int:story_id>/withdraw/",
        stories.withdraw_story,
        name="withdraw-story",
    ),
]
