# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Companies and users."""

from __future__ import annotations

from typing import Callable

from .. import errors
from ..company import Company, User
from ..errors import ServiceFault
from .context import Context, Params, Result, page_of


def get_company_info(context: Context, params: Params) -> Result:
    company = context.company or _company_described(context, params)
    if company.name not in context.user.roles:
        raise ServiceFault(errors.ILLEGAL_COMPANY, "The user does not belong to company %s" % company.name)
    return {"companyInfo": _company(company, context.version)}


def _company_described(context: Context, params: Params) -> Company:
    name, ims_org = params.get("companyName"), params.get("imsOrgId")
    if name is None and ims_org is None:
        raise ServiceFault(errors.MISSING_PARAMETER, "companyHandle, companyName or imsOrgId is missing")
    for company in context.world.companies:
        if name in (None, company.name) and ims_org in (None, company.ims_org):
            return company
    raise ServiceFault(errors.INVALID_COMPANY, "There is no such company: %s" % (name or ims_org))


def check_login(context: Context, params: Params) -> Result:
    user = context.world.user_by_email(params["email"])
    known = user is not None and user.valid and user.password == params["password"]
    member = user is not None and (context.company is None or context.company.name in user.roles)
    return {"status": "ValidLogin" if known and member else "InvalidLogin"}


def get_all_companies(context: Context, params: Params) -> Result:
    return {"companyArray": [_company(company, context.version) for company in context.own_companies()]}


def get_company_membership(context: Context, params: Params) -> Result:
    user = context.user_given(params.get("userHandle"))
    memberships = [
        {"company": _company(company, context.version), "role": user.roles[company.name], "isActive": True}
        for company in context.world.companies
        if company.name in user.roles
    ]
    # Before 2012-02-14 it answered the companies alone.
    return {"membershipArray": memberships, "companyArray": [membership["company"] for membership in memberships]}


def get_user_info(context: Context, params: Params) -> Result:
    email = params.get("email")
    if email is None:
        return {"userInfo": _user(context.user_given(params.get("userHandle")))}
    user = context.world.user_by_email(email)
    if user is None:
        raise ServiceFault(errors.INVALID_REQUEST_USERNAME, "There is no such user: %s" % email)
    return {"userInfo": _user(user)}


def get_all_users(context: Context, params: Params) -> Result:
    return {"userArray": [_user(user) for user in context.world.users if user.valid or params["includeInvalid"]]}


def get_users(context: Context, params: Params) -> Result:
    users = [user for user in context.world.users if user.valid or params.get("includeInvalid")]
    companies = _companies_of(context, params.get("companyHandleArray"))
    users = [user for user in users if any(company.name in user.roles for company in companies)]
    roles = params.get("userRoleArray")
    if roles is not None:
        users = [user for user in users if set(user.roles.values()) & set(roles)]
    field, prefix = params.get("charFilterField"), params.get("charFilter")
    if field is not None and prefix is not None:
        text = _USER_TEXTS.get(field, _USER_TEXTS["Email"])
        users = [user for user in users if text(user).startswith(prefix)]
    users.sort(key=_USER_TEXTS.get(params.get("sortBy", "Email"), _USER_TEXTS["Email"]))
    return {"userArray": [_user(user) for user in page_of(users, params)]}


_USER_TEXTS: dict[str, Callable[[User], str]] = {
    "Email": lambda user: user.email,
    "FirstName": lambda user: user.first_name,
    "LastName": lambda user: user.last_name,
}


def _companies_of(context: Context, handles: list[str] | None) -> list[Company]:
    if handles is None:
        return context.own_companies()
    return [company for company in context.own_companies() if company.handle(context.version) in handles]


def _company(company: Company, version: str) -> Result:
    return {
        "companyHandle": company.handle(version),
        "name": company.name,
        "rootPath": company.root_path,
        "imsOrgId": company.ims_org,
    }


def _user(user: User) -> Result:
    role = next(iter(user.roles.values()), "")
    return {
        "userHandle": user.handle,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "email": user.email,
        "role": role,
        "defaultRole": role,
        "isValid": user.valid,
        "isIpsAdmin": user.is_ips_admin,
    }
