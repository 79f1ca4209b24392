"""Addresses: of the login library only these exist, under the library's own names."""

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as socialaccount
from django.urls import URLPattern, path, re_path

from sohos.accounts.views import door, municipality, provider, teams, users

refusing = door.refusing
set_password = reauthentication_required(account.password_set, app="allauth.mfa")

LOGIN = [
    path("login/", refusing(account.login), name="account_login"),
    path("login/<slug:slug>/", door.municipality_login, name="municipality-login"),
    path(
        "login/<slug:provider_id>/start/",
        door.start_federated_login,
        name="openid_connect_login",
    ),
    path(
        "login/<slug:provider_id>/callback/",
        door.federated_login,
        name="openid_connect_callback",
    ),
    path("logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path(
        "account/cancelled/",
        socialaccount.login_cancelled,
        name="socialaccount_login_cancelled",
    ),
    path("account/second-factor/", refusing(mfa.authenticate), name="mfa_authenticate"),
    path(
        "account/passkey/login/",
        webauthn.login_webauthn,
        name="mfa_login_webauthn",
    ),
]
PASSWORD = [
    path(
        "account/password/",
        refusing(account.password_change),
        name="account_change_password",
    ),
    path("account/password/set/", refusing(set_password), name="account_set_password"),
    path(
        "account/password/forgotten/",
        refusing(account.password_reset),
        name="account_reset_password",
    ),
    path(
        "account/password/forgotten/sent/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^account/password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        refusing(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/new/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
SECOND_FACTOR = [
    path("account/second-factor/needed/", door.second_factor, name="second-factor"),
    path(
        "account/confirm/",
        refusing(account.reauthenticate),
        name="account_reauthenticate",
    ),
    path(
        "account/confirm/code/", refusing(mfa.reauthenticate), name="mfa_reauthenticate"
    ),
    path(
        "account/confirm/passkey/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/security/", mfa.index, name="mfa_index"),
    path("account/app/add/", refusing(totp.activate_totp), name="mfa_activate_totp"),
    path("account/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path(
        "account/passkeys/add/",
        refusing(webauthn.add_webauthn),
        name="mfa_add_webauthn",
    ),
    path(
        "account/passkeys/<int:pk>/remove/",
        door.remove_passkey,
        name="mfa_remove_webauthn",
    ),
    path(
        "account/passkeys/<int:pk>/edit/",
        refusing(webauthn.edit_webauthn),
        name="mfa_edit_webauthn",
    ),
    path(
        "account/recovery-codes/",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/recovery-codes/new/",
        refusing(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]
MUNICIPALITY = [
    path(
        "municipality/",
        municipality.choose_municipality,
        name="choose-municipality",
    ),
    path("users/", users.users, name="users"),
    path("users/add/", users.add_user, name="add-user"),
    path("users/<int:user_id>/", users.user, name="user"),
    path("users/<int:user_id>/roles/", users.give_role, name="give-role"),
    path(
        "users/<int:user_id>/roles/<int:membership_id>/end/",
        users.end_role,
        name="end-role",
    ),
    path("users/<int:user_id>/invite/", users.invite_user, name="invite-user"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<int:team_id>/", teams.rename_team, name="rename-team"),
    path("identity-provider/", provider.identity_provider, name="identity-provider"),
    path(
        "identity-provider/remove/",
        provider.remove_identity_provider,
        name="remove-identity-provider",
    ),
]
urlpatterns: list[URLPattern] = [*LOGIN, *PASSWORD, *SECOND_FACTOR, *MUNICIPALITY]
