# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The versions of the IPS API and the XML namespaces that distinguish them."""

from __future__ import annotations

import re
from dataclasses import dataclass

BASE_NAMESPACE = "http://www.scene7.com/IpsApi/xsd"
"""Namespace of pre-4.0 bodies, and in every version of faults and of the preferred authHeader."""

PRE_4_0 = "pre-4.0"
VERSIONS = (
    PRE_4_0,
    "2008-01-15",
    "2008-09-10",
    "2009-07-31",
    "2010-01-31",
    "2012-02-14",
    "2013-02-15",
    "2014-04-03",
)
"""The versions that the reference lists, oldest first."""
CURRENT = VERSIONS[-1]

_UNLISTED = re.compile(r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(-[\w.]+)?", re.ASCII)


@dataclass(frozen=True)
class ApiVersion:
    """A version of the API. It has the types and operations of the listed version that is its ``shape``."""

    name: str
    shape: str

    @property
    def namespace(self) -> str:
        """The namespace of its request and response bodies."""
        return BASE_NAMESPACE if self.name == PRE_4_0 else "%s/%s" % (BASE_NAMESPACE, self.name)


def version_named(name: str) -> ApiVersion | None:
    """The version of a name: a listed one, or an unlisted one such as 2016-01-14-beta in the shape of the one before.

    Clients use unlisted ones, the newer of which have 2014-04-03's operations at least.
    """
    if name in VERSIONS:
        return ApiVersion(name, name)
    unlisted = _UNLISTED.fullmatch(name)
    before = [listed for listed in VERSIONS[1:] if unlisted and listed <= unlisted["date"]]
    return ApiVersion(name, before[-1]) if before else None


def version_of(namespace: str | None) -> ApiVersion | None:
    """The version whose bodies have a namespace."""
    if namespace == BASE_NAMESPACE:
        return version_named(PRE_4_0)
    base, _slash, name = (namespace or "").rpartition("/")
    return version_named(name) if base == BASE_NAMESPACE and name != PRE_4_0 else None


def age(version: str) -> int:
    """The place of a listed version in their order, 0 for the oldest."""
    return VERSIONS.index(version)
