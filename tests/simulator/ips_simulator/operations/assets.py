# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Assets, their metadata, and folders: enough for clients that call any operation there is."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..asset_types import INFO_ELEMENTS
from ..company import Asset
from .context import Context, Params, Result, chosen_fields, invalid_parameter, page_of

_METADATA_FIELDS = (
    {
        "fieldHandle": "m|description",
        "name": "Description",
        "type": "String",
        "defaultValue": "",
        "isRequired": False,
        "isUserDefined": False,
        "isHidden": False,
        "isEnforced": False,
    },
    {
        "fieldHandle": "m|season",
        "name": "Season",
        "type": "Tag",
        "defaultValue": "",
        "isRequired": False,
        "isUserDefined": True,
        "isHidden": False,
        "isEnforced": True,
        "initialTagValue": "spring",
    },
)
_LARGEST_PAGE = 5000
"""How many assets searchAssets gives at once; the reference's limit of 1000 is that of job logs."""
_FIELD_HANDLES = tuple(str(field["fieldHandle"]) for field in _METADATA_FIELDS)


def search_assets(context: Context, params: Params) -> Result:
    found = [asset for asset in context.the_company.assets.values() if _matches(asset, params)]
    found.sort(key=lambda asset: asset.name, reverse=params.get("sortDirection") == "Descending")
    page = page_of(found, params, largest=_LARGEST_PAGE)
    return chosen_fields({"totalRows": len(found), "assetArray": [_asset(asset) for asset in page]}, params)


def _matches(asset: Asset, params: Params) -> bool:
    return (
        _is_in(asset, params)
        and _is_of_type(asset, params)
        and all(_has_keyword(asset, keyword) for keyword in params.get("keywordArray", ()))
        and all(_meets(asset, condition) for condition in params.get("systemFieldConditionArray", ()))
    )


def _is_in(asset: Asset, params: Params) -> bool:
    if "folder" not in params:
        return True
    folder = params["folder"].rstrip("/") + "/"
    return asset.folder == folder or (params["includeSubfolders"] and asset.folder.startswith(folder))


def _is_of_type(asset: Asset, params: Params) -> bool:
    excluded = params.get("excludeAssetTypeArray", ())
    return asset.type in params.get("assetTypeArray", [asset.type]) and asset.type not in excluded


def _has_keyword(asset: Asset, keyword: str) -> bool:
    texts = (asset.name, asset.file_name, *map(str, asset.metadata.values()))
    return any(keyword.lower() in text.lower() for text in texts)


def _meets(asset: Asset, condition: dict[str, Any]) -> bool:
    if condition["field"] != "Name":
        raise invalid_parameter("systemFieldConditionArray: the simulator knows the field Name only")
    value = condition.get("value", "")
    operators = {
        "Equals": asset.name == value,
        "NotEquals": asset.name != value,
        "Contains": value in asset.name,
        "StartsWith": asset.name.startswith(value),
        "EndsWith": asset.name.endswith(value),
    }
    if condition["op"] not in operators:
        raise invalid_parameter("systemFieldConditionArray: no such op: %s" % condition["op"])
    return bool(operators[condition["op"]])


def get_assets(context: Context, params: Params) -> Result:
    assets = context.the_company.assets
    found = [_asset(assets[handle]) for handle in params["assetHandleArray"] if handle in assets]
    return chosen_fields({"assetArray": found}, params)


def get_assets_by_name(context: Context, params: Params) -> Result:
    names = set(params["nameArray"])
    assets = [asset for asset in context.the_company.assets.values() if asset.name in names]
    return chosen_fields({"assetArray": [_asset(asset) for asset in assets if _is_of_type(asset, params)]}, params)


def delete_assets(context: Context, params: Params) -> Result:
    assets = context.the_company.assets
    unknown = [handle for handle in params["assetHandleArray"] if assets.pop(handle, None) is None]
    return {
        "successCount": len(params["assetHandleArray"]) - len(unknown),
        "warningCount": 0,
        "errorCount": len(unknown),
        "errorDetailArray": [_asset_fault(handle) for handle in unknown],
    }


def get_metadata_fields(context: Context, params: Params) -> Result:
    return {"fieldArray": list(_METADATA_FIELDS)}


def set_asset_metadata(context: Context, params: Params) -> Result:
    asset = context.the_company.assets.get(params["assetHandle"])
    if asset is None:
        raise invalid_parameter("There is no such asset: %s" % params["assetHandle"])
    unknown = _unknown_fields(params["updateArray"])
    if unknown:
        raise invalid_parameter("There is no such metadata field: %s" % unknown[0])
    _update(asset, params["updateArray"])
    return {}


def batch_set_asset_metadata(context: Context, params: Params) -> Result:
    done, failed = 0, []
    for batch in params["updateArray"]:
        unknown = _unknown_fields(batch["updateArray"])
        for handle in batch["assetHandleArray"]:
            asset = context.the_company.assets.get(handle)
            if asset is None or unknown:
                failed.append({**_asset_fault(handle), "fieldHandle": unknown[0] if unknown else ""})
            else:
                _update(asset, batch["updateArray"])
                done += 1
    return {"successCount": done, "warningCount": 0, "errorCount": len(failed), "errorDetailArray": failed}


def _unknown_fields(updates: list[dict[str, Any]]) -> list[str]:
    return [update["fieldHandle"] for update in updates if update["fieldHandle"] not in _FIELD_HANDLES]


def _update(asset: Asset, updates: list[dict[str, Any]]) -> None:
    for update in updates:
        asset.metadata[update["fieldHandle"]] = update.get("value", "")


def get_folders(context: Context, params: Params) -> Result:
    prefix, paths = params.get("folderPath", ""), context.the_company.folders.values()
    folders = [
        {
            "folderHandle": handle,
            "path": path,
            "hasSubfolders": any(other != path and other.startswith(path) for other in paths),
            "subfolderArray": [],
        }
        for handle, path in context.the_company.folders.items()
        if path.startswith(prefix)
    ]
    return chosen_fields({"folderArray": folders}, params)


def create_folder(context: Context, params: Params) -> Result:
    company, path = context.the_company, params["folderPath"]
    if path in company.folders.values():
        raise invalid_parameter("The folder exists already: %s" % path)
    return {"folderHandle": context.world.add_folder(company, path)}


def delete_folder(context: Context, params: Params) -> Result:
    if context.the_company.folders.pop(params["folderHandle"], None) is None:
        raise invalid_parameter("There is no such folder: %s" % params["folderHandle"])
    return {}


def _asset_fault(handle: str) -> Result:
    return {"assetHandle": handle, "code": errors.INVALID_PARAMETER, "reason": "There is no such asset: %s" % handle}


def _asset(asset: Asset) -> Result:
    return {
        "assetHandle": asset.handle,
        "type": asset.type,
        "name": asset.name,
        "fileName": asset.file_name,
        "folder": asset.folder,
        "readyForPublish": asset.ready,
        "created": asset.created,
        "createUser": asset.user or None,
        "lastModified": asset.last_modified,
        "lastModifyUser": asset.user or None,
        "metadataArray": [{"name": name, "value": value} for name, value in asset.metadata.items()],
        INFO_ELEMENTS.get(asset.type, "imageInfo"): {
            "originalPath": asset.folder,
            "originalFile": asset.file_name,
            "fileSize": asset.size,
        },
    }
