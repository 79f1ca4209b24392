from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from cases import selectors, services
from cases.domain.debts import AmountDoesNotFitError, DebtKind, DebtStatus, Owed, Sum
from cases.domain.instruments import InstrumentUnknownError
from cases.domain.merging import Subject
from cases.domain.next_step import NextStep
from cases.domain.phases import (
    GuardNotMetError,
    Phase,
    TransitionNotAllowedError,
)
from cases.domain.registration import NewMember, Relation
from cases.domain.relapse import Found, RelapseResult
from cases.domain.wellbeing import Answer, Moment, NonResponse, State
from cases.models import Case, HouseholdMember, Person, RelapseCheck, Task
from cases.tasks import relapse_checks
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.euro import Euro
from sohos.tenancy import context
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW, register
from tests.towns import TODAY, Town

MARCH, MAY = date(2026, 3, 2), date(2026, 5, 4)
RENT = Owed(
    creditor="Woningcorporatie",
    kind=DebtKind.RENT,
    amount=Euro(348_000),
    status=DebtStatus.BAILIFF,
    on=MARCH,
    since_on=date(2025, 4, 1),
)
PAID = Owed("Woningcorporatie", DebtKind.RENT, Euro(0), DebtStatus.PAID, MAY)


def debts(town: Town, case: Case) -> selectors.Debts:
    with town.acting(Role.CASEMANAGER) as noor:
        return selectors.debts_of(noor, selectors.case_of(noor, case_id=case.pk))


