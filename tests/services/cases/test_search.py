from dataclasses import replace

import pytest
from django.db import connection

from cases import selectors, services
from cases.domain import search
from cases.domain.involvement import HelperRole, Involved
from cases.domain.periods import Period
from cases.domain.registration import NewMember, Relation
from cases.models import Case, HouseholdMember, SearchWord
from cases.selectors import paging
from sohos.core.errors import NotAllowedError
from sohos.tenancy.models import User
from sohos.tenancy.permissions import Role
from tests.services.cases.households import MEREL, NOW, REGISTERED, register
from tests.services.cases.test_protection import DAAN, VOS, block, open_to_daan
from tests.towns import Town

LETTERS = [chr(n) for n in (*range(0x20, 0x250), *range(0x370, 0x530), 0x1E9E)]


def found(
    town: Town, said: str, role: Role = Role.CASEMANAGER, name: str = ""
) -> list[str]:
    with town.acting(role, name) as actor:
        asked = search.asked(said)
        return [case.household.name for case in selectors.find_cases(actor, asked)]


def family(town: Town, name: str, *firsts: str, surname: str = "") -> Case:
    members = tuple(NewMember(each, Relation.HEAD, surname) for each in firsts)
    new = replace(
        MEREL,
        members=members,
        household_name=name,
        address="",
        postcode="",
        place="",
    )
    return register(town, new)


def test_database_and_rule_write_every_letter_of_europe_the_same(
    almelo: Town, den_haag: Town
) -> None:
    text = " ".join(f"a{letter}b" for letter in LETTERS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.plain(%s)", [text])
        assert cursor.fetchone() == (search.plain(text),)
        cursor.execute("SELECT app.words(%s)", [text])
        assert {row[0] for row in cursor.fetchall()} == set(search.words(text))


@pytest.mark.parametrize(
    "said",
    [
        "Merel",
        "mer",
        "MILA",
        "zoe merel",
        "bornse 12",
        "7607kb",
        "7607 KB",
        "almelo",
        "2019-0001",
        "2019-00",
        "0001",
        "1",
    ],
)
def test_a_household_is_found_by_name_address_or_code(
    almelo: Town, den_haag: Town, said: str
) -> None:
    register(almelo)
    family(almelo, "Anders", "Bo")
    assert found(almelo, said)[-1:] == ["Merel"]


@pytest.mark.parametrize("said", ["erel", "mila anders", "%", "' OR 1=1", "", "2018"])
def test_what_is_not_there_is_not_found(
    almelo: Town, den_haag: Town, said: str
) -> None:
    register(almelo)
    assert found(almelo, said) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Groß", "gross"),
        ("Sørensen", "sorensen"),
        ("Łukasz", "lukasz"),
        ("Þórður", "thordur"),
        ("Ðorđe", "dorde"),
        ("Œuvre", "oeuvre"),
        ("Işık", "isik"),  # noqa: RUF001
        ("Isik", "Işık"),  # noqa: RUF001
        ("Zoe\u0308", "zoë"),
        ("Nguyễn", "nguyen"),
        ("Щукин", "щук"),
    ],
)
def test_a_name_in_any_letters_is_found_by_plain_ones(
    almelo: Town, den_haag: Town, name: str, said: str
) -> None:
    family(almelo, name, "Bo")
    assert len(found(almelo, said)) == 1


def test_a_household_without_surname_is_found(almelo: Town, den_haag: Town) -> None:
    family(almelo, "", "Desta")
    assert found(almelo, "dest") == ["Desta"]


def test_only_ones_own_cases_are_found(almelo: Town, den_haag: Town) -> None:
    register(almelo)
    assert found(almelo, "merel", name="Ton Visser") == []
    assert found(den_haag, "merel") == []
    assert found(almelo, "merel", Role.TEAM_LEAD) == ["Merel"]
    for role in (Role.JURIST, Role.ACCOUNTANT, Role.INVESTOR, Role.PRIVACY_OFFICER):
        with pytest.raises(NotAllowedError):
            found(almelo, "merel", role)


