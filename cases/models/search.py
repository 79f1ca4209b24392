"""The words by which a household is found; the database keeps them up to date."""

from typing import ClassVar

from django.db import models

from cases.models.people import Household, Person
from sohos.tenancy.models import TenantModel


class SearchWord(TenantModel):
    """A word of a name, an address or a case code, in plain letters.

    Written by triggers on households, persons, memberships and cases, so that no act
    can forget it.
    """

    household = models.ForeignKey(
        Household, on_delete=models.CASCADE, related_name="search_words"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="search_words",
    )
    kind = models.CharField(
        max_length=8, choices=[(k, k) for k in ("name", "address", "person", "code")]
    )
    word = models.CharField(max_length=60, db_collation="C")

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "word", "household"],
                name="cases_searchword_word",
            )
        ]

    def __str__(self) -> str:
        return self.word
