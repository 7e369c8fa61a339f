# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The complex types of the service that the simulator knows, as data (notation: see the schema module).

Which version has what: pre-4.0, 2013-02-15 and 2014-04-03 as their WSDLs have it; for those between, the change log of
the reference. If that does not say when something was added that pre-4.0 lacks, the table says 2008-01-15.
"""

from __future__ import annotations

from dataclasses import replace

from .schema import Fields, Schema, fields
from .versions import VERSIONS

_JOBS_BEFORE_UPLOAD_POST = """
    imageServingPublishJob?:ImageServingPublishJob imageRenderingPublishJob?:ImageRenderingPublishJob
    videoPublishJob?:VideoPublishJob serverDirectoryPublishJob?:ServerDirectoryPublishJob
    metadataPublishJob?:MetadataPublishJob@2008-01-15 uploadDirectoryJob?:UploadDirectoryJob
    uploadUrlsJob?:UploadUrlsJob
"""
_JOBS_AFTER_UPLOAD_POST = """
    optimizeImagesJob?:OptimizeImagesJob@2008-01-15 ripPdfsJob?:RipPdfsJob@2008-01-15
    reprocessAssetsJob?:ReprocessAssetsJob@2008-01-15 createVideoSitemapJob?:CreateVideoSitemapJob@2008-01-15
    exportJob?:ExportJob@2012-02-14 automatedSetGenerationJob?:AutomatedSetGenerationJob@2009-07-31
"""
_UPLOAD_POST = " uploadPostJob?:UploadPostJob@2008-01-15 "
JOB_ELEMENTS = _JOBS_BEFORE_UPLOAD_POST + _JOBS_AFTER_UPLOAD_POST
"""The elements of submitJob of which exactly one says what kind of job it is."""

_CROP_OPTIONS = """
    knockoutBackgroundOptions?:KnockoutBackgroundOptions@2008-01-15 manualCropOptions?:ManualCropOptions
    autoColorCropOptions?:AutoColorCropOptions autoTransparentCropOptions?:AutoTransparentCropOptions
"""
_UPLOAD_FILE_OPTIONS = """
    photoshopOptions?:PhotoshopOptions postScriptOptions?:PostScriptOptions pdfOptions?:PDFOptions@2008-01-15
    illustratorOptions?:IllustratorOptions@2008-01-15 colorManagementOptions?:ColorManagementOptions
    autoSetCreationOptions?:AutoSetCreationOptions@2009-07-31 projectHandleArray?:HandleArray emailSetting
"""
_FOLLOW_ON_JOBS = """
    postImageServingPublishJob?:ImageServingPublishJob postImageRenderingPublishJob?:ImageRenderingPublishJob
    postVideoPublishJob?:VideoPublishJob
"""
_PRESERVED = " preservePublishState?:boolean@2008-09-10 "
_MEDIA_OPTIONS = " mediaOptions?:MediaOptions@2008-01-15 inDesignOptions?:InDesignOptions@2008-01-15 "
_UPLOAD_TAIL = """
    unsharpMaskOptions?:UnsharpMaskOptions@2008-01-15 unCompressOptions?:UnCompressOptions@2008-01-15
    excludeMasterVideoFromAVS?:boolean@2014-04-03
"""
_TYPED_VALUES = """
    boolVal?:boolean@2008-01-15 longVal?:long@2008-01-15 doubleVal?:double@2008-01-15 dateVal?:dateTime@2008-01-15
"""
_CONDITION_BOUNDS = """
    boolVal?:boolean@2008-01-15 longVal?:long@2008-01-15 minLong?:long@2008-01-15 maxLong?:long@2008-01-15
    doubleVal?:double@2008-01-15 minDouble?:double@2008-01-15 maxDouble?:double@2008-01-15
    dateVal?:dateTime@2008-01-15 minDate?:dateTime@2008-01-15 maxDate?:dateTime@2008-01-15
