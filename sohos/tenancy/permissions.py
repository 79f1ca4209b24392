"""Roles and permissions as code: a change of access is a change that is reviewed."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in one municipality."""

    CASEMANAGER = "casemanager"
    TEAM_LEAD = "team_lead"
    JURIST = "jurist"
    MANDATE_HOLDER = "mandate_holder"
    CONTROLLER = "controller"
    ACCOUNTANT = "accountant"
    INVESTOR = "investor"
    HOUSEHOLD_MEMBER = "household_member"
    FUNCTIONAL_ADMIN = "functional_admin"
    PRIVACY_OFFICER = "privacy_officer"
    TREASURY = "treasury"
    SOHOS_FINANCE = "sohos_finance"
    FUND = "fund"


class Permission(StrEnum):
    """What an act or a page asks for."""

    CASE_REGISTER = "case.register"
    CASE_READ = "case.read"
    CASE_WORK = "case.work"
    CASE_ASSIGN = "case.assign"
    PLAN_READ = "plan.read"
    PLAN_WRITE = "plan.write"
    PLAN_REVIEW = "plan.review"
    PLAN_ADOPT = "plan.adopt"
    KBA_READ = "kba.read"
    KBA_WRITE = "kba.write"
    KBA_REALISE = "kba.realise"
    KBA_VALIDATE = "kba.validate"
    KBA_REPORT = "kba.report"
    PROTOCOL_READ = "protocol.read"
    PROTOCOL_WRITE = "protocol.write"
    PROTOCOL_ADOPT = "protocol.adopt"
    CATALOGUE_READ = "catalogue.read"
    CATALOGUE_MANAGE = "catalogue.manage"
    CATALOGUE_ADOPT = "catalogue.adopt"
    BOND_READ = "bond.read"
    BOND_CONTRACT = "bond.contract"
    BOND_FUND = "bond.fund"
    BOND_ACCEPT = "bond.accept"
    BOND_PAY = "bond.pay"
    POSITION_READ = "position.read"
    DASHBOARD_READ = "dashboard.read"
    USERS_MANAGE = "users.manage"
    SETTINGS_MANAGE = "settings.manage"
    AUDIT_READ = "audit.read"
    RIGHTS_MANAGE = "rights.manage"
    THREADS_READ = "threads.read"
    STORY_WRITE = "story.write"
    STORY_CHECK = "story.check"
    DEBT_OFFER = "debt.offer"


ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CASEMANAGER: frozenset(
        {
            Permission.CASE_REGISTER,
            Permission.CASE_READ,
            Permission.CASE_WORK,
            Permission.PLAN_READ,
            Permission.PLAN_WRITE,
            Permission.KBA_READ,
            Permission.KBA_WRITE,
            Permission.KBA_REALISE,
            Permission.KBA_REPORT,
            Permission.CATALOGUE_READ,
            Permission.THREADS_READ,
            Permission.STORY_WRITE,
        }
    ),
    Role.TEAM_LEAD: frozenset(
        {
            Permission.CASE_REGISTER,
            Permission.CASE_READ,
            Permission.CASE_ASSIGN,
            Permission.PLAN_READ,
            Permission.KBA_READ,
            Permission.KBA_REPORT,
            Permission.CATALOGUE_READ,
            Permission.THREADS_READ,
            Permission.STORY_WRITE,
            Permission.STORY_CHECK,
        }
    ),
    Role.JURIST: frozenset(
        {
            Permission.PLAN_READ,
            Permission.PLAN_REVIEW,
            Permission.THREADS_READ,
            Permission.STORY_WRITE,
            Permission.STORY_CHECK,
        }
    ),
    Role.MANDATE_HOLDER: frozenset(
        {
            Permission.PLAN_READ,
            Permission.PLAN_ADOPT,
            Permission.KBA_READ,
            Permission.PROTOCOL_READ,
            Permission.PROTOCOL_ADOPT,
            Permission.THREADS_READ,
        }
    ),
    Role.CONTROLLER: frozenset(
        {
            Permission.BOND_READ,
            Permission.BOND_ACCEPT,
            Permission.DASHBOARD_READ,
            Permission.CATALOGUE_READ,
            Permission.PROTOCOL_READ,
            Permission.PROTOCOL_WRITE,
            Permission.CATALOGUE_ADOPT,
            Permission.THREADS_READ,
        }
    ),
    Role.ACCOUNTANT: frozenset(
        {
            Permission.KBA_READ,
            Permission.KBA_VALIDATE,
            Permission.KBA_REPORT,
            Permission.PROTOCOL_READ,
            Permission.CATALOGUE_READ,
        }
    ),
    Role.INVESTOR: frozenset({Permission.POSITION_READ}),
    Role.HOUSEHOLD_MEMBER: frozenset(),
    Role.FUNCTIONAL_ADMIN: frozenset(
        {
            Permission.USERS_MANAGE,
            Permission.SETTINGS_MANAGE,
            Permission.CATALOGUE_READ,
            Permission.CATALOGUE_MANAGE,
            Permission.BOND_CONTRACT,
        }
    ),
    Role.PRIVACY_OFFICER: frozenset(
        {
            Permission.AUDIT_READ,
            Permission.RIGHTS_MANAGE,
            Permission.THREADS_READ,
            Permission.STORY_CHECK,
        }
    ),
    Role.TREASURY: frozenset({Permission.BOND_READ, Permission.BOND_PAY}),
    Role.SOHOS_FINANCE: frozenset({Permission.BOND_READ, Permission.BOND_FUND}),
    Role.FUND: frozenset({Permission.DEBT_OFFER}),
}

# Nobody settles alone: of these a person has at most one in a municipality.
SEPARATED_ROLES: frozenset[Role] = frozenset(
    {
        Role.CASEMANAGER,
        Role.SOHOS_FINANCE,
        Role.ACCOUNTANT,
        Role.CONTROLLER,
        Role.TREASURY,
    }
)

# A fund gives without knowing to whom: whoever speaks for one has no other role.
LONE_ROLES: frozenset[Role] = frozenset({Role.FUND})


def are_compatible(one: Role, other: Role) -> bool:
    """Tell whether one person may have both roles in one municipality."""
    both = {one, other}
    return one == other or not (both <= SEPARATED_ROLES or both & LONE_ROLES)
