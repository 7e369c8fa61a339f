# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the simulator writes by its tables is valid by its WSDL, and reads back unchanged, for any values."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.operation_table import OPERATIONS_OF
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.schema import Field, Fields, Schema
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.type_table import SCHEMAS
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.versions import VERSIONS, version_named
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.wsdl import wsdl
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.xml_input import read_fields
from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator.xml_output import Writer
from ansible_collections.mediaops.dynamic_media.tests.unit.support.service_wsdl import XSD
from ansible_collections.mediaops.dynamic_media.tests.unit.support.texts import XML_TEXT

DEEPEST = 4
SIMPLE: dict[str, st.SearchStrategy[Any]] = {
    "string": st.just("") | XML_TEXT,
    "boolean": st.booleans(),
    "int": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "dateTime": st.sampled_from(["2026-03-01T10:20:30Z", "1999-12-31T23:59:59.999-07:00"]),
}


@st.composite
def contents(draw: st.DrawFn, fields: Fields, schema: Schema, depth: int = 0) -> dict[str, Any]:
    """Values for some fields, with or without the optional ones."""
    return {
        field.name: draw(value(field, schema, depth))
        for field in fields
        if field.required or (depth < DEEPEST and draw(st.booleans()))
    }


def value(field: Field, schema: Schema, depth: int) -> st.SearchStrategy[Any]:
    if field.type in SIMPLE:
        return SIMPLE[field.type]
    item = schema.array_item(field.type)
    if item is None:
        return contents(schema[field.type], schema, depth + 1)
    most = 2 if depth < DEEPEST else item.min_occurs
    return st.lists(value(item, schema, depth + 1), min_size=item.min_occurs, max_size=most)


@cache
def validator(version: str) -> etree.XMLSchema:
    """The schema of a version's own namespace, from the WSDL that the simulator serves."""
    served = version_named(version)
    assert served is not None
    found = etree.fromstring(wsdl(served, "http://ips.example.com/")).iter(f"{XSD}schema")
    (own,) = [schema for schema in found if schema.get("targetNamespace") == served.namespace]
    return etree.XMLSchema(etree.fromstring(etree.tostring(own)))


@given(data=st.data(), version=st.sampled_from(VERSIONS))
def test_what_is_written_is_valid_and_reads_back(data: st.DataObject, version: str) -> None:
    operation = data.draw(st.sampled_from([*OPERATIONS_OF[version].values()]))
    suffix, fields = data.draw(st.sampled_from([("Param", operation.param), ("Return", operation.result)]))
    schema, served = SCHEMAS[version], version_named(version)
    assert served is not None
    given_values = data.draw(contents(fields, schema))
    content = Writer(schema, str).fields(fields, given_values)
    name = operation.name + suffix
    element = etree.fromstring(f'<{name} xmlns="{served.namespace}">{content}</{name}>')
    validator(version).assertValid(element)
    assert read_fields(element, fields, schema, served.namespace) == given_values
