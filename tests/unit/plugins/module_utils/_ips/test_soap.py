# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Envelopes and faults, and what else may come back in their place."""

from __future__ import annotations

import base64
import quopri
import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips import soap
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.connection import Credentials
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import FAULT_NAMES, Fault
from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.clock import NOON
from ansible_collections.mediaops.dynamic_media.tests.unit.support.texts import NOT_XML_CHARACTERS, XML_TEXT
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import connection

ENV = f"{{{e.SOAP_11}}}"
AUTH = f"{{{e.BASE}}}authHeader"


def request(operation: str, params: dict[str, Any], version: str = e.CURRENT, **fields: Any) -> Any:
    return etree.fromstring(soap.build_request(connection(version, **fields), operation, params))


def children(element: Any) -> list[tuple[str, str | None]]:
    return [(str(child.tag), child.text) for child in element]


class TestRequests:
    @pytest.mark.parametrize("version", e.ALL_VERSIONS)
    def test_the_body_is_in_the_versions_namespace_and_auth_header_in_the_base(self, version: str) -> None:
        root = request("executeJob", {"companyHandle": "c", "jobHandle": "j"}, version)
        namespace = f"{{{e.namespace_of(version)}}}"
        header, body = root
        assert (root.tag, header.tag, body.tag) == (f"{ENV}Envelope", f"{ENV}Header", f"{ENV}Body")
        assert [child.tag for child in header] == [AUTH]
        assert all(child.tag.startswith(f"{{{e.BASE}}}") for child in header[0])
        assert body[0].tag == f"{namespace}executeJobParam"
        assert children(body[0]) == [(f"{namespace}companyHandle", "c"), (f"{namespace}jobHandle", "j")]

    def test_auth_header_has_its_fields_in_the_schemas_order(self) -> None:
        header = request("x", {}, locale="en-US", app_name="n", app_version="v")[0][0]
        assert children(header) == [
            (f"{{{e.BASE}}}user", e.USER),
            (f"{{{e.BASE}}}password", e.PASSWORD),
            (f"{{{e.BASE}}}locale", "en-US"),
            (f"{{{e.BASE}}}appName", "n"),
            (f"{{{e.BASE}}}appVersion", "v"),
        ]

    def test_a_token_takes_the_place_of_user_and_password(self) -> None:
        header = request("x", {}, credentials=Credentials(access_token="t<k>"))[0][0]
        assert [soap.local_name(child) for child in header] == ["accessToken", "appName", "appVersion"]
        assert header[0].text == "t<k>"

    def test_http_basic_sends_no_auth_header(self) -> None:
        root = request("x", {}, credentials=Credentials("u", "p", http_basic=True))
        assert [child.tag for child in root] == [f"{ENV}Body"]

    def test_values_are_written_as_xml_schema_requires(self) -> None:
        params = {
            "left": None,
            "yes": True,
            "no": False,
            "number": 3,
            "when": NOON + timedelta(milliseconds=834),
            "empty": "",
            "array": ["a", "b"],
            "nested": {"b": 1, "a": {"c": "d"}},
        }
        element = request("op", params)[1][0]
        assert [soap.local_name(child) for child in element] == [name for name in params if name != "left"]
        assert soap.to_plain(element) == {
            "yes": "true",
            "no": "false",
            "number": "3",
            "when": "2026-01-31T12:00:00.834Z",
            "empty": None,
            "array": ["a", "b"],
            "nested": {"b": "1", "a": {"c": "d"}},
        }

    @given(XML_TEXT, XML_TEXT)
    def test_any_text_that_xml_can_carry_arrives(self, name: str, password: str) -> None:
        root = request("op", {"name": name}, credentials=Credentials("u", password))
        assert root[1][0][0].text == name
        assert root[0][0][1].text == password


class TestForbiddenCharacters:
    @given(XML_TEXT)
    def test_what_xml_can_carry_is_allowed(self, text: str) -> None:
        assert soap.forbidden_character(text) is None

    @pytest.mark.parametrize("character", NOT_XML_CHARACTERS)
    def test_what_it_cannot_is_found(self, character: str) -> None:
        assert soap.forbidden_character(f"a{character}b") == character


