# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulation of deployments: tasks, a service, a network and time, all from one seed.

The tasks are the collection's own, down to the SOAP bytes. Everything below them is simulated.
"""
