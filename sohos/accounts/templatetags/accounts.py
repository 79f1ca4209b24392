"""How a role of a user is shown: `{% load accounts %}`."""

from datetime import date

from django import template
from django.utils.functional import Promise

from sohos.pages.navigation import ROLE_NAMES
from sohos.tenancy.models import Membership
from sohos.tenancy.permissions import Role

register = template.Library()


@register.filter
def role_name(membership: Membership) -> Promise:
    """Name the role in the language of the page."""
    return ROLE_NAMES[Role(membership.role)]


@register.filter
def is_over(membership: Membership, today: date) -> bool:
    """Tell whether the last day of the role has passed."""
    return membership.until_on is not None and membership.until_on < today
