# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the service calls the kinds of assets, and the element of an asset that describes its file."""

from __future__ import annotations

from pathlib import PurePosixPath

IMAGE = "Image"
INFO_ELEMENTS = {
    IMAGE: "imageInfo",
    "Font": "fontInfo",
    "Xml": "xmlInfo",
    "Svg": "svgInfo",
    "Zip": "zipInfo",
    "Video": "videoInfo",
    "Pdf": "pdfInfo",
    "Psd": "psdInfo",
    "Css": "cssInfo",
    "Javascript": "javascriptInfo",
}
_BY_SUFFIX = {
    ".css": "Css",
    ".js": "Javascript",
    ".mov": "Video",
    ".mp4": "Video",
    ".otf": "Font",
    ".pdf": "Pdf",
    ".psd": "Psd",
    ".svg": "Svg",
    ".ttf": "Font",
    ".xml": "Xml",
    ".zip": "Zip",
}


def type_of_file(name: str) -> str:
    """The type of the asset that a file becomes, by the ending of its name; an image where that says nothing else."""
    return _BY_SUFFIX.get(PurePosixPath(name).suffix.lower(), IMAGE)
