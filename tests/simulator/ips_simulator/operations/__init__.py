# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each operation does. The tables of the package say what it takes and answers."""

from __future__ import annotations

from typing import Callable

from . import accounts, assets, cdn, job_lists, job_logs, jobs, uploads
from .context import Context, Params, Result

Handler = Callable[[Context, Params], Result]

HANDLERS: dict[str, Handler] = {
    "getCompanyInfo": accounts.get_company_info,
    "checkLogin": accounts.check_login,
    "getAllCompanies": accounts.get_all_companies,
    "getCompanyMembership": accounts.get_company_membership,
    "getUserInfo": accounts.get_user_info,
    "getAllUsers": accounts.get_all_users,
    "getUsers": accounts.get_users,
    "executeJob": jobs.execute_job,
    "submitJob": jobs.submit_job,
    "stopJob": jobs.stop_job,
    "pauseJob": jobs.pause_job,
    "resumeJob": jobs.resume_job,
    "deleteJob": jobs.delete_job,
    "getScheduledJobs": job_lists.get_scheduled_jobs,
    "getActiveJobs": job_lists.get_active_jobs,
    "getJobLogs": job_logs.get_job_logs,
    "getJobLogDetails": job_logs.get_job_log_details,
    "cdnCacheInvalidation": cdn.cdn_cache_invalidation,
    "getCdnCacheInvalidationStatus": cdn.get_cdn_cache_invalidation_status,
    "uploadPost": uploads.upload_post,
    "searchAssets": assets.search_assets,
    "getAssets": assets.get_assets,
    "getAssetsByName": assets.get_assets_by_name,
    "deleteAssets": assets.delete_assets,
    "getMetadataFields": assets.get_metadata_fields,
    "setAssetMetadata": assets.set_asset_metadata,
    "batchSetAssetMetadata": assets.batch_set_asset_metadata,
    "getFolders": assets.get_folders,
    "createFolder": assets.create_folder,
    "deleteFolder": assets.delete_folder,
}
