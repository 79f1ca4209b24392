from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from plans import selectors as plans
from plans import services as plan_services
from sohos.core.dates import DayInFutureError
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.traces import Found, Trace, traces_in
from sohos.tenancy.permissions import Role
from sohos.threads import selectors, services
from sohos.threads.domain.stories import Check, StoryState
from sohos.threads.models import Story
from sohos.threads.services import StoryText
from tests.towns import Town

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
SAYS = StoryText(
    title="De huur eerst",
    situation="Een gezin zou op straat komen.",
    breakthrough="De gemeente betaalde de huur.",
    outcome="Het gezin woont er nog.",
)


def drafted(town: Town, says: StoryText = SAYS) -> int:
    with town.acting(Role.CASEMANAGER) as noor:
        return services.write_story(actor=noor, says=says, now=NOW).pk


def offered(town: Town) -> int:
    story_id = drafted(town)
    with town.acting(Role.CASEMANAGER) as noor:
        services.offer_story(actor=noor, story_id=story_id, now=NOW)
    return story_id


def publish(
    town: Town, story_id: int, role: Role = Role.PRIVACY_OFFICER, **changes: Any
) -> Story:
    arguments: dict[str, Any] = {
        "version": 1,
        "checks": list(Check),
        "month_on": date(2026, 11, 20),
    }
    with town.acting(role) as somebody:
        return services.publish_story(
            actor=somebody, story_id=story_id, now=NOW, **arguments | changes
        )


def test_a_second_person_publishes_and_everybody_who_may_reads_it(
    almelo: Town, den_haag: Town
) -> None:
    story = publish(almelo, offered(almelo))
    assert story.month_on == date(2026, 11, 1)
    with almelo.acting(Role.CONTROLLER) as carlo:
        assert selectors.story_published(carlo, story_id=story.pk).title == SAYS.title
    with den_haag.acting(Role.CONTROLLER) as stranger:
        assert not selectors.stories_published(stranger).exists()
        with pytest.raises(NotFoundError):
            selectors.story_published(stranger, story_id=story.pk)
    with almelo.acting(Role.INVESTOR) as investor, pytest.raises(NotAllowedError):
        selectors.stories_published(investor)


def test_nobody_publishes_what_he_wrote(almelo: Town) -> None:
    with almelo.acting(Role.JURIST) as joost:
        story = services.write_story(actor=joost, says=SAYS, now=NOW)
        services.offer_story(actor=joost, story_id=story.pk, now=NOW)
        with pytest.raises(services.NotYourOwnError):
            services.publish_story(
                actor=joost,
                story_id=story.pk,
                version=1,
                checks=list(Check),
                month_on=NOW.date(),
                now=NOW,
            )


