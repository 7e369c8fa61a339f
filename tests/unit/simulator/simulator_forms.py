# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Forms with files for the UploadFile servlet, as plain as can be."""

from __future__ import annotations

from typing import Any

from simulator_client import CREDENTIALS, CURRENT, Answer, Client, namespace, xml_of

UPLOAD = "/scene7/UploadFile"
PARAMS = {"overwrite": True, "readyForPublish": True, "createMask": False, "emailSetting": "None"}
BOUNDARY = "xXx"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    disposition = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename is not None else "")
    return f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n".encode() + content + b"\r\n"


def auth_part(version: str = CURRENT, **more: Any) -> bytes:
    content = xml_of({**CREDENTIALS, "appName": "tests", "appVersion": "1", **more})
    return part("auth", f'<authHeader xmlns="{namespace(version)}">{content}</authHeader>'.encode())


def params_part(params: dict[str, Any], version: str = CURRENT) -> bytes:
    document = f'<uploadPostParam xmlns="{namespace(version)}">{xml_of(params)}</uploadPostParam>'
    return part("uploadParams", document.encode())


class Uploader:
    """Posts files of one upload after the other."""

    def __init__(self, client: Client, version: str = CURRENT) -> None:
        self.client = client
        self.version = version
        self.company = client.company(version)
        self.handle = ""

    def send(self, body: bytes, content_type: str = CONTENT_TYPE) -> Answer:
        return self.client.request("POST", UPLOAD, body, {"Content-Type": content_type})

    def form(self, files: dict[str, bytes], **params: Any) -> bytes:
        """A form that begins an upload, or continues one."""
        first = {"jobHandle": self.handle} if self.handle else {"jobName": "Upload 1"}
        of_job = {} if self.handle else {"uploadParams": PARAMS}
        content = params_part({"companyHandle": self.company, **first, **params, **of_job}, self.version)
        parts = [auth_part(self.version), content, *(part("file", content, name) for name, content in files.items())]
        return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()

    def post(self, files: dict[str, bytes], **params: Any) -> Answer:
        answer = self.send(self.form(files, **params))
        if answer.status == 200 and answer.root.tag.endswith("uploadPostReturn"):
            self.handle = str(answer.root.findtext("{*}jobHandle"))
        return answer
