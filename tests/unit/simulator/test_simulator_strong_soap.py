# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The SOAP client of Node, strong-soap: it asks for ``Connection: close`` over an agent that keeps connections."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from simulator_client import CURRENT, Client, namespace

from ansible_collections.mediaops.dynamic_media.tests.simulator.ips_simulator import SimulatorServer

PROGRAM = Path(__file__).with_name("strong_soap.js")
FOLDER = Path(__file__).resolve().parents[3] / ".build/npm"
PACKAGE = "strong-soap@6.0.1"


@pytest.fixture(scope="module")
def modules() -> Path:
    """The folder that Node finds strong-soap in, installed there the first time."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip(f"node and npm are needed to try the simulator with {PACKAGE}")
    own = Path(os.environ.get("USER_HOME", Path.home()), ".npmrc")
    settings = ["--userconfig", str(own)] if own.exists() else []
    quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"]
    command = ["npm", "install", "--prefix", str(FOLDER), *settings, *quiet, PACKAGE]
    try:
        subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    except subprocess.SubprocessError as error:
        # The registry is out of reach, or slow: that says nothing about the simulator.
        pytest.skip(f"npm could not install {PACKAGE}: {str(error.stderr or error).strip()[-300:]}")
    return FOLDER / "node_modules"


def test_ten_calls_in_a_row(client: Client, server: SimulatorServer, modules: Path) -> None:
    wsdl = f"{server.base_url}/scene7/webservice/IpsApi-{CURRENT}.wsdl"
    command = ["node", str(PROGRAM), wsdl, namespace(CURRENT), "10"]
    environment = {**os.environ, "NODE_PATH": str(modules)}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)
    assert (ended.stderr, ended.stdout.split()) == ("", ["Planetary"] * 10)
    assert [entry["acted"] for entry in client.journal()] == [True] * 10
