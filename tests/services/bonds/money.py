"""Bonds of the tests: three investors, one case, and the accountant's verdict."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from bonds import selectors, services
from bonds.domain.contract import ContractTerms
from bonds.models import Bond, Event
from cases.domain.registration import Registration
from cases.models import Case
from kba.domain.discounting import Convention
from kba.domain.stages import Stage as StageKind
from kba.models import Catalogue, Kba, Stage
from plans.domain.adoption import PlanStatus
from plans.models import Plan, PlanVersion
from sohos.core.euro import Euro
from sohos.tenancy.permissions import Role
from tests.domain.bonds.money import eur
from tests.services.cases.households import MEREL, NOW, open_programme, register
from tests.towns import Town

SIGNED = date(2019, 1, 1)
ADOPTED = date(2019, 3, 1)
FIRST, SECOND = date(2019, 3, 15), date(2019, 6, 1)
REALISED, VALIDATED = date(2020, 3, 2), date(2020, 3, 16)
ACCEPTED, DUE = date(2020, 3, 20), date(2020, 4, 1)
CLAWED_BACK = date(2020, 9, 1)
SAVING = eur("13250")
COMMITMENTS = {"A": "900000", "B": "600000", "C": "300000"}


@dataclass
class Funded:
    """A town with a signed bond, and its cases as they go from draw to payment."""

    town: Town
    terms: ContractTerms = field(default_factory=ContractTerms)
    investors: dict[str, int] = field(default_factory=dict)
    bond_id: int = 0
    lines: int = 0
    programme_id: int = 0
    family: Registration = MEREL

    def sign(self) -> "Funded":
        self.programme_id = open_programme(self.town)
        with self.town.acting(Role.FUNCTIONAL_ADMIN) as farid:
            version = services.sign_contract(
                actor=farid,
                programme_id=self.programme_id,
                name=f"Health Impact Bond {self.town.name}",
                terms=self.terms,
                effective_on=SIGNED,
                now=NOW,
            )
            self.bond_id = version.bond_id
        with self.town.acting(Role.SOHOS_FINANCE) as sanne:
            for code, amount in COMMITMENTS.items():
                user = self.town.actor(Role.INVESTOR, f"Fonds {code}").user_id
                investor = services.admit_investor(
                    actor=sanne, code=code, name=f"Fonds {code}", user_id=user, now=NOW
                )
                self.investors[code] = investor.pk
                services.record_commitment(
                    actor=sanne,
                    bond_id=self.bond_id,
                    investor_id=investor.pk,
                    amount=eur(amount),
                    signed_on=SIGNED,
                    now=NOW,
                )
        with self.town.acting(Role.CONTROLLER) as carlo:
            services.set_interest_budget(
                actor=carlo,
                bond_id=self.bond_id,
                amount=self.terms.interest_total_cap,
                decided_on=SIGNED,
                now=NOW,
            )
        return self

    @property
    def bond(self) -> Bond:
        return Bond.objects.get(pk=self.bond_id)

    def adopted_case(self, on: date = ADOPTED) -> Case:
        case = register(self.town, self.family)
        self.adopt(case, on)
        return case

    def adopt(self, case: Case, on: date) -> None:
        with self.town.acting(Role.MANDATE_HOLDER) as marga:
            plan = Plan.objects.create(
                case=case,
                status=PlanStatus.ADOPTED,
                started_at=NOW,
                started_by_id=marga.user_id,
            )
            PlanVersion.objects.create(
                plan=plan,
                case=case,
                number=1,
                content=f"plan {case.pk}",
                sha256=_hash(f"plan {case.pk}"),
                prognosis_stage_id=1,
                prognosis_sha256=_hash(f"prognosis {case.pk}"),
                adopted_on=on,
                adopted_at=NOW,
                adopted_by_id=marga.user_id,
            )

    def draw(self, case: Case, amount: str, on: date) -> Event:
        with self.town.acting(Role.SOHOS_FINANCE) as sanne:
            draw = services.request_draw(
                actor=sanne,
                case_id=case.pk,
                amount=eur(amount),
                requested_on=on,
                now=NOW,
            )
            return services.receive_draw(
                actor=sanne,
                draw_id=draw.pk,
                received_on=on,
                bank_line=self.line(),
                now=NOW,
            )

    def spend(
        self, case: Case, on: date, *, professionals: str = "0", maatwerk: str = "0"
    ) -> Event:
        with self.town.acting(Role.SOHOS_FINANCE) as sanne:
            return services.record_spend(
                actor=sanne,
                case_id=case.pk,
                professionals=eur(professionals),
                maatwerk=eur(maatwerk),
                spent_on=on,
                invoice="F-2019-1",
                now=NOW,
            )

    def spent_case(self) -> Case:
        case = self.adopted_case()
        self.draw(case, "3000", FIRST)
        self.spend(case, FIRST, professionals="3000")
        self.draw(case, "1800", SECOND)
        self.spend(case, SECOND, maatwerk="1800")
        return case

    def validate(
        self,
        case: Case,
        saving: Euro = SAVING,
        *,
        author: Role = Role.CASEMANAGER,
        validator: Role = Role.ACCOUNTANT,
    ) -> str:
        people = [self.town.actor(role).user_id for role in (author, validator)]
        with self.town.acting(Role.ACCOUNTANT):
            kba = self._kba(case)
            previous = Stage.objects.filter(kba=kba).order_by("-number").first()
            if previous is None:
                previous = _freeze(kba, StageKind.PROGNOSIS, None, saving, people[0])
            realised = _freeze(kba, StageKind.REALISATION, previous, saving, people[0])
            return _freeze(kba, StageKind.VALIDATED, realised, saving, people[1]).sha256

    def realise_again(self, case: Case) -> None:
        author = self.town.actor(Role.CASEMANAGER).user_id
        with self.town.acting(Role.CASEMANAGER):
            kba = self._kba(case)
            previous = Stage.objects.filter(kba=kba).order_by("-number").first()
            _freeze(kba, StageKind.REALISATION, previous, SAVING, author)

    def accept(self, case: Case, sha256: str) -> Event:
        with self.town.acting(Role.CONTROLLER) as carlo:
            return services.accept_outcome(
                actor=carlo,
                case_id=case.pk,
                sha256=sha256,
                accepted_on=ACCEPTED,
                due_on=DUE,
                now=NOW,
            )

    def due_case(self) -> Case:
        case = self.spent_case()
        self.accept(case, self.validate(case))
        return case

    def pay(self, case: Case, amount: str, *, bank_line: str = "") -> Event:
        with self.town.acting(Role.TREASURY) as theo:
            return services.confirm_payment(
                actor=theo,
                case_id=case.pk,
                amount=eur(amount),
                paid_on=DUE,
                bank_line=bank_line or self.line(),
                now=NOW,
            )

    def paid_case(self) -> Case:
        case = self.due_case()
        self.pay(case, "4985.33")
        return case

    def claw_back(self, case: Case, on: date = CLAWED_BACK) -> Event:
        with self.town.acting(Role.CONTROLLER) as carlo:
            return services.claw_back(
                actor=carlo,
                case_id=case.pk,
                reason="De jaarmeting klopte niet.",
                clawed_back_on=on,
                now=NOW,
            )

    def line(self) -> str:
        self.lines += 1
        return f"NL01-{self.lines:04d}"

    def verdict(self) -> selectors.LedgerVerdict:
        with self.town.acting(Role.CONTROLLER):
            return selectors.verify(self.bond)

    def _kba(self, case: Case) -> Kba:
        found = Kba.objects.filter(case=case).first()
        if found is not None:
            return found
        catalogue = Catalogue.objects.filter(version=1).first()
        if catalogue is None:
            catalogue = Catalogue.objects.create(
                version=1, source="test", sha256=_hash("catalogue"), adopted_at=NOW
            )
        return Kba.objects.create(
            case=case,
            catalogue=catalogue,
            reference_on=ADOPTED,
            horizon_years=5,
            price_year=2019,
            weeks_per_year=52,
            convention=Convention.MONTHLY_MID,
            seed=1,
            started_at=NOW,
            started_by_id=self.town.actor(Role.CASEMANAGER).user_id,
        )


def _freeze(
    kba: Kba, kind: StageKind, previous: Stage | None, saving: Euro, by: int
) -> Stage:
    number = previous.number + 1 if previous else 1
    content = f"kba {kba.pk} {kind} {number}"
    return Stage.objects.create(
        kba=kba,
        number=number,
        kind=kind.value,
        previous=previous,
        on=VALIDATED if kind is StageKind.VALIDATED else REALISED,
        at=NOW,
        by_id=by,
        content=content,
        sha256=_hash(content),
        input_sha256=_hash("input"),
        engine_version="1",
        catalogue_version="1",
        contract_version="1",
        seed=1,
        result={"contract": [{"saving_by_law": {"Jeugdwet": saving.cents}}]},
        municipal_saving_cents=saving.cents,
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
