# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The versions of the service's interface, and what each lacks.

Source: Adobe's "Image Production System API" reference, and the service's interface description of 2014-04-03.
"""

from __future__ import annotations

from dataclasses import dataclass

BASE_NAMESPACE = "http://www.scene7.com/IpsApi/xsd"
"""The namespace of authHeader and of a fault's detail in every version."""


@dataclass(frozen=True)
class ApiVersion:
    """One version of the interface.

    :param name: as the ``api_version`` option has it.
    :param namespace: of the body's elements.
    :param waiting_jobs: whether getActiveJobs knows includeWaitingJobs.
    :param log_paging: whether getJobLogDetails pages and filters by type.
    :param log_end_dates: whether getJobLogs tells endDate; else only getJobLogDetails does.
    :param submit_texts: whether submitJob takes locale and description.
    """

    name: str
    namespace: str
    waiting_jobs: bool = False
    log_paging: bool = True
    log_end_dates: bool = True
    submit_texts: bool = True


def _dated(date: str, waiting_jobs: bool = False) -> ApiVersion:
    return ApiVersion(date, f"{BASE_NAMESPACE}/{date}", waiting_jobs=waiting_jobs)


PRE_4_0 = ApiVersion("pre-4.0", BASE_NAMESPACE, log_paging=False, log_end_dates=False, submit_texts=False)
CURRENT_VERSION = _dated("2014-04-03", waiting_jobs=True)

VERSIONS = {
    version.name: version
    for version in (
        PRE_4_0,
        _dated("2008-01-15"),
        _dated("2008-09-10"),
        _dated("2009-07-31"),
        _dated("2010-01-31"),
        _dated("2012-02-14"),
        _dated("2013-02-15"),
        CURRENT_VERSION,
    )
}