def test_the_words_follow_every_change(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER):
        case.household.name = "Lijster"
        case.household.save()
        member = HouseholdMember.objects.filter(household=case.household).first()
        assert member is not None
        member.person.first_name = "Maxime"
        member.person.save()
    assert found(almelo, "lijster maxime") == ["Lijster"]
    assert found(almelo, "mila") == []
    with almelo.acting(Role.CASEMANAGER):
        HouseholdMember.objects.all().delete()
        assert not SearchWord.objects.filter(kind="person").exists()
        case.code = "2019-0777"
        case.save()
    assert found(almelo, "777") == ["Lijster"]
    assert found(almelo, "2019-0001") == []


def test_the_members_that_were_meant_are_named(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        named = selectors.found_members(noor, [case.household_id], ("zo", "born"))
    assert named == {case.household_id: ["Zoë Merel"]}


def test_pages_go_on_where_the_one_before_ended(almelo: Town, den_haag: Town) -> None:
    for _number in range(5):
        register(almelo)
    seen, after = [], ""
    with almelo.acting(Role.CASEMANAGER) as noor:
        for size in (2, 2, 2):
            page = paging.page_of(
                selectors.find_cases(noor, ("merel",)),
                ("-registered_on", "-id"),
                after=after,
                size=size,
            )
            seen += [row.pk for row in page.rows]
            after = page.next
    assert (len(set(seen)), seen, after) == (5, sorted(seen, reverse=True), "")


@pytest.mark.parametrize(
    "after", ["", "x", "2019-01-14", "2019-13-14~1", "1~2~3", f"1~{2**70}", "1T~2"]
)
def test_a_place_that_nobody_wrote_is_the_first_page(
    almelo: Town, den_haag: Town, after: str
) -> None:
    register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        rows = selectors.find_cases(noor, ("merel",))
        page = paging.page_of(rows, ("-registered_on", "-id"), after=after, size=2)
        moment = paging.page_of(rows, ("-registered_at", "-id"), after="", size=1)
        assert page.is_first
        assert moment.next == ""
        beyond = f"{NOW.isoformat()}~0"
        assert not paging.page_of(
            rows, ("-registered_at", "-id"), after=beyond, size=1
        ).rows
        naive = "2026-11-16T09:00:00~5"
        assert paging.page_of(
            rows, ("-registered_at", "-id"), after=naive, size=1
        ).is_first


def test_a_granted_case_is_found_too(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    ton = almelo.actor(Role.CASEMANAGER, "Ton Visser")
    with almelo.acting(Role.TEAM_LEAD) as lead:
        user = User.objects.get(pk=ton.user_id)
        services.grant_case(
            actor=lead, case_id=case.pk, to=user, may_change=False, now=NOW
        )
    assert found(almelo, "merel", name="Ton Visser") == ["Merel"]


def test_a_hidden_address_finds_nothing_for_whom_it_is_hidden(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER):
        case.household.address_is_hidden = True
        case.household.save()
    for said in ("bornsestraat", "7607", "almelo", "merel bornse"):
        assert found(almelo, said, Role.TEAM_LEAD) == []
    assert found(almelo, "merel", Role.TEAM_LEAD) == ["Merel"]


def test_whoever_is_kept_from_somebody_is_not_found_by_their_helper(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    other = register(almelo, VOS, name=DAAN)
    open_to_daan(almelo, case)
    assert found(almelo, "mila", name=DAAN) == ["Merel"]
    block(almelo, case, other)
    assert found(almelo, "mila", name=DAAN) == []
    assert found(almelo, "bornsestraat merel", name=DAAN) == []
    assert found(almelo, "zoe", name=DAAN) == ["Merel"]
    assert found(almelo, "mila") == ["Merel"]
    with almelo.acting(Role.CASEMANAGER, DAAN) as daan:
        named = selectors.found_members(daan, [case.household_id], ("merel",))
    assert named == {case.household_id: ["Zoë Merel"]}


def test_a_case_is_found_by_an_organisation_that_helps(
    almelo: Town, den_haag: Town
) -> None:
    case = register(almelo)
    register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.add_involvement(
            actor=noor,
            case_id=case.pk,
            says=Involved(
                organisation_name="Sint-Jozefhuis Éénvoud",
                role=HelperRole.HOUSING,
                period=Period(REGISTERED),
            ),
            now=NOW,
        )
        (hit,) = selectors.find_cases(noor, search.asked("eenv sint"))
    assert hit.pk == case.pk
    assert found(almelo, "eenvoud merel") == []
    assert found(almelo, "eenvoud", name="Ton Visser") == []
