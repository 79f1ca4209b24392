"""Acts: agreements of an adopted plan become tasks, and follow a next version (P28)."""

from datetime import date, datetime

from cases import services as case_services
from plans.domain.agreements import due_on
from plans.models import Agreement, Plan
from sohos.tenancy.actor import Actor


def carry_out(plan: Plan, *, adopted_on: date, actor: Actor, now: datetime) -> None:
    """Bring the tasks of a case in line with what its plan, just adopted, agrees.

    Each agreement has one task for as long as it goes on; what left the plan is no
    longer to do. Runs twice without doubling anything.
    """
    rows = Agreement.objects.filter(
        doorbraak__plan=plan, municipality_id=plan.municipality_id
    ).select_related("doorbraak")
    for row in rows.order_by("doorbraak_id", "pk"):
        if row.removed_at is None and row.doorbraak.removed_at is None:
            _do(plan, row, adopted_on=adopted_on, actor=actor, now=now)
        elif row.task_id is not None:
            case_services.drop_agreed_task(actor=actor, task_id=row.task_id, now=now)


def _do(
    plan: Plan, row: Agreement, *, adopted_on: date, actor: Actor, now: datetime
) -> None:
    task_id = case_services.agree_task(
        actor=actor,
        case_id=plan.case_id,
        what=f"{row.what} ({row.who})" if row.who else row.what,
        due_on=due_on(
            row.by_on, result_by=row.doorbraak.result_by_on, adopted_on=adopted_on
        ),
        task_id=row.task_id,
        now=now,
    )
    if task_id != row.task_id:
        row.task_id = task_id
        row.save(update_fields=["task"])
