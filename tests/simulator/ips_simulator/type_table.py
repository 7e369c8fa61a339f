# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The complex types of the service that the simulator knows, as data (notation: see the schema module)."""

from __future__ import annotations

from .schema import Fields, Schema, fields
from .versions import VERSIONS

_JOBS_BEFORE_UPLOAD_POST = """
    imageServingPublishJob?:ImageServingPublishJob imageRenderingPublishJob?:ImageRenderingPublishJob
    videoPublishJob?:VideoPublishJob serverDirectoryPublishJob?:ServerDirectoryPublishJob
    metadataPublishJob?:MetadataPublishJob uploadDirectoryJob?:UploadDirectoryJob uploadUrlsJob?:UploadUrlsJob
"""
_JOBS_AFTER_UPLOAD_POST = """
    optimizeImagesJob?:OptimizeImagesJob ripPdfsJob?:RipPdfsJob reprocessAssetsJob?:ReprocessAssetsJob
    createVideoSitemapJob?:CreateVideoSitemapJob exportJob?:ExportJob
    automatedSetGenerationJob?:AutomatedSetGenerationJob
"""
_UPLOAD_POST = " uploadPostJob?:UploadPostJob "
JOB_ELEMENTS = _JOBS_BEFORE_UPLOAD_POST + _JOBS_AFTER_UPLOAD_POST
"""The elements of submitJob of which exactly one says what kind of job it is."""

