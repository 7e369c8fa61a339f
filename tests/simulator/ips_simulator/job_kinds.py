# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the service calls each kind of job: in its job lists, in the logs' message types, in task progress."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class JobKind:
    """``element`` is empty for a kind that has none."""

    element: str
    job_type: str
    log_family: str
    error_type: str
    task: str


_KINDS = (
    JobKind(
        "imageServingPublishJob", "ImageServingPublish", "ImageServingPublish", "ImageServingPublishError", "Publish"
    ),
    JobKind(
        "imageRenderingPublishJob",
        "ImageRenderingPublish",
        "ImageRenderingPublish",
        "ImageRenderingPublishError",
        "Publish",
    ),
    JobKind("videoPublishJob", "VideoPublish", "VideoPublish", "VideoPublishError", "Publish"),
    JobKind(
        "serverDirectoryPublishJob",
        "ServerDirectoryPublish",
        "ServerDirectoryPublish",
        "ServerDirectoryPublishError",
        "Publish",
    ),
    JobKind("metadataPublishJob", "MetadataUpload", "Metadata", "MetadataFailure", "Metadata"),
    JobKind("uploadDirectoryJob", "UploadFromServerDirectory", "Upload", "UploadError", "Upload"),
    JobKind("uploadUrlsJob", "UrlUpload", "Upload", "UploadError", "Upload"),
    JobKind("uploadPostJob", "UploadPost", "Upload", "UploadError", "Upload"),
    JobKind("optimizeImagesJob", "ImageOptimization", "Reoptimize", "ReoptimizeFailure", "Optimize"),
    JobKind("ripPdfsJob", "PdfRip", "PdfRip", "PdfRipError", "Rip"),
    JobKind("reprocessAssetsJob", "ReprocessAssets", "Upload", "UploadError", "Reprocess"),
    JobKind("createVideoSitemapJob", "VideoSitemap", "VideoPublish", "VideoPublishError", "Sitemap"),
    JobKind("exportJob", "Export", "Get", "GetFailure", "Export"),
    JobKind("automatedSetGenerationJob", "AutomatedSetGeneration", "Upload", "UploadError", "Generate"),
    JobKind("", "Cleanup", "Trash", "TrashFailure", "Cleanup"),
)

BY_ELEMENT = {kind.element: kind for kind in _KINDS}
FOLLOW_ONS = {
    "postImageServingPublishJob": "imageServingPublishJob",
    "postImageRenderingPublishJob": "imageRenderingPublishJob",
    "postVideoPublishJob": "videoPublishJob",
}
"""The elements of upload jobs that order another job to follow, and the kind of that."""
SUBMITTABLE = tuple(kind.element for kind in _KINDS if kind.element not in ("", "uploadPostJob"))
