from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import Case
from kba import selectors, services
from kba.domain import protocol
from kba.domain.engagement import EngagementType
from kba.domain.problems import InvalidInputError
from kba.domain.sampling import Method, Terms
from kba.models import Engagement, Protocol, ProtocolAdoption, Validation
from kba.services import (
    AdoptedTooEarlyError,
    NoProtocolError,
    OwnProtocolError,
    ProtocolSupersededError,
)
from sohos.core.dates import DayInFutureError
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy import context
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import Role
from tests.services.kba import calculating
from tests.services.kba.calculating import ADOPTED, NOW, PROTOCOL, VALIDATED
from tests.towns import LONG_AGO, TODAY, Town


def write(
    town: Town, *, seen: int = 0, role: Role = Role.CONTROLLER, **changes: Any
) -> Protocol:
    with town.acting(role) as actor:
        return services.write_protocol(
            actor=actor, says=replace(PROTOCOL, **changes), seen=seen, now=NOW
        )


def adopt(town: Town, row: Protocol, on: date = ADOPTED) -> ProtocolAdoption:
    with town.acting(Role.MANDATE_HOLDER) as marga:
        return services.adopt_protocol(
            actor=marga, protocol_id=row.pk, adopted_on=on, now=NOW
        )


def test_a_text_is_written_again_and_nothing_is_lost(almelo: Town) -> None:
    first = write(almelo)
    assert write(almelo, seen=0) == first
    second = write(almelo, seen=1, text="Ga ook de prijzen na.")
    assert (first.number, second.number) == (1, 2)
    with pytest.raises(ProtocolSupersededError):
        write(almelo, seen=1, text="Ga alleen de prijzen na.")
    with almelo.acting(Role.ACCOUNTANT) as anna:
        texts = [row.text for row in selectors.protocols_for(anna)]
    assert texts == ["Ga ook de prijzen na.", PROTOCOL.text]


def test_a_version_is_adopted_and_holds_from_its_day(almelo: Town) -> None:
    first = adopt(almelo, write(almelo))
    with pytest.raises(ProtocolSupersededError):
        adopt(almelo, first.protocol)
    again = write(almelo, seen=1, title="Tweede")
    with pytest.raises(AdoptedTooEarlyError):
        adopt(almelo, again, date(2018, 1, 1))
    with pytest.raises(DayInFutureError):
        adopt(almelo, again, date(2030, 1, 1))
    second = adopt(almelo, again, date(2020, 1, 1))
    assert (first.version, second.version) == (1, 2)
    with almelo.acting(Role.ACCOUNTANT) as anna:
        for on, expected in (
            (date(2018, 1, 1), None),
            (date(2019, 12, 31), first),
            (date(2020, 1, 1), second),
        ):
            assert selectors.protocol_in_force(anna, on=on) == expected


def test_an_older_text_is_not_adopted(almelo: Town) -> None:
    old = write(almelo)
    write(almelo, seen=1, title="Tweede")
    with pytest.raises(ProtocolSupersededError):
        adopt(almelo, old)


def test_who_wrote_it_does_not_adopt_it(almelo: Town) -> None:
    marga = almelo.actor(Role.MANDATE_HOLDER)
    with context.tenant(almelo.id):
        Membership.objects.create(
            user_id=marga.user_id, role=Role.CONTROLLER, from_on=LONG_AGO
        )
    with context.tenant(almelo.id, user_id=marga.user_id):
        both = tenancy.actor_for(marga.user_id, almelo.id, today=TODAY)
        row = services.write_protocol(actor=both, says=PROTOCOL, seen=0, now=NOW)
        with pytest.raises(OwnProtocolError):
            services.adopt_protocol(
                actor=both, protocol_id=row.pk, adopted_on=ADOPTED, now=NOW
            )
        with pytest.raises(DatabaseError, match="does not adopt"), transaction.atomic():
            ProtocolAdoption.objects.create(
                protocol=row,
                version=1,
                adopted_on=ADOPTED,
                adopted_at=NOW,
                adopted_by_id=marga.user_id,
            )


