# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the service is and who asks: precedence, refusals and TLS files."""

from __future__ import annotations

import base64
import itertools
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.connection import (
    COLLECTION_NAME,
    COLLECTION_VERSION,
    HOSTS,
    Connection,
    Credentials,
    connection_from,
    is_loopback,
    secret_options,
)
from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import ConfigurationError
from ansible_collections.mediaops.dynamic_media.tests.unit.support.certificates import Authority

PARAMS: dict[str, Any] = {
    "endpoint": None,
    "region": None,
    "stage": None,
    "username": None,
    "password": None,
    "access_token": None,
    "auth_method": "soap_header",
    "api_version": "2014-04-03",
    "app_name": None,
    "app_version": None,
    "locale": None,
    "request_timeout": 30.0,
    "retries": 3,
    "validate_certs": True,
    "ca_path": None,
    "client_cert": None,
    "client_key": None,
    "allow_http": False,
}
USER = {"IPS_USERNAME": "env-user", "IPS_PASSWORD": "env-password"}
TOKEN = {"IPS_ACCESS_TOKEN": "env-token"}
URL = "https://ips.example.com/service"


def resolve(environ: dict[str, str] | None = None, **params: Any) -> Connection:
    return connection_from({**PARAMS, **params}, USER if environ is None else environ)


VARIABLES = [
    dict(zip(("IPS_USERNAME", "IPS_PASSWORD", "IPS_ACCESS_TOKEN"), values))
    for values in itertools.product(("user", ""), ("password", ""), ("token", ""))
]


def outcome_of(params: dict[str, Any], environ: dict[str, str]) -> Credentials | str:
    """The credentials, or why there are none."""
    try:
        return resolve(environ, **params).credentials
    except ConfigurationError as exc:
        return exc.message


class TestEndpoint:
    @pytest.mark.parametrize(
        ("params", "environ", "host"),
        [
            ({}, {}, "s7sps1apissl.scene7.com"),
            ({"region": "emea"}, {}, "s7sps3apissl.scene7.com"),
            ({"region": "apac", "stage": "staging"}, {}, "s7sps5apissl-staging.scene7.com"),
            ({"stage": "staging"}, {}, "s7sps1apissl-staging.scene7.com"),
            ({}, {"IPS_REGION": "emea"}, "s7sps3apissl.scene7.com"),
            ({}, {"IPS_REGION": "emea", "IPS_STAGE": "staging"}, "s7sps3apissl-staging.scene7.com"),
            ({"region": "apac"}, {"IPS_REGION": "emea"}, "s7sps5apissl.scene7.com"),
            ({"stage": "production"}, {"IPS_STAGE": "staging"}, "s7sps1apissl.scene7.com"),
            ({}, {"IPS_ENDPOINT": URL}, "ips.example.com"),
            ({}, {"IPS_ENDPOINT": URL, "IPS_REGION": "emea"}, "ips.example.com"),
            ({}, {"IPS_ENDPOINT": ""}, "s7sps1apissl.scene7.com"),
            ({"region": "emea"}, {"IPS_ENDPOINT": URL}, "s7sps3apissl.scene7.com"),
            ({"endpoint": URL}, {"IPS_ENDPOINT": "https://other.example.com/"}, "ips.example.com"),
            ({"endpoint": URL, "stage": "staging"}, {}, "ips.example.com"),
            ({"endpoint": f" {URL}\n"}, {}, "ips.example.com"),
        ],
    )
    def test_a_tasks_options_beat_the_environment_and_endpoint_beats_region(
        self, params: dict[str, Any], environ: dict[str, str], host: str
    ) -> None:
        assert resolve({**USER, **environ}, **params).endpoint.split("/")[2] == host

    def test_each_region_and_stage_has_a_host_of_its_own(self) -> None:
        endpoints = {resolve(region=region, stage=stage).endpoint for region, stage in HOSTS}
        assert len(endpoints) == 6
        assert all(url.startswith("https://") and url.endswith("/scene7/services/IpsApiService") for url in endpoints)

    @pytest.mark.parametrize("environ", [{"IPS_REGION": "moon"}, {"IPS_STAGE": "test"}])
    def test_an_environment_of_unknown_words_is_refused(self, environ: dict[str, str]) -> None:
        with pytest.raises(ConfigurationError, match="not a known host"):
            resolve({**USER, **environ})

    @pytest.mark.parametrize(
        ("endpoint", "why"),
        [
            ("", "not an http"),
            ("ips.example.com", "not an http"),
            ("https://", "not an http"),
            ("https:///path", "not an http"),
            ("ftp://ips.example.com/", "not an http"),
            ("file:///etc/passwd", "not an http"),
            ("https://ips example.com/", "not an http"),
            ("https://ips.example.com/a b", "not an http"),
            ("https://ips.example.com:port/", "not a URL"),
            ("https://ips.example.com:99999/", "not a URL"),
            ("https://[::1/", "not a URL"),
            ("https://user:pass@ips.example.com/", "credentials"),
            ("https://user@ips.example.com/", "credentials"),
            ("https://:@ips.example.com/", "credentials"),
            ("http://ips.example.com/", "unencrypted"),
            ("http://127.0.0.1.example.com/", "unencrypted"),
            ("http://0.0.0.0/", "unencrypted"),
        ],
    )
    def test_an_unusable_url_is_refused(self, endpoint: str, why: str) -> None:
        with pytest.raises(ConfigurationError, match=why) as caught:
            resolve(endpoint=endpoint)
        assert "user:pass" not in caught.value.message

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]", "127.9.9.9"])
    def test_http_to_loopback_is_permitted(self, host: str) -> None:
        connection = resolve(endpoint=f"http://{host}:8474/x")
        assert connection.is_loopback
        assert connection.tls_context() is None

    def test_http_elsewhere_only_when_allowed(self) -> None:
        connection = resolve(endpoint="http://ips.example.com/", allow_http=True)
        assert not connection.is_loopback

    @pytest.mark.parametrize("host", ["", "example.com", "10.0.0.1", "localhost.example.com", "::2"])
    def test_what_is_not_this_machine(self, host: str) -> None:
        assert not is_loopback(host)


