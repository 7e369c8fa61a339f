# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The eight versions of the IPS API and the XML namespaces that tell them apart."""

from __future__ import annotations

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
CURRENT = VERSIONS[-1]


def namespace_of(version: str) -> str:
    """The namespace of a version's request and response bodies."""
    return BASE_NAMESPACE if version == PRE_4_0 else "%s/%s" % (BASE_NAMESPACE, version)


VERSION_BY_NAMESPACE = {namespace_of(version): version for version in VERSIONS}


def age(version: str) -> int:
    """The place of a version in their order, 0 for the oldest."""
    return VERSIONS.index(version)
