"""Operations about cases, and their addresses."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cases import selectors, services
from cases.domain.journal import NewEntry
from cases.serializers import (
    CasemanagerSerializer,
    CaseSerializer,
    DecisionSerializer,
    EntrySerializer,
    LifeDomainSerializer,
    MemberSerializer,
    NewCaseSerializer,
    NewEntrySerializer,
    NewTaskSerializer,
    OrganisationSerializer,
    PhaseChangeSerializer,
    ProgrammeSerializer,
    TaskSerializer,
    TickSerializer,
    registration_of,
)
from sohos.api.base import ActorListView, ActorView
from sohos.core.dates import local_day
from sohos.tenancy.permissions import Permission

WORKS = (Permission.CASE_WORK, Permission.CASE_ASSIGN)


class InCase(ActorView):
    """An operation in a case."""

    def find(self) -> None:
        """Refuse when the case is not there for the caller."""
        selectors.case_of(self.actor, case_id=self.kwargs["case_id"])


class Cases(ActorListView):
    """List the cases of which the caller may see everything, newest first.

    A casemanager gets the own cases and those that were opened to them or their team.
    A team lead gets those of the team when the scope holds `case.assign` too.
    """

    permission = Permission.CASE_READ
    write_permission = Permission.CASE_REGISTER
    serializer_class = CaseSerializer
    ordering: ClassVar[tuple[str, ...]] = ("-registered_on", "-id")

    def get_queryset(self) -> QuerySet[Any]:
        """Return the caller's cases."""
        return selectors.cases_for(self.actor)

    @extend_schema(request=NewCaseSerializer, responses={201: CaseSerializer})
    def post(self, request: Request) -> Response:
        """Register a household with its members, screen it and open its case.

        A casemanager gets the case; a team lead may name a casemanager, or nobody.
        The screening is done by the criteria of the programme; a decision against it
        needs a reason.
        """
        said = self.told(NewCaseSerializer)
        case = services.register_household(
            actor=self.actor,
            programme_id=said["programme_id"],
            new=registration_of(said),
            casemanager_id=said["casemanager_id"],
            now=timezone.now(),
        )
        return Response(self.get_serializer(case).data, status=201)


class OneCase(ActorView):
    """One case."""

    permission = Permission.CASE_READ
    serializer_class = CaseSerializer

    def get(self, request: Request, case_id: int) -> Response:
        """Return a case."""
        case = selectors.case_of(self.actor, case_id=case_id)
        return Response(self.get_serializer(case).data)


class IntakeDecision(InCase):
    """The decision about a household that was registered before."""

    permission = Permission.CASE_READ
    write_permission = WORKS
    serializer_class = CaseSerializer

    @extend_schema(request=DecisionSerializer, responses={200: CaseSerializer})
    def post(self, request: Request, case_id: int) -> Response:
        """Decide on a household that was registered, or is waiting."""
        case = services.decide_intake(
            actor=self.actor,
            case_id=case_id,
            now=timezone.now(),
            **self.told(DecisionSerializer),
        )
        return Response(self.get_serializer(case).data)


class CaseOwner(InCase):
    """Who manages a case."""

    permission = Permission.CASE_ASSIGN
    serializer_class = CaseSerializer

    @extend_schema(request=CasemanagerSerializer, responses={200: CaseSerializer})
    def put(self, request: Request, case_id: int) -> Response:
        """Give a case to a casemanager, with what is still to do in it."""
        services.assign_case(
            actor=self.actor,
            case_id=case_id,
            casemanager_id=self.told(CasemanagerSerializer)["casemanager_id"],
            now=timezone.now(),
        )
        case = selectors.case_of(self.actor, case_id=case_id)
        return Response(self.get_serializer(case).data)


class Members(ActorListView):
    """List who belongs to the household of a case today, in the order of entry."""

    permission = Permission.CASE_READ
    serializer_class = MemberSerializer
    ordering: ClassVar[tuple[str, ...]] = ("id",)

    def get_queryset(self) -> QuerySet[Any]:
        """Return the members."""
        case = selectors.case_of(self.actor, case_id=self.kwargs["case_id"])
        return selectors.members_of(self.actor, case, on=local_day(timezone.now()))


class Timeline(ActorListView):
    """List the phases that a case entered, in the order in which it did."""

    permission = Permission.CASE_READ
    serializer_class = PhaseChangeSerializer
    ordering: ClassVar[tuple[str, ...]] = ("id",)

    def get_queryset(self) -> QuerySet[Any]:
        """Return the phases."""
        case = selectors.case_of(self.actor, case_id=self.kwargs["case_id"])
        return selectors.timeline_of(case)


