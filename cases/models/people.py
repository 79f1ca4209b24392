"""Households and persons, and who belonged where from when until when."""

from typing import ClassVar

from django.db import models

from cases.domain.registration import Relation
from sohos.tenancy.models import TenantModel


class Household(TenantModel):
    """People who live together and are helped together."""

    name = models.CharField(max_length=120)
    address = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    place = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    address_is_hidden = models.BooleanField(default=False, db_default=False)

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