_CROP_OPTIONS = """
    knockoutBackgroundOptions?:KnockoutBackgroundOptions manualCropOptions?:ManualCropOptions
    autoColorCropOptions?:AutoColorCropOptions autoTransparentCropOptions?:AutoTransparentCropOptions
"""
_UPLOAD_FILE_OPTIONS = """
    photoshopOptions?:PhotoshopOptions postScriptOptions?:PostScriptOptions pdfOptions?:PDFOptions
    illustratorOptions?:IllustratorOptions colorManagementOptions?:ColorManagementOptions
    autoSetCreationOptions?:AutoSetCreationOptions projectHandleArray?:HandleArray emailSetting
"""
_FOLLOW_ON_JOBS = """
    postImageServingPublishJob?:ImageServingPublishJob postImageRenderingPublishJob?:ImageRenderingPublishJob
    postVideoPublishJob?:VideoPublishJob
"""
_UPLOAD_TAIL = """
    mediaOptions?:MediaOptions inDesignOptions?:InDesignOptions xmpKeywords? unsharpMaskOptions?:UnsharpMaskOptions
    unCompressOptions?:UnCompressOptions excludeMasterVideoFromAVS?:boolean
"""
_CONDITION_BOUNDS = """
    boolVal?:boolean longVal?:long minLong?:long maxLong?:long doubleVal?:double minDouble?:double maxDouble?:double
    dateVal?:dateTime minDate?:dateTime maxDate?:dateTime
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
"""What is told of the files of assets that are no images."""

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
    "User": """userHandle firstName lastName email imsUserId?@2014-04-03 isValid:boolean isIpsAdmin:boolean
        passwordExpires?:dateTime""",
    # Jobs as the service lists them
    "ScheduledJob": """companyHandle jobHandle name originalName type submitUserEmail locale?@2008-01-15
        description?@2008-01-15 execSchedule? nextFireTime?:dateTime timeZone? triggerState?"""
    + JOB_ELEMENTS,
    "ActiveJob": """companyHandle jobHandle name originalName type state submitUserEmail locale?@2008-01-15
        description?@2008-01-15 serverName startDate:dateTime triggerTime:dateTime@2013-02-15 totalSize:int progress:int
        progressMessage lastProgressUpdate:dateTime taskProgressArray:TaskProgressArray"""
    + _JOBS_BEFORE_UPLOAD_POST
    + _UPLOAD_POST
    + _JOBS_AFTER_UPLOAD_POST,
    "TaskProgress": """taskType taskState numProcessed:int numProcessing:int numPending:int progress:double
        progressMessage lastProgressUpdate:dateTime taskItemProgressArray:TaskItemProgressArray""",
    "TaskItemProgress": "itemName progress:double progressMessage lastProgressUpdate:dateTime",
    "JobLog": """companyHandle jobHandle jobName originalJobName@2008-01-15 submitUserEmail logType
        jobSubType@2008-01-15 startDate?:dateTime endDate?:dateTime description@2008-01-15 fileSuccessCount:int
        fileErrorCount:int fileWarningCount:int fileDuplicateCount:int fileUpdateCount:int totalFileCount:int
        transferSuccessCount:int transferErrorCount:int transferWarningCount:int fatalError:boolean
        detailTotalRows?:int@2008-01-15 detailArray?:JobLogDetailArray""",
    "JobLogDetail": """logMessage logType dateCreated:dateTime assetName? assetType? assetHandle?
        auxArray?:JobLogDetailAuxArray""",
    "JobLogDetailAux": "logMessage logType dateCreated?:dateTime",
    # Kinds of jobs
    "ImageServingPublishJob": "publishType emailSetting httpCompletionUrl? contextHandle?",
    "ImageRenderingPublishJob": "emailSetting httpCompletionUrl? contextHandle?",
    "VideoPublishJob": "emailSetting httpCompletionUrl? contextHandle?",
    "ServerDirectoryPublishJob": "emailSetting httpCompletionUrl?",
    "MetadataPublishJob": "forcePublish?:boolean",
    "UploadDirectoryJob": """destFolder? serverDir overwrite:boolean readyForPublish:boolean
        preservePublishState?:boolean includeSubfolders:boolean createMask:boolean processMetadataFiles:boolean
        preserveCrop?:boolean"""
    + _CROP_OPTIONS
    + _UPLOAD_FILE_OPTIONS
    + " postJobOnlyIfFiles?:boolean postHttpUrl? "
    + _FOLLOW_ON_JOBS
    + _UPLOAD_TAIL,
    "UploadUrlsJob": """urlArray?:UploadUrlArray numUrls?:int overwrite:boolean readyForPublish:boolean
        preservePublishState?:boolean createMask:boolean preserveCrop?:boolean"""
    + _CROP_OPTIONS
    + _UPLOAD_FILE_OPTIONS
    + " postJobOnlyIfFiles?:boolean postHttpUrl? "
    + _FOLLOW_ON_JOBS
    + _UPLOAD_TAIL,
    "UploadUrl": "sourceUrl destPath",
    "UploadPostJob": """overwrite:boolean readyForPublish:boolean preservePublishState?:boolean createMask:boolean
        preserveCrop?:boolean"""
    + _CROP_OPTIONS
    + _UPLOAD_FILE_OPTIONS
    + " postHttpUrl? "
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
    "ReprocessAssetsJob": """assetHandleArray:HandleArray readyForPublish?:boolean preservePublishState?:boolean
        createMask:boolean preserveCrop?:boolean"""
    + _CROP_OPTIONS
    + """
        photoshopOptions?:PhotoshopOptions postScriptOptions?:PostScriptOptions pdfOptions?:PDFOptions
        mediaOptions?:MediaOptions illustratorOptions?:IllustratorOptions
        colorManagementOptions?:ColorManagementOptions autoSetCreationOptions?:AutoSetCreationOptions
        projectHandleArray?:HandleArray emailSetting postJobOnlyIfFiles?:boolean postHttpUrl? """
    + _FOLLOW_ON_JOBS
    + " inDesignOptions?:InDesignOptions unsharpMaskOptions?:UnsharpMaskOptions excludeMasterVideoFromAVS?:boolean",
    "CreateVideoSitemapJob": "forceUpdate?:boolean",
    "ExportJob": "assetHandleArray:HandleArray fmt is_modifier? macro? emailSetting clientId?",
    "AutomatedSetGenerationJob": """assetHandleArray:HandleArray destFolder? readyForPublish:boolean
        autoSetCreationOptions:AutoSetCreationOptions emailSetting""",
    # Options of upload jobs
    "KnockoutBackgroundOptions": "corner tolerance?:double fillMethod",
    "ManualCropOptions": "left:int right:int top:int bottom:int",
    "AutoColorCropOptions": "corner tolerance:double",
    "AutoTransparentCropOptions": "tolerance:double",
    "PhotoshopOptions": "process? layerOptions?:PhotoshopLayerOptions",
    "PhotoshopLayerOptions": """layerNaming? anchor? createTemplate?:boolean extractText?:boolean
        extendLayers?:boolean""",
    "PostScriptOptions": "process? resolution?:double colorspace? alpha?:boolean extractSearchWords?:boolean",
    "PDFOptions": """process? resolution?:double colorspace? pdfCatalog?:boolean extractSearchWords?:boolean
        extractLinks?:boolean""",
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
    "Asset": """assetHandle? type? subType? name? fileName? folder? folderHandle? readyForPublish?:boolean trashState?
        projects? ipsImageUrl? created?:dateTime createUser? lastModified?:dateTime lastModifyUser?
        metadataArray?:MetadataArray imageInfo?:ImageInfo fontInfo?:FontInfo xmlInfo?:XmlInfo svgInfo?:SvgInfo
        zipInfo?:ZipInfo videoInfo?:VideoInfo pdfInfo?:PdfInfo psdInfo?:PsdInfo cssInfo?:CssInfo
        javascriptInfo?:JavascriptInfo""",
    "Metadata": """name value boolVal?:boolean longVal?:long doubleVal?:double dateVal?:dateTime
        valueArray?:StringArray""",
    "ImageInfo": """originalPath? originalFile? optimizedPath? optimizedFile? maskPath? maskFile? width?:int height?:int
        fileSize?:long resolution?:double""",
    **dict.fromkeys(_FILE_INFOS, "originalPath? originalFile? fileSize?:long"),
    "SystemFieldCondition": "field op value? " + _CONDITION_BOUNDS,
    "TagCondition": "fieldHandle op value? valueArray?:StringArray",
    "MetadataCondition": "fieldHandle op caseSensitive?:boolean value? values?:StringArray " + _CONDITION_BOUNDS,
    "ExcludeByproductCondition": "engine generatedAssetType",
    "MetadataField": """fieldHandle name type defaultValue isRequired:boolean isUserDefined:boolean isHidden:boolean
        isEnforced:boolean initialTagValue?""",
    "MetadataUpdate": """fieldHandle value? boolVal?:boolean longVal?:long doubleVal?:double dateVal?:dateTime
        addTagValueArray?:StringArray setTagValueArray?:StringArray deleteTagValueArray?:StringArray""",
    "BatchMetadataUpdate": "assetHandleArray:HandleArray updateArray:MetadataUpdateArray",
    "AssetOperationFault": "assetHandle code:int reason",
    "SetMetadataFault": "assetHandle fieldHandle code:int reason",
    "Folder": """folderHandle? path? lastModified?:dateTime childLastModified?:dateTime permissionSetHandle?
        hasSubfolders?:boolean subfolderArray?:FolderArray""",
    "PermissionSet": "permissionSetHandle? permissionArray?:PermissionArray",
    "Permission": "groupHandle? groupName? permissionType? isAllowed?:boolean isOverride?:boolean",
    # The CDN
    "UrlArray": "items+1000",
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
"""The authHeader as the versioned namespaces have it: in this order, appName and appVersion required."""
