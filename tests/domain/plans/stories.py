"""The plan of the family Merel as values."""

from datetime import date

from plans.domain.content import (
    Agreement,
    Doorbraak,
    Knelpunt,
    Leefwereld,
    PlanContent,
    Prognosis,
)
from sohos.core.euro import Euro

LEEFWERELD = Leefwereld(
    story="Ik wil dat de kinderen rustig slapen.",
    wishes="Hier blijven wonen",
    main_breakthrough="De huurschuld moet weg.",
    can_self="Koken",
)
KNELPUNT = Knelpunt(7, "Er is huurschuld.", "regel-drempel", "Drempel", "heavy")
DOORBRAAK = Doorbraak(
    id=9,
    text="De gemeente betaalt de huurschuld nu.",
    overcomes=(7,),
    cost=Euro(348_000),
    justification="De regel pakt te hard uit.",
    decider="Teammanager",
    grip="Zelf de post openen.",
    result_by_on=date(2019, 3, 15),
    agreements=(Agreement("Betalen", "Gemeente", date(2019, 3, 15)),),
)
PROGNOSIS = Prognosis(1, "ab" * 32, Euro(1_200_000))
COMPLETE = PlanContent("2019-0001", LEEFWERELD, (KNELPUNT,), (DOORBRAAK,), PROGNOSIS)
