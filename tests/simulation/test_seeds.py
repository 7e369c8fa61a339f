# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds that have failed before, each with what was wrong."""

from __future__ import annotations

import pytest
from simulated_ips.campaign import check, describe

OF_THE_FLOW = {
    160: "a fault that followed the act counted as a refusal after a look that wait_timeout had cut short",
    401: "a fault that followed the act counted as a refusal where no look is asked for",
    417: "an older run that showed late was taken for the new one by its log row, which showed a later start",
    319: "a pre-4.0 run was judged by counters that had been read before its end",
    408: "a run that was waited out and seen stopping made another one needless",
    5330: "a trigger was dated by the clock of its own slow answer",
    20718: "a new run was known, and so not new, after the poll that had shown it failed halfway",
    25446: "an older run was taken for the new one by its log row, since the poll that had shown it failed halfway",
    27199: "of two new runs that a poll had shown before it failed halfway, one was taken when it showed again alone",
    36909: "a fault counted as a refusal when the one look for a run outlasted the time to look",
    69227: "a run that was seen stopping while it was looked for was judged by its log row alone",
    79959: "a run that this task stopped had ended first, by the clock of a gateway's error page",
    7044119: "wait_for_job failed since a second scheduled job had the name, though both names tie the same runs",
    7108376: "executed_at was the time of a try that was not sent, where SIGTERM ended the task in the next one",
    7215268: "changed, where SIGTERM ended the task in the pause after a try that was not sent",
    7249662: "wait_for_job failed since the job has a twin of the same name",
}
"""By seed, what was wrong in the flow, in schedules without oddities. A change of the flow, or of what is drawn, can
change what happens in a seed. Then find another seed that fails without the fix."""

OF_A_PROMISE = {
    7150900: "the minute of a stop counted from wait_timeout, though the trigger before stopJob had hung for 30 s",
    7164592: "reading the log of a run that had ended, with a Retry-After of 59 s, counted as looking for the run",
    7177227: "wait_for_job was to find a run whose job was gone, where another job has its name by then",
}
"""By seed, what a promise had overlooked, while the flow was right."""

ODD = {
    8093156: "a run that was Done, whose row the look had shown, counted as new when it appeared late",
    8158713: "of two active runs that came first, one was waited out, and the other one's row was not",
    8173133: "a row an hour behind was seen without its end, and the last look did not ask for it",
    8207811: "a promise: a row of the same name was there before the trigger, and so is known by its handle",
    8232053: "a promise: the row of a run cannot be found if an older run of its name was active, and has no row yet",
    8256019: "a noted run an hour behind, whose row had an end, was waited for without end",
    8243084: "a fault that followed the act counted as reconciled by an older run, Done and in the log before",
    8291642: "a submitted job for a later time, which was lost, counted as reconciled by a run before that time",
    8229569: "a promise: a re-run cannot do its part if the lock is deleted under it",
    8082671: "a run that this task stopped succeeded: it had ended before, by the clock of its machine, 2 s behind",
    8114422: "a promise: the handle of an active run that is over leads to its own log row, whose name another one has",
    8113065: "a promise: a slow answer that makes no sense shows the service's clock, too",
    8131997: "a promise: of a row that both answers about the log show, the later one counts",
    10688: "a run found by its log row kept the handle of an active one, though a second row showed later",
    624: "a run that an earlier task on the machine had stopped made another one needless, since its row has no errors",
    8103489: "the same, though its stopJob took too long and whether it arrived was not known",
    8142564: "a run that was stopped, whose end is in the year 9999, failed later tasks with an internal error",
    8178209: "a later run counted as stopped, since all runs of the job had one name",
    8225525: "a run that was stopped counted as a success, since its row came later, in another time zone",
    8229706: "the same, its machine ten minutes ahead",
    8209479: "a promise: of two runs of one name, wait_for_job waits for the first to start",
    8141638: "a promise: the job was gone, and another job of its name was triggered as advised",
    8121421: "a fault that followed the act counted as a refusal, its run taken for that of an older row",
    8091362: "a promise: the patience with a row that has no end counts from the row, where the run is not seen active",
    8072582: "a run found by its log row got the handle of an active one, though a second row of their name had shown",
    8066792: "a user's run, an hour behind, was taken, though the log showed another one of that time, without an end",
    8068787: "a promise: two tasks share no lock if one of them may not ask for the company's name",
    8050158: "a re-run as advised waited out the run of the noted trigger, whose machine's clock is an hour behind its "
    "adopt_since, and triggered again",
    8055661: "a promise: a pre-4.0 row of which the answer about its details says nothing may be one under way",
    8004558: "an older row that shows neither an end nor a start that can be true was waited for without end",
    8019204: "the same, after a task whose own run it was",
    8005212: "a row that has no name, in an answer that makes no sense, was taken for the run of a handle",
    8008401: "the same, among several tasks",
    8018743: "the lock was deleted while the run was looked for, and the message said that nothing had been sent",
    8007423: "a bare task advised to run it again as long as no run was there, which had yet to show",
    8010689: "one of two new runs was taken, since the details of the other's log row could not be read",
    8039214: "a run that this task stopped had ended first, by a log in another time zone than the run's own",
    8041845: "a run found by its log row got the handle of another active one of its name, whose row was known",
    8031889: "a run succeeded by the one row of its name, which was another run's that was never seen active; the "
    "promise had overlooked that nothing shows that there are two runs then",
    5: "a message advised to run the task again with another trigger, though the first had not shown yet",
    8022395: "a re-run as advised triggered, its adopt_since an age, while the first run was Done and not in the log",
    8034728: "the same without a note, since another task had seen the run",
    8041126: "skip_if_succeeded_since, given as an age, counted back from the end of the wait for the lock",
    9680099: "a re-run as advised triggered, since the row of the noted run, an hour behind, was not asked for",
    8016236: "a run that only the second look at the log had shown counted as ended, and another one was triggered",
    9640363: "a message about what was sent also advised to run the task again when the service is available",
    9621444: "a message advised to run the task again, though its run was still under way and only its row was seen",
    9501006: "a promise: a run failed by the one row of its name, which was another run's that was never seen active",
    8041226: "a promise: of a run whose row never shows an end, no re-run can know after a time that it succeeded",
    8000047: "a promise: a task that SIGTERM ended while it looked for its run cannot have found it",
    8032175: "a promise: a run may be reconciled by the row that it was first shown with, which had no end",
}
"""The same, in schedules with oddities."""


@pytest.mark.parametrize("seed", [*OF_THE_FLOW, *OF_A_PROMISE])
def test_a_seed_that_failed_once_does_not_again(seed: int) -> None:
    finding = check(seed, odd=False)
    assert finding is None, f"{(OF_THE_FLOW | OF_A_PROMISE)[seed]}: {finding.broken}\n{describe(seed, odd=False)}"


@pytest.mark.parametrize("seed", ODD)
def test_an_odd_seed_that_failed_once_does_not_again(seed: int) -> None:
    finding = check(seed)
    assert finding is None, f"{ODD[seed]}: {finding.broken}\n{describe(seed)}"
