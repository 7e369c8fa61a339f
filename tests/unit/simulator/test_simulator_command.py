# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulator as a program: its one line, its options, its end."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAM = Path(__file__).resolve().parents[2] / "simulator"
LINE = "IPS simulator on "


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program with some arguments, and the URL that it prints."""
    command = [sys.executable, str(PROGRAM), "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith(LINE), line
            yield process, line[len(LINE) :].strip()
        finally:
            process.kill()


def state(url: str, context: ssl.SSLContext | None = None) -> dict[str, list[dict[str, str]]]:
    address = url.replace("/scene7/services/IpsApiService", "/control/state")
    with urllib.request.urlopen(address, context=context) as answer:
        return dict(json.load(answer))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_a_signal_ends_it(number: int) -> None:
    with running() as (process, url):
        assert url.endswith("/scene7/services/IpsApiService")
        assert state(url)["companies"][0]["name"] == "Planetary"
        process.send_signal(number)
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_seed_in_json(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps({"companies": [{"name": "Ünïverse"}]}), encoding="utf-8")
    with running("--seed", str(seed)) as (_process, url):
        assert state(url)["companies"][0]["name"] == "Ünïverse"


def test_a_seed_in_yaml(tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    seed = tmp_path / "seed.yml"
    seed.write_text("companies: [{name: Yaml Ltd}]", encoding="utf-8")
    with running("--seed", str(seed)) as (_process, url):
        assert state(url)["companies"][0]["name"] == "Yaml Ltd"


def test_a_transcript(tmp_path: Path) -> None:
    transcript = tmp_path / "transcript.jsonl"
    transcript.write_text('{"operation": "getAllCompanies", "response": {}}', encoding="utf-8")
    with running("--replay", str(transcript)) as (_process, url):
        assert state(url)["companies"][0]["name"] == "Planetary"
    ended = start("--replay", str(tmp_path / "missing"))
    assert (ended.returncode, "cannot read the transcript" in ended.stderr) == (1, True)


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROGRAM), "--port", "0", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=20, env={**os.environ, **environment}, check=False
    )


def assert_cannot_start(ended: subprocess.CompletedProcess[str], *messages: str, status: int = 1) -> None:
    """It ended with one line that says all of this."""
    assert (ended.returncode, ended.stdout) == (status, "")
    assert len(ended.stderr.splitlines()) == 1, ended.stderr
    assert all(message in ended.stderr for message in messages), ended.stderr


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("seed.json", "{", "cannot read the seed"),
        ("seed.json", "[]", "is not an object"),
        ("seed.json", '{"colour": 1}', "no such keys: colour"),
        ("seed.json", '{"companies": [{"name": "A", "jobs": null}]}', "companies[0].jobs: a list is needed"),
        ("seed.json", '{"companies": [{"name": "A", "runs": [{"job": "B", "started_ago": "2h"}]}]}', "started_ago"),
        ("seed.json", '{"two\\nlines": 1}', "no such keys: two lines"),
        ("seed.json", "[" * 100_000, "cannot read the seed"),
        ("missing.json", None, "cannot read the seed"),
        ("seed.yaml", "companies: [", "cannot read the seed"),
        ("seed.YML", "time_zone: -10:00", 'time_zone: an offset such as "+00:00" or "-07:00" (in YAML in quotes)'),
        ("seed.yaml", "users: !!timestamp soon", "cannot read the seed"),
        ("seed.yaml", "[" * 5_000, "cannot read the seed"),
        ("seed.yaml", "1: 2", "no such keys: 1"),
    ],
)
def test_a_bad_seed_is_said_plainly(tmp_path: Path, name: str, content: str | None, message: str) -> None:
    if name.lower().endswith(("yaml", "yml")):
        pytest.importorskip("yaml")
    seed = tmp_path / name
    if content is not None:
        seed.write_text(content, encoding="utf-8")
    assert_cannot_start(start("--seed", str(seed)), message)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--port", "70000"], "argument --port: a port is a number from 0 to 65535, not 70000"),
        (["--port", "-1"], "argument --port: a port is a number from 0 to 65535, not -1"),
        (["--port", "http"], "argument --port"),
        (["--tls-key", "key.pem"], "--tls-key needs --tls-cert"),
        (["--colour"], "--colour"),
    ],
)
def test_bad_options_are_said_plainly(options: list[str], message: str) -> None:
    assert_cannot_start(start(*options), message, status=2)


def test_a_seed_in_yaml_whose_name_is_in_capitals(tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    seed = tmp_path / "SEED.YAML"
    seed.write_text("companies: [{name: Yaml Ltd}]", encoding="utf-8")
    with running("--seed", str(seed)) as (_process, url):
        assert state(url)["companies"][0]["name"] == "Yaml Ltd"


def test_help_tells_what_yaml_needs() -> None:
    assert "YAML (.yml, .yaml), which needs PyYAML" in " ".join(start("--help").stdout.split())


def test_a_missing_yaml_library_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "yaml.py").write_text("raise ImportError", encoding="utf-8")
    seed = tmp_path / "seed.yaml"
    seed.write_text("{}", encoding="utf-8")
    assert_cannot_start(start("--seed", str(seed), PYTHONPATH=str(tmp_path)), "needs PyYAML")


def test_a_missing_lxml_is_said_plainly() -> None:
    """Without site-packages there is no lxml."""
    command = [sys.executable, "-S", str(PROGRAM)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert re.fullmatch(r"The simulator cannot start: it needs lxml; .* pip install lxml\n", ended.stderr)


def test_a_port_in_use_is_said_plainly() -> None:
    with running() as (_process, url):
        port = url.split(":")[2].split("/")[0]
        assert_cannot_start(start("--port", port), "cannot start", f"--host 127.0.0.1 --port {port}: ", "in use")


@pytest.mark.parametrize("host", ["a..b", "192.0.2.1"])
def test_a_host_that_is_none_is_said_plainly(host: str) -> None:
    assert_cannot_start(start("--host", host), f"--host {host} --port 0: ")


class Certificate:
    """A certificate and its key in files of their own."""

    def __init__(self, folder: Path) -> None:
        openssl = shutil.which("openssl")
        if openssl is None:
            pytest.skip("openssl is needed to make a certificate")
        self.file, self.key, self.encrypted_key = folder / "cert.pem", folder / "key.pem", folder / "encrypted.pem"
        subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
        command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
        subprocess.run([*command, "-keyout", self.key, "-out", self.file], check=True, capture_output=True)
        command = [openssl, "rsa", "-aes256", "-passout", "pass:secret"]
        subprocess.run([*command, "-in", self.key, "-out", self.encrypted_key], check=True, capture_output=True)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("certificate"))


def test_tls(certificate: Certificate) -> None:
    with running("--tls-cert", str(certificate.file), "--tls-key", str(certificate.key)) as (_process, url):
        assert url.startswith("https://127.0.0.1:")
        trusting = ssl.create_default_context(cafile=str(certificate.file))
        assert state(url, trusting)["companies"]


def test_files_of_tls_that_are_missing(certificate: Certificate, tmp_path: Path) -> None:
    missing = tmp_path / "missing.pem"
    assert_cannot_start(start("--tls-cert", str(missing)), f"--tls-cert {missing}: No such file")
    ended = start("--tls-cert", str(certificate.file), "--tls-key", str(missing))
    assert_cannot_start(ended, f"--tls-key {missing}: No such file")


def test_files_of_tls_that_are_none(certificate: Certificate) -> None:
    ended = start("--tls-cert", str(certificate.file), "--tls-key", str(certificate.file))
    assert_cannot_start(
        ended, f"--tls-cert {certificate.file} --tls-key {certificate.file}: no certificate and its key"
    )


def test_an_encrypted_key_is_not_asked_for_its_password(certificate: Certificate) -> None:
    ended = start("--tls-cert", str(certificate.file), "--tls-key", str(certificate.encrypted_key))
    assert_cannot_start(ended, "encrypted")
