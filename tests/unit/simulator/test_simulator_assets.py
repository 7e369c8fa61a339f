# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Assets and folders: what clients find, and how much of it they are shown."""

from __future__ import annotations

from typing import Any

import pytest
from simulator_client import Client


def search(client: Client, **params: Any) -> dict[str, Any]:
    sent = {"companyHandle": client.company(), "includeSubfolders": True}
    # The schema's order: what comes before includeSubfolders, and what after it.
    before = {"folder": params.pop("folder")} if "folder" in params else {}
    return client.call("searchAssets", {"companyHandle": sent.pop("companyHandle"), **before, **sent, **params}).data


def names(found: dict[str, Any]) -> list[str]:
    return [asset["name"] for asset in found["assetArray"]]


class TestSearch:
    @pytest.mark.parametrize(
        ("params", "expected"),
        [
            ({}, ["globe", "shoe-blue", "shoe-red"]),
            ({"keywordArray": ["SHOE"]}, ["shoe-blue", "shoe-red"]),
            ({"keywordArray": ["shoe", "red"]}, ["shoe-red"]),
            ({"keywordArray": ["hat"]}, []),
            ({"folder": "Planetary/shoes"}, ["shoe-blue", "shoe-red"]),
            ({"folder": "Planetary/sho"}, []),
            ({"assetTypeArray": ["Pdf"]}, []),
        ],
    )
    def test_what_is_found(self, client: Client, params: dict[str, Any], expected: list[str]) -> None:
        assert names(search(client, **params)) == expected

    def test_by_a_keyword_in_the_metadata(self, client: Client) -> None:
        (globe,) = search(client, keywordArray=["globe"])["assetArray"]
        updates = [{"fieldHandle": "m|season", "value": "Autumn"}]
        params = {"companyHandle": client.company(), "assetHandle": globe["assetHandle"], "updateArray": updates}
        client.call("setAssetMetadata", params)
        assert names(search(client, keywordArray=["autumn"])) == ["globe"]

    def test_pages_of_five_thousand(self, client: Client) -> None:
        assets = [{"name": f"asset-{number:05}", "size": number} for number in range(5200)]
        user = {"email": "user@scene7.com", "password": "mypassword", "roles": {"Planetary": "IpsAdmin"}}
        client.control("POST", "seed", {"companies": [{"name": "Planetary", "assets": assets}], "users": [user]})
        first, second = (search(client, recordsPerPage=5000, resultsPage=page) for page in (1, 2))
        assert (len(first["assetArray"]), len(second["assetArray"]), first["totalRows"]) == (5000, 200, "5200")
        assert names(first) + names(second) == [asset["name"] for asset in assets]
        assert second["assetArray"][0]["imageInfo"]["fileSize"] == "5000"

    @pytest.mark.parametrize(
        ("params", "kept"),
        [
            ({"responseFieldArray": ["totalRows"]}, {"totalRows"}),
            ({"responseFieldArray": ["assetArray/items/name", "totalRows"]}, {"totalRows", "name"}),
            ({"responseFieldArray": ["assetArray/items/imageInfo/fileSize"]}, {"imageInfo", "fileSize"}),
            ({"responseFieldArray": ["assetArray/items/imageInfo"]}, {"imageInfo", "fileSize", "originalFile"}),
        ],
    )
    def test_fields_that_are_asked_for(self, client: Client, params: dict[str, Any], kept: set[str]) -> None:
        found = search(client, **params)
        shown = set(found) - {"assetArray"}
        for asset in found.get("assetArray", []):
            shown |= set(asset) | set(asset.get("imageInfo", {}))
        assert shown - {"originalPath"} == kept

    def test_fields_that_are_left_out(self, client: Client) -> None:
        found = search(client, excludeFieldArray=["assetArray/items/imageInfo", "totalRows"])
        assert "totalRows" not in found
        assert all("imageInfo" not in asset and "name" in asset for asset in found["assetArray"])


def test_assets_by_name(client: Client) -> None:
    params = {
        "companyHandle": client.company(),
        "nameArray": ["globe", "shoe-red", "shoe", "hat"],
        "responseFieldArray": ["assetArray/items/name", "assetArray/items/fileName"],
    }
    found = client.call("getAssetsByName", params).data["assetArray"]
    assert found == [{"name": "shoe-red", "fileName": "shoe-red.tif"}, {"name": "globe", "fileName": "globe.tif"}]


def test_folders_that_have_others(client: Client) -> None:
    folders = client.call("getFolders", {"companyHandle": client.company()}).data["folderArray"]
    assert {folder["path"]: folder["hasSubfolders"] for folder in folders} == {
        "Planetary/": "true",
        "Planetary/shoes/": "false",
    }
