"""The addresses of allauth that we answer at, under the names that it knows them by. Signing up is none of them."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as providers
from allauth.socialaccount.providers.openid_connect import views as clinic
from django.urls import URLPattern, path
from django.views.generic import RedirectView

from cleanclaim.office.accounts.open_to import for_anybody, for_people

AGAIN_BY_PASSKEY = passkeys.ReauthenticateWebAuthnView.as_view()
TO_PROFILE = RedirectView.as_view(pattern_name="accounts:page")

SIGN_IN_URLS: list[URLPattern] = [
    path("sign-in", for_anybody(account.LoginView.as_view()), name="account_login"),
    path("sign-in/code", for_anybody(factors.AuthenticateView.as_view()), name="mfa_authenticate"),
    path("sign-in/passkey", for_anybody(passkeys.LoginWebAuthnView.as_view()), name="mfa_login_webauthn"),
    path("sign-in/with/<slug:provider_id>", for_anybody(clinic.login), name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back", for_anybody(clinic.callback), name="openid_connect_callback"),
    path("sign-in/not-done", for_anybody(providers.LoginCancelledView.as_view()), name="socialaccount_login_cancelled"),
    path("sign-in/failed", for_anybody(providers.LoginErrorView.as_view()), name="socialaccount_login_error"),
    path("sign-in/closed", for_anybody(account.AccountInactiveView.as_view()), name="account_inactive"),
    path("no-account", for_anybody(providers.SignupView.as_view()), name="socialaccount_signup"),
    path("sign-out", for_people(account.LogoutView.as_view()), name="account_logout"),
    path("again", for_people(account.ReauthenticateView.as_view()), name="account_reauthenticate"),
    path("again/code", for_people(factors.ReauthenticateView.as_view()), name="mfa_reauthenticate"),
    path("again/passkey", for_people(AGAIN_BY_PASSKEY), name="mfa_reauthenticate_webauthn"),
    path("password", for_people(account.PasswordChangeView.as_view()), name="account_change_password"),
    path("password/first", for_people(account.PasswordSetView.as_view()), name="account_set_password"),
    path("app", for_people(totp.ActivateTOTPView.as_view()), name="mfa_activate_totp"),
    path("app/remove", for_people(totp.DeactivateTOTPView.as_view()), name="mfa_deactivate_totp"),
    path("codes", for_people(codes.ViewRecoveryCodesView.as_view()), name="mfa_view_recovery_codes"),
    path("codes/new", for_people(codes.GenerateRecoveryCodesView.as_view()), name="mfa_generate_recovery_codes"),
    path("passkeys/add", for_people(passkeys.AddWebAuthnView.as_view()), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove", for_people(passkeys.RemoveWebAuthnView.as_view()), name="mfa_remove_webauthn"),
    path("factors", for_people(TO_PROFILE), name="mfa_index"),
    path("passkeys", for_people(TO_PROFILE), name="mfa_list_webauthn"),
]
