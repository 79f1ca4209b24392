"""Builds the whole demo once."""

from collections.abc import Callable

from sohos.demo.clock import moment
from sohos.demo.people import MUNICIPALITIES, PASSWORD
from sohos.demo.stories import STORIES, situations
from sohos.demo.telling import tell
from sohos.demo.town import FIRST_DAY, set_up
from sohos.tenancy.models import Municipality

Report = Callable[[str], object]


def build(*, report: Report) -> None:
    """Build every municipality of the demo that is not there yet."""
    told = situations()
    for town in MUNICIPALITIES:
        if Municipality.objects.filter(pk=town.id).exists():
            continue
        cast = set_up(town, moment(FIRST_DAY), password=PASSWORD)
        for story in STORIES[town.slug]:
            tell(story, told[story.situation], cast)
        report(f"{town.name}: {len(STORIES[town.slug])} households")
