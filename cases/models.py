"""Households, persons, cases and what the registers say; columns, no behaviour."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from cases.domain.next_step import NextStep
from cases.domain.phases import Phase, StopOutcome
from cases.domain.registration import Decision, Relation, Source
from cases.domain.screening import Provision as ProvisionKind
from sohos.tenancy.models import TenantModel


class LifeDomain(TenantModel):
    """A domain of life that may be opened in a plan; none is compulsory."""

    code = models.SlugField(max_length=40)
    label_nl = models.CharField(max_length=80)
    label_en = models.CharField(max_length=80)
    level = models.CharField(max_length=20)
    question_nl = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "code"], name="cases_lifedomain_code"
            ),
        ]

    def __str__(self) -> str:
        return self.label_nl


class Organisation(TenantModel):
    """An organisation, or a kind of it, that households meet."""

    code = models.SlugField(max_length=60)
    label_nl = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    sector = models.CharField(max_length=40)
    typical_payer = models.CharField(max_length=40, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "code"], name="cases_organisation_code"
            ),
        ]

    def __str__(self) -> str:
        return self.label_nl


class Programme(TenantModel):
    """A programme ("lijn"): how many households, from when to when, and who fits."""

    name = models.CharField(max_length=120)
    target_households = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    min_provisions = models.PositiveSmallIntegerField(default=3)
    helpers_warning = models.PositiveSmallIntegerField(default=4)
    high_risk_from = models.PositiveSmallIntegerField(null=True, blank=True)
    high_cost_from_cents = models.BigIntegerField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "name"], name="cases_programme_name"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="cases_programme_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Household(TenantModel):
    """People who live together and are helped together."""

    name = models.CharField(max_length=120)
    address = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    place = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)

    def __str__(self) -> str:
        return self.name


class Person(TenantModel):
    """A person; a surname may be unknown or not exist."""

    first_name = models.CharField(max_length=120)
    surname = models.CharField(max_length=120, blank=True)
    born_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.first_name} {self.surname}".strip()


class HouseholdMember(TenantModel):
    """A person in a household, from a day until a day."""

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="memberships"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="memberships"
    )
    relation = models.CharField(
        max_length=10, choices=[(r.value, r.value) for r in Relation]
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "household", "person"],
                name="cases_householdmember_once",
                condition=models.Q(until_on__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
                name="cases_householdmember_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.household_id}"


class CaseNumber(TenantModel):
    """The last number given out in a year; locked while a case is registered."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "year"], name="cases_casenumber_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Case(TenantModel):
    """One household on its way through one programme."""

    code = models.CharField(max_length=20)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="cases"
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="cases"
    )
    casemanager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    team = models.ForeignKey(
        "tenancy.Team",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    phase = models.CharField(max_length=12, choices=[(p.value, p.value) for p in Phase])
    phase_since = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    next_step = models.CharField(
        max_length=20, choices=[(step.value, step.value) for step in NextStep]
    )
    stop_outcome = models.CharField(
        max_length=16, blank=True, choices=[(o.value, o.value) for o in StopOutcome]
    )
    registered_on = models.DateField()
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in Source]
    )
    source_note = models.CharField(max_length=200, blank=True)
    decision = models.CharField(
        max_length=8, choices=[(d.value, d.value) for d in Decision]
    )
    request = models.TextField(blank=True)
    helpers = models.PositiveSmallIntegerField()
    risks = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    yearly_cost_cents = models.BigIntegerField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        default_permissions = ("view", "change")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "code"], name="cases_case_code"
            ),
            models.CheckConstraint(
                condition=models.Q(phase=Phase.UITVAL, stop_outcome__gt="")
                | (~models.Q(phase=Phase.UITVAL) & models.Q(stop_outcome="")),
                name="cases_case_stop_outcome",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "casemanager", "phase"],
                name="cases_case_casemanager",
            ),
            models.Index(
                fields=["municipality", "team", "phase"], name="cases_case_team"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Provision(TenantModel):
    """A municipal provision in use by the household of a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="provisions")
    kind = models.CharField(
        max_length=24, choices=[(kind.value, kind.value) for kind in ProvisionKind]
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "case", "kind"],
                name="cases_provision_once",
                condition=models.Q(until_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class PhaseChange(TenantModel):
    """A case entered a phase: on which day, by whom, why; never changed."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="phase_changes"
    )
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12, choices=[(p.value, p.value) for p in Phase])
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "case", "id"], name="cases_phasechange_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.before} > {self.after}"


class CaseUserPermission(UserObjectPermissionBase, TenantModel):
    """A case opened to one colleague, beside the casemanager."""

    content_object = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="user_grants"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "user", "permission", "content_object"],
                name="cases_caseuserpermission_once",
            ),
        ]


class CaseGroupPermission(GroupObjectPermissionBase, TenantModel):
    """A case opened to the group of a team."""

    content_object = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="group_grants"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "group", "permission", "content_object"],
                name="cases_casegrouppermission_once",
            ),
        ]
