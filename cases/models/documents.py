"""Documents in a case; what was added stays, also when it was withdrawn."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from cases.domain.documents import DocumentKind
from cases.models.course import Case
from sohos.tenancy.models import TenantModel


class Document(TenantModel):
    """A stored file in a case, and what it is for; never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(
        max_length=12, choices=[(kind.value, kind.value) for kind in DocumentKind]
    )
    purpose = models.CharField(max_length=200)
    dated_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "file"], name="cases_document_file"
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__gt=""), name="cases_document_purpose"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "case", "id"], name="cases_document_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.pk}"


class DocumentWithdrawal(TenantModel):
    """A document left sight: when, by whom and why; it stays in the file."""

    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="withdrawal"
    )
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(reason__gt=""),
                name="cases_documentwithdrawal_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}"
