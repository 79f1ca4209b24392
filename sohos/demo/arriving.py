"""People who ask for help, and a screening list, in a municipality of the demo."""

from datetime import datetime

from cases import selectors as case_selectors
from cases import services as cases
from cases.domain.arrival import NewApplication
from cases.domain.merging import Subject
from cases.domain.registration import Source
from sohos.core.dates import local_day
from sohos.demo.town import Cast
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Role

_LIST = """Voornaam;Tussenvoegsel;Achternaam;Geboortedatum;Postcode;Voorzieningen
Lies;van;Putter;12-05-1981;7607 AB;bijstand, jeugdhulp, schuldhulp
Jarek;;Sijs;30-01-1975;7601 CD;bijstand, schuldhulp, begeleiding, opvang
Noa;;Tapuit;02-09-1990;7604 EF;bijstand
Omar;el;Gaai;31-02-1988;7604 GH;bijstand, jeugdhulp, schuldhulp
"""


def arrive(cast: Cast, now: datetime) -> None:
    """Let two households ask for help, and a team lead send in a list; once."""
    with cast.acting(Role.TEAM_LEAD) as lead:
        if case_selectors.screening_lists(lead).exists():
            return
        for new in _asking(cast.town.name):
            cases.receive_application(new=new, now=now)
        cases.upload_screening_list(
            actor=lead,
            programme_id=case_selectors.programmes(lead)[0].pk,
            name="screening.csv",
            content=_LIST.encode(),
            now=now,
        )
        _take_for_one(lead, now)


def _take_for_one(lead: Actor, now: datetime) -> None:
    """Let two people be taken for one by mistake, and be two again."""
    case = case_selectors.cases_for(lead).last()
    today = local_day(now)
    members = case_selectors.members_of(lead, case, on=today) if case else []
    one, *others = [member.person_id for member in members]
    if not others:
        return
    row = cases.merge(
        actor=lead,
        subject=Subject.PERSON,
        kept_id=one,
        gone_id=others[0],
        reason="Zelfde achternaam.",
        now=now,
    )
    cases.undo_merge(
        actor=lead, merge_id=row.pk, reason="Het zijn er toch twee.", now=now
    )


def _asking(place: str) -> tuple[NewApplication, ...]:
    return (
        NewApplication(
            source=Source.SELF,
            first_name="Ilse",
            surname="Fitis",
            phone="06 12345678",
            postcode="7605 AA",
            place=place,
            request="Iedereen wil helpen, maar de schuld wordt alleen groter.",
        ),
        NewApplication(
            source=Source.REFERRAL,
            first_name="Bilal",
            surname="Kwartel",
            referrer="Wijkteam Noord, Anouk Visser",
            referrer_contact="anouk@wijkteam.example",
            request="Zes hulpverleners, en de huur is drie maanden niet betaald.",
            helpers=6,
            has_consent=True,
        ),
    )
