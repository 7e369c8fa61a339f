# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The assumptions on which the collection relies, each with a check of what an account shows.

The evidence has only numbers and words of the interface, no names, handles or addresses, so that a bug report can
contain it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Callable

from .._ips.model import ACTIVE_STATES, Unreadable, shown
from .._ips.times import NOTABLE_SKEW
from .._ips.versions import CURRENT_VERSION
from .account import Account, ActiveRun
from .evidence import CLOCK_MARGIN, is_possible
from .identity import JobIdentity, Tie, identity_of, split_time
from .watch import NEWEST_ROWS

JOB_ROLES = (
    *("IpsUser", "IpsAdmin", "TrialSiteAdmin", "TrialSiteUser"),
    *("ImagePortalAdmin", "ImagePortalContrib", "ImagePortalContribUser"),
)
"""The roles that may call executeJob (source: the reference)."""

CDN_ROLES = ("IpsAdmin", "IpsCompanyAdmin")
"""The roles that may call the CDN operations (source: the reference)."""

ROLES = (*JOB_ROLES, *CDN_ROLES, "ImagePortalUser")

LOG_REACH = timedelta(days=1)

FOLLOW_ON_PREFIXES = ("Pub_", "_Pub")
"""What precedes the name of an upload in the names of its follow-on runs (source: the user guide, in two spellings)."""

_DIGITS = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?([+-])(\d\d):(\d\d)", re.ASCII)


@dataclass(frozen=True)
class Finding:
    """What an account shows about an assumption.

    :param holds: None if the account shows neither.
    """

    holds: bool | None
    evidence: str


@dataclass(frozen=True)
class Assumption:
    """Something that the collection relies upon.

    :param statement: what is assumed.
    :param reason: why it is assumed.
    :param consequence: what goes wrong if it does not hold, and what to do then.
    :param look: checks it.
    """

    name: str
    statement: str
    reason: str
    consequence: str
    look: Callable[[Account], Finding]

    def check(self, account: Account) -> dict[str, Any]:
        """An item of the ``checks`` key of a result."""
        return {"name": self.name, **vars(self.look(account)), "consequence": self.consequence}


ASSUMPTIONS: list[Assumption] = []


def _assumption(statement: str, reason: str, consequence: str) -> Callable[[Callable[[Account], Finding]], None]:
    """Register a function as the check of the assumption of the same name; see :class:`Assumption` for the texts."""
    return lambda look: ASSUMPTIONS.append(Assumption(look.__name__.lstrip("_"), statement, reason, consequence, look))


def _none_of(bad: int, total: int, what: str) -> Finding:
    """A finding about things of which none may be bad. It is open if there are no such things."""
    return Finding(bad == 0 if total else None, f"{bad} of {total} {what}.")


@_assumption(
    "The user may read the company, its scheduled jobs, active runs and logs.",
    "A task needs them to find a job and its run.",
    "Tasks fail with an authorization error. Give the user a role that may call these operations.",
)
def _may_read(account: Account) -> Finding:
    refused = ", ".join(account.refused)
    return Finding(not refused, f"The service refused {refused}." if refused else "The service refused nothing.")


def _has_role(account: Account, roles: Iterable[str]) -> Finding:
    if account.role not in ROLES:
        return Finding(None, "The service shows no role that the reference lists.")
    return Finding(account.role in roles, f"The user's role is {account.role}.")


@_assumption(
    "The user may run, submit and stop jobs.",
    "The reference lists the roles that may call executeJob.",
    "execute_job, submit_job, upload_files, scheduled_job and stop_job are refused. Use a user with another role.",
)
def _may_run_jobs(account: Account) -> Finding:
    return _has_role(account, JOB_ROLES)


@_assumption(
    "The user may invalidate URLs at the CDN.",
    "The reference lists the roles that may call cdnCacheInvalidation.",
    "cdn_invalidation is refused, and the role publish cannot invalidate URLs. Use a user with the role IpsAdmin.",
)
def _may_invalidate(account: Account) -> Finding:
    return _has_role(account, CDN_ROLES)


@_assumption(
    "The API version is the current one, or has its shape.",
    "Older versions lack operations and fields, such as the end of a run in the log.",
    "Tasks send more requests, and know less about runs. Leave api_version unset if you can.",
)
def _current_version(account: Account) -> Finding:
    return Finding(
        account.version.shape == CURRENT_VERSION.name, f"The API version has the shape of {account.version.shape}."
    )


