# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls of all operations in all versions, for tests that try clients or hold answers against a schema."""

from __future__ import annotations

from typing import Any

from simulator_client import CURRENT, Client, namespace

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.operation_table import (
    OPERATIONS_OF,
    Operation,
)
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.versions import VERSIONS, version_named

UNLISTED = ("2011-11-04", "2013-08-29-beta", "2016-01-14-beta", "2017-10-29-beta", "2019-09-10-beta")
"""Versions that public clients name and the reference does not list."""
ALL_VERSIONS = (*VERSIONS, *UNLISTED)
URLS = ["https://cdn.example.com/is/image/Planetary/a", "https://cdn.example.com/is/image/Planetary/b"]
UPDATES = [{"fieldHandle": "m|season", "value": "autumn"}]


def shape(version: str) -> str:
    """The listed version whose operations and types a version has."""
    found = version_named(version)
    assert found is not None
    return found.shape


def operations(version: str) -> dict[str, Operation]:
    """The operations of a version."""
    return OPERATIONS_OF[shape(version)]


def wsdl_path(version: str) -> str:
    """Where the WSDL of a version is, by Adobe's table."""
    return f"/scene7/webservice/IpsApi{'' if version == 'pre-4.0' else '-' + version}.wsdl"


def header_namespace(version: str) -> str:
    """The namespace of the authHeader that the WSDL of a version gives."""
    return namespace(version if shape(version) == CURRENT else "pre-4.0")


def call_parameters(client: Client, version: str = CURRENT) -> dict[str, dict[str, Any]]:
    """For each operation of a version parameters with which it succeeds, in an order in which all do."""
    company = client.company(version)
    of_company = {name: {"companyHandle": company, **more} for name, more in _of_company(client, version).items()}
    params: dict[str, dict[str, Any]] = {
        "getCompanyInfo": {"companyName": "Planetary"},
        "checkLogin": {"email": "user@scene7.com", "password": "mypassword"},
        "getAllCompanies": {"includeExpired": True},
        "getCompanyMembership": {},
        "getUserInfo": {"email": "viewer@scene7.com"},
        "getAllUsers": {"includeInvalid": True},
        "getUsers": {"companyHandleArray": [company], "userRoleArray": ["IpsAdmin"], "recordsPerPage": 5},
        **of_company,
    }
    assert params.keys() >= operations(version).keys()
    return {name: given for name, given in params.items() if name in operations(version)}


def _of_company(client: Client, version: str) -> dict[str, dict[str, Any]]:
    company = {"companyHandle": client.company(version)}
    job = client.jobs("My Test Job", version)[0]["jobHandle"]
    client.control("POST", "runs", {"job": "Long Optimize", "behaviour": {"duration": 600}})
    run = client.active("Long Optimize", version)[-1]["jobHandle"]
    assets = client.call("searchAssets", {**company, "includeSubfolders": True}, version).data["assetArray"]
    handles = [asset["assetHandle"] for asset in assets]
    folders = client.call("getFolders", company, version).data["folderArray"]
    publish = {"publishType": "Full", "emailSetting": "None"}
    return {
        "getScheduledJobs": {},
        "getActiveJobs": {},
        "getJobLogs": {"sortBy": "StartDate", "sortDirection": "Descending", "numRows": 3},
        "getJobLogDetails": {"originalName": "Failing Publish"},
        "executeJob": {"jobHandle": job},
        "submitJob": {"jobName": "From a test", "imageServingPublishJob": publish},
        "stopJob": {"jobHandle": run},
        "pauseJob": {"jobHandle": job},
        "resumeJob": {"jobHandle": job},
        "cdnCacheInvalidation": {"urlArray": URLS},
        "getCdnCacheInvalidationStatus": {"invalidationHandle": _invalidation(client, version)},
        "searchAssets": {
            "includeSubfolders": True,
            "systemFieldConditionArray": [{"field": "Name", "op": "StartsWith", "value": "shoe"}],
        },
        "getAssets": {"assetHandleArray": handles},
        "getAssetsByName": {"nameArray": ["globe"]},
        "getMetadataFields": {"assetType": "Image"},
        "setAssetMetadata": {"assetHandle": handles[0], "updateArray": UPDATES},
        "batchSetAssetMetadata": {"updateArray": [{"assetHandleArray": [handles[1], "a|0"], "updateArray": UPDATES}]},
        "getFolders": {"folderPath": "Planetary/shoes/"},
        "createFolder": {"folderPath": "Planetary/hats/"},
        "deleteFolder": {"folderHandle": folders[0]["folderHandle"]},
        "deleteAssets": {"assetHandleArray": [handles[2], "a|0"]},
        "deleteJob": {"jobHandle": job},
    }


def _invalidation(client: Client, version: str) -> str | None:
    if "getCdnCacheInvalidationStatus" not in operations(version):
        return None
    params = {"companyHandle": client.company(version), "urlArray": URLS}
    return str(client.call("cdnCacheInvalidation", params, version).data["invalidationHandle"])
