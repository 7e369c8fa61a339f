# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations of the service that the simulator knows, as data (notation: see the schema module)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .schema import Fields, fields, is_known, known
from .type_table import JOB_ELEMENTS
from .versions import VERSIONS

JOB_ROLES = frozenset(
    {
        "IpsUser",
        "IpsAdmin",
        "TrialSiteAdmin",
        "TrialSiteUser",
        "ImagePortalAdmin",
        "ImagePortalContrib",
        "ImagePortalContribUser",
    }
)
"""Who may run, submit, stop, pause, resume and delete jobs; the reference states it for executeJob."""

CDN_ROLES = frozenset({"IpsAdmin", "IpsCompanyAdmin"})
"""Who may call the CDN operations."""


@dataclass(frozen=True)
class Operation:
    """One operation: what it takes, what it answers, who may call it, and since which version it exists.

    ``roles`` is None where every member may call it, ``since`` where every version has it.
    """

    name: str
    param: Fields
    result: Fields
    roles: frozenset[str] | None = None
    since: str | None = None


def _operation(
    name: str, param: str, result: str = "", roles: frozenset[str] | None = None, since: str | None = None
) -> Operation:
    return Operation(name, fields(param), fields(result), roles, since)


_ACCESS = " accessUserHandle? accessGroupHandle? "
_FIELD_CHOICE = " responseFieldArray?:StringArray excludeFieldArray?:StringArray "
_COUNTS = " successCount:int warningCount:int errorCount:int "

