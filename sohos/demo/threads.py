"""What the demo tells of the rode draden: published periods, and two stories."""

from datetime import date

from plans import selectors as plans
from sohos.demo.clock import moment
from sohos.demo.town import Cast
from sohos.tenancy import context
from sohos.tenancy.permissions import Role
from sohos.threads import selectors, services
from sohos.threads.domain.stories import Check
from sohos.threads.services import StoryText

PUBLISHED_ON = date(2026, 11, 2)
_READ = StoryText(
    title="De huur eerst, dan de rest",
    situation=(
        "Een alleenstaande ouder had een paar maanden huur niet betaald. De ontruiming"
        " was aangezegd. Hulp bij schulden kon pas beginnen als het inkomen een half"
        " jaar gelijk bleef, en dat lukte niet met wisselend werk.\n\nVijf hulpverleners"
        " kwamen over de vloer. Niemand mocht over geld beslissen."
    ),
    breakthrough=(
        "De gemeente betaalde de achterstand meteen, als lening zonder rente. De"
        " corporatie stelde de ontruiming uit. Eén vaste helper bleef, de anderen"
        " stapten terug."
    ),
    outcome=(
        "Het gezin woont er nog. De kinderen gaan weer elke dag naar school. Opvang voor"
        " een heel gezin was niet nodig; die kost vele malen meer dan de huur."
    ),
)
_OFFERED = StoryText(
    title="Slapen zonder diagnose",
    situation=(
        "Een gezin sliep al maanden nauwelijks. Hulp in de nacht bestond alleen met een"
        " diagnose, en daarvoor was de wachttijd een jaar."
    ),
    breakthrough=(
        "Het jeugdteam regelde drie nachten per week hulp, zonder op de diagnose te"
        " wachten. De jurist legde vast waarom dat binnen de wet past."
    ),
    outcome="De ouders slapen weer. Een plaatsing buiten huis is van de baan.",
)


def publish(cast: Cast) -> None:
    """Publish the periods that are over, and add the stories that are not there yet."""
    now = moment(PUBLISHED_ON)
    with context.tenant(cast.town.id):
        services.publish_due(now=now)
    with context.tenant(cast.town.id):
        writer = cast.actor(Role.CASEMANAGER)
        if selectors.stories_for(writer).exists():
            return
        kinds = {row.code: row.pk for row in plans.knelpunt_kinds(writer)}
        for says, codes in (
            (_READ, ("regel-wachttijd", "samenwerking-regie")),
            (_OFFERED, ("protocol-indicatie",)),
        ):
            text = StoryText(
                says.title,
                says.situation,
                says.breakthrough,
                says.outcome,
                [kinds[code] for code in codes],
            )
            story = services.write_story(actor=writer, says=text, now=now)
            services.offer_story(actor=writer, story_id=story.pk, now=now)
            if says is _READ:
                services.publish_story(
                    actor=cast.actor(Role.PRIVACY_OFFICER),
                    story_id=story.pk,
                    version=story.version,
                    checks=list(Check),
                    month_on=PUBLISHED_ON,
                    now=now,
                )
