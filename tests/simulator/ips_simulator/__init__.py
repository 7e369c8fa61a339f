# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulator of the IPS SOAP service, for trying and testing its clients without an account."""

from __future__ import annotations

from .server import SimulatorServer

__all__ = ["SimulatorServer"]
