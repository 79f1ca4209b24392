"""What each permission lets a program do, in the words of who makes a token."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sohos.tenancy.permissions import Permission

SCOPES: dict[Permission, Promise] = {
    Permission.CASE_REGISTER: _("Huishoudens aanmelden"),
    Permission.CASE_READ: _("Dossiers lezen"),
    Permission.CASE_WORK: _("In dossiers werken"),
    Permission.CASE_ASSIGN: _("Dossiers toewijzen"),
    Permission.PLAN_READ: _("Maatwerkplannen lezen"),
    Permission.PLAN_WRITE: _("Maatwerkplannen schrijven"),
    Permission.PLAN_REVIEW: _("Doorbraken toetsen"),
    Permission.PLAN_ADOPT: _("Maatwerkplannen vaststellen"),
    Permission.KBA_READ: _("KBA's lezen"),
    Permission.KBA_WRITE: _("KBA's schrijven"),
    Permission.KBA_REALISE: _("De jaargrens vastleggen"),
    Permission.KBA_VALIDATE: _("KBA's valideren"),
    Permission.KBA_REPORT: _("Rapporten van KBA's maken"),
    Permission.PROTOCOL_READ: _("Het controleprotocol lezen"),
    Permission.PROTOCOL_WRITE: _("Het controleprotocol schrijven"),
    Permission.PROTOCOL_ADOPT: _("Het controleprotocol vaststellen"),
    Permission.CATALOGUE_READ: _("De prijscatalogus lezen"),
    Permission.CATALOGUE_MANAGE: _("De prijscatalogus beheren"),
    Permission.CATALOGUE_ADOPT: _("Een prijslijst vaststellen"),
    Permission.BOND_READ: _("De bond lezen"),
    Permission.BOND_CONTRACT: _("Het contract van de bond beheren"),
    Permission.BOND_FUND: _("Trekkingen en uitgaven vastleggen"),
    Permission.BOND_ACCEPT: _("Gevalideerde uitkomsten accepteren"),
    Permission.BOND_PAY: _("Betalingen bevestigen"),
    Permission.POSITION_READ: _("De eigen investeringen lezen"),
    Permission.DASHBOARD_READ: _("Resultaten lezen"),
    Permission.USERS_MANAGE: _("Gebruikers en rollen beheren"),
    Permission.SETTINGS_MANAGE: _("Instellingen beheren"),
    Permission.AUDIT_READ: _("Het logboek lezen"),
    Permission.RIGHTS_MANAGE: _("Bewaartermijnen en inzage beheren"),
    Permission.DEBT_OFFER: _("Op open schulden bieden"),
    Permission.THREADS_READ: _("Rode draden lezen"),
    Permission.STORY_WRITE: _("Verhalen van maatwerk schrijven"),
    Permission.STORY_CHECK: _("Verhalen van maatwerk controleren en publiceren"),
}


def choices(permissions: frozenset[Permission]) -> list[tuple[str, Promise]]:
    """List permissions as choices, in the order of `Permission`."""
    return [(p.value, SCOPES[p]) for p in Permission if p in permissions]


def names(scope: list[str]) -> list[Promise | str]:
    """Return what a stored scope lets a program do, in the order of `Permission`."""
    return [SCOPES[p] for p in Permission if p in scope]
