# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The versions of the service's interface, and what came with each, as far as this collection sends it.

Source: Adobe's "Image Production System API" reference, and the service's interface descriptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .errors import ConfigurationError

BASE_NAMESPACE = "http://www.scene7.com/IpsApi/xsd"
"""The namespace of authHeader and of a fault's detail in every version."""

ANYWHERE = "*"

NEW_IN: dict[str, dict[str, str]] = {
    "pre-4.0": {},
    "2008-01-15": {
        "": "getAssetsByName",
        "authHeader": "accessToken",
        "submitJob": "locale description metadataPublishJob optimizeImagesJob ripPdfsJob reprocessAssetsJob "
        "createVideoSitemapJob",
        "getJobLogDetails": "logTypeArray recordsPerPage resultsPage sortBy sortDirection",
        "getJobLogsReturn": "endDate",
        "uploadDirectoryJob": "xmpKeywords unsharpMaskOptions",
        "uploadUrlsJob": "unsharpMaskOptions",
        "uploadParams": "unsharpMaskOptions",
        "postScriptOptions": "process alpha",
        ANYWHERE: "knockoutBackgroundOptions pdfOptions illustratorOptions mediaOptions inDesignOptions "
        "unCompressOptions",
    },
    "2008-09-10": {"reprocessAssetsJob": "readyForPublish", ANYWHERE: "preserveCrop preservePublishState"},
    "2009-07-31": {
        "submitJob": "automatedSetGenerationJob",
        "pdfOptions": "extractLinks",
        ANYWHERE: "autoSetCreationOptions",
    },
    "2010-01-31": {
        "": "cdnCacheInvalidation",
        "uploadUrlsJob": "numUrls",
        "photoshopOptions": "process layerOptions",
    },
    "2012-02-14": {"submitJob": "exportJob", ANYWHERE: "contextHandle"},
    "2013-02-15": {},
    "2014-04-03": {
        "": "getCdnCacheInvalidationStatus",
        "getActiveJobs": "includeWaitingJobs",
        "getCompanyInfo": "imsOrgId",
        "uploadUrlsJob": "xmpKeywords",
        "uploadParams": "xmpKeywords",
        "reprocessAssetsJob": "unsharpMaskOptions",
        ANYWHERE: "excludeMasterVideoFromAVS",
    },
}
"""What came with each version, by the element that has it; an operation is in no element."""

_NAMESPACE_OPTION = r"\{\s*['\"]?namespace['\"]?\s*:\s*['\"]?([^'\"{}]*?)['\"]?\s*\}"
_NAMESPACE = r"[A-Za-z][\w+.-]*:[^\s<>\"'{}]+"


class ApiVersion(NamedTuple):
    """One version of the interface.

    :param name: as the ``api_version`` option has it.
    :param namespace: of the body's elements.
    :param shape: the version of the table that has the same elements.
    """

    name: str
    namespace: str
    shape: str

    def has(self, field: str, owner: str = "") -> bool:
        """Whether the version has a field in an element, or an operation."""
        names = list(NEW_IN)
        return since(owner, field) in (None, *names[: names.index(self.shape) + 1])

    @property
    def log_paging(self) -> bool:
        """Whether getJobLogDetails pages, and filters by type."""
        return self.has("resultsPage", "getJobLogDetails")

    @property
    def log_end_dates(self) -> bool:
        """Whether getJobLogs shows endDate; else only getJobLogDetails does."""
        return self.has("endDate", "getJobLogsReturn")

    def require(self, operation: str, fields: Mapping[str, Any]) -> None:
        """Refuse what the version does not have.

        :param fields: the operation's fields, as they are sent.
        :raises ConfigurationError: naming the first such operation or field, and the version that it came with.
        """
        for path in _paths(("",), {operation: fields}):
            owner, name = path[-2:]
            if not self.has(name, owner):
                raise ConfigurationError(
                    f"api_version {self.name} has no {'.'.join(path[1:])}, which came with {since(owner, name)}. Leave "
                    "it out, or give a newer api_version. Nothing was sent."
                )


def since(owner: str, field: str) -> str | None:
    """The version that a field of an element came with, or an operation; None for what all versions have."""
    for version, names in NEW_IN.items():
        if field in names.get(owner, "").split() or (owner and field in names.get(ANYWHERE, "").split()):
            return version
    return None


def _paths(owner: tuple[str, ...], value: Any) -> Iterator[tuple[str, ...]]:
    """The fields that a value gives, each as the names that lead to it; an array's items have the array's path."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            if item is not None:
                yield (*owner, str(name))
                yield from _paths((*owner, str(name)), item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _paths(owner, item)


VERSIONS = {
    name: ApiVersion(name, BASE_NAMESPACE if name == "pre-4.0" else f"{BASE_NAMESPACE}/{name}", name) for name in NEW_IN
}
CURRENT_VERSION = VERSIONS["2014-04-03"]


def version_from(option: str) -> ApiVersion:
    """The version that ``api_version`` means: one of the table by name, or any by its namespace.

    A namespace that ends in a date has the elements of the table's version of that date, or of the one before; any
    other has those of the newest.

    :raises ConfigurationError: for anything else.
    """
    text = option.strip()
    if text in VERSIONS:
        return VERSIONS[text]
    given = re.fullmatch(_NAMESPACE_OPTION, text)
    namespace = given.group(1).strip() if given else text
    if not re.fullmatch(_NAMESPACE, namespace):
        raise ConfigurationError(
            f"api_version is {text!r}. Give one of {', '.join(VERSIONS)}, or any namespace as "
            f"{{namespace: {BASE_NAMESPACE}/2016-01-14-beta}}."
        )
    listed = {version.namespace: version for version in VERSIONS.values()}
    return listed.get(namespace) or _unlisted(namespace)


def _unlisted(namespace: str) -> ApiVersion:
    name = namespace.rstrip("/").rpartition("/")[2]
    date = re.match(r"\d{4}-\d\d-\d\d", name, re.ASCII)
    older = [listed for listed in list(VERSIONS)[1:] if date and listed <= date.group()]
    return ApiVersion(name, namespace, older[-1] if older else CURRENT_VERSION.name)