@_assumption(
    "The service's clock and this machine's differ by a minute at most.",
    "Users give times by this machine's clock, and the service dates its runs by its own.",
    "An absolute time in an option is compared with the service's times without correction. Use ages, such as 6h, "
    "which count back from the service's current time.",
)
def _service_clock(account: Account) -> Finding:
    if account.skew is None:
        return Finding(None, "The service's answers have no Date header.")
    words = "differ by more than a minute" if abs(account.skew) > NOTABLE_SKEW else "agree to a minute"
    return Finding(abs(account.skew) <= NOTABLE_SKEW, f"The clocks {words}.")


@_assumption(
    "The clock of the machine that runs jobs is within 15 minutes of the service's.",
    "That machine dates the runs, and another one sends the Date header.",
    "If only the log shows a short run, the task finds it at the end of start_timeout, or not at all. Then it ends "
    "with status unknown. Report it.",
)
def _job_clock(account: Account) -> Finding:
    """A run starts and reports progress between its trigger and now, which bounds the error of its machine's clock."""
    margin = CLOCK_MARGIN.total_seconds()
    bounds = [bound for active in account.runs for bound in _skews(active, account.now)]
    ahead = [(row.start - account.now).total_seconds() for row in account.rows if row.start]
    low, high = (
        max([*ahead, *(low for low, _high in bounds)], default=0.0),
        min((high for _low, high in bounds), default=0.0),
    )
    if low > margin or high < -margin:
        apart = max(low, -high) / 60
        return Finding(
            False, f"The machine's clock is at least {apart:.0f} minutes {'ahead' if low > margin else 'behind'}."
        )
    if bounds and all(-margin <= low and high <= margin for low, high in bounds):
        return Finding(
            True, f"{len(bounds)} times of active runs are within {margin / 60:.0f} minutes of the service's."
        )
    return Finding(None, "No run was triggered recently enough. Check again while a run is active.")


def _skews(active: ActiveRun, now: datetime) -> Iterator[tuple[float, float]]:
    """The minimum and maximum seconds by which the clock of a run's machine may be ahead."""
    for shown_time in (shown(active.run.start_time), active.updated):
        if shown_time and active.triggered:
            yield (shown_time - now).total_seconds(), (shown_time - active.triggered).total_seconds()


@_assumption(
    "The zone in a time is the zone in which its digits are written.",
    "The reference's one published log row shows the digits of UTC with the label of another zone.",
    "Start times are wrong by hours. skip_if_succeeded_since and since find the wrong runs, and a task cannot tell "
    "by its log row that a run is new. Report it with a transcript.",
)
def _zone_labels(account: Account) -> Finding:
    """The name of a run has local time. If its start shows UTC with the label of another zone, the digits differ."""
    entries = [*((row.row.as_run(), row.start_text) for row in account.rows)]
    entries += [(active.run, active.start_text) for active in account.runs]
    apart = [
        label
        for run, text in entries
        if run.name != run.original_name
        for label in [_is_mislabelled(split_time(run.name)[1], text)]
        if label is not None
    ]
    return _none_of(sum(apart), len(apart), "starts show the digits of UTC with the label of another zone")


def _is_mislabelled(name_time: str, start: str | None) -> bool | None:
    """Whether a start shows UTC's digits with another zone's label; None if that cannot be seen."""
    digits = _DIGITS.fullmatch((start or "").strip())
    try:
        named = datetime.strptime(name_time[:20], "_%Y-%m-%d-%H:%M:%S")
        started = datetime.fromisoformat(f"{digits[1]}T{digits[2]}") if digits else None
    except ValueError:
        return None
    if digits is None or started is None:
        return None
    offset = timedelta(hours=int(digits[4]), minutes=int(digits[5])) * (-1 if digits[3] == "-" else 1)
    if abs(offset) <= CLOCK_MARGIN:
        return None
    return abs(named - started - offset) <= CLOCK_MARGIN


@_assumption(
    "Each log row has a start, which is not in the future.",
    "The start of a log row shows whether the row is new.",
    "Such a row counts neither as new nor as a success since a time. A warning names it.",
)
def _possible_times(account: Account) -> Finding:
    bad = sum(not (row.start and is_possible(row.start, account.now)) for row in account.rows)
    return _none_of(bad, len(account.rows), "log rows have no start, or one that cannot be true")


@_assumption(
    "Handles, times and counters are there, and can be read.",
    "The schema requires them and defines their types.",
    "A task that needs such a value fails and names it. Look at the job in the service's user interface.",
)
def _readable(account: Account) -> Finding:
    rows = [row.row for row in account.rows]
    values: list[tuple[Any, ...]] = [
        (row.handle, row.start_time, row.end_time, row.fatal_error, *row.counters) for row in rows
    ]
    values += [(active.run.handle, active.run.start_time) for active in account.runs]
    bad = sum(any(isinstance(value, Unreadable) for value in of_one) for of_one in values)
    return _none_of(bad, len(values), "runs and log rows have a value that cannot be read")


