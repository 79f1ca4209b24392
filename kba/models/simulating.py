"""The simulation of a programme: parts for the workers, and what they come to."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from sohos.tenancy.models import TenantModel


class ProgrammeSimulation(TenantModel):
    """What may come of a programme; seed and assumptions reproduce it to the cent."""

    programme = models.ForeignKey(
        "cases.Programme", on_delete=models.PROTECT, related_name="+"
    )
    seed = models.BigIntegerField()
    points = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()
    codes = models.JSONField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "programme", "-id"],
                name="kba_simulation_programme",
            )
        ]

    def __str__(self) -> str:
        return f"simulation {self.pk}"


class SimulationPart(TenantModel):
    """Some of the cases of a simulation, for one worker; its draws once it is done."""

    simulation = models.ForeignKey(
        ProgrammeSimulation, on_delete=models.PROTECT, related_name="parts"
    )
    number = models.PositiveIntegerField()
    stages = models.JSONField()
    job = models.ForeignKey(
        "jobs.Job", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    principal_cents = models.BigIntegerField(null=True, blank=True)
    content = models.BinaryField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "simulation", "number"],
                name="kba_simulationpart_number",
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.number} of {self.simulation_id}"
