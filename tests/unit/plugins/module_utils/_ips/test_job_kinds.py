# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of job kinds: compared with the service's own WSDL where that is present, and what follows from it."""

from __future__ import annotations

import math
from datetime import datetime, timezone
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from lxml import etree

from ansible_collections.mediaops.dynamic_media.plugins.doc_fragments._job_kinds import ModuleDocFragment
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import ConfigurationError
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.job_kinds import (
    JOB_KINDS,
    KINDS_BY_OPTION,
    Field,
    JobKind,
    Scalar,
    Structure,
    differences,
    hidden_options,
    option_values,
    service_fields,
    shown_fields,
    suboptions,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.submission import JobDefinition, submit_job
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.arguments import error_message
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.job_arguments import JOB_KIND
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._tasks.submit_job import TASK as SUBMIT_JOB
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.service_wsdl import service_wsdl
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport, client

XSD = "{http://www.w3.org/2001/XMLSchema}"
XSD_TYPES = {
    "string": Scalar.STRING,
    "boolean": Scalar.BOOLEAN,
    "int": Scalar.INT,
    "long": Scalar.LONG,
    "double": Scalar.DOUBLE,
}

every_kind = pytest.mark.parametrize("kind", JOB_KINDS, ids=lambda kind: kind.option)


@pytest.fixture(scope="module")
def wsdl_schema() -> Any:
    schemas = service_wsdl().iter(f"{XSD}schema")
    return next(schema for schema in schemas if schema.find(f"{XSD}element[@name='submitJobParam']") is not None)


def test_the_options_are_named_like_the_elements_without_job() -> None:
    assert [kind.option for kind in JOB_KINDS] == [
        "image_serving_publish",
        "image_rendering_publish",
        "video_publish",
        "server_directory_publish",
        "metadata_publish",
        "upload_directory",
        "upload_urls",
        "optimize_images",
        "rip_pdfs",
        "reprocess_assets",
        "create_video_sitemap",
        "export",
        "automated_set_generation",
    ]


# The table compared with the service's interface description


def test_the_kinds_are_those_of_submit_job_in_order(wsdl_schema: Any) -> None:
    fields = wsdl_schema.findall(f"{XSD}element[@name='submitJobParam']//{XSD}element")
    elements = [field.get("name") for field in fields]
    assert [kind.element for kind in JOB_KINDS] == [name for name in elements if name.endswith("Job")]


@every_kind
def test_each_kind_has_the_fields_of_the_wsdl(wsdl_schema: Any, kind: JobKind) -> None:
    [field] = wsdl_schema.findall(f"{XSD}element[@name='submitJobParam']//{XSD}element[@name='{kind.element}']")
    assert _described(kind.structure) == _declared(wsdl_schema, field.get("type"))


def _described(structure: Structure) -> list[tuple[Any, ...]]:
    return [
        (
            field.name,
            field.required,
            field.is_array,
            _described(field.type) if isinstance(field.type, tuple) else field.type,
        )
        for field in structure
    ]


def _declared(schema: Any, type_name: str) -> list[tuple[Any, ...]]:
    declared = []
    for element in _elements(schema, type_name):
        type_of, is_array = element.get("type"), False
        items = _elements(schema, type_of)
        if len(items) == 1 and items[0].get("name") == "items":
            assert items[0].get("maxOccurs") == "unbounded"
            type_of, is_array = items[0].get("type"), True
        local = type_of.partition(":")[2]
        kind = XSD_TYPES.get(local) or _declared(schema, type_of)
        declared.append((element.get("name"), element.get("minOccurs", "1") == "1", is_array, kind))
    return declared


def _elements(schema: Any, type_name: str) -> list[Any]:
    local = type_name.partition(":")[2]
    found: list[Any] = schema.findall(f"{XSD}complexType[@name='{local}']/{XSD}sequence/{XSD}element")
    return found


@pytest.mark.parametrize("whole", [True, False], ids=["all fields", "required fields"])
@every_kind
def test_what_is_sent_is_valid_by_the_schema(
    wsdl_schema: Any, wire: ScriptedTransport, kind: JobKind, whole: bool
) -> None:
    wire.on("submitJob", e.answer("submitJob", {"jobHandle": "j|1"}))
    job = _definition(kind, sample(kind.structure, whole), everything=whole)
    assert submit_job(client(wire), "c|6", job) == "j|1"
    param = etree.fromstring(wire.posts[0].body).find(f".//{{{e.namespace_of(e.CURRENT)}}}submitJobParam")
    schema = etree.XMLSchema(wsdl_schema)
    schema.assertValid(etree.fromstring(etree.tostring(param)))


def _definition(kind: JobKind, values: dict[str, Any], everything: bool) -> JobDefinition:
    job = JobDefinition("a job", kind.element, service_fields(kind.structure, values, kind.option))
    if not everything:
        return job
    moment = datetime(2026, 1, 31, tzinfo=timezone.utc)
    return JobDefinition(
        job.name, job.element, job.fields, moment, locale="en-US", description="what for", user_handle="u|1"
    )


def sample(structure: Structure, whole: bool = True) -> dict[str, Any]:
    """Options for a structure, with all fields or just the required ones."""
    return {field.option: _sample_value(field, whole) for field in structure if whole or field.required}


def _sample_value(field: Field, whole: bool) -> Any:
    value = _sample_item(field, whole)
    return [value, value] if field.is_array else value


def _sample_item(field: Field, whole: bool) -> Any:
    if isinstance(field.type, tuple):
        return sample(field.type, whole)
    if field.type is Scalar.STRING:
        return field.constants[0] if field.constants else f"some <{field.name}> & more"
    return {Scalar.BOOLEAN: False, Scalar.INT: -(2**31), Scalar.LONG: 2**63 - 1, Scalar.DOUBLE: 0.25}[field.type]


# Options


@every_kind
def test_a_misspelt_suboption_is_refused_by_name(kind: JobKind) -> None:
    field = kind.structure[0]
    values = {**sample(kind.structure, whole=False), f"{field.option}x": "?"}
    errors = _refusals({kind.option: values})
    assert any(f"{kind.option}.{field.option}x" in error for error in errors), errors


def test_two_kinds_and_none_are_refused() -> None:
    two = {"optimize_images": {"email_setting": "None"}, "video_publish": {"email_setting": "None"}}
    assert any("mutually exclusive" in error for error in _refusals(two))
    assert any("one of the following is required" in error for error in _refusals({}))


def test_required_suboptions_are_required() -> None:
    [error] = _refusals({"image_serving_publish": {"email_setting": "None"}})
    assert "publish_type" in error


def test_a_kind_without_required_suboptions_takes_an_empty_dict() -> None:
    assert _refusals({"metadata_publish": {}}) == []
    kind = KINDS_BY_OPTION["metadata_publish"]
    assert service_fields(kind.structure, {"force_publish": None}, kind.option) == {}


@pytest.mark.parametrize(
    ("value", "near"), [("Incremetal", "Incremental"), ("full", "Full"), ("incremental", "Incremental"), ("xyz", None)]
)
def test_a_value_outside_the_constants_is_refused_with_the_nearest_one(value: str, near: str | None) -> None:
    publish = {"publish_type": value, "email_setting": "None"}
    message = _refusal({"image_serving_publish": publish})
    assert "publish_type must be one of: Full, FullWithSearch, Incremental" in message
    assert message.endswith(f"Did you mean {near!r}?") == (near is not None)


def test_a_value_outside_the_constants_is_refused_at_any_depth() -> None:
    follow_on = {"publish_type": "Half", "email_setting": "None"}
    kind = KINDS_BY_OPTION["upload_directory"]
    message = _refusal({"upload_directory": {**sample(kind.structure), "post_image_serving_publish_job": follow_on}})
    assert "publish_type must be one of" in message


def _refusals(options: dict[str, Any]) -> list[str]:
    spec = SUBMIT_JOB.arguments.as_spec()
    validator = ArgumentSpecValidator(
        spec["argument_spec"], mutually_exclusive=spec["mutually_exclusive"], required_one_of=spec["required_one_of"]
    )
    given = {"company_name": "Planetary", "job_name": "a job", **options}
    messages: list[str] = validator.validate(given).error_messages
    return messages


def _refusal(options: dict[str, Any]) -> str:
    validation = ArgumentSpecValidator(SUBMIT_JOB.arguments.options).validate(
        {"company_name": "Planetary", "job_name": "a job", **options}
    )
    return error_message(validation, "submit_job") or ""


def test_a_name_that_only_looks_like_a_secrets_is_not_secret() -> None:
    upload = suboptions(KINDS_BY_OPTION["upload_directory"].structure)
    assert upload["xmp_keywords"] == {"type": "str", "no_log": False}
    assert "no_log" not in upload["dest_folder"]


# Values


def test_fields_are_sent_in_the_order_of_the_schema_whatever_the_order_of_the_options() -> None:
    kind = KINDS_BY_OPTION["export"]
    values = {"email_setting": "None", "is_modifier": "fmt=png", "fmt": "convert", "asset_handle_array": ["a|1"]}
    sent = service_fields(kind.structure, values, kind.option)
    assert list(sent.items()) == [
        ("assetHandleArray", ["a|1"]),
        ("fmt", "convert"),
        ("is_modifier", "fmt=png"),
        ("emailSetting", "None"),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ({"unsharp_mask_options": {"amount": math.inf}}, "upload_urls.unsharp_mask_options.amount is inf"),
        ({"unsharp_mask_options": {"radius": math.nan}}, "upload_urls.unsharp_mask_options.radius is nan"),
        ({"num_urls": 2**31}, "upload_urls.num_urls is 2147483648"),
        ({"num_urls": -(2**31) - 1}, "upload_urls.num_urls is -2147483649"),
        (
            {"media_options": {"thumbnail_options": {"thumbnail_time": 2**63}}},
            "upload_urls.media_options.thumbnail_options.thumbnail_time is 9223372036854775808",
        ),
    ],
)
def test_a_number_that_the_schema_cannot_carry_is_refused_by_name(field: dict[str, Any], value: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        service_fields(KINDS_BY_OPTION["upload_urls"].structure, field, "upload_urls")
    assert refusal.value.message.startswith(value)


def test_a_truth_value_for_a_number_is_sent_as_one() -> None:
    sharp = {"unsharp_mask_options": {"monochrome": True}}
    sent = service_fields(KINDS_BY_OPTION["upload_urls"].structure, sharp, "upload_urls")
    assert str(sent["unsharpMaskOptions"]["monochrome"]) == "1"


# What the service shows


@every_kind
def test_a_job_does_not_differ_from_what_was_sent(wire: ScriptedTransport, kind: JobKind) -> None:
    values = sample(kind.structure)
    shown = _shown_of(wire, kind, service_fields(kind.structure, values, kind.option))
    assert option_values(kind.structure, shown) == values
    assert list(differences(kind.structure, values, option_values(kind.structure, shown), kind.option)) == []
    assert list(hidden_options(kind.structure, option_values(kind.structure, shown), kind.option)) == []
    assert list(shown_fields(kind.structure, {"newField": "1", **shown}).items()) == list(shown.items())


def test_what_is_shown_empty_is_sent_empty_where_it_is_required(wire: ScriptedTransport) -> None:
    kind = KINDS_BY_OPTION["rip_pdfs"]
    content = {"newField": {"deep": "1"}, "pdfHandleArray": [], "emailSetting": "", "destFolder": "", "createMask": "1"}
    assert shown_fields(kind.structure, _shown_of(wire, kind, content)) == {
        "pdfHandleArray": [],
        "createMask": "1",
        "emailSetting": "",
    }


def _shown_of(wire: ScriptedTransport, kind: JobKind, content: dict[str, Any]) -> Any:
    """The content as a client reads it from an answer of the service."""
    wire.on("getScheduledJobs", e.jobs_answer({**e.scheduled_job(), kind.element: content}))
    [job] = client(wire).scheduled_jobs("c|6")
    assert job.element == kind.element
    return job.fields


@every_kind
def test_a_required_field_that_the_service_hides_does_not_differ(kind: JobKind) -> None:
    wanted = sample(kind.structure, whole=False)
    assert list(differences(kind.structure, wanted, {}, kind.option)) == []
    hidden = set(hidden_options(kind.structure, {}, kind.option))
    assert hidden >= {f"{kind.option}.{field.option}" for field in kind.structure if field.required}


@every_kind
def test_each_required_field_counts(kind: JobKind) -> None:
    wanted = sample(kind.structure, whole=False)
    for option in (option for option, value in wanted.items() if value != {}):
        shown = {**wanted, option: "another value"}
        assert list(differences(kind.structure, wanted, shown, kind.option)), option


def test_what_the_service_adds_does_not_differ() -> None:
    kind = KINDS_BY_OPTION["upload_directory"]
    wanted = sample(kind.structure, whole=False)
    shown = {**sample(kind.structure), "something_new": "?"}
    assert list(differences(kind.structure, wanted, shown, kind.option)) == []


def test_differences_are_named_by_path() -> None:
    kind = KINDS_BY_OPTION["reprocess_assets"]
    wanted = {
        "asset_handle_array": ["a|1", "a|2"],
        "create_mask": True,
        "photoshop_options": {"process": "None", "layer_options": {"anchor": "North"}},
        "unsharp_mask_options": {"amount": 1.0},
        "email_setting": " None ",
    }
    shown = {
        "asset_handle_array": ["a|1"],
        "create_mask": False,
        "photoshop_options": {"process": "None", "layer_options": {"anchor": "South"}},
        "unsharp_mask_options": None,
        "email_setting": "None",
    }
    assert list(differences(kind.structure, wanted, shown, "r")) == [
        "r.asset_handle_array",
        "r.create_mask",
        "r.photoshop_options.layer_options.anchor",
        "r.unsharp_mask_options.amount",
    ]


def test_texts_of_the_service_become_values_of_their_type_where_they_can() -> None:
    structure = KINDS_BY_OPTION["upload_urls"].structure
    shown = {
        "numUrls": " 2 ",
        "overwrite": "1",
        "createMask": "false",
        "preserveCrop": "perhaps",
        "unsharpMaskOptions": {"amount": "1.5E0", "threshold": "many"},
        "mediaOptions": None,
        "somethingNew": {"a": "b"},
    }
    assert option_values(structure, shown) == {
        "num_urls": 2,
        "overwrite": True,
        "create_mask": False,
        "preserve_crop": "perhaps",
        "unsharp_mask_options": {"amount": 1.5, "threshold": "many"},
        "media_options": None,
        "somethingNew": {"a": "b"},
    }


def test_the_number_of_urls_is_compared_where_the_service_hides_them() -> None:
    structure = KINDS_BY_OPTION["upload_urls"].structure
    files = [{"source_url": f"https://example.com/{name}", "dest_path": f"/{name}"} for name in ("a", "b")]
    assert list(differences(structure, {"url_array": files}, {"num_urls": 2}, "u")) == []
    assert list(differences(structure, {"url_array": files}, {"num_urls": 3}, "u")) == ["u.url_array"]
    other = [files[0], {**files[1], "dest_path": "/elsewhere"}]
    assert list(differences(structure, {"url_array": files}, {"url_array": other, "num_urls": 2}, "u")) == [
        "u.url_array"
    ]


@pytest.mark.parametrize("shown", [{"urlArray": []}, {"urlArray": None}, {"urlArray": [], "numUrls": "0"}, {}])
def test_urls_that_the_service_hides_are_no_difference(shown: dict[str, Any]) -> None:
    """Recorded of an ActiveJob: an empty urlArray in place of the URLs."""
    structure = KINDS_BY_OPTION["upload_urls"].structure
    files = [{"source_url": "https://example.com/a", "dest_path": "/a"}]
    seen = option_values(structure, {**shown, "overwrite": "true"})
    assert list(differences(structure, {"url_array": files, "overwrite": True}, seen, "u")) == []
    assert list(differences(structure, {"url_array": files, "overwrite": False}, seen, "u")) == ["u.overwrite"]
    assert "u.url_array" in list(hidden_options(structure, seen, "u"))


def test_an_optional_array_that_is_shown_empty_is_a_difference() -> None:
    structure = KINDS_BY_OPTION["upload_urls"].structure
    assert list(differences(structure, {"project_handle_array": ["p"]}, {"project_handle_array": []}, "u")) == [
        "u.project_handle_array"
    ]


# Documentation


def test_the_documented_options_are_those_of_the_argument_spec() -> None:
    documented = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
    assert _without_words(documented) == {
        option: {**spec, "options": _without_secrecy(spec["options"])} for option, spec in JOB_KIND.options.items()
    }


def _without_words(options: dict[str, Any]) -> dict[str, Any]:
    plain = {}
    for name, option in options.items():
        assert all(sentence.endswith(".") for sentence in option["description"])
        kept = {key: value for key, value in option.items() if key not in ("description", "suboptions")}
        if "suboptions" in option:
            kept["options"] = _without_words(option["suboptions"])
        plain[name] = kept
    return plain


def _without_secrecy(options: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {
            key: _without_secrecy(value) if key == "options" else value
            for key, value in spec.items()
            if key != "no_log"
        }
        for name, spec in options.items()
    }
