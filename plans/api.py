"""Operations about plans, and their addresses."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from plans import selectors, services
from plans.domain.content import Leefwereld
from plans.selectors import rows
from plans.serializers import (
    ChangeDoorbraakSerializer,
    ChangeKnelpuntSerializer,
    DoorbraakSerializer,
    KnelpuntKindSerializer,
    KnelpuntSerializer,
    LeefwereldSerializer,
    LegalBasisSerializer,
    LegalCheckSerializer,
    NewDoorbraakSerializer,
    NewKnelpuntSerializer,
    PlanRowSerializer,
    PlanSerializer,
    WriteLeefwereldSerializer,
    doorbraak_from,
)
from sohos.api.base import ActorListView, ActorView
from sohos.api.problems import WrittenMeanwhileError
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


class InPlan(ActorView):
    """An operation in a plan."""

    def find(self) -> None:
        """Refuse when the plan is not there for the caller."""
        selectors.plan_of(self.actor, plan_id=self.kwargs["plan_id"])


class Plans(ActorListView):
    """List the plans that the caller may read, without their words.

    Who reads cases gets the plans of those cases when the scope holds `case.read`
    too; a jurist and a mandate holder get the plans that were offered.
    """

    permission = Permission.PLAN_READ
    serializer_class = PlanRowSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Return the plans."""
        return selectors.plans_for(self.actor)


class OnePlan(ActorView):
    """One plan."""

    permission = Permission.PLAN_READ
    serializer_class = PlanSerializer

    def get(self, request: Request, plan_id: int) -> Response:
        """Return the four parts of a plan as they stand now."""
        plan = selectors.plan_of(self.actor, plan_id=plan_id)
        return Response(self.get_serializer(_whole(self.actor, plan)).data)


class PlanOfCase(ActorView):
    """The current plan of a case."""

    permission = Permission.PLAN_READ
    write_permission = Permission.PLAN_WRITE
    serializer_class = PlanSerializer

    def get(self, request: Request, case_id: int) -> Response:
        """Return the current plan of a case."""
        plan = selectors.plan_of_case(self.actor, case_id=case_id)
        if plan is None:
            raise NotFoundError
        return Response(self.get_serializer(_whole(self.actor, plan)).data)

    @extend_schema(request=None, responses={200: PlanSerializer})
    def post(self, request: Request, case_id: int) -> Response:
        """Start the plan of a case, or return the plan that is there.

        The scope holds `case.read` and `case.work` too.
        """
        plan = services.start_plan(
            actor=self.actor, case_id=case_id, now=timezone.now()
        )
        return Response(self.get_serializer(_whole(self.actor, plan)).data)


class LeefwereldOfPlan(InPlan):
    """Part 1 of a plan."""

    permission = Permission.PLAN_WRITE
    serializer_class = LeefwereldSerializer

    @extend_schema(
        request=WriteLeefwereldSerializer, responses={200: LeefwereldSerializer}
    )
    def put(self, request: Request, plan_id: int) -> Response:
        """Save part 1 of a plan.

        When somebody saved it since the version that you name, nothing is
        overwritten: the answer is 409, with what stands there in `saved` and what
        you sent in `sent`.
        """
        said = self.told(WriteLeefwereldSerializer)
        version = said.pop("version")
        try:
            row = services.write_leefwereld(
                actor=self.actor,
                plan_id=plan_id,
                says=Leefwereld(**said),
                version=version,
                now=timezone.now(),
            )
        except services.ChangedMeanwhileError as error:
            plan = selectors.plan_of(self.actor, plan_id=plan_id)
            saved = self.get_serializer(_leefwereld(plan)).data
            raise WrittenMeanwhileError(saved=saved, sent=request.data) from error
        return Response(self.get_serializer(row).data)


