# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Coverage-guided fuzzing of all that reads an answer: whatever comes, it is understood or an ``IpsError``.

``make fuzz FUZZ_SECONDS=600``. What it finds is left in ``.build/fuzz``; it becomes an ``@example`` of
``test_whatever_comes_back`` in ``tests/unit/plugins/module_utils/_ips/test_client.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import atheris
from lxml import etree

with atheris.instrument_imports(include=["ansible_collections.mediaops.dynamic_media.plugins"]):
    from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.client import IpsClient
    from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.errors import IpsError
    from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.soap import forbidden_character, to_plain
    from ansible_collections.mediaops.dynamic_media.plugins.module_utils._ips.transport import Response

from ansible_collections.mediaops.dynamic_media.tests.unit.support import envelopes as e
from ansible_collections.mediaops.dynamic_media.tests.unit.support.wire import ScriptedTransport, client

CHECKOUT = Path(__file__).resolve().parents[2]
FOUND = CHECKOUT / ".build" / "fuzz"

STARTED = datetime(2026, 1, 31, 12, tzinfo=timezone.utc)
STATUSES = (200, 202, 302, 403, 500, 503)
CONTENT_TYPES = ("text/xml; charset=UTF-8", "text/xml; charset=utf-16", "text/html", "")

READERS: dict[str, tuple[bytes, Callable[[IpsClient], Any]]] = {
    "getCompanyInfo": (e.company_answer(), lambda ips: ips.company(name="x")),
    "getScheduledJobs": (e.jobs_answer(e.scheduled_job()), lambda ips: ips.scheduled_jobs("c")),
    "getActiveJobs": (e.active_answer(e.active_run(STARTED)), lambda ips: ips.active_runs("c")),
    "getJobLogs": (e.logs_answer(e.log_row(STARTED, STARTED)), lambda ips: ips.job_logs("c")),
    "getJobLogDetails": (
        e.details_answer({**e.log_row(STARTED), "detailArray": [e.log_detail()]}),
        lambda ips: next(ips.job_log_pages("c", "r"), None),
    ),
    "executeJob": (e.executed_answer(), lambda ips: ips.execute_job("c", "j")),
    "searchAssets": (
        e.answer("searchAssets", {"assetArray": [{"name": "a"}]}),
        lambda ips: to_plain(ips.read("searchAssets", {})),
    ),
}
"""An answer to begin with and what reads it, by operation."""


def read_one(data: bytes) -> None:
    """Give a client the answer that the data describes.

    :param data: an operation, a status and a content type, a byte each; then the body or, where the first byte is 128
        or more, the texts of a good answer's elements.
    """
    if len(data) < 3:
        return
    operation = list(READERS)[data[0] % 128 % len(READERS)]
    status = STATUSES[data[1] % len(STATUSES)]
    headers = {"content-type": CONTENT_TYPES[data[2] % len(CONTENT_TYPES)]}
    body = data[3:] if data[0] < 128 else with_texts(READERS[operation][0], data[3:].split(b"\n"))
    wire = ScriptedTransport().on(operation, Response(status, headers, body))
    try:
        READERS[operation][1](client(wire, retries=0))
    except IpsError as error:
        # It is the fuzzer that looks, not pytest.
        assert error.message  # noqa: PT017
        assert error.as_result()["kind"]  # noqa: PT017


def with_texts(answer: bytes, texts: list[bytes]) -> bytes:
    """The answer, its elements' texts replaced in their order as far as there are others."""
    root = etree.fromstring(answer)
    leaves = [element for element in root.iter() if not len(element)]
    for element, text in zip(leaves, texts):
        element.text = "".join(sign for sign in text.decode("utf-8", "replace") if not forbidden_character(sign))
    return etree.tostring(root)


def main() -> None:
    """Fuzz, as libFuzzer's options say."""
    corpus = FOUND / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, (operation, (answer, _read)) in enumerate(READERS.items()):
        (corpus / operation).write_bytes(bytes([number, 0, 0]) + answer)
        texts = "\n".join(element.text or "" for element in etree.fromstring(answer).iter() if not len(element))
        (corpus / f"{operation}-texts").write_bytes(bytes([128 + number, 0, 0]) + texts.encode())
    atheris.Setup([sys.argv[0], f"-artifact_prefix={FOUND}/", "-timeout=20", *sys.argv[1:], str(corpus)], read_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
