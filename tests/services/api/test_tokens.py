from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from sohos.api import secret, selectors, services
from sohos.api.models import ApiToken
from sohos.audit.models import Line
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy import context
from sohos.tenancy.models import Membership, User
from sohos.tenancy.permissions import Permission, Role
from tests.towns import Town

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
READ = [Permission.CASE_READ]


def made(
    town: Town, role: Role = Role.CASEMANAGER, *, days: int = 30
) -> services.NewToken:
    with town.acting(role) as actor:
        return services.make_token(
            actor=actor, name="Rapportage", scope=READ, days=days, now=NOW
        )


def refusal(text: str, *, now: datetime = NOW) -> services.Refusal:
    with pytest.raises(services.TokenRefusedError) as caught:
        services.use_token(text, now=now)
    return caught.value.refusal


def lines(town: Town, action: str) -> list[Line]:
    with context.tenant(town.id):
        return list(Line.objects.filter(action=action).order_by("id"))


def test_a_token_lets_its_user_in_with_its_scope_and_no_more(
    almelo: Town, den_haag: Town
) -> None:
    new = made(almelo)
    bearer = services.use_token(new.secret, now=NOW)
    noor = almelo.actor(Role.CASEMANAGER)
    assert bearer.actor == replace(
        noor, permissions=frozenset(READ), token_id=new.token.pk
    )
    assert bearer.user.pk == noor.user_id


def test_the_secret_is_not_kept(almelo: Town, den_haag: Town) -> None:
    new = made(almelo)
    with context.tenant(almelo.id):
        [stored] = ApiToken.objects.values_list()
    assert new.secret not in map(str, stored)
    assert new.secret.startswith("sohos_0141_")
    assert len(new.secret) - len(new.token.beginning) >= 32
    assert new.token.secret_sha256 == secret.fingerprint(new.secret)


def test_a_token_that_names_another_municipality_finds_nothing(
    almelo: Town, den_haag: Town
) -> None:
    new = made(almelo)
    moved = new.secret.replace("_0141_", "_0518_")
    assert refusal(moved) == services.Refusal.UNKNOWN
    assert lines(den_haag, "api.token_refused") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sohos_0141_",
        "sohos_0141_" + "0" * 64,
        "sohos_9999_" + "0" * 64,
        "sohos_٠١٤١_" + "0" * 64,
        "sohos_0141_" + "0" * 64 + "\n",
        "sohos_0141_" + "G" * 64,
        "' OR 1=1 --",
    ],
)
def test_what_is_no_token_is_unknown(almelo: Town, den_haag: Town, text: str) -> None:
    made(almelo)
    assert refusal(text) == services.Refusal.UNKNOWN
    assert lines(almelo, "api.token_refused") == []


def test_a_token_works_until_the_moment_it_expires(
    almelo: Town, den_haag: Town
) -> None:
    new = made(almelo, days=30)
    end = NOW + timedelta(days=30)
    services.use_token(new.secret, now=end - timedelta(seconds=1))
    assert refusal(new.secret, now=end) == services.Refusal.EXPIRED
    [line] = lines(almelo, "api.token_refused")
    noor = almelo.actor(Role.CASEMANAGER)
    assert line.detail == {"reason": "token_expired", "user": noor.user_id}


def test_a_revoked_token_stops_at_once_and_revoking_again_changes_nothing(
    almelo: Town, den_haag: Town
) -> None:
    new = made(almelo)
    for later in (1, 2):
        with almelo.acting(Role.CASEMANAGER) as noor:
            services.revoke_token(
                actor=noor, token_id=new.token.pk, now=NOW + timedelta(hours=later)
            )
    assert refusal(new.secret) == services.Refusal.REVOKED
    assert len(lines(almelo, "api.token_revoked")) == 1
    with context.tenant(almelo.id):
        assert ApiToken.objects.get().revoked_at == NOW + timedelta(hours=1)


def test_who_loses_a_role_takes_it_from_the_program(
    almelo: Town, den_haag: Town
) -> None:
    new = made(almelo)
    almelo.actor(Role.JURIST, "Noor Verbeek")
    with context.tenant(almelo.id):
        Membership.objects.filter(role=Role.CASEMANAGER).update(
            until_on=NOW.date() - timedelta(days=1)
        )
    assert services.use_token(new.secret, now=NOW).actor.permissions == frozenset()
    with context.tenant(almelo.id):
        Membership.objects.update(until_on=NOW.date() - timedelta(days=1))
    assert refusal(new.secret) == services.Refusal.NO_ROLE


