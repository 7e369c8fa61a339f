# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each version of the interface has; what it lacks is refused by name before anything is sent."""

from __future__ import annotations

from typing import Any, Callable

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import ConfigurationError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.job_kinds import JOB_KINDS, Structure
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.versions import (
    ANYWHERE,
    BASE_NAMESPACE,
    NEW_IN,
    VERSIONS,
    version_from,
)
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport

Runner = Callable[..., dict[str, Any]]

NEWS = [
    (since, owner, field)
    for since, owners in NEW_IN.items()
    for owner, fields in owners.items()
    for field in fields.split()
]
PUBLISH = {"publish_type": "Full", "email_setting": "None"}
UPLOAD = {"overwrite": True, "ready_for_publish": True, "create_mask": False, "email_setting": "None"}


def job_elements(structure: Structure) -> set[str]:
    """The names of all fields of a structure, at any depth."""
    inner = [field.type for field in structure if isinstance(field.type, tuple)]
    return {field.name for field in structure}.union(*map(job_elements, inner))


@pytest.mark.parametrize(("since", "owner", "field"), NEWS)
def test_a_field_is_there_from_its_version_on(since: str, owner: str, field: str) -> None:
    names = list(VERSIONS)
    for name in names:
        expected = names.index(name) >= names.index(since)
        assert VERSIONS[name].has(field, "uploadUrlsJob" if owner == ANYWHERE else owner) is expected


@pytest.mark.parametrize(("since", "owner", "field"), [new for new in NEWS if new[1] == ANYWHERE])
def test_the_table_has_only_names_that_are_sent(since: str, owner: str, field: str) -> None:
    assert any(field in job_elements(kind.structure) for kind in JOB_KINDS)


def test_what_every_version_has() -> None:
    for version in VERSIONS.values():
        version.require("executeJob", {"companyHandle": "c", "jobHandle": "j"})
        version.require("submitJob", {"imageServingPublishJob": {"publishType": "Full", "contextHandle": None}})


