"""Two emergency accesses in the demo: one that was judged, one that still waits."""

from datetime import timedelta

from cases import selectors as case_selectors
from cases import services as cases
from cases.domain.emergency import Verdict
from sohos.demo.clock import moment
from sohos.demo.town import Cast
from sohos.tenancy import context
from sohos.tenancy.permissions import Role

_REASONS = (
    "De politie belt: de kinderen zijn alleen thuis en de casemanager is vrij.",
    "De huisarts zoekt met spoed een telefoonnummer van de bewindvoerder.",
)


def break_glass(cast: Cast) -> None:
    """Let a casemanager look at two cases of a colleague, once per municipality."""
    with context.tenant(cast.town.id):
        officer = cast.actor(Role.PRIVACY_OFFICER)
        if case_selectors.emergency_accesses(officer).exists():
            return
        closed = case_selectors.cases_for(cast.actor(Role.CASEMANAGER, 0))
        looker = cast.actor(Role.CASEMANAGER, 1)
        seen = case_selectors.cases_for(looker).values("pk")
        rows = list(closed.exclude(pk__in=seen)[: len(_REASONS)])
        for row, reason in zip(rows, _REASONS, strict=False):
            at = moment(row.registered_on + timedelta(days=1))
            access = cases.break_glass(
                actor=looker, code=row.code, reason=reason, now=at
            )
            if reason == _REASONS[0]:
                cases.judge_emergency(
                    actor=officer,
                    access_id=access.pk,
                    verdict=Verdict.JUSTIFIED,
                    note="Er was direct gevaar.",
                    now=at + timedelta(days=1),
                )