class Knelpunten(InPlan, ActorListView):
    """List the knelpunten of a plan in the order in which they were added."""

    permission = Permission.PLAN_READ
    write_permission = Permission.PLAN_WRITE
    serializer_class = KnelpuntSerializer
    ordering: ClassVar[tuple[str, ...]] = ("id",)

    def get_queryset(self) -> QuerySet[Any]:
        """Return the knelpunten."""
        plan = selectors.plan_of(self.actor, plan_id=self.kwargs["plan_id"])
        return rows.knelpunten_of(plan)

    @extend_schema(request=NewKnelpuntSerializer, responses={201: KnelpuntSerializer})
    def post(self, request: Request, plan_id: int) -> Response:
        """Add a knelpunt to a plan."""
        knelpunt = services.add_knelpunt(
            actor=self.actor,
            plan_id=plan_id,
            says=services.KnelpuntText(**self.told(NewKnelpuntSerializer)),
            now=timezone.now(),
        )
        return Response(self.get_serializer(knelpunt).data, status=201)


class OneKnelpunt(ActorView):
    """One knelpunt."""

    permission = Permission.PLAN_READ
    write_permission = Permission.PLAN_WRITE
    serializer_class = KnelpuntSerializer

    def find(self) -> None:
        """Refuse when the knelpunt is not there for the caller."""
        selectors.knelpunt_of(self.actor, knelpunt_id=self.kwargs["knelpunt_id"])

    def get(self, request: Request, knelpunt_id: int) -> Response:
        """Return a knelpunt."""
        row = selectors.knelpunt_of(self.actor, knelpunt_id=knelpunt_id)
        return Response(self.get_serializer(row).data)

    @extend_schema(
        request=ChangeKnelpuntSerializer, responses={200: KnelpuntSerializer}
    )
    def put(self, request: Request, knelpunt_id: int) -> Response:
        """Change a knelpunt; when somebody saved it since, 409 holds both texts."""
        said = self.told(ChangeKnelpuntSerializer)
        version = said.pop("version")
        try:
            row = services.change_knelpunt(
                actor=self.actor,
                knelpunt_id=knelpunt_id,
                says=services.KnelpuntText(**said),
                version=version,
                now=timezone.now(),
            )
        except services.ChangedMeanwhileError as error:
            found = selectors.knelpunt_of(self.actor, knelpunt_id=knelpunt_id)
            saved = self.get_serializer(found).data
            raise WrittenMeanwhileError(saved=saved, sent=request.data) from error
        return Response(self.get_serializer(row).data)

    def delete(self, request: Request, knelpunt_id: int) -> Response:
        """Take a knelpunt out of the plan; its words are kept."""
        services.remove_knelpunt(
            actor=self.actor, knelpunt_id=knelpunt_id, now=timezone.now()
        )
        return Response(status=204)


class Doorbraken(InPlan):
    """The doorbraken of a plan."""

    permission = Permission.PLAN_WRITE
    serializer_class = DoorbraakSerializer

    @extend_schema(request=NewDoorbraakSerializer, responses={201: DoorbraakSerializer})
    def post(self, request: Request, plan_id: int) -> Response:
        """Add a doorbraak to a plan."""
        row = services.write_doorbraak(
            actor=self.actor,
            plan_id=plan_id,
            says=services.DoorbraakText(
                **doorbraak_from(self.told(NewDoorbraakSerializer))
            ),
            now=timezone.now(),
        )
        found = _doorbraak(self.actor, row.pk)
        return Response(self.get_serializer(found).data, status=201)


class OneDoorbraak(ActorView):
    """One doorbraak."""

    permission = Permission.PLAN_READ
    write_permission = Permission.PLAN_WRITE
    serializer_class = DoorbraakSerializer

    def find(self) -> None:
        """Refuse when the doorbraak is not there for the caller."""
        selectors.doorbraak_of(self.actor, doorbraak_id=self.kwargs["doorbraak_id"])

    def get(self, request: Request, doorbraak_id: int) -> Response:
        """Return a doorbraak with its agreements."""
        return Response(self.get_serializer(_doorbraak(self.actor, doorbraak_id)).data)

    @extend_schema(
        request=ChangeDoorbraakSerializer, responses={200: DoorbraakSerializer}
    )
    def put(self, request: Request, doorbraak_id: int) -> Response:
        """Change a doorbraak; when somebody saved it since, 409 holds both texts."""
        said = self.told(ChangeDoorbraakSerializer)
        found = selectors.doorbraak_of(self.actor, doorbraak_id=doorbraak_id)
        try:
            services.write_doorbraak(
                actor=self.actor,
                plan_id=found.plan_id,
                says=services.DoorbraakText(**doorbraak_from(said)),
                doorbraak_id=doorbraak_id,
                version=said["version"],
                now=timezone.now(),
            )
        except services.ChangedMeanwhileError as error:
            saved = self.get_serializer(_doorbraak(self.actor, doorbraak_id)).data
            raise WrittenMeanwhileError(saved=saved, sent=request.data) from error
        return Response(self.get_serializer(_doorbraak(self.actor, doorbraak_id)).data)


