# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who calls: the authHeader in either of its namespaces, or HTTP Basic."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from lxml import etree

from . import errors
from .company import User
from .errors import ServiceFault
from .schema import Field
from .soap import Envelope
from .type_table import AUTH_HEADER, SCHEMAS
from .versions import BASE_NAMESPACE, version_of
from .world import World
from .xml_input import read_fields, read_text
from .xml_text import child_elements, text_of

_STATUS = re.compile(r"[2-5][0-9][0-9]")
_DEPRECATED_NAMESPACE = "http://www.scene7.com/IpsApi"
_DEPRECATED = {"AuthUser": "user", "AuthPassword": "password"}
_HEADER_FIELDS: dict[str, Field] = {field.name: field for field in AUTH_HEADER}


@dataclass(frozen=True)
class Credentials:
    """What a request says of its sender. ``method`` is soap_header, http_basic, access_token or none."""

    method: str = "none"
    user: str | None = None
    password: str | None = None
    token: str | None = None

    def secrets(self) -> dict[str, str]:
        """What must not be shown to anyone, by name."""
        return {name: value for name, value in (("password", self.password), ("token", self.token)) if value}


def find_auth_header(envelope: Envelope) -> etree._Element | None:
    """The authHeader of a request: in the base namespace, or in one of a version."""
    found = [] if envelope.header is None else envelope.header.findall("{*}authHeader")
    return next((element for element in found if version_of(etree.QName(element).namespace)), None)


def read_auth_header(envelope: Envelope) -> dict[str, str]:
    """What the SOAP header says of the caller; ServiceFault 30003 or the like where an authHeader breaks the schema.

    In the base namespace the children of authHeader may come in any order and may all be missing; in a version's
    namespace they are a sequence. The reference (WSDL versions) deprecates AuthUser and AuthPassword in its place.
    """
    element = find_auth_header(envelope)
    if element is None:
        return _read_deprecated_headers(envelope)
    version = version_of(etree.QName(element).namespace)
    assert version is not None
    if version.namespace != BASE_NAMESPACE:
        return read_fields(element, AUTH_HEADER, SCHEMAS[version.shape], version.namespace)
    values: dict[str, str] = {}
    for child in child_elements(element):
        name = etree.QName(child)
        if name.namespace != BASE_NAMESPACE or name.localname not in _HEADER_FIELDS or name.localname in values:
            raise ServiceFault(errors.INVALID_REQUEST_XML, "%s is not expected in authHeader" % child.tag)
        values[name.localname] = read_text(child)
    return values


def _read_deprecated_headers(envelope: Envelope) -> dict[str, str]:
    header = [] if envelope.header is None else child_elements(envelope.header)
    names = {"{%s}%s" % (_DEPRECATED_NAMESPACE, name): meaning for name, meaning in _DEPRECATED.items()}
    return {names[child.tag]: read_text(child) for child in header if child.tag in names}


def requested_fault_status(header: etree._Element | None, otherwise: int) -> int:
    """The HTTP status that a request wants its faults to come with, which is its faultHttpStatusCode."""
    found = None if header is None else header.find("{*}faultHttpStatusCode")
    text = "" if found is None else text_of(found).strip()
    return int(text) if _STATUS.fullmatch(text) else otherwise


def credentials_of(header: dict[str, str], authorization: str) -> Credentials:
    """The credentials in an authHeader, or failing that in an Authorization header."""
    if header.get("accessToken"):
        return Credentials("access_token", token=header["accessToken"])
    if header.get("user") or header.get("password"):
        return Credentials("soap_header", header.get("user"), header.get("password"))
    scheme, _space, encoded = authorization.partition(" ")
    if scheme.lower() == "basic":
        return _basic(encoded)
    return Credentials()


def _basic(encoded: str) -> Credentials:
    try:
        user, _colon, password = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
    except ValueError:
        return Credentials("http_basic")
    return Credentials("http_basic", user, password)


def authenticate(world: World, credentials: Credentials) -> User:
    """The user whose credentials these are; an authenticationFault otherwise."""
    if credentials.method == "none":
        raise ServiceFault(errors.NO_CREDENTIALS, "The request carries no credentials")
    user = _matching_user(world, credentials)
    if user is None:
        raise ServiceFault(errors.INVALID_CREDENTIALS, "The credentials are invalid")
    if not user.valid:
        raise ServiceFault(errors.INVALID_USER, "The user is not valid: %s" % user.email)
    return user


def _matching_user(world: World, credentials: Credentials) -> User | None:
    if credentials.method == "access_token":
        return next((user for user in world.users if user.token == credentials.token), None)
    user = world.user_by_email(credentials.user)
    return user if user is not None and user.password == credentials.password else None
