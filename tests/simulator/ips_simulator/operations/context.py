# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an operation knows besides its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

from .. import errors
from ..call import Upload
from ..company import Company, User
from ..errors import ServiceFault
from ..http_messages import AnswerSettings
from ..world import World

Params = dict[str, Any]
Result = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """One call: the service's state, how it answers and where it is; who calls, in which version, for whom."""

    world: World
    user: User
    version: str
    company: Company | None
    answers: AnswerSettings
    base_url: str
    upload: Upload | None = None

    @property
    def the_company(self) -> Company:
        """The company of an operation that requires one."""
        if self.company is None:
            raise ServiceFault(errors.MISSING_PARAMETER, "companyHandle is missing")
        return self.company

    def companies(self) -> list[Company]:
        """The company that was named, or else all that the user belongs to."""
        return [self.company] if self.company else self.own_companies()

    def own_companies(self) -> list[Company]:
        """The companies that the user belongs to."""
        return [company for company in self.world.companies if company.name in self.user.roles]

    def user_given(self, handle: str | None) -> User:
        """The user that a handle means, the caller where there is none; a fault if there is no such user."""
        user = self.user if handle is None else self.world.user_by_handle(handle)
        if user is None:
            raise ServiceFault(errors.INVALID_REQUEST_USER, "There is no such user: %s" % handle)
        return user


def invalid_parameter(reason: str) -> ServiceFault:
    return ServiceFault(errors.INVALID_PARAMETER, reason)


def page_of(items: list[Any], params: Params, largest: int = 1000) -> list[Any]:
    """The part of a list that recordsPerPage and resultsPage ask for."""
    first, size = page_bounds(params, largest)
    return items[first : first + size]


def page_bounds(params: Params, largest: int = 1000) -> tuple[int, int]:
    """The number of a page's first record, and how many records a page has; a fault for impossible ones."""
    size = params.get("recordsPerPage", largest)
    page = params.get("resultsPage", 1)
    if not 1 <= size <= largest:
        raise invalid_parameter("recordsPerPage must be from 1 to %d, not %d" % (largest, size))
    if page < 1:
        raise invalid_parameter("resultsPage starts at 1, not at %d" % page)
    return (page - 1) * size, size


def chosen_fields(result: Result, params: Params) -> Result:
    """What responseFieldArray and excludeFieldArray leave; they name fields as in ``assetArray/items/name``."""
    wanted, excluded = params.get("responseFieldArray"), params.get("excludeFieldArray", ())

    def keeps(path: str) -> bool:
        if any(_is_in(path, field) for field in excluded):
            return False
        return wanted is None or any(_is_in(path, field) or _is_in(field, path) for field in wanted)

    return dict(_fields(result, "", keeps))


def _is_in(path: str, other: str) -> bool:
    return (path + "/").startswith(other + "/")


def _fields(value: Any, path: str, keeps: Callable[[str], bool]) -> Any:
    if isinstance(value, list):
        return [_fields(one, path + "items/", keeps) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: _fields(one, "%s%s/" % (path, name), keeps) for name, one in value.items() if keeps(path + name)}
