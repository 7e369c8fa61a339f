# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The UploadFile servlet: forms with local files, all of one job, answered without an envelope.

Hosts, documents and rules are those of Adobe's "Image Production System API" reference, "Uploading assets by way of
HTTP POSTs": the first POST begins a job by its name, the others give its handle, and the last one ends it. A job that
no POST ends waits for files for 30 minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Callable, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from . import soap
from .client import IpsClient
from .connection import HOSTS, check_endpoint
from .errors import ProtocolError
from .model import Fields
from .multipart import Form, LocalFile, is_plain
from .wire import Post, nothing_to_check

OPERATION = "uploadPost"
"""What the servlet does, by the name of its document; the SOAP interface has no such operation."""

SERVLET_PATH = "/scene7/UploadFile"

OPEN_MINUTES = 30
"""Minutes for which a job that was not ended waits for more files."""


def upload_endpoint(option: str | None, endpoint: str, allow_http: bool) -> str:
    """The servlet's URL: the option's, or the one that belongs to the service's.

    Adobe's hosts of the API have a host of their own for uploads; any other, such as a gateway, is taken to serve both.

    :raises ConfigurationError: when the option cannot be used.
    """
    if option is not None:
        check_endpoint("upload_endpoint", option.strip(), SERVLET_PATH, allow_http)
        return option.strip()
    url = urlsplit(endpoint)
    host = url.netloc.replace("apissl", "ssl") if url.hostname in HOSTS.values() else url.netloc
    return urlunsplit((url.scheme, host, SERVLET_PATH, "", ""))


class UploadJob(NamedTuple):
    """A job that takes files.

    :param fields: the content of its UploadPostJob, in the schema's order and spelling.
    """

    company_handle: str
    name: str
    fields: Mapping[str, Any]
    folder: str | None = None
    locale: str | None = None
    description: str | None = None


class UploadServlet:
    """Posts files as one job.

    :param client: for the servlet's address.
    :param timeout: seconds for which nothing may move.
    """

    def __init__(self, client: IpsClient, timeout: float) -> None:
        self._client = client
        self._timeout = timeout

    def post(
        self, job: UploadJob, files: Sequence[LocalFile], job_handle: str | None, end: bool, sent: Callable[[int], None]
    ) -> str:
        """Post files, and return the job's handle.

        :param job_handle: of the job that the first POST has begun.
        :param end: whether they are the last.
        :param sent: is called with how many bytes of the files have gone out.
        :raises FileError: when a file is not as it was planned; the POST is broken off then.
        """
        alone = len(files) == 1 and not is_plain(files[0].name)
        params = {
            "companyHandle": job.company_handle,
            "jobName": None if job_handle else job.name,
            "jobHandle": job_handle,
            "locale": job.locale,
            "description": job.description,
            "destFolder": job.folder,
            "fileName": files[0].name if alone else None,
            "endJob": True if end else None,
            "uploadParams": None if job_handle else job.fields,
        }
        return self._send(params, files, sent, self._client.before_change)

    def end(self, job: UploadJob, job_handle: str) -> None:
        """End a job without another file. It may be sent again, since a job that has ended stays so."""
        params = {"companyHandle": job.company_handle, "jobHandle": job_handle, "endJob": True}
        self._send(params, (), lambda _count: None, nothing_to_check)

    def _send(
        self,
        params: Mapping[str, Any],
        files: Sequence[LocalFile],
        sent: Callable[[int], None],
        ready: Callable[[], None],
    ) -> str:
        connection = self._client.connection
        form = Form(
            {
                "auth": soap.build_document(connection, "authHeader", soap.auth_fields(connection)),
                "uploadParams": soap.build_document(connection, f"{OPERATION}Param", params),
            },
            files,
            sent,
        )
        post = Post(
            operation=OPERATION,
            headers={"Content-Type": form.content_type, **self._client.common_headers()},
            body=form,
            changes=True,
            timeout=self._timeout,
            standstill=True,
            ready=ready,
        )
        content = self._client.exchange(post, soap.parse_bare_answer)
        if content is None:
            raise ProtocolError(f"the answer to {OPERATION} is empty, so whether it has acted is not known.", OPERATION)
        with self._client.understanding(OPERATION):
            return Fields(content).required("jobHandle")


def batches(files: Sequence[LocalFile], max_size: int, max_files: int) -> Iterator[list[LocalFile]]:
    """The files of each POST, in order. A file that is larger than ``max_size`` has a POST of its own.

    So does one whose name servers may read differently in a form's header: ``fileName`` gives it in XML, once a POST.

    :param max_size: bytes of files in a POST.
    """
    batch: list[LocalFile] = []
    size = 0
    for file in files:
        alone = not all(is_plain(one.name) for one in (*batch[-1:], file))
        if batch and (alone or len(batch) == max_files or size + file.size > max_size):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += file.size
    if batch:
        yield batch
