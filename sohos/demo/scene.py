"""A story while it is told: who plays, where it stands, and on which day."""

from dataclasses import dataclass
from datetime import date, timedelta

from kba import selectors as kba
from plans import selectors as plans
from sohos.core.dates import jaargrens
from sohos.demo.stories import Situation, Story, Until
from sohos.demo.town import Cast
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Role

_DAYS_BEFORE_ADOPTION = {
    Until.REGISTERED: 70,
    Until.INCLUDED: 63,
    Until.LEEFWERELD: 56,
    Until.KNELPUNTEN: 49,
    Until.DOORBRAAK: 42,
    Until.REVIEW_ASKED: 35,
    Until.APPROVED: 28,
    Until.COSTS: 21,
    Until.PROGNOSIS: 14,
    Until.SIGNED: 7,
    Until.ADOPTED: 0,
}


@dataclass(slots=True)
class Scene:
    """One household of the demo, on its way."""

    story: Story
    situation: Situation
    cast: Cast
    case_id: int = 0

    def on(self, step: Until) -> date:
        """Return the day of a step up to adoption."""
        return self.story.adopted_on - timedelta(days=_DAYS_BEFORE_ADOPTION[step])

    @property
    def counted_on(self) -> date:
        """The day after the jaargrens, on which the year is counted."""
        return jaargrens(self.story.adopted_on) + timedelta(days=1)

    def casemanager(self) -> Actor:
        """Return the casemanager of the household."""
        return self.cast.actor(Role.CASEMANAGER, self.story.teller)

    def plan_id(self, actor: Actor) -> int:
        """Return the plan; a step before this one started it."""
        found = plans.plan_of_case(actor, case_id=self.case_id)
        if found is None:
            raise LookupError(self.story.name)
        return int(found.pk)

    def kba_id(self, actor: Actor) -> int:
        """Return the KBA; a step before this one started it."""
        found = kba.kba_of_case(actor, case_id=self.case_id)
        if found is None:
            raise LookupError(self.story.name)
        return int(found.pk)
