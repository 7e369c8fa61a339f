# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The assets of a company, as the searches return them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from .client import MAX_PAGE, IpsClient, pages
from .model import Fields, shown


class Asset(NamedTuple):
    """Where an asset is, and what is known of its file.

    :param path: its folder and file, as it was uploaded.
    :param size: bytes of the file as it was uploaded. The service shows no checksum.
    """

    handle: str
    folder: str | None = None
    file_name: str | None = None
    path: str | None = None
    size: int | None = None
    last_modified: datetime | None = None

    @classmethod
    def parse(cls, element: Any) -> Asset:
        """From an item of ``assetArray``; what is known of the file is in the element of the asset's type."""
        fields = Fields(element)
        files = [info for info in map(Fields, fields.elements("Info")) if info.text("originalFile")]
        file = files[0] if files else Fields(None)
        return cls(
            handle=fields.expected("assetHandle"),
            folder=fields.text("folder"),
            file_name=fields.text("fileName") or file.text("originalFile"),
            path=file.text("originalPath"),
            size=shown(file.integer("fileSize")),
            last_modified=shown(fields.time("lastModified")),
        )


def assets_by_name(client: IpsClient, company_handle: str, names: Sequence[str]) -> list[Asset]:
    """The company's assets of those names, which do not include the file's extension."""
    fields = {"companyHandle": company_handle, "nameArray": list(names)}
    return client.read_items("getAssetsByName", fields, "assetArray", Asset.parse)


def search_assets(
    client: IpsClient, company_handle: str, folder: str | None = None, page_size: int = MAX_PAGE
) -> Iterator[list[Asset]]:
    """The assets in a folder and below it, or all of the company's, page by page.

    :param folder: with the company's root path, for example ``Planetary/images``.
    """
    fields = {
        "companyHandle": company_handle,
        "folder": folder,
        "includeSubfolders": True,
        "recordsPerPage": page_size,
    }

    def ask(page: int) -> list[Asset]:
        return client.read_items("searchAssets", {**fields, "resultsPage": page}, "assetArray", Asset.parse)

    yield from pages(ask, lambda assets: len(assets) < page_size)
