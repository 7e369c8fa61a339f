# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service's own interface description, which is Adobe's and so no part of this repository."""

from __future__ import annotations

import os

import pytest
from lxml import etree

# Read before a fixture clears the environment.
GIVEN = os.environ.get("IPS_WSDL", "")

HOW_TO_GIVE_IT = (
    "needs Adobe's own WSDL, which is not ours to ship, to compare tables with: download it from "
    "https://s7sps1apissl.scene7.com/scene7/webservice/IpsApi-2014-04-03.wsdl and set IPS_WSDL to that file"
)


def service_wsdl() -> etree._ElementTree:
    """Return the service's WSDL; skip the test, all for one reason, where the environment names none."""
    if not GIVEN:
        pytest.skip(HOW_TO_GIVE_IT)
    return etree.parse(GIVEN)