_ALL = (
    # Companies and users
    _operation("getCompanyInfo", "companyHandle? companyName? imsOrgId?@2014-04-03", "companyInfo:Company"),
    _operation("checkLogin", "companyHandle? email password", "status"),
    _operation("getAllCompanies", "includeExpired:boolean", "companyArray:CompanyArray"),
    _operation(
        "getCompanyMembership",
        "userHandle?",
        "companyArray:CompanyArray@..2012-02-14 membershipArray:CompanyMembershipArray@2012-02-14",
    ),
    _operation("getUserInfo", "userHandle? email?", "userInfo:User"),
    _operation("getAllUsers", "includeInvalid:boolean", "userArray:UserArray"),
    _operation(
        "getUsers",
        """includeInvalid?:boolean includeInactive?:boolean@2012-02-14 companyHandleArray?:HandleArray
        groupHandleArray?:HandleArray userRoleArray?:StringArray charFilterField? charFilter? sortBy?
        recordsPerPage?:int resultsPage?:int""",
        "userArray:UserArray",
    ),
    # Jobs
    _operation("executeJob", "companyHandle jobHandle", roles=JOB_ROLES),
    _operation("getScheduledJobs", "companyHandle? jobHandle? originalName?", "jobArray:ScheduledJobArray"),
    _operation(
        "getActiveJobs",
        "companyHandle? jobHandle? originalName? includeWaitingJobs?:boolean@2014-04-03",
        "jobArray:ActiveJobArray",
    ),
    _operation(
        "getJobLogs",
        """companyHandle? userHandle? sortBy? sortDirection? startDate?:dateTime endDate?:dateTime
        numRows?:int""",
        "jobLogArray:JobLogArray",
    ),
    _operation(
        "getJobLogDetails",
        """companyHandle jobHandle? originalName? logTypeArray?:StringArray@2008-01-15
        recordsPerPage?:int@2008-01-15 resultsPage?:int@2008-01-15 sortBy?@2008-01-15 sortDirection?@2008-01-15""",
        "jobLogArray:JobLogArray",
    ),
    _operation(
        "submitJob",
        """companyHandle userHandle? jobName locale?@2008-01-15 execTime?:dateTime execSchedule?
        description?@2008-01-15"""
        + JOB_ELEMENTS,
        "jobHandle",
        roles=JOB_ROLES,
    ),
    _operation("stopJob", "companyHandle jobHandle", roles=JOB_ROLES),
    _operation("pauseJob", "companyHandle jobHandle", roles=JOB_ROLES),
    _operation("resumeJob", "companyHandle jobHandle", roles=JOB_ROLES),
    _operation("deleteJob", "companyHandle jobHandle", roles=JOB_ROLES),
    # The CDN
    _operation(
        "cdnCacheInvalidation",
        "companyHandle confirmation?:EmailConfirmation@..2014-04-03 urlArray:UrlArray",
        """successCount:int@..2014-04-03 warningCount:int@..2014-04-03 errorCount:int@..2014-04-03
        errorDetailArray?:OperationFaultArray@..2014-04-03
        invalidationHandle@2014-04-03 estimatedSeconds:int@2014-04-03""",
        roles=CDN_ROLES,
        since="2010-01-31",
    ),
    _operation(
        "getCdnCacheInvalidationStatus",
        "companyHandle invalidationHandle",
        "status pingAfterSeconds?:int completionTime?:dateTime",
        roles=CDN_ROLES,
        since="2014-04-03",
    ),
    # Assets and folders
    _operation(
        "searchAssets",
        "companyHandle"
        + _ACCESS
        + """folder? includeSubfolders:boolean publishState? trashState?@2008-01-15
        conditionMatchMode? keywordArray?:StringArray systemFieldMatchMode?
        systemFieldConditionArray?:SystemFieldConditionArray tagMatchMode?@2010-01-31
        tagConditionArray?:TagConditionArray@2010-01-31 metadataMatchMode?
        metadataConditionArray?:MetadataConditionArray assetTypeArray?:StringArray
        excludeAssetTypeArray?:StringArray@2008-01-15 assetSubTypeArray?:StringArray@2009-07-31
        strictSubTypeCheck?:boolean@2009-07-31 excludeByproducts?:boolean@2008-01-15
        excludeByproductArray?:ExcludeByproductArray@2009-07-31 projectHandle? recordsPerPage?:int resultsPage?:int
        sortBy? sortDirection?"""
        + _FIELD_CHOICE,
        "totalRows?:int assetArray?:AssetArray",
    ),
    _operation(
        "getAssets",
        "companyHandle" + _ACCESS + "assetHandleArray:HandleArray" + _FIELD_CHOICE,
        "assetArray?:AssetArray",
    ),
    _operation(
        "getAssetsByName",
        "companyHandle"
        + _ACCESS
        + """nameArray:StringArray assetTypeArray?:StringArray excludeAssetTypeArray?:StringArray
        assetSubTypeArray?:StringArray@2009-07-31 strictSubTypeCheck?:boolean@2009-07-31"""
        + _FIELD_CHOICE,
        "assetArray?:AssetArray",
        since="2008-01-15",
    ),
    _operation(
        "deleteAssets",
        "companyHandle assetHandleArray:HandleArray",
        _COUNTS + "warningDetailArray?:AssetOperationFaultArray errorDetailArray?:AssetOperationFaultArray",
        since="2008-01-15",
    ),
    _operation("getMetadataFields", "companyHandle assetType", "fieldArray:MetadataFieldArray"),
    _operation("setAssetMetadata", "companyHandle assetHandle updateArray:MetadataUpdateArray"),
    _operation(
        "batchSetAssetMetadata",
        "companyHandle updateArray:BatchMetadataUpdateArray",
        _COUNTS + "warningDetailArray?:SetMetadataFaultArray errorDetailArray?:SetMetadataFaultArray",
        since="2008-01-15",
    ),
    _operation(
        "getFolders",
        "companyHandle" + _ACCESS + "folderPath? assetTypeArray?:StringArray" + _FIELD_CHOICE,
        "folderArray?:FolderArray permissionSetArray?:PermissionSetArray@2012-02-14",
    ),
    _operation("createFolder", "companyHandle folderPath", "folderHandle"),
    _operation("deleteFolder", "companyHandle folderHandle"),
)

UPLOAD_POST = _operation(
    "uploadPost",
    """companyHandle jobName? jobHandle? locale? description? destFolder? fileName? endJob?:boolean
    uploadParams?:UploadPostJob""",
    "jobHandle",
    roles=JOB_ROLES,
)
"""What the UploadFile servlet takes besides files; its documents are named as an operation's."""
OPERATIONS = {operation.name: operation for operation in _ALL}
"""The operations of any version, with the fields of any."""


def as_of(operation: Operation, version: str) -> Operation:
    """An operation with the fields that a listed version has."""
    return replace(operation, param=known(operation.param, version), result=known(operation.result, version))


def _all_of(version: str) -> dict[str, Operation]:
    there = [operation for operation in _ALL if is_known(operation.since, None, version)]
    return {operation.name: as_of(operation, version) for operation in there}


OPERATIONS_OF = {version: _all_of(version) for version in VERSIONS}
"""The operations of each listed version, as it has them."""