def test_a_debt_goes_on_and_keeps_what_was_told(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    energy = Owed(
        "Energiebedrijf", DebtKind.ENERGY, Euro(84_500), DebtStatus.ARRANGEMENT, MAY
    )
    with almelo.acting(Role.CASEMANAGER) as noor:
        rent = services.add_debt(actor=noor, case_id=case.pk, says=RENT, now=NOW)
        services.add_debt(actor=noor, case_id=case.pk, says=energy, now=NOW)
    seen = debts(almelo, case)
    assert (seen.whole, seen.arranged) == (Euro(432_500), Euro(84_500))
    first = seen.open[0].now
    assert (first.creditor, first.amount) == ("Woningcorporatie", Euro(348_000))
    with almelo.acting(Role.CASEMANAGER) as noor:
        tell = services.tell_debt
        tell(actor=noor, debt_id=rent.pk, says=PAID, seen_id=first.id, now=NOW)
        with pytest.raises(services.RowChangedMeanwhileError):
            tell(actor=noor, debt_id=rent.pk, says=PAID, seen_id=first.id, now=NOW)
        wrong = Owed("X", DebtKind.RENT, Euro(0), DebtStatus.OPEN, MAY)
        with pytest.raises(AmountDoesNotFitError):
            services.add_debt(actor=noor, case_id=case.pk, says=wrong, now=NOW)
    after = debts(almelo, case)
    assert after.whole == Euro(84_500)
    assert [row.now.status for row in after.ended] == [DebtStatus.PAID]
    assert [row.amount for row in after.ended[0].before] == [Euro(348_000)]
    assert after.course == (
        Sum(MARCH, Euro(348_000), 1),
        Sum(MAY, Euro(84_500), 1),
    )


def test_nobody_else_tells_of_debts(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        rent = services.add_debt(actor=noor, case_id=case.pk, says=RENT, now=NOW)
        _case, told = selectors.debt_to_tell(noor, debt_id=rent.pk)
    with almelo.acting(Role.CONTROLLER) as carlo, pytest.raises(NotAllowedError):
        services.add_debt(actor=carlo, case_id=case.pk, says=RENT, now=NOW)
    for stranger in (
        almelo.acting(Role.CASEMANAGER, "Karel Stranger"),
        den_haag.acting(Role.CASEMANAGER),
    ):
        with stranger as other:
            with pytest.raises(NotFoundError):
                services.tell_debt(
                    actor=other, debt_id=rent.pk, says=PAID, seen_id=told.id, now=NOW
                )
            with pytest.raises(NotFoundError):
                selectors.debt_to_tell(other, debt_id=rent.pk)


def mila(town: Town, case: Case) -> int:
    with town.acting(Role.CASEMANAGER) as noor:
        seen = selectors.case_of(noor, case_id=case.pk)
        people = selectors.people_of(noor, seen)
    return next(pk for pk, name in people.items() if name == "Mila Merel")


def measure(town: Town, case: Case, **says: object) -> None:
    whole: dict[str, object] = {
        "person_id": mila(town, case),
        "instrument": "cbs-geluk",
        "moment": Moment.START,
        "on": MARCH,
    }
    with town.acting(Role.CASEMANAGER) as noor:
        services.measure(
            actor=noor,
            case_id=case.pk,
            says=Answer(**whole | says),  # type: ignore[arg-type]
            now=NOW,
        )


def wellbeing(town: Town, case: Case) -> selectors.Wellbeing:
    with town.acting(Role.CASEMANAGER) as noor:
        seen = selectors.case_of(noor, case_id=case.pk)
        return selectors.wellbeing_of(noor, seen, today=TODAY)


def bring_to(town: Town, case: Case, phase: Phase, on: date) -> None:
    with town.acting(Role.CASEMANAGER) as noor:
        services.reach_phase(actor=noor, case_id=case.pk, phase=phase, on=on, now=NOW)


def test_before_and_after_with_what_is_missing(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    bring_to(almelo, case, Phase.UITVOERING, date(2019, 3, 1))
    measure(almelo, case, score=Decimal(3))
    measure(almelo, case, score=Decimal(4))
    measure(almelo, case, moment=Moment.HALFWAY, non_response=NonResponse.REFUSED)
    seen = wellbeing(almelo, case)
    assert [row.state for row in seen.moments] == [
        State.MEASURED,
        State.NO_RESPONSE,
        State.MISSING,
        State.LATER,
    ]
    assert seen.moments[1].reasons == (NonResponse.REFUSED,)
    assert seen.moments[2].due_on == date(2020, 3, 1)
    assert len(seen.answers) == 2
    measure(almelo, case, moment=Moment.JAARGRENS, score=Decimal(7))
    compared = wellbeing(almelo, case).compared
    assert [(row.person, row.change.difference) for row in compared] == [
        ("Mila Merel", Decimal(3))
    ]
    with almelo.acting(Role.CONTROLLER) as carlo:
        states = selectors.wellbeing_states(carlo, [case.pk], today=TODAY)
    assert states[case.pk] == {
        Moment.START: State.MEASURED,
        Moment.HALFWAY: State.NO_RESPONSE,
        Moment.JAARGRENS: State.MEASURED,
        Moment.AFTERCARE: State.LATER,
    }


def test_a_case_without_a_story_has_nothing_to_measure_yet(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    assert {row.state for row in wellbeing(almelo, case).moments} == {State.LATER}


def test_only_who_belongs_there_is_measured(almelo: Town, den_haag: Town) -> None:
    case, theirs = register(almelo), register(den_haag)
    with pytest.raises(NotFoundError):
        measure(almelo, case, person_id=mila(den_haag, theirs), score=Decimal(4))
    with pytest.raises(InstrumentUnknownError):
        measure(almelo, case, instrument="horoscoop", score=Decimal(4))
    with almelo.acting(Role.JURIST) as joost, pytest.raises(NotAllowedError):
        services.measure(
            actor=joost,
            case_id=case.pk,
            says=Answer(1, "cbs-geluk", Moment.START, MARCH, score=Decimal(4)),
            now=NOW,
        )


def test_averages_of_fewer_than_five_households_are_hidden(
    almelo: Town, den_haag: Town
) -> None:
    cases = [register(almelo) for _number in range(5)]
    for case in cases:
        bring_to(almelo, case, Phase.UITVOERING, date(2019, 3, 1))
        measure(almelo, case, score=Decimal(4))
    for place, case in enumerate(cases):
        measure(almelo, case, moment=Moment.JAARGRENS, score=Decimal(5 + place))
    ids = [case.pk for case in cases]
    with almelo.acting(Role.CONTROLLER) as carlo:
        geluk, *_others = selectors.wellbeing_figures(carlo, ids)
        few, *_others = selectors.wellbeing_figures(carlo, ids[:4])
        response = selectors.wellbeing_response(
            carlo, ids, today=TODAY, secret=b"quiet"
        )
        nearly = selectors.wellbeing_response(
            carlo, ids[:4], today=TODAY, secret=b"quiet"
        )
    assert (geluk.people, geluk.before, geluk.after) == (5, Fraction(4), Fraction(7))
    assert (few.people, few.before, few.after) == (None, None, None)
    by_moment = {row.moment: row for row in response}
    assert by_moment[Moment.START].measured == 5
    assert by_moment[Moment.HALFWAY].missing == 5
    assert by_moment[Moment.AFTERCARE].due == 0
    assert nearly[0].measured is None
    with almelo.acting(Role.CASEMANAGER) as noor:
        with pytest.raises(NotAllowedError):
            selectors.wellbeing_figures(noor, ids)
        with pytest.raises(NotAllowedError):
            selectors.wellbeing_response(noor, ids, today=TODAY, secret=b"quiet")


def aftercare(town: Town, on: date = date(2025, 12, 1)) -> Case:
    case = register(town)
    bring_to(town, case, Phase.NAZORG, on)
    return case


def plan(town: Town, now: datetime = NOW) -> int:
    with context.tenant(town.id):
        return services.plan_relapse_checks(now=now)


def record(
    town: Town, case: Case, months: int, result: RelapseResult, what: str = ""
) -> None:
    with town.acting(Role.CASEMANAGER) as noor:
        services.record_relapse_check(
            actor=noor,
            case_id=case.pk,
            says=Found(months, result, TODAY, what),
            now=NOW,
        )


def now_of(town: Town, case: Case) -> Case:
    with town.acting(Role.CASEMANAGER) as noor:
        return selectors.case_of(noor, case_id=case.pk)


def test_a_check_becomes_a_task_once_four_weeks_ahead(
    almelo: Town, den_haag: Town
) -> None:
    case = aftercare(almelo)
    assert plan(almelo, datetime(2026, 11, 2, 9, tzinfo=UTC)) == 0
    assert plan(almelo) == 1
    assert plan(almelo) == 0
    assert plan(den_haag) == 0
    with almelo.acting(Role.CASEMANAGER) as noor:
        task = Task.objects.get()
        assert (task.owner_id, task.due_on) == (noor.user_id, date(2026, 12, 1))
        assert RelapseCheck.objects.count() == 3
    record(almelo, case, 12, RelapseResult.STABLE)
    with almelo.acting(Role.CASEMANAGER) as noor:
        assert Task.objects.get().done_by_id == noor.user_id
    assert now_of(almelo, case).due_on == date(2027, 12, 1)
    assert plan(almelo) == 0


def test_every_municipality_has_its_checks_planned(
    own_database: str, almelo: Town, den_haag: Town
) -> None:
    aftercare(almelo, date(2020, 1, 6))
    aftercare(den_haag, date(2020, 1, 6))
    relapse_checks()
    relapse_checks()
    for town in (almelo, den_haag):
        with context.tenant(town.id):
            assert Task.objects.count() == 3


def test_without_a_casemanager_nobody_is_asked(almelo: Town, den_haag: Town) -> None:
    case = aftercare(almelo)
    with context.tenant(almelo.id):
        Case.objects.filter(pk=case.pk).update(casemanager=None)
    assert plan(almelo) == 0


def test_a_relapse_waits_for_the_team_lead(almelo: Town, den_haag: Town) -> None:
    case = aftercare(almelo)
    record(almelo, case, 12, RelapseResult.STABLE)
    record(almelo, case, 12, RelapseResult.RELAPSE, "Er is weer beslag.")
    assert now_of(almelo, case).next_step == NextStep.DECIDE_REOPEN
    with almelo.acting(Role.CASEMANAGER) as noor:
        with pytest.raises(NotAllowedError):
            services.continue_aftercare(actor=noor, case_id=case.pk, now=NOW)
        seen = selectors.case_of(noor, case_id=case.pk)
        first, second, _third = selectors.relapse_checks_of(noor, seen, today=TODAY)
    assert first.finding is not None
    assert first.finding.what == "Er is weer beslag."
    assert [each.result for each in first.before] == [RelapseResult.STABLE]
    assert (second.finding, second.is_late) == (None, False)
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        services.continue_aftercare(actor=tessa, case_id=case.pk, now=NOW)
    assert now_of(almelo, case).next_step == NextStep.AFTERCARE
    record(almelo, case, 24, RelapseResult.RELAPSE, "Ontruiming dreigt.")
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        services.reopen_case(
            actor=tessa, case_id=case.pk, reason="Terugval", on=TODAY, now=NOW
        )
        with pytest.raises(TransitionNotAllowedError):
            services.continue_aftercare(actor=tessa, case_id=case.pk, now=NOW)
    with pytest.raises(TransitionNotAllowedError):
        record(almelo, case, 36, RelapseResult.STABLE)


def test_before_the_nazorg_there_are_no_checks(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        seen = selectors.case_of(noor, case_id=case.pk)
        assert selectors.relapse_checks_of(noor, seen, today=TODAY) == ()
    with pytest.raises(TransitionNotAllowedError):
        record(almelo, case, 12, RelapseResult.STABLE)


def test_a_case_closes_after_the_third_check_or_with_a_reason(
    almelo: Town, den_haag: Town
) -> None:
    early, late = aftercare(almelo), aftercare(almelo, date(2020, 1, 6))
    record(almelo, late, 36, RelapseResult.STABLE)
    with almelo.acting(Role.CASEMANAGER) as noor:
        close = services.close_case
        with pytest.raises(GuardNotMetError):
            close(actor=noor, case_id=early.pk, reason=" ", on=TODAY, now=NOW)
        close(actor=noor, case_id=early.pk, reason="Verhuisd", on=TODAY, now=NOW)
        close(actor=noor, case_id=late.pk, reason="", on=TODAY, now=NOW)
        with pytest.raises(TransitionNotAllowedError):
            close(actor=noor, case_id=late.pk, reason="", on=TODAY, now=NOW)
    assert now_of(almelo, late).phase == Phase.AFGESLOTEN
    with almelo.acting(Role.CASEMANAGER) as noor:
        seen = selectors.case_of(noor, case_id=late.pk)
        checks = selectors.relapse_checks_of(noor, seen, today=TODAY)
    assert [check.is_late for check in checks] == [False, False, False]


def test_the_log_says_on_what_ground_somebody_looks(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        rent = services.add_debt(actor=noor, case_id=case.pk, says=RENT, now=NOW)
        ground = selectors.grounds_of_rows()["debt_id"]
        assert ground(noor, rent.pk) == selectors.ground_of(noor, case.pk)
        assert ground(noor, 10**9) == ""


def test_what_somebody_answered_reads_as_who_was_kept(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    measure(almelo, case, score=Decimal(4))
    gone_id = mila(almelo, case)
    twice = NewMember("Mila", Relation.OTHER, "Merel", date(1986, 4, 2))
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        seen = selectors.case_of(tessa, case_id=case.pk)
        again = Person.objects.create(
            first_name=twice.first_name, surname=twice.surname, born_on=twice.born_on
        )
        HouseholdMember.objects.create(
            household_id=seen.household_id,
            person=again,
            relation=twice.relation,
            from_on=date(2019, 1, 14),
        )
        merge = services.merge(
            actor=tessa,
            subject=Subject.PERSON,
            kept_id=again.pk,
            gone_id=gone_id,
            reason="Twee keer opgeschreven",
            now=NOW,
        )
    measure(almelo, case, person_id=again.pk, moment=Moment.JAARGRENS, score=Decimal(7))
    (compared,) = wellbeing(almelo, case).compared
    assert compared.change.difference == 3
    with almelo.acting(Role.TEAM_LEAD) as tessa:
        services.undo_merge(
            actor=tessa, merge_id=merge.pk, reason="Toch twee mensen", now=NOW
        )
    assert len(wellbeing(almelo, case).compared) == 2
