# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations of the service that the simulator knows, as data (notation: see the schema module)."""

from __future__ import annotations

from dataclasses import dataclass

from .schema import Fields, fields
from .type_table import JOB_ELEMENTS

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
"""Who may run, submit, stop, pause, resume and delete jobs; the reference tells it of executeJob."""

CDN_ROLES = frozenset({"IpsAdmin", "IpsCompanyAdmin"})
"""Who may call the CDN operations."""


@dataclass(frozen=True)
class Operation:
    """One operation: what it takes, what it answers, and the roles that may call it (None: every member)."""

    name: str
    param: Fields
    result: Fields
    roles: frozenset[str] | None = None


def _operation(name: str, param: str, result: str = "", roles: frozenset[str] | None = None) -> Operation:
    return Operation(name, fields(param), fields(result), roles)


_ACCESS = " accessUserHandle? accessGroupHandle? "
_FIELD_CHOICE = " responseFieldArray?:StringArray excludeFieldArray?:StringArray "
_COUNTS = " successCount:int warningCount:int errorCount:int "

_ALL = (
    # Companies and users
    _operation("getCompanyInfo", "companyHandle? companyName? imsOrgId?@2014-04-03", "companyInfo:Company"),
    _operation("checkLogin", "companyHandle? email password", "status"),
    _operation("getAllCompanies", "includeExpired:boolean", "companyArray:CompanyArray"),
    _operation("getCompanyMembership", "userHandle?", "membershipArray:CompanyMembershipArray"),
    _operation("getUserInfo", "userHandle? email?", "userInfo:User"),
    _operation("getAllUsers", "includeInvalid:boolean", "userArray:UserArray"),
    _operation(
        "getUsers",
        """includeInvalid?:boolean includeInactive?:boolean companyHandleArray?:HandleArray
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
        recordsPerPage?:int@2008-01-15 resultsPage?:int@2008-01-15 sortBy? sortDirection?""",
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
        "companyHandle urlArray:UrlArray",
        "invalidationHandle estimatedSeconds:int",
        roles=CDN_ROLES,
    ),
    _operation(
        "getCdnCacheInvalidationStatus",
        "companyHandle invalidationHandle",
        "status pingAfterSeconds?:int completionTime?:dateTime",
        roles=CDN_ROLES,
    ),
    # Assets and folders
    _operation(
        "searchAssets",
        "companyHandle"
        + _ACCESS
        + """folder? includeSubfolders:boolean publishState? trashState?
        conditionMatchMode? keywordArray?:StringArray systemFieldMatchMode?
        systemFieldConditionArray?:SystemFieldConditionArray tagMatchMode? tagConditionArray?:TagConditionArray
        metadataMatchMode? metadataConditionArray?:MetadataConditionArray assetTypeArray?:StringArray
        excludeAssetTypeArray?:StringArray assetSubTypeArray?:StringArray strictSubTypeCheck?:boolean
        excludeByproducts?:boolean excludeByproductArray?:ExcludeByproductArray projectHandle? recordsPerPage?:int
        resultsPage?:int sortBy? sortDirection?"""
        + _FIELD_CHOICE,
        "totalRows?:int assetArray?:AssetArray",
    ),
    _operation(
        "getAssets",
        "companyHandle" + _ACCESS + "assetHandleArray:HandleArray" + _FIELD_CHOICE,
        "assetArray?:AssetArray",
    ),
    _operation(
        "deleteAssets",
        "companyHandle assetHandleArray:HandleArray",
        _COUNTS + "warningDetailArray?:AssetOperationFaultArray errorDetailArray?:AssetOperationFaultArray",
    ),
    _operation("getMetadataFields", "companyHandle assetType", "fieldArray:MetadataFieldArray"),
    _operation("setAssetMetadata", "companyHandle assetHandle updateArray:MetadataUpdateArray"),
    _operation(
        "batchSetAssetMetadata",
        "companyHandle updateArray:BatchMetadataUpdateArray",
        _COUNTS + "warningDetailArray?:SetMetadataFaultArray errorDetailArray?:SetMetadataFaultArray",
    ),
    _operation(
        "getFolders",
        "companyHandle" + _ACCESS + "folderPath? assetTypeArray?:StringArray" + _FIELD_CHOICE,
        "folderArray?:FolderArray permissionSetArray?:PermissionSetArray",
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
"""What the UploadFile servlet takes beside files; its documents are named as an operation's."""
OPERATIONS = {operation.name: operation for operation in _ALL}
