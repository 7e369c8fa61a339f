# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control interface: JSON over HTTP under /control, for tests that prepare the service and look behind it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Callable

from .behaviour import DEFAULT
from .company import Company
from .errors import BadControlRequest
from .faults import order
from .http_messages import HttpResponse
from .runs import Run
from .seed import add_job, add_runs, answer_settings, check_keys
from .simulation import Simulation
from .state_view import answers_view, clock_view, job_view, run_view, state_view

Body = Mapping[str, Any]
PREFIX = "/control/"


class Control:
    """Serves the control interface of a simulation."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self.routes: dict[tuple[str, str], Callable[[Body], Any]] = {
            ("GET", "state"): lambda body: state_view(simulation),
            ("POST", "reset"): self._reset,
            ("POST", "seed"): self._seed,
            ("GET", "journal"): lambda body: {"requests": simulation.journal.entries()},
            ("DELETE", "journal"): self._clear_journal,
            ("GET", "faults"): lambda body: {"faults": simulation.faults.described()},
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "clock"): lambda body: clock_view(simulation),
            ("POST", "clock"): self._set_clock,
            ("POST", "jobs"): self._add_jobs,
            ("PATCH", "jobs"): self._change_job,
            ("POST", "runs"): self._add_runs,
            ("POST", "runs/stop"): self._stop_run,
            ("POST", "logs"): self._add_logs,
            ("GET", "answers"): lambda body: answers_view(simulation),
            ("POST", "answers"): self._set_answers,
        }

    def answer(self, method: str, path: str, content: bytes) -> HttpResponse:
        """Serve one request; what is wrong with it is told as ``error`` with status 400, 404 or 405."""
        route = path[len(PREFIX) :].partition("?")[0].strip("/")
        handler = self.routes.get((method, route))
        if handler is None:
            known = any(route == name for _method, name in self.routes)
            return _json(405 if known else 404, {"error": "there is no %s %s%s" % (method, PREFIX, route)})
        try:
            body = _body(content)
            with self._simulation.lock:
                self._simulation.world.settle()
                return _json(200, handler(body))
        except BadControlRequest as error:
            return _json(400, {"error": str(error)})

    # Start anew

    def _reset(self, body: Body) -> Any:
        self._simulation.reset()
        return clock_view(self._simulation)

    def _seed(self, body: Body) -> Any:
        self._simulation.load(body)
        return clock_view(self._simulation)

    # Journal and faults

    def _clear_journal(self, body: Body) -> Any:
        self._simulation.journal.clear()
        return {"requests": []}

    def _add_fault(self, body: Body) -> Any:
        fault = order(body)
        self._simulation.faults.add(fault)
        return fault.described()

    def _clear_faults(self, body: Body) -> Any:
        self._simulation.faults.clear()
        return {"faults": []}

    # Clock and answers

    def _set_clock(self, body: Body) -> Any:
        check_keys("clock", body, ("offset", "advance", "drift"))
        clock = self._simulation.clock
        if "offset" in body:
            clock.offset = _number(body, "offset")
        if "drift" in body:
            clock.set_drift(_number(body, "drift"))
        if "advance" in body:
            clock.advance(_number(body, "advance"))
            self._simulation.world.settle()
        return clock_view(self._simulation)

    def _set_answers(self, body: Body) -> Any:
        self._simulation.answers = answer_settings(self._simulation.answers, body)
        return answers_view(self._simulation)

    # Jobs and runs

    def _add_jobs(self, body: Body) -> Any:
        world, company = self._simulation.world, self._company(body)
        entries = [_without(body, "company")]
        if "bulk" in body:
            entries = _bulk_jobs(body["bulk"])
        elif "jobs" in body:
            entries = body["jobs"]
        jobs = [add_job(world, company, entry) for entry in entries]
        if "bulk" in body:
            return {"added": len(jobs)}
        return {"jobs": [job_view(self._simulation, job) for job in jobs]}

    def _change_job(self, body: Body) -> Any:
        """Change the behaviour of the jobs of a name, those that are yet to be submitted included."""
        check_keys("job", body, ("name", "behaviour", "company"), needed=("name", "behaviour"))
        DEFAULT.changed(body["behaviour"])
        jobs = self._company(body).change_behaviour(body["name"], body["behaviour"])
        return {"jobs": [job_view(self._simulation, job) for job in jobs]}

    def _add_runs(self, body: Body) -> Any:
        return {"runs": self._views(self._start_runs(body))}

    def _add_logs(self, body: Body) -> Any:
        if "bulk" not in body:
            return {"runs": self._views(self._start_runs(body))}
        bulk = dict(body["bulk"])
        bulk["job"] = bulk.pop("prefix", "Old Job")
        runs = self._start_runs({"started_ago": 86400, "spacing": 1, **_without(body, "bulk"), **bulk})
        return {"added": len(runs)}

    def _start_runs(self, body: Body) -> list[Run]:
        return add_runs(self._simulation.world, self._company(body), body)

    def _stop_run(self, body: Body) -> Any:
        check_keys("run", body, ("name", "company"), needed=("name",))
        company = self._company(body)
        for run in company.active:
            if run.name == body["name"] and not run.over:
                self._simulation.world.stop_run(company, run)
                return {"runs": self._views([run])}
        raise BadControlRequest("there is no active run %r" % body["name"])

    def _views(self, runs: list[Run]) -> list[dict[str, Any]]:
        return [run_view(self._simulation, run) for run in runs]

    def _company(self, body: Body) -> Company:
        """The company that is named, or else the first."""
        name: str | None = body.get("company")
        companies = self._simulation.world.companies
        company = companies[0] if name is None and companies else self._simulation.world.company_by_name(name or "")
        if company is None:
            raise BadControlRequest("there is no company %r" % name)
        return company


def _bulk_jobs(bulk: Body) -> list[dict[str, Any]]:
    check_keys("bulk", bulk, ("count", "prefix", "job"), needed=("count",))
    prefix = bulk.get("prefix", "Bulk Job ")
    return [{**bulk.get("job", {}), "name": "%s%d" % (prefix, index + 1)} for index in range(bulk["count"])]


def _without(body: Body, key: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != key}


def _body(content: bytes) -> Body:
    try:
        body = json.loads(content) if content.strip() else {}
    except ValueError as error:
        raise BadControlRequest("the body is no JSON: %s" % error) from None
    if not isinstance(body, dict):
        raise BadControlRequest("the body must be an object")
    return body


def _number(body: Body, key: str) -> float:
    value = body[key]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadControlRequest("%s: a number is needed, not %r" % (key, value))
    return value


def _json(status: int, content: Any) -> HttpResponse:
    return HttpResponse(status, json.dumps(content).encode("utf-8"), "application/json")