@_assumption(
    "Runs and log rows show the original name of their job.",
    "The reference has originalName and originalJobName, and clients have recorded them.",
    "Tasks match runs to their job by name alone, as before version 4.0, and do not recognize follow-on runs. "
    "Report it.",
)
def _original_names(account: Account) -> Finding:
    if not account.version.log_end_dates:
        return Finding(None, "This API version does not show the original names of log rows.")
    nameless = {job.name for job in account.jobs if not job.original_name}
    bad = [run for run in account.entries if not run.original_name and split_time(run.name)[0] not in nameless]
    return _none_of(len(bad), len(account.entries), "runs and log rows have no original name, though their job has one")


@_assumption(
    "The name of a run is the name of its job, alone or followed by a time.",
    "Clients have recorded such names.",
    "Tasks take the runs of such a job for follow-on runs. execute_job does not find its own run, and ends with status "
    "unknown. Report it with a transcript.",
)
def _run_names(account: Account) -> Finding:
    identities: dict[str, JobIdentity] = {identity.key: identity for identity in map(identity_of, account.jobs)}
    ties: dict[str, set[Tie]] = {}
    for run in account.entries:
        if run.original_name:
            identity = identities.get(run.original_name, JobIdentity(run.original_name, run.original_name))
            ties.setdefault(identity.key, set()).add(identity.tie(run.name, run.original_name))
    bad = sum(Tie.RUN not in of_job for of_job in ties.values())
    return _none_of(bad, len(ties), "jobs that have run have no run under their own name, or that and a time")


@_assumption(
    "A run and its log row have the same name.",
    "Their handles differ, so only the name links them.",
    "A task does not find out how its run ended, and ends with status unknown. Report it with a transcript.",
)
def _names_tie(account: Account) -> Finding:
    rows = [row.row for row in account.rows]
    names = {row.job_name for row in rows}
    moments = {(row.original_name, row.start_time) for row in rows if shown(row.start_time)}
    runs = [active.run for active in account.runs]
    apart = [run for run in runs if run.name not in names and (run.original_name, run.start_time) in moments]
    tied = [run for run in runs if run.name in names]
    return _none_of(len(apart), len(apart) + len(tied), "active runs have a log row of another name")


@_assumption(
    "The time in a run's name has milliseconds.",
    "One recorded name of a run has them; an older one does not.",
    "Two runs of a job in one second have the same name. A task that cannot distinguish them ends with status unknown.",
)
def _name_fractions(account: Account) -> Finding:
    times = [split_time(run.name)[1] for run in account.entries if run.name != run.original_name]
    times = [time for time in times if time]
    return _none_of(
        sum("." not in time for time in times), len(times), "names of runs have a time without milliseconds"
    )


def _doubles(lists: Iterable[list[Any]], what: str) -> Finding:
    of_each = list(lists)
    bad = sum(len(items) - len(set(items)) for items in of_each)
    return _none_of(bad, sum(map(len, of_each)), what)


@_assumption(
    "No two runs have the same name.",
    "Only its name links a run to its log row.",
    "A task whose run is one of them does not know which row belongs to it, and ends with status unknown.",
)
def _run_names_differ(account: Account) -> Finding:
    active, rows = [one.run.name for one in account.runs], [row.row.job_name for row in account.rows]
    return _doubles([active, rows], "runs and log rows have the name of another one")


@_assumption(
    "No two jobs, active runs or log rows have the same handle.",
    "A run is stopped, and a log read, by its handle.",
    "A task may stop another run than its own, or read the log of another run. Do not use stop_job, and report it.",
)
def _handles_differ(account: Account) -> Finding:
    jobs, runs, rows = account.jobs, [one.run for one in account.runs], [row.row for row in account.rows]
    lists = [[shown(item.handle) for item in items if shown(item.handle)] for items in (jobs, runs, rows)]
    return _doubles(lists, "jobs, runs and log rows have the handle of another one")


@_assumption(
    "getJobLogDetails finds a log by the handle of a row and of an active run.",
    "The two differ, and a task may know only one of them.",
    "Results lack the messages of the log and, before version 4.0, the end of a run. Report it.",
)
def _details_by_handle(account: Account) -> Finding:
    bad = sum(name not in found for name, found in account.details)
    return _none_of(bad, len(account.details), "runs are not found in getJobLogDetails by their handles")


@_assumption(
    "No two scheduled jobs have the same name.",
    "Jobs are found by name, since handles do not last.",
    "A task that gives job_name for such a job fails and lists the handles. Rename one of the jobs, or give "
    "job_handle.",
)
def _job_names_differ(account: Account) -> Finding:
    keys = [identity_of(job).key for job in account.jobs]
    return _doubles([keys], "scheduled jobs have the name of another one")