def test_an_account_that_was_closed_lets_no_program_in(
    almelo: Town, den_haag: Town
) -> None:
    new = made(almelo)
    User.objects.filter(pk=almelo.actor(Role.CASEMANAGER).user_id).update(
        is_active=False
    )
    assert refusal(new.secret) == services.Refusal.NO_ROLE


def test_a_permission_that_no_longer_exists_is_nothing(
    almelo: Town, den_haag: Town
) -> None:
    new = made(almelo)
    with context.tenant(almelo.id):
        ApiToken.objects.update(scope=["case.read", "case.abolished"])
    assert services.use_token(new.secret, now=NOW).actor.permissions == set(READ)


def test_use_is_noted_once_a_minute(almelo: Town, den_haag: Town) -> None:
    new = made(almelo)
    seen = []
    for seconds in (0, 59, 60):
        services.use_token(new.secret, now=NOW + timedelta(seconds=seconds))
        with context.tenant(almelo.id):
            seen.append(ApiToken.objects.get().last_used_at)
    assert seen == [NOW, NOW, NOW + timedelta(seconds=60)]


def test_nobody_gives_a_program_more_than_they_have(
    almelo: Town, den_haag: Town
) -> None:
    with (
        pytest.raises(NotAllowedError),
        almelo.acting(Role.CASEMANAGER) as noor,
    ):
        services.make_token(
            actor=noor,
            name="Te veel",
            scope=[Permission.CASE_READ, Permission.PLAN_ADOPT],
            days=30,
            now=NOW,
        )


def test_a_program_makes_and_revokes_no_tokens(almelo: Town, den_haag: Town) -> None:
    new = made(almelo)
    program = services.use_token(new.secret, now=NOW).actor
    with context.tenant(almelo.id, user_id=program.user_id):
        with pytest.raises(NotAllowedError):
            services.make_token(
                actor=program, name="Nog een", scope=READ, days=365, now=NOW
            )
        with pytest.raises(NotAllowedError):
            services.revoke_token(actor=program, token_id=new.token.pk, now=NOW)


def test_a_token_has_a_scope_and_lives_at_most_a_year(
    almelo: Town, den_haag: Town
) -> None:
    with almelo.acting(Role.CASEMANAGER) as noor:
        with pytest.raises(services.EmptyScopeError):
            services.make_token(actor=noor, name="Leeg", scope=[], days=30, now=NOW)
        for days in (0, -1, 366):
            with pytest.raises(services.TokenPeriodError):
                services.make_token(
                    actor=noor, name="Lang", scope=READ, days=days, now=NOW
                )
        assert not selectors.tokens_of(noor).exists()


def test_the_database_keeps_to_the_year_too(almelo: Town, den_haag: Town) -> None:
    new = made(almelo, days=365)
    with (
        pytest.raises(IntegrityError, match="api_apitoken_expires"),
        context.tenant(almelo.id),
        transaction.atomic(),
    ):
        ApiToken.objects.filter(pk=new.token.pk).update(
            expires_at=NOW + timedelta(days=366)
        )


@pytest.mark.parametrize(
    ("place", "name"), [("almelo", "Sam Bakker"), ("den-haag", "Noor Verbeek")]
)
def test_nobody_sees_or_revokes_a_token_of_somebody_else(
    almelo: Town, den_haag: Town, place: str, name: str
) -> None:
    new = made(almelo)
    town = {town.name: town for town in (almelo, den_haag)}[place]
    with town.acting(Role.CASEMANAGER, name) as stranger:
        assert not selectors.tokens_of(stranger).exists()
        with pytest.raises(NotFoundError):
            services.revoke_token(actor=stranger, token_id=new.token.pk, now=NOW)
    services.use_token(new.secret, now=NOW)


def test_making_and_revoking_are_in_the_log_without_the_secret(
    almelo: Town, den_haag: Town
) -> None:
    new = made(almelo)
    [line] = lines(almelo, "api.token_made")
    assert line.subject == f"token:{new.token.pk}"
    assert line.detail == {"scope": "case.read", "days": 30}
    assert new.secret not in str(vars(line))
