"""Cases: their number, their phases, what is in use, and to whom they are open."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from cases.domain.next_step import NextStep
from cases.domain.phases import Phase, StopOutcome
from cases.domain.registration import Decision, Source
from cases.domain.screening import Provision as ProvisionKind
from cases.models.people import Household
from cases.models.registers import Programme
from sohos.tenancy.models import TenantModel


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
    has_consent = models.BooleanField(default=False, db_default=False)
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