def test_the_database_wants_two_people_and_every_check(almelo: Town) -> None:
    story_id = offered(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        petra = almelo.actor(Role.PRIVACY_OFFICER).user_id
        published = {
            "state": StoryState.PUBLISHED,
            "published_at": NOW,
            "month_on": date(2026, 11, 1),
            "published_by_id": petra,
            "checks": [each.value for each in Check],
        }
        for wrong in ({"published_by_id": noor.user_id}, {"checks": ["names"]}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Story.objects.filter(pk=story_id).update(**published | wrong)


def test_a_published_story_keeps_its_words(almelo: Town) -> None:
    story_id = publish(almelo, offered(almelo)).pk
    with almelo.acting(Role.PRIVACY_OFFICER) as petra:
        with pytest.raises(DatabaseError), transaction.atomic():
            Story.objects.filter(pk=story_id).update(outcome="Iets anders")
        services.withdraw_story(actor=petra, story_id=story_id, now=NOW)
        assert not selectors.stories_published(petra).exists()
        with pytest.raises(services.NotOfferedError):
            services.withdraw_story(actor=petra, story_id=story_id, now=NOW)
        with pytest.raises(DatabaseError), transaction.atomic():
            Story.objects.filter(pk=story_id).update(
                state="published", withdrawn_by=None, withdrawn_at=None
            )


def test_every_check_is_needed(almelo: Town) -> None:
    story_id = offered(almelo)
    for missing in Check:
        rest = [each for each in Check if each is not missing]
        with pytest.raises(services.ChecksMissingError, match=missing.value):
            publish(almelo, story_id, checks=rest)


def test_what_was_read_is_what_is_published(almelo: Town) -> None:
    story_id = offered(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.return_story(actor=noor, story_id=story_id, remark="", now=NOW)
        services.write_story(
            actor=noor, says=SAYS, story_id=story_id, version=1, now=NOW
        )
        services.offer_story(actor=noor, story_id=story_id, now=NOW)
    with pytest.raises(services.StoryChangedError):
        publish(almelo, story_id, version=1)
    assert publish(almelo, story_id, version=2).state == StoryState.PUBLISHED


def test_one_story_a_month_and_none_before_its_time(almelo: Town) -> None:
    publish(almelo, offered(almelo))
    second = offered(almelo)
    with pytest.raises(services.MonthTakenError):
        publish(almelo, second)
    with pytest.raises(DayInFutureError):
        publish(almelo, second, month_on=date(2026, 12, 1))
    assert publish(almelo, second, month_on=date(2026, 10, 5)).pk == second
    with pytest.raises(services.NotOfferedError):
        publish(almelo, second)


def test_a_draft_is_only_the_authors(almelo: Town) -> None:
    story_id = drafted(almelo)
    with almelo.acting(Role.JURIST) as joost, pytest.raises(NotFoundError):
        selectors.story_of(joost, story_id=story_id)
    with almelo.acting(Role.CASEMANAGER) as noor:
        assert selectors.own_story(noor, story_id=story_id).version == 1
        with pytest.raises(services.NotOfferedError):
            services.return_story(actor=noor, story_id=story_id, remark="", now=NOW)
        with pytest.raises(services.StoryChangedError):
            services.write_story(
                actor=noor, says=SAYS, story_id=story_id, version=7, now=NOW
            )
        services.offer_story(actor=noor, story_id=story_id, now=NOW)
        with pytest.raises(services.StoryClosedError):
            services.offer_story(actor=noor, story_id=story_id, now=NOW)
        with pytest.raises(services.StoryClosedError):
            services.write_story(
                actor=noor, says=SAYS, story_id=story_id, version=1, now=NOW
            )


def test_who_checks_can_give_a_story_back(almelo: Town) -> None:
    story_id = offered(almelo)
    with almelo.acting(Role.JURIST) as joost:
        with pytest.raises(NotFoundError):
            selectors.own_story(joost, story_id=story_id)
        services.return_story(
            actor=joost, story_id=story_id, remark="De straat staat erin.", now=NOW
        )
    with almelo.acting(Role.CASEMANAGER) as noor:
        story = selectors.own_story(noor, story_id=story_id)
        assert (story.state, story.remark) == ("draft", "De straat staat erin.")


def test_a_story_is_about_kinds_of_knelpunten(almelo: Town, den_haag: Town) -> None:
    for town in (almelo, den_haag):
        with town.acting(Role.CASEMANAGER):
            plan_services.load_registers(now=NOW)
    with den_haag.acting(Role.CASEMANAGER) as stranger:
        elsewhere = plans.knelpunt_kinds(stranger)[0].pk
    with almelo.acting(Role.CASEMANAGER) as noor:
        kind = plans.knelpunt_kinds(noor)[0]
        says = StoryText("Titel", "a", "b", "c", [kind.pk])
        story = services.write_story(actor=noor, says=says, now=NOW)
        assert [tie.kind for tie in story.kinds.all()] == [kind]
        with pytest.raises(NotFoundError):
            services.write_story(
                actor=noor, says=StoryText("T", "a", "b", "c", [elsewhere]), now=NOW
            )


@pytest.mark.parametrize(
    "role", [Role.CONTROLLER, Role.MANDATE_HOLDER, Role.ACCOUNTANT]
)
def test_who_only_reads_neither_writes_nor_checks(almelo: Town, role: Role) -> None:
    story_id = offered(almelo)
    with almelo.acting(role) as somebody:
        with pytest.raises(NotAllowedError):
            services.write_story(actor=somebody, says=SAYS, now=NOW)
        with pytest.raises(NotAllowedError):
            selectors.story_of(somebody, story_id=story_id)
        for act in (services.offer_story, services.withdraw_story):
            with pytest.raises(NotAllowedError):
                act(actor=somebody, story_id=story_id, now=NOW)
    with pytest.raises(NotAllowedError):
        publish(almelo, story_id, role)


def test_signs_that_lead_to_somebody_are_pointed_out() -> None:
    text = (
        "Gisteren belde Mila Merel op 12-03-2019. Zij woont op 7607 KB en is 34 jaar."
        " Bel 0546 123 456 of mila@example.org over € 3.480. Alles is geregeld."
    )
    assert traces_in(text) == [
        Found(Trace.NAME, "Mila Merel"),
        Found(Trace.DATE, "12-03-2019"),
        Found(Trace.POSTCODE, "7607 KB"),
        Found(Trace.NUMBER, "34"),
        Found(Trace.PHONE, "0546 123 456"),
        Found(Trace.EMAIL, "mila@example.org"),
        Found(Trace.AMOUNT, "€ 3.480."),
    ]
    assert traces_in("Een gezin sliep slecht. Nu niet meer.") == []
