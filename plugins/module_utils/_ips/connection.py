# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options, resolved: where the service is, who asks, and how TLS is done.

Hosts, versions and namespaces are those of Adobe's "Image Production System API" reference.
"""

from __future__ import annotations

import base64
import ipaddress
import os
import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from .errors import ConfigurationError
from .versions import CURRENT_VERSION, ApiVersion, version_from

COLLECTION_NAME = "mediaops.dynamic_media"
COLLECTION_VERSION = "1.0.0"

HOSTS = {
    ("na", "production"): "s7sps1apissl.scene7.com",
    ("na", "staging"): "s7sps1apissl-staging.scene7.com",
    ("emea", "production"): "s7sps3apissl.scene7.com",
    ("emea", "staging"): "s7sps3apissl-staging.scene7.com",
    ("apac", "production"): "s7sps5apissl.scene7.com",
    ("apac", "staging"): "s7sps5apissl-staging.scene7.com",
}
SERVICE_PATH = "/scene7/services/IpsApiService"
REGIONS = ("na", "emea", "apac")
STAGES = ("production", "staging")
AUTH_METHODS = ("soap_header", "http_basic")


class Credentials(NamedTuple):
    """An IPS user, or an IMS token in its place."""

    username: str | None = None
    password: str | None = None
    access_token: str | None = None
    http_basic: bool = False

    def __repr__(self) -> str:
        """Without the secrets, which a traceback would show."""
        return f"Credentials(username={self.username!r})"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must not be shown, including the encoded form that is sent."""
        plain = [secret for secret in (self.password, self.access_token) if secret]
        return tuple(plain + ([self.basic_token()] if self.password else []))

    def basic_token(self) -> str:
        """User and password as HTTP Basic encodes them."""
        return base64.b64encode(f"{self.username or ''}:{self.password or ''}".encode()).decode()


class Connection(NamedTuple):
    """All that is needed to talk to the service.

    :param directory: where relative paths of certificates start; empty for the current directory.
    """

    endpoint: str
    credentials: Credentials
    version: ApiVersion = CURRENT_VERSION
    app_name: str = COLLECTION_NAME
    app_version: str = COLLECTION_VERSION
    locale: str | None = None
    request_timeout: float = 30.0
    retries: int = 3
    validate_certs: bool = True
    ca_path: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    directory: str = ""

    @property
    def is_loopback(self) -> bool:
        """Whether the service runs on this machine."""
        return is_loopback(urlsplit(self.endpoint).hostname or "")

    def tls_context(self) -> ssl.SSLContext | None:
        """The TLS context of an https endpoint, over the system's trust store; None for http.

        :raises ConfigurationError: naming the option whose file cannot be used.
        """
        is_needed = urlsplit(self.endpoint).scheme == "https"
        if not is_needed and not self.ca_path and not self.client_cert:
            return None
        context = self._trust()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.client_cert:
            self._load_client_certificate(context, self.client_cert)
        return context if is_needed else None

    def _load_client_certificate(self, context: ssl.SSLContext, client_cert: str) -> None:
        certificate = self._readable("client_cert", client_cert)
        key = self._readable("client_key", self.client_key) if self.client_key else None
        try:
            context.load_cert_chain(certificate, key, password="")
        except (OSError, ValueError) as exc:
            files = f"client_cert {client_cert!r}"
            files += f" with client_key {self.client_key!r}" if self.client_key else ""
            raise ConfigurationError(f"{files} cannot be used: {exc}. Give unencrypted PEM files.") from None

    def _trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context() if not self.ca_path else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self.ca_path:
            self._load_authorities(context, self.ca_path)
        if not self.validate_certs:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def _load_authorities(self, context: ssl.SSLContext, option: str) -> None:
        path = self._located(option)
        try:
            if os.path.isdir(path):
                _load_folder(context, path)
            else:
                context.load_verify_locations(cafile=path)
        except (OSError, ValueError) as exc:
            raise ConfigurationError(
                f"ca_path {option!r} cannot be used: {exc}. Give a file in PEM format, or a directory of such."
            ) from None

    def _readable(self, option: str, path: str) -> str:
        """The file's path, after checking that it can be read.

        :raises ConfigurationError: naming the option.
        """
        located = self._located(path)
        try:
            with open(located, "rb"):
                return located
        except OSError as exc:
            raise ConfigurationError(
                f"{option} {path!r} cannot be read: {exc.strerror}. Give a file in PEM format."
            ) from None

    def _located(self, path: str) -> str:
        return os.path.join(self.directory, path)