"""

_FILE_INFOS = (
    "FontInfo",
    "XmlInfo",
    "SvgInfo",
    "ZipInfo",
    "VideoInfo",
    "PdfInfo",
    "PsdInfo",
    "CssInfo",
    "JavascriptInfo",
)
"""What is shown about the files of assets that are not images."""

_ARRAYS = {
    "HandleArray": "string",
    "StringArray": "string",
    "ActiveJobArray": "ActiveJob",
    "AssetArray": "Asset",
    "AssetOperationFaultArray": "AssetOperationFault",
    "BatchMetadataUpdateArray": "BatchMetadataUpdate",
    "CompanyArray": "Company",
    "CompanyMembershipArray": "CompanyMembership",
    "ExcludeByproductArray": "ExcludeByproductCondition",
    "FolderArray": "Folder",
    "JobLogArray": "JobLog",
    "JobLogDetailArray": "JobLogDetail",
    "JobLogDetailAuxArray": "JobLogDetailAux",
    "MetadataArray": "Metadata",
    "MetadataConditionArray": "MetadataCondition",
    "MetadataFieldArray": "MetadataField",
    "MetadataUpdateArray": "MetadataUpdate",
    "OperationFaultArray": "OperationFault",
    "PermissionArray": "Permission",
    "PermissionSetArray": "PermissionSet",
    "ScheduledJobArray": "ScheduledJob",
    "SetMetadataFaultArray": "SetMetadataFault",
    "SystemFieldConditionArray": "SystemFieldCondition",
    "TagConditionArray": "TagCondition",
    "TaskItemProgressArray": "TaskItemProgress",
    "TaskProgressArray": "TaskProgress",
    "UploadUrlArray": "UploadUrl",
    "UserArray": "User",
}

_NOTATION = {
    # Companies and users
    "Company": "companyHandle name rootPath expires?:dateTime imsOrgId?@2014-04-03",
    "CompanyMembership": "company:Company role isActive:boolean",
    "User": """userHandle firstName lastName email role@..2012-02-14 defaultRole@2012-02-14..2014-04-03
        imsUserId?@2014-04-03 isValid:boolean isIpsAdmin:boolean@2014-04-03 passwordExpires?:dateTime""",
    # Jobs as the service lists them
    "ScheduledJob": """companyHandle jobHandle name originalName type submitUserEmail locale?@2008-01-15
        description?@2008-01-15 execSchedule? nextFireTime?:dateTime timeZone? triggerState?"""
    + JOB_ELEMENTS,
    "ActiveJob": """companyHandle jobHandle name originalName type state submitUserEmail locale?@2008-01-15
        description?@2008-01-15 serverName startDate:dateTime triggerTime:dateTime@2014-04-03 totalSize:int progress:int
        progressMessage lastProgressUpdate:dateTime taskProgressArray:TaskProgressArray@2008-01-15"""
    + _JOBS_BEFORE_UPLOAD_POST
    + _UPLOAD_POST
    + _JOBS_AFTER_UPLOAD_POST,
    "TaskProgress": """taskType taskState@2012-02-14 numProcessed:int numProcessing:int numPending:int progress:double
        progressMessage lastProgressUpdate:dateTime taskItemProgressArray:TaskItemProgressArray""",
    "TaskItemProgress": "itemName progress:double progressMessage lastProgressUpdate:dateTime",
    "JobLog": """companyHandle jobHandle jobName originalJobName@2008-01-15 submitUserEmail logType
        jobSubType@2008-01-15 startDate?:dateTime endDate?:dateTime description@2008-01-15 fileSuccessCount:int
        fileErrorCount:int fileWarningCount:int fileDuplicateCount:int fileUpdateCount:int totalFileCount:int
        transferSuccessCount:int@2009-07-31 transferErrorCount:int@2009-07-31 transferWarningCount:int@2009-07-31
        fatalError:boolean
        detailTotalRows?:int@2008-01-15 detailArray?:JobLogDetailArray""",
    "JobLogDetail": """logMessage logType dateCreated:dateTime@2014-04-03 assetName? assetType? assetHandle?@2008-01-15
        auxArray?:JobLogDetailAuxArray@2010-01-31""",
    "JobLogDetailAux": "logMessage logType dateCreated?:dateTime",
    # Kinds of jobs
    "ImageServingPublishJob": "publishType emailSetting httpCompletionUrl? contextHandle?@2012-02-14",
    "ImageRenderingPublishJob": "emailSetting httpCompletionUrl? contextHandle?@2012-02-14",
    "VideoPublishJob": "emailSetting httpCompletionUrl? contextHandle?@2012-02-14",
    "ServerDirectoryPublishJob": "emailSetting httpCompletionUrl?",
    "MetadataPublishJob": "forcePublish?:boolean",
    "UploadDirectoryJob": "destFolder? serverDir overwrite:boolean readyForPublish:boolean"
    + _PRESERVED
    + """includeSubfolders:boolean createMask:boolean processMetadataFiles:boolean
        preserveCrop?:boolean@2008-09-10"""
    + _CROP_OPTIONS
    + _UPLOAD_FILE_OPTIONS
    + " postJobOnlyIfFiles?:boolean postHttpUrl? "
    + _FOLLOW_ON_JOBS
    + _MEDIA_OPTIONS
    + """xmpKeywords?@2008-01-15 xmpTemplateId?@2008-01-15..2014-04-03
        xmpTemplateOverwrites?:boolean@2008-01-15..2014-04-03"""
    + _UPLOAD_TAIL,
    "UploadUrlsJob": """urlArray:UploadUrlArray@..2012-02-14 urlArray?:UploadUrlArray@2012-02-14
        numUrls?:int@2010-01-31 overwrite:boolean readyForPublish:boolean"""
    + _PRESERVED
    + "createMask:boolean preserveCrop?:boolean@2008-09-10"
    + _CROP_OPTIONS
    + _UPLOAD_FILE_OPTIONS
    + " postJobOnlyIfFiles?:boolean postHttpUrl? "
    + _FOLLOW_ON_JOBS
    + _MEDIA_OPTIONS
    + "xmpKeywords?@2014-04-03"
    + _UPLOAD_TAIL,
    "UploadUrl": "sourceUrl destPath",
    "UploadPostJob": "overwrite:boolean readyForPublish:boolean"
    + _PRESERVED
    + "createMask:boolean preserveCrop?:boolean@2008-09-10"
    + _CROP_OPTIONS
    + _UPLOAD_FILE_OPTIONS
    + " postHttpUrl? "
    + _MEDIA_OPTIONS
    + "xmpKeywords?@2014-04-03"
    + _UPLOAD_TAIL,
    "OptimizeImagesJob": "emailSetting",
    "RipPdfsJob": "pdfHandleArray:HandleArray createMask:boolean "
    + _CROP_OPTIONS
    + """
        postScriptOptions?:PostScriptOptions pdfOptions?:PDFOptions illustratorOptions?:IllustratorOptions
        colorManagementOptions?:ColorManagementOptions projectHandleArray?:HandleArray emailSetting
        postHttpUrl? """
    + _FOLLOW_ON_JOBS
    + " inDesignOptions?:InDesignOptions",
    "ReprocessAssetsJob": "assetHandleArray:HandleArray readyForPublish?:boolean@2008-09-10"
    + _PRESERVED
    + "createMask:boolean preserveCrop?:boolean@2008-09-10"
    + _CROP_OPTIONS
    + """
        photoshopOptions?:PhotoshopOptions postScriptOptions?:PostScriptOptions pdfOptions?:PDFOptions
        mediaOptions?:MediaOptions illustratorOptions?:IllustratorOptions
        colorManagementOptions?:ColorManagementOptions autoSetCreationOptions?:AutoSetCreationOptions@2009-07-31
        projectHandleArray?:HandleArray emailSetting postJobOnlyIfFiles?:boolean postHttpUrl? """
    + _FOLLOW_ON_JOBS
    + """inDesignOptions?:InDesignOptions unsharpMaskOptions?:UnsharpMaskOptions@2014-04-03
        excludeMasterVideoFromAVS?:boolean@2014-04-03""",
    "CreateVideoSitemapJob": "forceUpdate?:boolean",
    "ExportJob": "assetHandleArray:HandleArray fmt is_modifier? macro? emailSetting clientId?",
    "AutomatedSetGenerationJob": """assetHandleArray:HandleArray destFolder? readyForPublish:boolean
        autoSetCreationOptions:AutoSetCreationOptions emailSetting""",
    # Options of upload jobs
    "KnockoutBackgroundOptions": "corner tolerance?:double fillMethod",
    "ManualCropOptions": "left:int right:int top:int bottom:int",
    "AutoColorCropOptions": "corner tolerance:double",
    "AutoTransparentCropOptions": "tolerance:double",
    "PhotoshopOptions": """maintainLayers?:boolean@..2010-01-31 layerNaming?@..2010-01-31 anchor?@..2010-01-31
        createTemplate?:boolean@2008-01-15..2010-01-31 extractText?:boolean@2008-01-15..2010-01-31
        extendLayers?:boolean@2008-01-15..2010-01-31 process?@2010-01-31
        layerOptions?:PhotoshopLayerOptions@2010-01-31""",
    "PhotoshopLayerOptions": """layerNaming? anchor? createTemplate?:boolean extractText?:boolean
        extendLayers?:boolean""",
    "PostScriptOptions": """process?@2008-01-15 resolution?:double colorspace? alpha?:boolean@2008-01-15
        extractSearchWords?:boolean""",
    "PDFOptions": """process? resolution?:double colorspace? pdfCatalog?:boolean extractSearchWords?:boolean
        extractLinks?:boolean@2009-07-31""",
    "IllustratorOptions": "process? resolution?:double colorspace? alpha?:boolean",
    "ColorManagementOptions": "colorManagement sourceProfileHandle? outputProfileHandle?",
    "AutoSetCreationOptions": "autoSetsArray?:HandleArray",
    "MediaOptions": """videoEncodingPresetsArray?:HandleArray generateThumbnail?:boolean
        thumbnailOptions?:ThumbnailOptions""",
    "ThumbnailOptions": "thumbnailTime?:long",
    "InDesignOptions": "process?",
    "UnsharpMaskOptions": "amount?:double radius?:double threshold?:int monochrome?:int",
    "UnCompressOptions": "process",
    # Assets
    "Asset": """assetHandle? type? subType?@2009-07-31 name? fileName?@2010-01-31 folder? folderHandle?
        readyForPublish?:boolean trashState?@2008-09-10
        projects? ipsImageUrl? created?:dateTime createUser? lastModified?:dateTime lastModifyUser?
        metadataArray?:MetadataArray imageInfo?:ImageInfo fontInfo?:FontInfo xmlInfo?:XmlInfo svgInfo?:SvgInfo
        zipInfo?:ZipInfo videoInfo?:VideoInfo pdfInfo?:PdfInfo psdInfo?:PsdInfo cssInfo?:CssInfo@2010-01-31
        javascriptInfo?:JavascriptInfo@2010-01-31""",
    "Metadata": "name value" + _TYPED_VALUES + "valueArray?:StringArray@2010-01-31",
    "ImageInfo": """originalPath? originalFile? optimizedPath? optimizedFile? maskPath? maskFile? width?:int height?:int
        fileSize?:long resolution?:double""",
    **dict.fromkeys(_FILE_INFOS, "originalPath? originalFile? fileSize?:long"),
    "SystemFieldCondition": "field op value? " + _CONDITION_BOUNDS,
    "TagCondition": "fieldHandle op value? valueArray?:StringArray",
    "MetadataCondition": "fieldHandle op caseSensitive?:boolean@2008-01-15 value? values?:StringArray@2008-01-15"
    + _CONDITION_BOUNDS,
    "ExcludeByproductCondition": "engine generatedAssetType",
    "MetadataField": """fieldHandle name type defaultValue isRequired:boolean isUserDefined:boolean
        isHidden:boolean@2010-01-31 isEnforced:boolean@2014-04-03 initialTagValue?@2012-02-14""",
    "MetadataUpdate": "fieldHandle value?"
    + _TYPED_VALUES
    + """addTagValueArray?:StringArray@2010-01-31 setTagValueArray?:StringArray@2010-01-31
        deleteTagValueArray?:StringArray@2010-01-31""",
    "BatchMetadataUpdate": "assetHandleArray:HandleArray updateArray:MetadataUpdateArray",
    "AssetOperationFault": "assetHandle code:int reason",
    "SetMetadataFault": "assetHandle fieldHandle code:int reason",
    "Folder": """folderHandle? path? lastModified?:dateTime@2008-01-15 childLastModified?:dateTime@2008-01-15
        permissions?:PermissionArray@..2012-02-14 permissionSetHandle?@2012-02-14
        hasSubfolders?:boolean subfolderArray?:FolderArray""",
    "PermissionSet": "permissionSetHandle? permissionArray?:PermissionArray",
    "Permission": "groupHandle? groupName? permissionType? isAllowed?:boolean isOverride?:boolean",
    # The CDN
    "UrlArray": "items+1000",
    "EmailConfirmation": "ccOriginator:boolean ccOthersArray?:EmailArray",
    "EmailArray": "items+5",
    "OperationFault": "code:int reason",
}
JOB_TYPES = {field.name: field.type for field in fields(JOB_ELEMENTS + _UPLOAD_POST)}
"""The type of each job element."""


def _all_types() -> dict[str, Fields]:
    types = {name: fields(notation) for name, notation in _NOTATION.items()}
    types.update({name: fields("items*:%s" % item) for name, item in _ARRAYS.items()})
    return types


TYPES = _all_types()
SCHEMAS = {version: Schema(TYPES, version) for version in VERSIONS}
"""The schema of each API version."""

AUTH_HEADER = fields(
    "user? password? accessToken? locale? appName appVersion gzipResponse?:boolean faultHttpStatusCode?:int"
)
"""The authHeader as 2014-04-03 has it in its own namespace: in this order, appName and appVersion required."""
AUTH_HEADER_BASE = tuple(replace(field, min_occurs=0) for field in AUTH_HEADER)
"""The authHeader of the base namespace, of which the order does not count."""