@_assumption(
    "The log row of a run that has ended has an end.",
    "The reference says that endDate is there once the job has ended.",
    "The run counts as active for 15 minutes after its start. A task that waits for it ends with status unknown.",
)
def _end_dates(account: Account) -> Finding:
    if not account.version.log_end_dates:
        return Finding(None, "In this API version, getJobLogs does not show when a run ended.")
    active = {one.run.name for one in account.runs}
    ended = [row for row in account.rows if row.start and row.start < account.now - CLOCK_MARGIN]
    ended = [row for row in ended if row.row.job_name not in active]
    return _none_of(
        sum(row.row.end_time is None for row in ended), len(ended), "log rows of runs that have ended have no end"
    )


@_assumption(
    "The log comes in the order that is asked for, newest first.",
    "A task looks at the newest rows, since the log has no filter by name.",
    "If the log is long, tasks may miss successes and new rows. Report it.",
)
def _log_order(account: Account) -> Finding:
    starts = [row.start for row in account.rows if row.start]
    bad = sum(later > earlier for earlier, later in zip(starts, starts[1:]))
    return _none_of(bad, max(0, len(starts) - 1), "log rows started later than the one before them")


@_assumption(
    "The log shows as many rows as are asked for, up to 200.",
    "The reference documents no limit but numRows.",
    "Rows that a task needs may be missing, so skip_if_succeeded_since may run a job again. Report it.",
)
def _log_complete(account: Account) -> Finding:
    total, oldest = len(account.rows), account.oldest
    if oldest is None:
        return Finding(None, "The log has no rows.")
    is_cut = total < NEWEST_ROWS and oldest.row.job_name not in {row.row.job_name for row in account.rows}
    older = "there are older ones" if is_cut else "none was held back"
    return Finding(not is_cut, f"{NEWEST_ROWS} log rows were asked for, {total} came, and {older}.")


@_assumption(
    "The log can be asked for what started since a time.",
    "The reference has startDate for that.",
    "Tasks may miss the rows of new runs, and skip_if_succeeded_since may run a job again. Report it with a "
    "transcript.",
)
def _log_since(account: Account) -> Finding:
    if account.since is None:
        return Finding(None, "No log row has a start to ask by.")
    due = {row.row.job_name for row in account.rows if row.start and row.start >= account.since}
    missing = due - {row.row.job_name for row in account.rows_since}
    extra = [row for row in account.rows_since if row.start and row.start < account.since]
    return _none_of(len(missing) + len(extra), len(due) + len(extra), "log rows are missing since a time, or are older")


@_assumption(
    "The log reaches back for a day or more.",
    "Only the log shows a success.",
    "skip_if_succeeded_since and since find nothing older than that. This is normal in a new account.",
)
def _log_reach(account: Account) -> Finding:
    start = account.oldest.start if account.oldest else None
    if start is None:
        return Finding(None, "The log has no rows, or the oldest has no start.")
    age = account.now - start
    return Finding(age >= LOG_REACH, f"The oldest log row is {age.days} days old.")


@_assumption(
    "Active runs are in the states that the reference lists.",
    "Of these, only Done means that a run has ended.",
    "A run in another state counts as active. Report the state.",
)
def _known_states(account: Account) -> Finding:
    bad = sum(active.run.state not in ACTIVE_STATES for active in account.runs)
    return _none_of(bad, len(account.runs), "active runs are in a state that the reference does not list")


@_assumption(
    "A follow-on run is named by Pub_, the name of its upload, and a time.",
    "The user guide says so, but no recorded example is known.",
    "Nothing goes wrong, because a run with the same original name and any other name counts as a follow-on run too. "
    "Please report it.",
)
def _follow_on_names(account: Account) -> Finding:
    names = [
        run.name.startswith(tuple(prefix + run.original_name for prefix in FOLLOW_ON_PREFIXES))
        for run in account.entries
        if run.original_name
        and run.original_name in run.name
        and JobIdentity(run.original_name, run.original_name).tie(run.name, run.original_name) is Tie.FOLLOW_ON
    ]
    return _none_of(names.count(False), len(names), "follow-on runs are not named by Pub_ and the upload")


@_assumption(
    "Only one user submits jobs here.",
    "The collection's lock keeps only the tasks of one user on one machine from triggering at the same time.",
    "Tasks adopt the runs of others or wait for them, as on_running says. If a task cannot distinguish two runs that "
    "start at the same moment, it ends with status unknown.",
)
def _one_submitter(account: Account) -> Finding:
    users = {(run.submitted_by or "").casefold() for run in account.entries} - {""}
    return Finding(len(users) < 2 if users else None, f"Users that have submitted runs: {len(users)}.")