@pytest.mark.parametrize(
    ("version", "operation", "fields", "lacks", "since"),
    [
        ("2013-02-15", "getCdnCacheInvalidationStatus", {}, "getCdnCacheInvalidationStatus", "2014-04-03"),
        ("2009-07-31", "cdnCacheInvalidation", {"urlArray": ["u"]}, "cdnCacheInvalidation", "2010-01-31"),
        ("pre-4.0", "submitJob", {"exportJob": {}}, "submitJob.exportJob", "2012-02-14"),
        (
            "2013-02-15",
            "submitJob",
            {"uploadUrlsJob": {"urlArray": [{"sourceUrl": "u"}], "xmpKeywords": "x"}},
            "submitJob.uploadUrlsJob.xmpKeywords",
            "2014-04-03",
        ),
        (
            "pre-4.0",
            "submitJob",
            {"uploadDirectoryJob": {"photoshopOptions": {"layerOptions": {}}}},
            "submitJob.uploadDirectoryJob.photoshopOptions.layerOptions",
            "2010-01-31",
        ),
        ("2008-01-15", "x", {"aArray": [{"b": 1}, {"preserveCrop": True}]}, "x.aArray.preserveCrop", "2008-09-10"),
    ],
)
def test_what_a_version_lacks_is_named(
    version: str, operation: str, fields: dict[str, Any], lacks: str, since: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        VERSIONS[version].require(operation, fields)
    assert refusal.value.message.startswith(f"api_version {version} has no {lacks}, which came with {since}.")
    VERSIONS[since].require(operation, fields)


class TestNothingIsSent:
    """Neither the request nor what would be asked before it."""

    @staticmethod
    def refusal(wire: ScriptedTransport, run_module: Runner, module: str, **options: Any) -> str:
        for check_mode in (False, True):
            result = run_module(module, check_mode=check_mode, company_name=e.COMPANY, **options)
            assert result["failed"]
            assert (result["changed"], result["error"]["kind"]) == (False, "configuration")
            assert wire.posts == []
        message: str = result["msg"]
        return message

    def test_by_submit_job(self, wire: ScriptedTransport, run_module: Runner) -> None:
        job = {"upload_urls": {**UPLOAD, "url_array": [{"source_url": "u", "dest_path": "d"}], "xmp_keywords": "x"}}
        message = self.refusal(wire, run_module, "submit_job", job_name="j", api_version="2013-02-15", **job)
        assert "uploadUrlsJob.xmpKeywords" in message
        message = self.refusal(
            wire,
            run_module,
            "submit_job",
            job_name="j",
            api_version="pre-4.0",
            optimize_images={"email_setting": "All"},
        )
        assert "optimizeImagesJob" in message

    def test_by_scheduled_job(self, wire: ScriptedTransport, run_module: Runner) -> None:
        job = {"image_serving_publish": {**PUBLISH, "context_handle": "x"}, "schedule": "0 0 2 * * ?"}
        message = self.refusal(wire, run_module, "scheduled_job", job_name="j", api_version="2010-01-31", **job)
        assert "imageServingPublishJob.contextHandle" in message

    def test_by_ips_request(self, wire: ScriptedTransport, run_module: Runner) -> None:
        message = self.refusal(
            wire,
            run_module,
            "ips_request",
            operation="getActiveJobs",
            params={"includeWaitingJobs": True},
            api_version="2013-02-15",
        )
        assert "getActiveJobs.includeWaitingJobs" in message

    def test_with_a_token_in_pre_4_0(self, wire: ScriptedTransport, run_module: Runner) -> None:
        credentials = {"username": None, "password": None, "access_token": "token"}
        message = self.refusal(wire, run_module, "company_info", api_version="pre-4.0", **credentials)
        assert "authHeader.accessToken" in message


class TestOption:
    @pytest.mark.parametrize("name", e.ALL_VERSIONS)
    def test_by_name_or_by_namespace(self, name: str) -> None:
        namespace = e.namespace_of(name)
        for text in (name, f" {name} ", namespace, f"{{namespace: {namespace}}}"):
            version = version_from(text)
            assert (version, version.namespace) == (VERSIONS[name], namespace)

    @pytest.mark.parametrize(
        "text", ["{}", "{{namespace: {}}}", "{{'namespace': '{}'}}", '{{"namespace": "{}"}}', "{{ namespace : {} }}"]
    )
    def test_a_namespace_that_is_not_listed(self, text: str) -> None:
        namespace = f"{BASE_NAMESPACE}/2016-01-14-beta"
        version = version_from(text.format(*[namespace]) if "{}" in text else text)
        assert (version.namespace, version.name, version.shape) == (namespace, "2016-01-14-beta", "2014-04-03")

    @pytest.mark.parametrize(
        ("namespace", "shape"),
        [
            (f"{BASE_NAMESPACE}/2011-11-04", "2010-01-31"),
            (f"{BASE_NAMESPACE}/2013-08-29-beta", "2013-02-15"),
            (f"{BASE_NAMESPACE}/2019-09-10-beta", "2014-04-03"),
            (f"{BASE_NAMESPACE}/2001-01-01", "2014-04-03"),
            ("urn:something:else", "2014-04-03"),
        ],
    )
    def test_it_has_what_the_version_before_it_has(self, namespace: str, shape: str) -> None:
        assert version_from(namespace).shape == shape

    @pytest.mark.parametrize("text", ["", "2015-01-01", "latest", "{}", "{namespace: }", "{namespace: x}", "http:// x"])
    def test_anything_else_is_refused_with_what_there_is(self, text: str) -> None:
        with pytest.raises(ConfigurationError) as refusal:
            version_from(text)
        assert "pre-4.0, 2008-01-15" in refusal.value.message
        assert "{namespace: http" in refusal.value.message

    @pytest.mark.parametrize("given", ["text", "dict"])
    def test_the_request_is_in_that_namespace(self, wire: ScriptedTransport, run_module: Runner, given: str) -> None:
        namespace = f"{BASE_NAMESPACE}/2017-10-29-beta"
        wire.on("getCompanyInfo", e.company_answer("2017-10-29-beta"))
        api_version = namespace if given == "text" else {"namespace": namespace}
        result = run_module("company_info", company_name=e.COMPANY, api_version=api_version)
        assert not result.get("failed"), result
        assert f'getCompanyInfoParam xmlns="{namespace}"'.encode() in wire.posts[0].body
