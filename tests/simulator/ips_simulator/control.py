# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control interface: JSON over HTTP under /control, for tests that prepare the service and look behind it."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Callable, NamedTuple

from .behaviour import BEHAVIOUR
from .company import Company
from .errors import BadControlRequest
from .faults import order, order_shape
from .http_messages import HttpResponse
from .runs import Run
from .seed import add_job, add_runs
from .seed_shapes import ANSWERS, JOB_CLOCK, RUN, RUN_KEYS, job
from .shapes import CENTURY, MOST_AT_ONCE, OBJECT, SECONDS, TEXT, Shape, by_key, check, entry, list_of, nullable, number
from .simulation import Simulation
from .state_view import answers_view, clock_view, job_view, run_view, state_view

Body = Mapping[str, Any]
PREFIX = "/control/"

_COMPANY = {"company": nullable(TEXT)}
_CLOCK = entry(
    {"offset": number(-CENTURY, CENTURY), "advance": SECONDS, "drift": number(1e-12, 1e6), "job_clock": JOB_CLOCK}
)
_BULK_JOBS = entry({"count": MOST_AT_ONCE, "prefix": TEXT, "job": job(needed=())}, needed=("count",))
_JOBS = by_key(
    {
        "bulk": entry({**_COMPANY, "bulk": _BULK_JOBS}),
        "jobs": entry({**_COMPANY, "jobs": list_of(job())}),
    },
    otherwise=job(**_COMPANY),
)
_CHANGED_JOB = entry({**_COMPANY, "name": TEXT, "behaviour": BEHAVIOUR}, needed=("name", "behaviour"))
_STOPPED_RUN = entry({**_COMPANY, "name": TEXT}, needed=("name",))
_BULK_LOGS = entry({"prefix": TEXT, **{key: shape for key, shape in RUN_KEYS.items() if key != "job"}})
_LOGS = by_key({"bulk": entry({**RUN_KEYS, "bulk": _BULK_LOGS})}, otherwise=RUN)


class Route(NamedTuple):
    """What answers a request of the control interface, and the shape that its body has to have."""

    handler: Callable[[Body], Any]
    shape: Shape = entry({})


class Control:
    """Serves the control interface of a simulation."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self.routes = {
            ("GET", "state"): Route(lambda body: state_view(simulation)),
            ("POST", "reset"): Route(self._reset),
            # A reset from a seed validates the seed.
            ("POST", "seed"): Route(self._seed, OBJECT),
            ("GET", "journal"): Route(lambda body: {"requests": simulation.journal.entries()}),
            ("DELETE", "journal"): Route(self._clear_journal),
            ("GET", "faults"): Route(lambda body: {"faults": simulation.faults.described()}),
            ("POST", "faults"): Route(self._add_fault, order_shape),
            ("DELETE", "faults"): Route(self._clear_faults),
            ("GET", "clock"): Route(lambda body: clock_view(simulation)),
            ("POST", "clock"): Route(self._set_clock, _CLOCK),
            ("POST", "jobs"): Route(self._add_jobs, _JOBS),
            ("PATCH", "jobs"): Route(self._change_job, _CHANGED_JOB),
            ("POST", "runs"): Route(self._add_runs, RUN),
            ("POST", "runs/stop"): Route(self._stop_run, _STOPPED_RUN),
            ("POST", "logs"): Route(self._add_logs, _LOGS),
            ("GET", "answers"): Route(lambda body: answers_view(simulation)),
            ("POST", "answers"): Route(self._set_answers, ANSWERS),
        }

    def answer(self, method: str, path: str, content: bytes) -> HttpResponse:
        """Serve one request; an invalid one gets an ``error`` with status 400, 404 or 405.

        An error in the simulator itself gets status 500.
        """
        name = path[len(PREFIX) :].partition("?")[0].strip("/")
        route = self.routes.get((method, name))
        if route is None:
            known = any(name == other for _method, other in self.routes)
            return _json(405 if known else 404, {"error": "there is no %s %s%s" % (method, PREFIX, name)})
        try:
            return self._answer(route, content)
        except BadControlRequest as error:
            return _json(400, {"error": str(error)})
        except Exception:
            traceback.print_exc(file=sys.stderr)
            return _json(500, {"error": "the simulator failed: see its output"})

    def _answer(self, route: Route, content: bytes) -> HttpResponse:
        body = _body(content)
        check(route.shape, "", body)
        with self._simulation.lock:
            self._simulation.world.settle()
            return _json(200, route.handler(body))

    # Restart

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
        clock = self._simulation.clock
        clock.advance(body.get("advance", 0))
        clock.offset = body.get("offset", clock.offset)
        clock.set_drift(body.get("drift", clock.drift))
        clock.jobs = replace(clock.jobs, **body.get("job_clock", {}))
        self._simulation.world.settle()
        return clock_view(self._simulation)

    def _set_answers(self, body: Body) -> Any:
        self._simulation.answers = replace(self._simulation.answers, **body)
        return answers_view(self._simulation)

    # Jobs and runs

    def _add_jobs(self, body: Body) -> Any:
        world, company = self._simulation.world, self._company(body)
        entries = _bulk_jobs(body["bulk"]) if "bulk" in body else body.get("jobs", [body])
        jobs = [add_job(world, company, entry) for entry in entries]
        if "bulk" in body:
            return {"added": len(jobs)}
        return {"jobs": [job_view(self._simulation, job) for job in jobs]}

    def _change_job(self, body: Body) -> Any:
        """Change the behaviour of the jobs of a name, those that are yet to be submitted included."""
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
    prefix = bulk.get("prefix", "Bulk Job ")
    return [{**bulk.get("job", {}), "name": "%s%d" % (prefix, index + 1)} for index in range(bulk["count"])]


def _without(body: Body, key: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != key}


def _body(content: bytes) -> Any:
    try:
        return json.loads(content) if content.strip() else {}
    except (ValueError, RecursionError) as error:
        raise BadControlRequest("the body is not JSON: %s" % error) from None


def _json(status: int, content: Any) -> HttpResponse:
    return HttpResponse(status, json.dumps(content).encode("utf-8"), "application/json")