class TestCredentials:
    @pytest.mark.parametrize(
        ("params", "environ", "credentials"),
        [
            ({"username": "u", "password": "p"}, USER, Credentials("u", "p")),
            ({"username": "u"}, USER, Credentials("u", "env-password")),
            ({"username": "u", "password": "p", "access_token": "t"}, {}, Credentials(access_token="t")),
            ({}, {**USER, **TOKEN}, Credentials(access_token="env-token")),
            ({"username": "u", "password": "p"}, TOKEN, Credentials("u", "p")),
            ({"access_token": "t"}, TOKEN, Credentials(access_token="t")),
            (
                {"auth_method": "http_basic"},
                {**USER, **TOKEN},
                Credentials("env-user", "env-password", http_basic=True),
            ),
        ],
    )
    def test_a_tasks_options_beat_the_environment_and_a_token_beats_a_user(
        self, params: dict[str, str], environ: dict[str, str], credentials: Credentials
    ) -> None:
        assert resolve(environ, **params).credentials == credentials

    def test_a_token_is_refused_with_http_basic(self) -> None:
        with pytest.raises(ConfigurationError, match="http_basic"):
            resolve(access_token="t", auth_method="http_basic")
        with pytest.raises(ConfigurationError, match="http_basic"):
            resolve({"IPS_ACCESS_TOKEN": "t"}, auth_method="http_basic")

    def test_http_basic_with_a_user(self) -> None:
        credentials = resolve(username="ü", password="p:w", auth_method="http_basic").credentials
        assert credentials.http_basic
        assert base64.b64decode(credentials.basic_token()).decode() == "ü:p:w"
        assert credentials.basic_token() in credentials.secrets

    def test_a_colon_in_the_user_is_refused_with_http_basic(self) -> None:
        with pytest.raises(ConfigurationError, match="colon"):
            resolve(username="u:v", password="p", auth_method="http_basic")
        assert resolve(username="u:v", password="p").credentials.username == "u:v"

    @pytest.mark.parametrize(
        ("params", "environ"),
        [
            ({}, {}),
            ({"username": "u"}, {}),
            ({"password": "p"}, {}),
            ({"username": "u", "password": ""}, {}),
            ({"username": "", "password": "p"}, USER),
            ({}, {"IPS_USERNAME": "u", "IPS_PASSWORD": ""}),
            ({}, {"IPS_ACCESS_TOKEN": ""}),
        ],
    )
    def test_without_credentials_nothing_is_sent(self, params: dict[str, str], environ: dict[str, str]) -> None:
        with pytest.raises(ConfigurationError, match="no credentials"):
            resolve(environ, **params)

    def test_secrets_do_not_show_in_a_repr(self) -> None:
        credentials = Credentials("u", "hunter22", "to-ken")
        assert "hunter22" not in repr(resolve(username="u", password="hunter22"))
        assert "hunter22" not in repr(credentials)
        assert "to-ken" not in repr(credentials)


def test_the_collection_is_the_app_by_default() -> None:
    connection = resolve()
    assert (connection.app_name, connection.app_version) == (COLLECTION_NAME, COLLECTION_VERSION)
    connection = resolve(app_name="deploy", app_version="7")
    assert (connection.app_name, connection.app_version) == ("deploy", "7")


