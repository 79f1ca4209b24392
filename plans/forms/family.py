"""The plan as the household reads it: what its page and its paper both show."""

from typing import Any

from plans import selectors
from plans.domain.adoption import PlanStatus
from plans.domain.content import PlanContent, lines
from sohos.core.euro import total
from sohos.tenancy.actor import Actor


def context_of(
    actor: Actor, plan: selectors.PlanHandle, content: PlanContent
) -> dict[str, Any]:
    """Return the words of the plan in the order in which a household reads them."""
    terms = [row.objection_until for row in selectors.checks_of(plan).values()]
    return {
        "plan": plan,
        "content": content,
        "wishes": lines(content.leefwereld.wishes),
        "can_self": lines(content.leefwereld.can_self),
        "needs_help": lines(content.leefwereld.needs_help),
        "cost": total(row.cost for row in content.doorbraken),
        "casemanager": selectors.casemanager_of(actor, plan),
        "version": selectors.version_of(plan),
        "is_adopted": plan.status == PlanStatus.ADOPTED,
        "objection_until": max(terms, default=None),
    }