class Journal(InCase, ActorListView):
    """List what the caller may read in the journal of a case, newest first."""

    permission = Permission.CASE_READ
    write_permission = WORKS
    serializer_class = EntrySerializer
    ordering: ClassVar[tuple[str, ...]] = ("-on", "-id")

    def get_queryset(self) -> QuerySet[Any]:
        """Return the entries."""
        case = selectors.case_of(self.actor, case_id=self.kwargs["case_id"])
        return selectors.journal_of(self.actor, case)

    @extend_schema(request=NewEntrySerializer, responses={201: EntrySerializer})
    def post(self, request: Request, case_id: int) -> Response:
        """Write in the journal of a case; what stands there is never changed."""
        entry = services.write_entry(
            actor=self.actor,
            case_id=case_id,
            entry=NewEntry(**self.told(NewEntrySerializer)),
            now=timezone.now(),
        )
        return Response(self.get_serializer(entry).data, status=201)


class CaseTasks(InCase, ActorListView):
    """List the tasks of a case, in the order in which they were added."""

    permission = Permission.CASE_READ
    write_permission = WORKS
    serializer_class = TaskSerializer
    ordering: ClassVar[tuple[str, ...]] = ("id",)

    def get_queryset(self) -> QuerySet[Any]:
        """Return the tasks."""
        case = selectors.case_of(self.actor, case_id=self.kwargs["case_id"])
        return selectors.tasks_of(self.actor, case)

    @extend_schema(request=NewTaskSerializer, responses={201: TaskSerializer})
    def post(self, request: Request, case_id: int) -> Response:
        """Add something to do in a case."""
        task = services.add_task(
            actor=self.actor,
            case_id=case_id,
            now=timezone.now(),
            **self.told(NewTaskSerializer),
        )
        return Response(self.get_serializer(task).data, status=201)


class MyTasks(ActorListView):
    """List what the caller has to do in cases that go on, the most urgent first."""

    permission = Permission.CASE_READ
    serializer_class = TaskSerializer
    ordering: ClassVar[tuple[str, ...]] = ("due_on", "id")

    def get_queryset(self) -> QuerySet[Any]:
        """Return the tasks."""
        return selectors.my_tasks(self.actor)


class OneTask(ActorView):
    """One task."""

    permission = Permission.CASE_READ
    write_permission = WORKS
    serializer_class = TaskSerializer

    def find(self) -> None:
        """Refuse when the task is not there for the caller."""
        selectors.task_of(self.actor, task_id=self.kwargs["task_id"])

    @extend_schema(request=TickSerializer, responses={200: TaskSerializer})
    def patch(self, request: Request, task_id: int) -> Response:
        """Say that a task is done, or that it is not after all."""
        task = services.tick_task(
            actor=self.actor,
            task_id=task_id,
            is_done=self.told(TickSerializer)["is_done"],
            now=timezone.now(),
        )
        return Response(self.get_serializer(task).data)


class Programmes(ActorListView):
    """List the programmes of the municipality."""

    permission = Permission.CASE_READ
    serializer_class = ProgrammeSerializer
    ordering: ClassVar[tuple[str, ...]] = ("id",)

    def get_queryset(self) -> QuerySet[Any]:
        """Return the programmes."""
        return selectors.programmes(self.actor)


class LifeDomains(ActorListView):
    """List the life domains of the register."""

    permission = Permission.CASE_READ
    serializer_class = LifeDomainSerializer
    ordering: ClassVar[tuple[str, ...]] = ("id",)

    def get_queryset(self) -> QuerySet[Any]:
        """Return the life domains."""
        return selectors.life_domains(self.actor)


class Organisations(ActorListView):
    """List the organisations of the register."""

    permission = Permission.CASE_READ
    serializer_class = OrganisationSerializer
    ordering: ClassVar[tuple[str, ...]] = ("id",)

    def get_queryset(self) -> QuerySet[Any]:
        """Return the organisations."""
        return selectors.organisations(self.actor)


_CASE = "cases/<int:case_id>"
urlpatterns: list[URLPattern] = [
    path("cases", Cases.as_view(), name="api-cases"),
    path(_CASE, OneCase.as_view(), name="api-case"),
    path(f"{_CASE}/decision", IntakeDecision.as_view(), name="api-decide-intake"),
    path(f"{_CASE}/casemanager", CaseOwner.as_view(), name="api-assign-case"),
    path(f"{_CASE}/members", Members.as_view(), name="api-members"),
    path(f"{_CASE}/timeline", Timeline.as_view(), name="api-timeline"),
    path(f"{_CASE}/journal", Journal.as_view(), name="api-journal"),
    path(f"{_CASE}/tasks", CaseTasks.as_view(), name="api-case-tasks"),
    path("tasks", MyTasks.as_view(), name="api-tasks"),
    path("tasks/<int:task_id>", OneTask.as_view(), name="api-task"),
    path("programmes", Programmes.as_view(), name="api-programmes"),
    path("life-domains", LifeDomains.as_view(), name="api-life-domains"),
    path("organisations", Organisations.as_view(), name="api-organisations"),
]
