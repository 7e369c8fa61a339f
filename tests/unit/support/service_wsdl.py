# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service's own interface descriptions, which are Adobe's and so no part of this repository."""

from __future__ import annotations

import os

import pytest
from lxml import etree

XSD = "{http://www.w3.org/2001/XMLSchema}"
CURRENT = "2014-04-03"

# Read before a fixture clears the environment.
GIVEN = [file for file in os.environ.get("IPS_WSDL", "").split(os.pathsep) if file]

HOW_TO_GIVE_IT = (
    "needs Adobe's own WSDL, which is not ours to ship, to compare tables with: download it from "
    "https://s7sps1apissl.scene7.com/scene7/webservice/IpsApi-2014-04-03.wsdl and set IPS_WSDL to that file "
    f"(those of several versions: separated by {os.pathsep!r})"
)


def _version(wsdl: etree._ElementTree) -> str:
    """The API version of a WSDL: its own schema comes first, and its namespace ends in the version."""
    namespace = wsdl.find(f".//{XSD}schema").get("targetNamespace", "")
    return str(namespace).partition("/xsd/")[2] or "pre-4.0"


_BY_VERSION = {_version(wsdl): wsdl for wsdl in map(etree.parse, GIVEN)}
VERSIONS_GIVEN = tuple(_BY_VERSION) or (CURRENT,)
"""The versions to run a test for that asks for the service's WSDL; one, to be skipped, where there is none."""


def service_wsdl(version: str = CURRENT) -> etree._ElementTree:
    """Return the service's WSDL of a version; skip the test, all for one reason, where the environment names none."""
    if version not in _BY_VERSION:
        pytest.skip(HOW_TO_GIVE_IT)
    return _BY_VERSION[version]