class LegalChecks(ActorListView):
    """List the legal checks of the doorbraken of a plan, newest first."""

    permission = Permission.PLAN_READ
    serializer_class = LegalCheckSerializer

    def get_queryset(self) -> QuerySet[Any]:
        """Return the checks."""
        plan = selectors.plan_of(self.actor, plan_id=self.kwargs["plan_id"])
        return rows.legal_checks_of(plan)


class KnelpuntKinds(ActorListView):
    """List the kinds of knelpunten of the register."""

    permission = Permission.PLAN_READ
    serializer_class = KnelpuntKindSerializer
    ordering: ClassVar[tuple[str, ...]] = ("id",)

    def get_queryset(self) -> QuerySet[Any]:
        """Return the kinds."""
        return selectors.knelpunt_kinds(self.actor)


class LegalBases(ActorListView):
    """List the legal bases of the register, with the days on which they are valid."""

    permission = Permission.PLAN_READ
    serializer_class = LegalBasisSerializer
    ordering: ClassVar[tuple[str, ...]] = ("id",)

    def get_queryset(self) -> QuerySet[Any]:
        """Return the legal bases."""
        return selectors.legal_bases(self.actor)


def _whole(actor: Actor, plan: selectors.PlanHandle) -> dict[str, Any]:
    says = selectors.content_of(actor, plan)
    fields = ("id", "case_id", "status", "started_at", "review_asked_at")
    return {
        **{name: getattr(plan, name) for name in fields},
        "case_code": says.case_code,
        "leefwereld": _leefwereld(plan),
        "knelpunten": rows.knelpunten_of(plan),
        "doorbraken": rows.doorbraken_of(actor, plan),
        "prognosis": says.prognosis,
    }


def _leefwereld(plan: selectors.PlanHandle) -> Any:
    empty = {"version": 0, "changed_at": None, "changed_by_id": None}
    return selectors.leefwereld_of(plan) or {
        **empty,
        **dict.fromkeys(Leefwereld.__dataclass_fields__, ""),
    }


def _doorbraak(actor: Actor, doorbraak_id: int) -> rows.DoorbraakRow:
    found = selectors.doorbraak_of(actor, doorbraak_id=doorbraak_id)
    plan = selectors.plan_of(actor, plan_id=found.plan_id)
    return next(
        row for row in rows.doorbraken_of(actor, plan) if row.row.pk == doorbraak_id
    )


_PLAN = "plans/<int:plan_id>"
urlpatterns: list[URLPattern] = [
    path("plans", Plans.as_view(), name="api-plans"),
    path(_PLAN, OnePlan.as_view(), name="api-plan"),
    path("cases/<int:case_id>/plan", PlanOfCase.as_view(), name="api-plan-of-case"),
    path(f"{_PLAN}/leefwereld", LeefwereldOfPlan.as_view(), name="api-leefwereld"),
    path(f"{_PLAN}/knelpunten", Knelpunten.as_view(), name="api-knelpunten"),
    path(f"{_PLAN}/doorbraken", Doorbraken.as_view(), name="api-doorbraken"),
    path(f"{_PLAN}/legal-checks", LegalChecks.as_view(), name="api-legal-checks"),
    path("knelpunten/<int:knelpunt_id>", OneKnelpunt.as_view(), name="api-knelpunt"),
    path("doorbraken/<int:doorbraak_id>", OneDoorbraak.as_view(), name="api-doorbraak"),
    path("knelpunt-kinds", KnelpuntKinds.as_view(), name="api-knelpunt-kinds"),
    path("legal-bases", LegalBases.as_view(), name="api-legal-bases"),
]
