# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulator as a program: its one line, its options, its end."""

from __future__ import annotations

import json
import os
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
def test_it_serves_until_it_is_told_to_end(number: int) -> None:
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


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROGRAM), "--port", "0", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=20, env={**os.environ, **environment}, check=False
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("seed.json", "{", "cannot read the seed"),
        ("seed.json", "[]", "is no object"),
        ("seed.json", '{"colour": 1}', "no such keys: colour"),
        ("missing.json", None, "cannot read the seed"),
    ],
)
def test_a_bad_seed_is_said_plainly(tmp_path: Path, name: str, content: str | None, message: str) -> None:
    seed = tmp_path / name
    if content is not None:
        seed.write_text(content, encoding="utf-8")
    ended = start("--seed", str(seed))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_missing_yaml_library_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "yaml.py").write_text("raise ImportError", encoding="utf-8")
    seed = tmp_path / "seed.yaml"
    seed.write_text("{}", encoding="utf-8")
    ended = start("--seed", str(seed), PYTHONPATH=str(tmp_path))
    assert ended.returncode == 1
    assert "needs PyYAML" in ended.stderr


def test_a_port_in_use_is_said_plainly() -> None:
    with running() as (_process, url):
        port = url.split(":")[2].split("/")[0]
        ended = start("--port", port)
        assert (ended.returncode, "cannot start" in ended.stderr) == (1, True)


def test_tls(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is needed to make a certificate")
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    with running("--tls-cert", str(certificate), "--tls-key", str(key)) as (_process, url):
        assert url.startswith("https://127.0.0.1:")
        trusting = ssl.create_default_context(cafile=str(certificate))
        assert state(url, trusting)["companies"]