def test_an_adopted_text_never_changes(almelo: Town) -> None:
    adopt(almelo, write(almelo))
    with almelo.acting(Role.CONTROLLER):
        for table in ("kba_protocol", "kba_protocoladoption"):
            with (
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"UPDATE {table} SET municipality_id = 518")  # noqa: S608


def test_who_may_write_and_adopt(almelo: Town, den_haag: Town) -> None:
    row = write(almelo)
    for role in (Role.ACCOUNTANT, Role.MANDATE_HOLDER, Role.CASEMANAGER):
        with pytest.raises(NotAllowedError):
            write(almelo, role=role)
    with almelo.acting(Role.CONTROLLER) as carlo, pytest.raises(NotAllowedError):
        services.adopt_protocol(
            actor=carlo, protocol_id=row.pk, adopted_on=ADOPTED, now=NOW
        )
    with pytest.raises(NotFoundError):
        adopt(den_haag, row)
    with almelo.acting(Role.CASEMANAGER) as noor, pytest.raises(NotAllowedError):
        selectors.protocols_for(noor)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"title": " "}, "title"),
        ({"text": ""}, "text"),
        ({"text": "a" * 20_001}, "text"),
        ({"confidence": Fraction(2, 3)}, "confidence"),
        ({"confidence": Fraction(4, 10)}, "confidence"),
        ({"confidence": Fraction(1)}, "confidence"),
        ({"tolerable_share": Fraction(0)}, "tolerable_share"),
        ({"materiality_share": Fraction(1)}, "materiality_share"),
    ],
)
def test_a_protocol_asks_something_possible(changes: dict[str, Any], path: str) -> None:
    terms = {
        key: value for key, value in changes.items() if key not in {"title", "text"}
    }
    texts = {key: value for key, value in changes.items() if key in {"title", "text"}}
    says = replace(PROTOCOL, terms=replace(PROTOCOL.terms, **terms), **texts)
    with pytest.raises(InvalidInputError) as refused:
        protocol.check(says)
    assert [problem.path for problem in refused.value.problems] == [path]


def test_each_term_is_part_of_the_hash() -> None:
    terms = Terms(Method.RANDOM, Fraction(9, 10), Fraction(1, 100), Fraction(1, 50))
    others = [
        replace(PROTOCOL, title="Anders"),
        replace(PROTOCOL, asks_review=True),
        replace(PROTOCOL, terms=terms),
    ]
    assert len({protocol.sha256_of(says) for says in (PROTOCOL, *others)}) == 4


def test_a_validation_holds_on_to_its_protocol_and_engagement(almelo: Town) -> None:
    stage = calculating.judged(almelo)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        services.record_engagement(
            actor=farid,
            programme_id=Case.objects.get(pk=stage.kba.case_id).programme_id,
            kind=EngagementType.LIMITED_3000A,
            contract_version=3,
            contract_sha256="a" * 64,
            effective_on=ADOPTED,
            now=NOW,
        )
    with almelo.acting(Role.ACCOUNTANT) as anna:
        validated = services.validate_realisation(
            actor=anna, stage_id=stage.pk, validated_on=VALIDATED, now=NOW
        )
        pinned = Validation.objects.get(stage=validated)
        assert pinned.adoption.version == 1
        assert pinned.engagement is not None
        assert pinned.engagement.kind == EngagementType.LIMITED_3000A
        assert validated.contract_version == "3"
        assert selectors.frozen_of(validated).pins.contract_version == "3"


def test_nothing_is_validated_without_a_protocol(almelo: Town) -> None:
    stage = calculating.judged(almelo, protocol_on=date(2020, 3, 16))
    with almelo.acting(Role.ACCOUNTANT) as anna:
        assert not Engagement.objects.exists()
        with pytest.raises(NoProtocolError):
            services.validate_realisation(
                actor=anna, stage_id=stage.pk, validated_on=date(2020, 3, 2), now=NOW
            )
