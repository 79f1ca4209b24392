"""Acts on users, teams, the municipality somebody works in, and its provider."""

from sohos.accounts.services.federation import (
    FederatedLoginRefusedError,
    InsecureIssuerError,
    SecretMissingError,
    change_identity_provider,
    federated_user_id,
    remove_identity_provider,
)
from sohos.accounts.services.municipality import (
    MunicipalityTakenError,
    begin_municipality,
    enter_municipality,
)
from sohos.accounts.services.teams import (
    TeamNameTakenError,
    add_team,
    rename_team,
    sync_teams,
)
from sohos.accounts.services.users import (
    IncompatibleRolesError,
    OwnRolesError,
    RoleInThePastError,
    RolePeriodError,
    RoleTakenError,
    add_user,
    end_role,
    give_role,
    invite_user,
    reset_access,
)

__all__ = [
    "FederatedLoginRefusedError",
    "IncompatibleRolesError",
    "InsecureIssuerError",
    "MunicipalityTakenError",
    "OwnRolesError",
    "RoleInThePastError",
    "RolePeriodError",
    "RoleTakenError",
    "SecretMissingError",
    "TeamNameTakenError",
    "add_team",
    "add_user",
    "begin_municipality",
    "change_identity_provider",
    "end_role",
    "enter_municipality",
    "federated_user_id",
    "give_role",
    "invite_user",
    "remove_identity_provider",
    "rename_team",
    "reset_access",
    "sync_teams",
]
