"""A life domain opens for a purpose, and is closed again without a trace in the plan."""

import pytest
from django.db import IntegrityError, transaction

from cases import selectors as cases
from plans import selectors, services
from plans.domain.content import plan_hash
from plans.models import OpenedDomain, Plan, Revision
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW
from tests.services.plans.planning import under_review, written
from tests.towns import Town

PURPOSE = "Zonder overzicht van het geld lukt de doorbraak niet."


def domain_ids(actor: Actor) -> list[int]:
    return list(cases.life_domains(actor).values_list("pk", flat=True))


def opened(actor: Actor, plan: Plan, at: int = 0, purpose: str = PURPOSE) -> int:
    text = services.DomainText(domain_ids(actor)[at], purpose, "Er blijft niets over.")
    return services.open_domain(actor=actor, plan_id=plan.pk, says=text, now=NOW).pk


def test_a_domain_opens_with_its_purpose(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        before = plan_hash(selectors.content_of(noor, plan))
        row = opened(noor, plan)
        content = selectors.content_of(noor, plan)
        (domain,) = content.domains
        assert (domain.id, domain.purpose) == (row, PURPOSE)
        assert plan_hash(content) != before
        kept = Revision.objects.get(plan=plan, part="domain", row_id=row)
        assert kept.content["purpose"] == PURPOSE
        services.close_domain(actor=noor, domain_id=row, now=NOW)
        assert plan_hash(selectors.content_of(noor, plan)) == before
        with pytest.raises(NotFoundError):
            selectors.domain_of(noor, domain_id=row)


@pytest.mark.parametrize("purpose", ["", " \n"])
def test_without_a_purpose_it_stays_closed(
    almelo: Town, den_haag: Town, purpose: str
) -> None:
    plan = written(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        with pytest.raises(services.PurposeMissingError):
            opened(noor, plan, purpose=purpose)
        assert selectors.content_of(noor, plan).domains == ()
        with pytest.raises(IntegrityError), transaction.atomic():
            OpenedDomain.objects.create(
                plan=plan,
                life_domain_id=domain_ids(noor)[0],
                purpose=purpose,
                changed_at=NOW,
                changed_by_id=noor.user_id,
            )


def test_a_domain_opens_once(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        first = opened(noor, plan)
        other = opened(noor, plan, at=1)
        with pytest.raises(services.DomainOpenError):
            opened(noor, plan)
        with pytest.raises(services.DomainOpenError):
            services.write_domain(
                actor=noor,
                domain_id=other,
                says=services.DomainText(domain_ids(noor)[0], PURPOSE),
                version=1,
                now=NOW,
            )
        services.close_domain(actor=noor, domain_id=first, now=NOW)
        opened(noor, plan)


def test_two_editors_of_a_domain_see_each_other(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        row = opened(noor, plan)
        text = services.DomainText(domain_ids(noor)[0], PURPOSE, "Nu wel.")
        saved = services.write_domain(
            actor=noor, domain_id=row, says=text, version=1, now=NOW
        )
        assert saved.version == 2
        with pytest.raises(services.ChangedMeanwhileError):
            services.write_domain(
                actor=noor, domain_id=row, says=text, version=1, now=NOW
            )


def test_an_unknown_domain_is_refused(almelo: Town, den_haag: Town) -> None:
    plan = written(almelo)
    with den_haag.acting(Role.CASEMANAGER) as daan:
        theirs = domain_ids(daan)
    with almelo.acting(Role.CASEMANAGER) as noor:
        for pk in (0, *theirs[:1]):
            with pytest.raises(services.NotInRegisterError):
                services.open_domain(
                    actor=noor,
                    plan_id=plan.pk,
                    says=services.DomainText(pk, PURPOSE),
                    now=NOW,
                )


def test_a_plan_with_the_jurist_stays_as_it_is(almelo: Town, den_haag: Town) -> None:
    plan = under_review(almelo)
    with (
        almelo.acting(Role.CASEMANAGER) as noor,
        pytest.raises(services.UnderReviewError),
    ):
        opened(noor, plan)


def test_only_who_writes_in_the_case_opens_or_closes(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        row = opened(noor, plan)
    text = services.DomainText(1, PURPOSE)
    with den_haag.acting(Role.CASEMANAGER) as daan:
        for act in (
            lambda: services.open_domain(
                actor=daan, plan_id=plan.pk, says=text, now=NOW
            ),
            lambda: services.write_domain(
                actor=daan, domain_id=row, says=text, version=1, now=NOW
            ),
            lambda: services.close_domain(actor=daan, domain_id=row, now=NOW),
        ):
            with pytest.raises(NotFoundError):
                act()
    for role in set(Role) - {Role.CASEMANAGER}:
        with almelo.acting(role) as actor:
            with pytest.raises(NotAllowedError):
                services.open_domain(actor=actor, plan_id=plan.pk, says=text, now=NOW)
            with pytest.raises(NotAllowedError):
                services.close_domain(actor=actor, domain_id=row, now=NOW)