def _load_folder(context: ssl.SSLContext, folder: str) -> None:
    """Trust all certificates in a folder, whatever their files are called.

    :raises ValueError: when there are none.
    """
    found = False
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_file():
            with suppress(OSError):
                context.load_verify_locations(cafile=entry.path)
                found = True
    if not found:
        raise ValueError("no file in it holds a certificate")


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def connection_from(params: Mapping[str, Any], environ: Mapping[str, str]) -> Connection:
    """Resolve the connection options: a task's options beat the environment's.

    :param params: the module's parameters; None where the task does not set an option.
    :param environ: the environment of the process that connects.
    :raises ConfigurationError: for options that contradict each other or cannot be used.
    """
    if params["client_key"] and not params["client_cert"]:
        raise ConfigurationError("client_key is given without client_cert; give both, or client_cert alone.")
    endpoint = _endpoint(params, environ)
    check_endpoint("endpoint", endpoint, SERVICE_PATH, params["allow_http"])
    version, credentials = version_from(params["api_version"]), _credentials(params, environ)
    version.require("authHeader", {"accessToken": credentials.access_token})
    return Connection(
        endpoint=endpoint,
        credentials=credentials,
        version=version,
        app_name=params["app_name"] or COLLECTION_NAME,
        app_version=params["app_version"] or COLLECTION_VERSION,
        locale=params["locale"],
        request_timeout=params["request_timeout"],
        retries=params["retries"],
        validate_certs=params["validate_certs"],
        ca_path=params["ca_path"],
        client_cert=params["client_cert"],
        client_key=params["client_key"],
    )


def _endpoint(params: Mapping[str, Any], environ: Mapping[str, str]) -> str:
    """The URL by precedence. IPS_ENDPOINT does not override a task's region or stage."""
    if params["endpoint"] is not None:
        return str(params["endpoint"]).strip()
    from_environment = environ.get("IPS_ENDPOINT", "").strip()
    if params["region"] is None and params["stage"] is None and from_environment:
        return from_environment
    region = params["region"] or environ.get("IPS_REGION") or "na"
    stage = params["stage"] or environ.get("IPS_STAGE") or "production"
    if (region, stage) not in HOSTS:
        raise ConfigurationError(
            f"IPS_REGION={region!r} with IPS_STAGE={stage!r} is not a known host; "
            f"regions are {', '.join(REGIONS)}, stages {', '.join(STAGES)}."
        )
    return f"https://{HOSTS[region, stage]}{SERVICE_PATH}"


def check_endpoint(option: str, endpoint: str, path: str, allow_http: bool) -> None:
    """Refuse a URL that secrets must not be sent to.

    :param option: the option that gives it.
    :param path: how such a URL ends.
    :raises ConfigurationError: naming the option.
    """
    if "@" in endpoint:
        raise ConfigurationError(
            f"{option} contains an @, as in a URL with credentials; give these as username and password instead."
        )
    try:
        url = urlsplit(endpoint)
        host, _port = url.hostname, url.port
    except ValueError as exc:
        raise ConfigurationError(f"{option} is not a URL: {exc}. Give it as https://HOST{path}.") from None
    if url.scheme not in ("http", "https") or not host or any(character.isspace() for character in endpoint):
        raise ConfigurationError(f"{option} {endpoint!r} is not an http(s) URL; give it as https://HOST{path}.")
    if url.scheme == "http" and not allow_http and not is_loopback(host):
        raise ConfigurationError(
            f"{option} {endpoint!r} would send the password unencrypted; use https, or set allow_http to permit it."
        )


def secret_options(params: Mapping[str, Any], variables: Mapping[str, str]) -> dict[str, str]:
    """The secrets in environment variables that a task uses, as the options that mean the same.

    :param params: the task's options, which beat its environment.
    """
    token, password = variables.get("IPS_ACCESS_TOKEN"), variables.get("IPS_PASSWORD")
    is_given = any(params.get(option) is not None for option in ("access_token", "username", "password"))
    by_user = params.get("auth_method") == "http_basic" and variables.get("IPS_USERNAME")
    if token and not is_given and not by_user:
        return {"access_token": token}
    uses_password = not params.get("access_token") and params.get("password") is None
    return {"password": password} if password and uses_password else {}


def _credentials(params: Mapping[str, Any], environ: Mapping[str, str]) -> Credentials:
    http_basic = params["auth_method"] == "http_basic"
    options = {**params, **secret_options(params, environ)}
    if options["access_token"]:
        if http_basic:
            raise ConfigurationError(
                "access_token goes in the authHeader, which auth_method=http_basic does not send; "
                "use auth_method=soap_header, or username and password."
            )
        return Credentials(access_token=options["access_token"])
    username = options["username"] if options["username"] is not None else environ.get("IPS_USERNAME")
    password = options["password"]
    if not username or not password:
        raise ConfigurationError(
            "there are no credentials: give username and password, or access_token "
            "(or IPS_USERNAME and IPS_PASSWORD, or IPS_ACCESS_TOKEN in the environment)."
        )
    if http_basic and ":" in username:
        raise ConfigurationError(
            "username contains a colon, which HTTP Basic cannot carry; use auth_method=soap_header."
        )
    return Credentials(username=username, password=password, http_basic=http_basic)