class TestTls:
    @pytest.mark.parametrize("option", ["ca_path", "client_cert"])
    @pytest.mark.parametrize("content", [None, b"", b"no PEM", b"\x00\xff"])
    def test_a_file_that_cannot_be_used_is_named(self, tmp_path: Path, option: str, content: bytes | None) -> None:
        path = tmp_path / "file.pem"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(ConfigurationError, match=f"{option} .*file.pem"):
            resolve(endpoint=URL, **{option: str(path)}).tls_context()

    def test_a_key_that_is_missing_or_belongs_to_another_certificate_is_named(
        self, tmp_path: Path, authority: Authority
    ) -> None:
        cert, key = authority.issue("client")
        _other_cert, other_key = authority.issue("other")
        resolve(endpoint=URL, client_cert=cert, client_key=key).tls_context()
        for wrong in (str(tmp_path / "missing.pem"), other_key):
            with pytest.raises(ConfigurationError, match="client_key"):
                resolve(endpoint=URL, client_cert=cert, client_key=wrong).tls_context()

    def test_an_encrypted_key_is_refused_without_asking_for_its_password(self, authority: Authority) -> None:
        cert, key = authority.issue("locked", key_password=b"secret")
        with pytest.raises(ConfigurationError, match="unencrypted"):
            resolve(endpoint=URL, client_cert=cert, client_key=key).tls_context()

    def test_a_key_without_certificate_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match="client_key is given without client_cert"):
            resolve(client_key=str(tmp_path / "key.pem"))

    def test_one_file_may_hold_certificate_and_key(self, tmp_path: Path, authority: Authority) -> None:
        cert, key = authority.issue("both")
        both = tmp_path / "both.pem"
        both.write_text(Path(cert).read_text() + Path(key).read_text())
        assert resolve(endpoint=URL, client_cert=str(both)).tls_context() is not None

    def test_ca_path_alone_is_trusted_and_may_be_a_folder(self, tmp_path: Path, authority: Authority) -> None:
        context = resolve(endpoint=URL, ca_path=authority.path).tls_context()
        assert context is not None
        assert [ca["subject"] for ca in context.get_ca_certs()] == [((("commonName", "Test CA"),),)]
        (tmp_path / "our-own.pem").write_text(Path(authority.path).read_text())
        (tmp_path / "README").write_text("Files that are not certificates are ignored.")
        folder = resolve(endpoint=URL, ca_path=str(tmp_path)).tls_context()
        assert folder is not None
        assert folder.get_ca_certs() == context.get_ca_certs()

    def test_a_folder_without_certificates_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match=r"ca_path .* no file in it holds a certificate"):
            resolve(endpoint=URL, ca_path=str(tmp_path)).tls_context()

    @pytest.mark.parametrize("options", [{"endpoint": "http://127.0.0.1/"}, {"endpoint": URL, "validate_certs": False}])
    @pytest.mark.parametrize("option", ["ca_path", "client_cert", "client_key"])
    def test_a_missing_file_is_refused_even_if_it_is_not_needed(
        self, options: dict[str, Any], option: str, authority: Authority
    ) -> None:
        files = {"client_cert": authority.issue("some")[0], option: "/nowhere/file.pem"}
        with pytest.raises(ConfigurationError, match=f"^{option} '/nowhere/file.pem'"):
            resolve(**options, **files).tls_context()

    @pytest.mark.parametrize(
        "options", [{}, {"username": "u"}, {"password": "p"}, {"access_token": "t"}, {"access_token": ""}]
    )
    @pytest.mark.parametrize("http_basic", [False, True])
    @pytest.mark.parametrize("variables", [{}, *VARIABLES])
    def test_secrets_of_the_environment_mean_the_same_as_options(
        self, options: dict[str, str], http_basic: bool, variables: dict[str, str]
    ) -> None:
        """Settings from options and environment are the same as settings from options alone."""
        given = {**options, **({"auth_method": "http_basic"} if http_basic else {})}
        kept = {name: value for name, value in variables.items() if name == "IPS_USERNAME" or not value}
        assert outcome_of(given, variables) == outcome_of({**given, **secret_options(given, variables)}, kept)

    def test_verification_is_off_only_on_request(self) -> None:
        verified = resolve(endpoint=URL).tls_context()
        unverified = resolve(endpoint=URL, validate_certs=False).tls_context()
        assert verified is not None
        assert unverified is not None
        assert (verified.check_hostname, verified.verify_mode.name) == (True, "CERT_REQUIRED")
        assert (unverified.check_hostname, unverified.verify_mode.name) == (False, "CERT_NONE")