class TestAnswers:
    @pytest.mark.parametrize("namespace", [e.SOAP_11, e.SOAP_12])
    def test_the_content_of_either_soap_version_is_read(self, namespace: str) -> None:
        envelope = soap.parse_answer(e.answer("getX", {"a": "b"}, soap=namespace))
        assert envelope.fault is None
        assert soap.local_name(envelope.content) == "getXReturn"
        assert soap.to_plain(envelope.content) == {"a": "b"}

    def test_an_empty_body_has_no_content(self) -> None:
        assert soap.parse_answer(e.empty_body()) == soap.Envelope()

    @given(XML_TEXT)
    def test_any_text_arrives_unchanged(self, text: str) -> None:
        content = soap.parse_answer(e.answer("getX", {"a": text})).content
        assert content[0].text == text

    @pytest.mark.parametrize(
        ("declared", "codec"),
        [
            ("UTF-8", "utf-8"),
            ("UTF-8", "utf-8-sig"),
            ("UTF-16", "utf-16"),
            ("UTF-16", "utf-16-le-bom"),
            ("ISO-8859-1", "iso-8859-1"),
            ("windows-1252", "cp1252"),
        ],
    )
    def test_declared_encodings(self, declared: str, codec: str) -> None:
        text = e.answer("getX", {"name": "Größe"}).decode().replace("UTF-8", declared)
        encoded = b"\xff\xfe" + text.encode("utf-16-le") if codec == "utf-16-le-bom" else text.encode(codec)
        assert soap.to_plain(soap.parse_answer(encoded).content) == {"name": "Größe"}

    @pytest.mark.parametrize(
        ("content_type", "codec"),
        [
            ("text/xml; charset=ISO-8859-1", "iso-8859-1"),
            ('text/xml; charset="iso-8859-1"; action=x', "iso-8859-1"),
            ("text/xml; charset=UTF-16LE", "utf-16-le"),
            ("text/xml", "utf-8"),
            ("text/xml; charset=no-such-charset", "utf-8"),
            ("text/xml; charset=ISO-8859-1", "utf-8-sig"),
        ],
    )
    def test_http_names_the_encoding_where_the_document_does_not(self, content_type: str, codec: str) -> None:
        text = e.answer("getX", {"name": "Größe"}).decode().partition("?>")[2]
        assert soap.to_plain(soap.parse_answer(text.encode(codec), content_type).content) == {"name": "Größe"}

    @pytest.mark.parametrize("declared", ["UTF-8", "UTF-16", "ISO-8859-1"])
    @pytest.mark.parametrize(
        "character", [*NOT_XML_CHARACTERS[:28], "\uffff", "&#27;", "&#x1B;", "&#0;", "&#xD800;", "&#99999999;"]
    )
    def test_a_character_that_xml_forbids_is_replaced(self, character: str, declared: str) -> None:
        """It may be in the name of another job, among all those that a task asks for."""
        if declared == "ISO-8859-1" and character == "\uffff":
            return
        text = e.answer("getX", {"a": e.Raw(f"Größe {character}&#252;&amp;"), "b": "ok"}).decode()
        envelope = soap.parse_answer(text.replace("UTF-8", declared).encode(declared))
        assert soap.to_plain(envelope.content) == {"a": "Größe \ufffdü&", "b": "ok"}

    @pytest.mark.parametrize("content_type", ["", "text/xml; charset=utf-8"])
    def test_a_byte_that_its_encoding_does_not_have_is_replaced(self, content_type: str) -> None:
        body = e.answer("getX", {"a": "Größe"}).replace("ö".encode(), b"\xf6")
        assert soap.to_plain(soap.parse_answer(body, content_type).content) == {"a": "Gr\ufffdße"}

    @pytest.mark.parametrize(
        "charset", ["zlib_codec", "hex", "bz2", "rot13", "uu", "base64", "idna", "undefined", "\xfc"]
    )
    def test_a_charset_that_is_not_an_encoding_of_text(self, charset: str) -> None:
        body = b"<html>\xff down</html>"
        with pytest.raises(soap.NotSoap):
            soap.parse_answer(body, f"text/html; charset={charset}")
        assert soap.decoded(body, f"text/html; charset={charset}") == "<html>\xff down</html>"

    def test_a_doctype_is_refused_together_with_such_a_character(self) -> None:
        text = e.answer("getX", {"a": e.Raw("\x1b")}).decode().replace("?>", "?><!DOCTYPE a>", 1)
        with pytest.raises(soap.NotSoap, match="DOCTYPE"):
            soap.parse_answer(text.encode())

    @pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
    @pytest.mark.parametrize(("before", "after"), [("\n", ""), (" \r\n", "\n\n"), ("", "\0"), ("", "\0\0\r\n")])
    def test_blanks_and_nuls_around_the_xml_are_ignored(self, before: str, after: str, encoding: str) -> None:
        text = e.answer("getX", {"a": "b"}).decode().replace("UTF-8", encoding)
        if encoding == "UTF-16" and (before or "\0" in after):
            return
        body = f"{before}{text}{after}".encode(encoding)
        assert soap.to_plain(soap.parse_answer(body).content) == {"a": "b"}

    @pytest.mark.parametrize("start", ["", '; start="<root>"'])
    @pytest.mark.parametrize("transfer", ["binary", "8bit", "base64", "quoted-printable"])
    def test_the_root_part_of_a_multipart_answer_is_read(self, transfer: str, start: str) -> None:
        body = e.answer("getX", {"a": "Größe = 1"})
        encoded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(transfer, bytes)(body)
        attachment = b"--b\r\nContent-ID: <x>\r\n\r\n\0\xff<x/>\r\n"
        root = f"--b\r\nContent-Type: text/xml\r\nContent-ID: <root>\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n"
        parts = [root.encode() + encoded + b"\r\n", attachment]
        whole = b"preamble\r\n" + b"".join(reversed(parts) if start else parts) + b"--b--\r\n"
        content_type = f'multipart/related; type="text/xml"; boundary="b"{start}'
        assert soap.to_plain(soap.parse_answer(whole, content_type).content) == {"a": "Größe = 1"}

    @pytest.mark.parametrize(
        "content_type", ["multipart/related", "multipart/mixed; boundary=", "Multipart/x; boundary=b"]
    )
    def test_a_multipart_answer_without_parts_is_not_soap(self, content_type: str) -> None:
        with pytest.raises(soap.NotSoap):
            soap.parse_answer(b"no part at all", content_type)

    def test_comments_and_processing_instructions_are_ignored(self) -> None:
        text = e.answer("getX", {"a": "b"}).decode()
        text = text.replace("<e:Body>", "<!-- x --><e:Body><!-- y --><?z?>").replace("<a>", "<!-- n --><a>")
        assert soap.to_plain(soap.parse_answer(text.encode()).content) == {"a": "b"}

    @pytest.mark.parametrize(
        ("body", "why"),
        [
            (b"", "empty"),
            (b" \r\n ", "empty"),
            (b"\xef\xbb\xbf", "not well-formed XML"),
            (b"OK", "not well-formed XML"),
            (b"<html><body>Log in</body></html>", "root is 'html'"),
            (b"<!DOCTYPE html><html></html>", "DOCTYPE"),
            (b"<br>", "not well-formed XML"),
            (b"<Envelope/>", "root is 'Envelope'"),
            (b'<Envelope xmlns="urn:other"><Body/></Envelope>', "root is 'Envelope'"),
            (f'<Envelope xmlns="{e.SOAP_11}"/>'.encode(), "no Body"),
            (f'<Envelope xmlns="{e.SOAP_11}"><Body xmlns="{e.SOAP_12}"/></Envelope>'.encode(), "no Body"),
            (e.answer("getX", {"a": "b"})[:-5], "not well-formed XML"),
            (e.answer("getX", {"a": e.Raw("&undefined;")}), "not well-formed XML"),
            (e.answer("getX", {"a": e.Raw("\x00<b>")}), "not well-formed XML"),
            (e.answer("getX", {"a": e.Raw("\ufffd<b>")}), "not well-formed XML"),
            (e.answer("getX", {"a": e.Raw("\x1b" + " " * soap.LARGE)}), "not well-formed XML"),
            (e.answer("getX", {"a": e.Raw("<x>" * 300 + "</x>" * 300)}), "not well-formed XML"),
            (b"<?xml version='1.0' encoding='no-such'?><a/>", "not well-formed XML"),
        ],
    )
    def test_what_is_not_soap_is_refused(self, body: bytes, why: str) -> None:
        with pytest.raises(soap.NotSoap, match=why):
            soap.parse_answer(body)

    @pytest.mark.parametrize(
        "doctype",
        [
            "<!DOCTYPE Envelope>",
            '<!DOCTYPE Envelope SYSTEM "http://127.0.0.1:9/x.dtd">',
            '<!DOCTYPE Envelope SYSTEM "file:///etc/passwd">',
            '<!DOCTYPE Envelope [<!ENTITY x "boom">]>',
            '<!DOCTYPE Envelope [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
            '<!DOCTYPE Envelope [<!ENTITY % x SYSTEM "file:///etc/hostname"> %x;]>',
            '<!DOCTYPE Envelope [<!ENTITY a "' + "x" * 1000 + '"><!ENTITY b "' + "&a;" * 1000 + '">]>',
        ],
    )
    def test_a_doctype_is_refused(self, doctype: str) -> None:
        text = e.answer("getX", {"a": e.Raw("text")}).decode().replace("?>", f"?>{doctype}", 1)
        with pytest.raises(soap.NotSoap, match=r"DOCTYPE|not well-formed XML"):
            soap.parse_answer(text.encode())

    def test_a_doctype_is_refused_in_every_encoding(self) -> None:
        text = e.answer("getX", {"a": "b"}).decode().replace("UTF-8", "UTF-16")
        with pytest.raises(soap.NotSoap, match="DOCTYPE"):
            soap.parse_answer(text.replace("?>", "?><!DOCTYPE a>", 1).encode("utf-16"))

    @pytest.mark.parametrize("inner", ["<a/>", "<a>x</a>", "<a b='' c='' d=''/>"])
    def test_markup_that_would_fill_the_memory_is_not_parsed(self, inner: str) -> None:
        count = soap.MAX_TAGS // (inner.count("<") + inner.count("=")) + 1
        with pytest.raises(soap.NotSoap, match="more than 1000000 tags"):
            soap.parse_answer(e.answer("getX", {"a": e.Raw(inner * count)}))

    @pytest.mark.parametrize("inner", ["<a{}/>", "<a b{}=''/>"])
    def test_names_that_would_fill_the_memory_are_not_parsed(self, inner: str) -> None:
        names = "".join(inner.format(f"{number:01000}") for number in range(soap.LARGE // 1000))
        with pytest.raises(soap.NotSoap, match="more than 10000 names"):
            soap.parse_answer(e.answer("getX", {"a": e.Raw(names)}))

    def test_a_large_answer_of_the_service_is_parsed(self) -> None:
        rows = [e.log_row(jobName=f"job-{number}=x", description="y" * 3000) for number in range(6_000)]
        answer = e.logs_answer(*rows)
        assert len(answer) > soap.LARGE
        assert len(soap.parse_answer(answer).content[0]) == 6_000

    def test_a_page_of_megabytes_is_refused_in_few_words(self) -> None:
        with pytest.raises(soap.NotSoap) as caught:
            soap.parse_answer(b"<" + b"x" * 3_000_000)
        assert len(str(caught.value)) < 300


class TestFaults:
    @pytest.mark.parametrize("build", [e.fault, e.fault_12], ids=["SOAP-1.1", "SOAP-1.2"])
    @pytest.mark.parametrize("code", sorted(FAULT_NAMES))
    def test_every_documented_fault_is_known_by_kind_and_name(self, code: int, build: Any) -> None:
        fault = soap.parse_answer(build(code, "Because <so>.")).fault
        kinds = {1: "authentication", 2: "authorization", 3: "api"}
        assert fault == Fault(kinds[code // 10000], code, "Because <so>.", from_server=False)
        assert fault.name
        assert fault.name.startswith({1: "AUTHENTICATION_", 2: "AUTHORIZATION_", 3: "IPS_API_"}[code // 10000])

    @pytest.mark.parametrize("build", [e.fault, e.fault_12], ids=["SOAP-1.1", "SOAP-1.2"])
    def test_a_fault_may_blame_the_server(self, build: Any) -> None:
        assert soap.parse_answer(build(30000, server=True)).fault.from_server

    @pytest.mark.parametrize("code", ["", "x", "-1", "1.5", "9" * 10, "٣٠٠٠٠"])
    def test_a_code_that_is_not_a_number_is_left_out(self, code: str) -> None:
        fault = soap.parse_answer(e.fault(code, element="ipsApiFault")).fault
        assert fault.code is None
        assert fault.name is None

    def test_an_unknown_code_has_no_name(self) -> None:
        fault = soap.parse_answer(e.fault(12345)).fault
        assert (fault.code, fault.name) == (12345, None)

    @pytest.mark.parametrize(
        "inner",
        [
            "",
            "<faultcode/>",
            "<faultstring>Oops</faultstring>",
            "<faultcode>e:Server</faultcode><faultstring>Oops</faultstring><detail/>",
            "<faultstring>Oops</faultstring><detail>text</detail>",
            "<faultstring>Oops</faultstring><detail><stackTrace>at x</stackTrace></detail>",
            f'<faultstring>Oops</faultstring><detail><ipsApiFault xmlns="{e.BASE}"/></detail>',
            "text only",
        ],
    )
    def test_a_fault_without_the_documented_detail_is_still_one(self, inner: str) -> None:
        fault = soap.parse_answer(e.envelope(f"<e:Fault>{inner}</e:Fault>")).fault
        assert fault.kind == "api"
        assert fault.code is None
        assert fault.reason == ("Oops" if "Oops" in inner else "")

    @pytest.mark.parametrize("inner", ["", "<e:Code/>", "<e:Reason/>", "<e:Detail/>"])
    def test_a_bare_soap_12_fault_is_still_one(self, inner: str) -> None:
        assert soap.parse_answer(e.envelope(f"<e:Fault>{inner}</e:Fault>", e.SOAP_12)).fault == Fault(
            "api", None, "", from_server=False
        )

    def test_a_reason_of_megabytes_is_read(self) -> None:
        assert len(soap.parse_answer(e.fault(30000, "x" * 3_000_000)).fault.reason) == 3_000_000


class TestPlainData:
    @pytest.mark.parametrize(
        ("inner", "plain"),
        [
            ("", None),
            ("text", "text"),
            (" inner  spaces ", " inner  spaces "),
            ("<a/><b>1</b>", {"a": None, "b": "1"}),
            ("<items>1</items><items>2</items>", ["1", "2"]),
            ("<items><a>1</a></items>", [{"a": "1"}]),
            ("<a>1</a><a>2</a>", {"a": ["1", "2"]}),
            ("<new>1</new><items>2</items><items>3</items>", ["2", "3"]),
            ("<new>1</new><items>2</items>", ["2"]),
            ("<aArray/><b/>", {"aArray": [], "b": None}),
            ('<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true">x</a>', {"a": None}),
            ('<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="1"/>', {"a": None}),
        ],
    )
    def test_elements_become_plain(self, inner: str, plain: Any) -> None:
        assert soap.to_plain(etree.fromstring(f"<x>{inner}</x>")) == plain


SAMPLES = [
    e.answer("getJobLogs", {"jobLogArray": [e.log_row(NOON, NOON, details=[e.log_detail()])]}),
    e.active_answer(e.active_run()),
    e.fault(10001, "Invalid."),
    e.fault_12(30000, "Oops", server=True),
    e.empty_body(),
]


def mutated(sample: bytes, seed: int) -> bytes:
    """The sample with a few bytes changed, cut or repeated."""
    dice = random.Random(seed)
    body = bytearray(sample)
    for _change in range(dice.randint(1, 6)):
        position = dice.randrange(len(body))
        kind = dice.randrange(4)
        if kind == 0:
            body[position] = dice.choice(b"<>&;\"'/\x00\xff!?[]: aE0")
        elif kind == 1:
            del body[position : position + dice.randint(1, 40)]
        elif kind == 2:
            body[position:position] = body[position : position + dice.randint(1, 200)]
        else:
            body[position:position] = dice.choice([b"<!DOCTYPE a>", b"&#0;", b"<items/>", b"]]>", b"<![CDATA[x"])
        body = body or bytearray(b" ")
    return bytes(body)


CONTENT_TYPES = (
    st.sampled_from(
        [
            "",
            "multipart/related; boundary=a",
            "multipart/x",
            "text/xml",
            "text/xml; charset=UTF-8",
            "text/html; charset=iso-8859-1",
        ]
    )
    | st.text()
)


def parsed_or_refused(body: bytes, content_type: str) -> None:
    try:
        envelope = soap.parse_answer(body, content_type)
    except soap.NotSoap:
        return
    if envelope.content is not None:
        soap.to_plain(envelope.content)


@given(st.binary(max_size=400), CONTENT_TYPES)
def test_any_bytes_are_soap_or_not(body: bytes, content_type: str) -> None:
    parsed_or_refused(body, content_type)


@settings(max_examples=400)
@given(st.sampled_from(SAMPLES), st.integers(0, 2**32), CONTENT_TYPES)
def test_mutated_envelopes_are_soap_or_not(sample: bytes, seed: int, content_type: str) -> None:
    parsed_or_refused(mutated(sample, seed), content_type)
