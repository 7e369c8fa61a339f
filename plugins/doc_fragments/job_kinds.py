# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Written by tools/write_job_kinds.py from plugins/module_utils/_ips/job_kinds.py, where changes belong.

from __future__ import annotations


class ModuleDocFragment:
    """What kind of job: the options of ``job_arguments.JOB_KIND``."""

    DOCUMENTATION = r"""
options:
  image_serving_publish:
    description:
    - Publishes to the image servers.
    - Mutually exclusive with all other kinds of job.
    type: dict
    suboptions:
      publish_type:
        description:
        - How much is published.
        - The service knows V(Full), V(FullWithSearch) and V(Incremental). Any other value is sent too,
          with a warning.
        type: str
        required: true
      email_setting:
        description:
        - Of what the submitting user gets mail.
        - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any other
          value is sent too, with a warning.
        type: str
        required: true
      http_completion_url:
        description:
        - A URL that the service calls when the job has ended.
        type: str
      context_handle:
        description:
        - The handle of the publish context.
        type: str
  image_rendering_publish:
    description:
    - Publishes to the image rendering servers.
    - Mutually exclusive with all other kinds of job.
    type: dict
    suboptions:
      email_setting:
        description:
        - Of what the submitting user gets mail.
        - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any other
          value is sent too, with a warning.
        type: str
        required: true
      http_completion_url:
        description:
        - A URL that the service calls when the job has ended.
        type: str
      context_handle:
        description:
        - The handle of the publish context.
        type: str
  video_publish:
    description:
    - Publishes videos.
    - Mutually exclusive with all other kinds of job.
    type: dict
    suboptions:
      email_setting:
        description:
        - Of what the submitting user gets mail.
        - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any other
          value is sent too, with a warning.
        type: str
        required: true
      http_completion_url:
        description:
        - A URL that the service calls when the job has ended.
        type: str
      context_handle:
        description:
        - The handle of the publish context.
        type: str
  server_directory_publish:
    description:
    - Publishes to the server directory.
    - Mutually exclusive with all other kinds of job.
    type: dict
    suboptions:
      email_setting:
        description:
        - Of what the submitting user gets mail.
        - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any other
          value is sent too, with a warning.
        type: str
        required: true
      http_completion_url:
        description:
        - A URL that the service calls when the job has ended.
        type: str
  metadata_publish:
    description:
    - Publishes metadata.
    - It needs no suboption; give it V({}) then.
    - Mutually exclusive with all other kinds of job.
    type: dict
    suboptions:
      force_publish:
        description:
        - Whether everything is published, changed or not.
        type: bool
  upload_directory:
    description:
    - Uploads the files of a server directory.
    - Mutually exclusive with all other kinds of job.
    type: dict
    suboptions:
      dest_folder:
        description:
        - The folder that assets are put into.
        type: str
      server_dir:
        description:
        - The server directory that the files are taken from.
        type: str
        required: true
      overwrite:
        description:
        - Whether assets that are there already are replaced.
        type: bool
        required: true
      ready_for_publish:
        description:
        - Whether the assets are marked for publish.
        type: bool
        required: true
      preserve_publish_state:
        description:
        - Whether assets that are replaced stay marked for publish as they were.
        - Where it is not set, the company's setting counts.
        type: bool
      include_subfolders:
        description:
        - Whether the files of subfolders are uploaded too.
        type: bool
        required: true
      create_mask:
        description:
        - Whether masks are made.
        type: bool
        required: true
      process_metadata_files:
        description:
        - Whether XML files of metadata are processed.
        type: bool
        required: true
      preserve_crop:
        description:
        - Whether crops that are there already are kept.
        type: bool
      knockout_background_options:
        description:
        - Makes the background of images transparent.
        type: dict
        suboptions:
          corner:
            description:
            - The corner whose color counts.
            - The service knows V(UpperLeft), V(UpperRight), V(BottomLeft) and V(BottomRight). Any other
              value is sent too, with a warning.
            type: str
            required: true
          tolerance:
            description:
            - How much a color may differ and still match, from 0.0 (not at all) to 1.0.
            type: float
          fill_method:
            description:
            - Which pixels become transparent, those connected with the corner (V(FloodFill)) or all that
              match (V(MatchPixel)).
            - The service knows V(FloodFill) and V(MatchPixel). Any other value is sent too, with a warning.
            type: str
            required: true
      manual_crop_options:
        description:
        - Cuts a number of pixels off each side of images.
        - The service takes one of the three kinds of crop options at the most.
        type: dict
        suboptions:
          left:
            description:
            - Pixels that are cut off at the left.
            type: int
            required: true
          right:
            description:
            - Pixels that are cut off at the right.
            type: int
            required: true
          top:
            description:
            - Pixels that are cut off at the top.
            type: int
            required: true
          bottom:
            description:
            - Pixels that are cut off at the bottom.
            type: int
            required: true
      auto_color_crop_options:
        description:
        - Cuts edges of one color off images.
        - The service takes one of the three kinds of crop options at the most.
        type: dict
        suboptions:
          corner:
            description:
            - The corner whose color counts.
            - The service knows V(UpperLeft), V(UpperRight), V(BottomLeft) and V(BottomRight). Any other
              value is sent too, with a warning.
            type: str
            required: true
          tolerance:
            description:
            - How much a color may differ and still match, from 0.0 (not at all) to 1.0.
            type: float
            required: true
      auto_transparent_crop_options:
        description:
        - Cuts transparent edges off images.
        - The service takes one of the three kinds of crop options at the most.
        type: dict
        suboptions:
          tolerance:
            description:
            - How transparent an edge has to be, from 0.0 to 1.0.
            type: float
            required: true
      photoshop_options:
        description:
        - How Photoshop files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            - The service knows V(None) and V(MaintainLayers). Any other value is sent too, with a warning.
            type: str
          layer_options:
            description:
            - What becomes of the layers.
            type: dict
            suboptions:
              layer_naming:
                description:
                - How the images made of layers are named.
                - The service knows V(LayerName), V(AppendNumber), V(AppendName) and V(Folders). Any other
                  value is sent too, with a warning.
                type: str
              anchor:
                description:
                - The point that layers are anchored at.
                - The service knows V(Center), V(North), V(Northwest), V(West), V(Southwest), V(South),
                  V(Southeast), V(East) and V(Northeast). Any other value is sent too, with a warning.
                type: str
              create_template:
                description:
                - Whether a template is made of the layers.
                type: bool
              extract_text:
                description:
                - Whether text becomes text layers.
                type: bool
              extend_layers:
                description:
                - Whether layers are extended to the size of the background.
                type: bool
      post_script_options:
        description:
        - How PostScript files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            type: str
          resolution:
            description:
            - The resolution to rasterize with, in pixels per inch.
            type: float
          colorspace:
            description:
            - The color space to rasterize to.
            - The service knows V(Auto), V(Rgb), V(Cmyk) and V(Gray). Any other value is sent too, with
              a warning.
            type: str
          alpha:
            description:
            - Whether a transparent background stays transparent.
            type: bool
          extract_search_words:
            description:
            - Whether words to search for are extracted.
            type: bool
      pdf_options:
        description:
        - How PDF files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            - The service knows V(None), V(Rasterize) and V(Thumbnail). Any other value is sent too, with
              a warning.
            type: str
          resolution:
            description:
            - The resolution to rasterize with, in pixels per inch.
            type: float
          colorspace:
            description:
            - The color space to rasterize to.
            - The service knows V(Auto), V(Rgb), V(Cmyk) and V(Gray). Any other value is sent too, with
              a warning.
            type: str
          pdf_catalog:
            description:
            - Whether the pages are put together to an eCatalog.
            type: bool
          extract_search_words:
            description:
            - Whether words to search for are extracted.
            type: bool
          extract_links:
            description:
            - Whether links become image maps of the pages.
            type: bool
      illustrator_options:
        description:
        - How Illustrator files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            - The service knows V(None) and V(Rasterize). Any other value is sent too, with a warning.
            type: str
          resolution:
            description:
            - The resolution to rasterize with, in pixels per inch.
            type: float
          colorspace:
            description:
            - The color space to rasterize to.
            type: str
          alpha:
            description:
            - Whether a transparent background stays transparent.
            type: bool
      color_management_options:
        description:
        - How the colors of uploaded files are managed.
        type: dict
        suboptions:
          color_management:
            description:
            - How colors are managed.
            - The service knows V(Default), V(MaintainOriginal) and V(Convert). Any other value is sent
              too, with a warning.
            type: str
            required: true
          source_profile_handle:
            description:
            - The handle of the color profile that files come with.
            type: str
          output_profile_handle:
            description:
            - The handle of the color profile that files are converted to.
            type: str
      auto_set_creation_options:
        description:
        - Generates sets of the assets.
        type: dict
        suboptions:
          auto_sets_array:
            description:
            - The handles of the scripts that generate sets.
            type: list
            elements: str
      project_handle_array:
        description:
        - The handles of the projects that the assets are added to.
        type: list
        elements: str
      email_setting:
        description:
        - Of what the submitting user gets mail.
        - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any other
          value is sent too, with a warning.
        type: str
        required: true
      post_job_only_if_files:
        description:
        - Whether the job that follows runs only if there were files to upload.
        type: bool
      post_http_url:
        description:
        - A URL that the service calls when the job has ended.
        type: str
      post_image_serving_publish_job:
        description:
        - A publish to the image servers that follows.
        - The service takes one of the three kinds of publish that follow at the most.
        type: dict
        suboptions:
          publish_type:
            description:
            - How much is published.
            - The service knows V(Full), V(FullWithSearch) and V(Incremental). Any other value is sent
              too, with a warning.
            type: str
            required: true
          email_setting:
            description:
            - Of what the submitting user gets mail.
            - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any
              other value is sent too, with a warning.
            type: str
            required: true
          http_completion_url:
            description:
            - A URL that the service calls when the job has ended.
            type: str
          context_handle:
            description:
            - The handle of the publish context.
            type: str
      post_image_rendering_publish_job:
        description:
        - A publish to the image rendering servers that follows.
        - The service takes one of the three kinds of publish that follow at the most.
        type: dict
        suboptions:
          email_setting:
            description:
            - Of what the submitting user gets mail.
            - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any
              other value is sent too, with a warning.
            type: str
            required: true
          http_completion_url:
            description:
            - A URL that the service calls when the job has ended.
            type: str
          context_handle:
            description:
            - The handle of the publish context.
            type: str
      post_video_publish_job:
        description:
        - A publish of videos that follows.
        - The service takes one of the three kinds of publish that follow at the most.
        type: dict
        suboptions:
          email_setting:
            description:
            - Of what the submitting user gets mail.
            - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any
              other value is sent too, with a warning.
            type: str
            required: true
          http_completion_url:
            description:
            - A URL that the service calls when the job has ended.
            type: str
          context_handle:
            description:
            - The handle of the publish context.
            type: str
      media_options:
        description:
        - How videos are uploaded.
        type: dict
        suboptions:
          video_encoding_presets_array:
            description:
            - The handles of the presets to encode videos with.
            type: list
            elements: str
          generate_thumbnail:
            description:
            - Whether the first frame becomes the thumbnail.
            type: bool
          thumbnail_options:
            description:
            - Which frame becomes the thumbnail.
            type: dict
            suboptions:
              thumbnail_time:
                description:
                - The frame that becomes the thumbnail, in milliseconds from the start.
                type: int
      in_design_options:
        description:
        - How InDesign files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            type: str
      xmp_keywords:
        description:
        - Metadata that all uploaded assets get, as XMP.
        type: str
      unsharp_mask_options:
        description:
        - Sharpens images.
        type: dict
        suboptions:
          amount:
            description:
            - The contrast that edges get, from 0.0 to 5.0.
            type: float
          radius:
            description:
            - The width of edges in pixels, from 0.0 to 250.0.
            type: float
          threshold:
            description:
            - How much pixels have to differ to be an edge, from 0 to 255.
            type: int
          monochrome:
            description:
            - V(1) sharpens the brightness only, V(0) each color by itself.
            type: int
      un_compress_options:
        description:
        - What becomes of ZIP and TAR archives.
        type: dict
        suboptions:
          process:
            description:
            - Whether archives are uploaded as they are (V(None)) or unpacked (V(UnCompress)).
            - The service knows V(None) and V(UnCompress). Any other value is sent too, with a warning.
            type: str
            required: true
      exclude_master_video_from_avs:
        description:
        - Whether the original video is left out of the adaptive video set.
        type: bool
  upload_urls:
    description:
    - Uploads files from URLs.
    - Mutually exclusive with all other kinds of job.
    type: dict
    suboptions:
      url_array:
        description:
        - The files.
        type: list
        elements: dict
        suboptions:
          source_url:
            description:
            - The URL of the file.
            type: str
            required: true
          dest_path:
            description:
            - The path that the asset is put at.
            type: str
            required: true
      num_urls:
        description:
        - How many files there are.
        - The service tells it; there is no need to give it.
        type: int
      overwrite:
        description:
        - Whether assets that are there already are replaced.
        type: bool
        required: true
      ready_for_publish:
        description:
        - Whether the assets are marked for publish.
        type: bool
        required: true
      preserve_publish_state:
        description:
        - Whether assets that are replaced stay marked for publish as they were.
        - Where it is not set, the company's setting counts.
        type: bool
      create_mask:
        description:
        - Whether masks are made.
        type: bool
        required: true
      preserve_crop:
        description:
        - Whether crops that are there already are kept.
        type: bool
      knockout_background_options:
        description:
        - Makes the background of images transparent.
        type: dict
        suboptions:
          corner:
            description:
            - The corner whose color counts.
            - The service knows V(UpperLeft), V(UpperRight), V(BottomLeft) and V(BottomRight). Any other
              value is sent too, with a warning.
            type: str
            required: true
          tolerance:
            description:
            - How much a color may differ and still match, from 0.0 (not at all) to 1.0.
            type: float
          fill_method:
            description:
            - Which pixels become transparent, those connected with the corner (V(FloodFill)) or all that
              match (V(MatchPixel)).
            - The service knows V(FloodFill) and V(MatchPixel). Any other value is sent too, with a warning.
            type: str
            required: true
      manual_crop_options:
        description:
        - Cuts a number of pixels off each side of images.
        - The service takes one of the three kinds of crop options at the most.
        type: dict
        suboptions:
          left:
            description:
            - Pixels that are cut off at the left.
            type: int
            required: true
          right:
            description:
            - Pixels that are cut off at the right.
            type: int
            required: true
          top:
            description:
            - Pixels that are cut off at the top.
            type: int
            required: true
          bottom:
            description:
            - Pixels that are cut off at the bottom.
            type: int
            required: true
      auto_color_crop_options:
        description:
        - Cuts edges of one color off images.
        - The service takes one of the three kinds of crop options at the most.
        type: dict
        suboptions:
          corner:
            description:
            - The corner whose color counts.
            - The service knows V(UpperLeft), V(UpperRight), V(BottomLeft) and V(BottomRight). Any other
              value is sent too, with a warning.
            type: str
            required: true
          tolerance:
            description:
            - How much a color may differ and still match, from 0.0 (not at all) to 1.0.
            type: float
            required: true
      auto_transparent_crop_options:
        description:
        - Cuts transparent edges off images.
        - The service takes one of the three kinds of crop options at the most.
        type: dict
        suboptions:
          tolerance:
            description:
            - How transparent an edge has to be, from 0.0 to 1.0.
            type: float
            required: true
      photoshop_options:
        description:
        - How Photoshop files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            - The service knows V(None) and V(MaintainLayers). Any other value is sent too, with a warning.
            type: str
          layer_options:
            description:
            - What becomes of the layers.
            type: dict
            suboptions:
              layer_naming:
                description:
                - How the images made of layers are named.
                - The service knows V(LayerName), V(AppendNumber), V(AppendName) and V(Folders). Any other
                  value is sent too, with a warning.
                type: str
              anchor:
                description:
                - The point that layers are anchored at.
                - The service knows V(Center), V(North), V(Northwest), V(West), V(Southwest), V(South),
                  V(Southeast), V(East) and V(Northeast). Any other value is sent too, with a warning.
                type: str
              create_template:
                description:
                - Whether a template is made of the layers.
                type: bool
              extract_text:
                description:
                - Whether text becomes text layers.
                type: bool
              extend_layers:
                description:
                - Whether layers are extended to the size of the background.
                type: bool
      post_script_options:
        description:
        - How PostScript files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            type: str
          resolution:
            description:
            - The resolution to rasterize with, in pixels per inch.
            type: float
          colorspace:
            description:
            - The color space to rasterize to.
            - The service knows V(Auto), V(Rgb), V(Cmyk) and V(Gray). Any other value is sent too, with
              a warning.
            type: str
          alpha:
            description:
            - Whether a transparent background stays transparent.
            type: bool
          extract_search_words:
            description:
            - Whether words to search for are extracted.
            type: bool
      pdf_options:
        description:
        - How PDF files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            - The service knows V(None), V(Rasterize) and V(Thumbnail). Any other value is sent too, with
              a warning.
            type: str
          resolution:
            description:
            - The resolution to rasterize with, in pixels per inch.
            type: float
          colorspace:
            description:
            - The color space to rasterize to.
            - The service knows V(Auto), V(Rgb), V(Cmyk) and V(Gray). Any other value is sent too, with
              a warning.
            type: str
          pdf_catalog:
            description:
            - Whether the pages are put together to an eCatalog.
            type: bool
          extract_search_words:
            description:
            - Whether words to search for are extracted.
            type: bool
          extract_links:
            description:
            - Whether links become image maps of the pages.
            type: bool
      illustrator_options:
        description:
        - How Illustrator files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            - The service knows V(None) and V(Rasterize). Any other value is sent too, with a warning.
            type: str
          resolution:
            description:
            - The resolution to rasterize with, in pixels per inch.
            type: float
          colorspace:
            description:
            - The color space to rasterize to.
            type: str
          alpha:
            description:
            - Whether a transparent background stays transparent.
            type: bool
      color_management_options:
        description:
        - How the colors of uploaded files are managed.
        type: dict
        suboptions:
          color_management:
            description:
            - How colors are managed.
            - The service knows V(Default), V(MaintainOriginal) and V(Convert). Any other value is sent
              too, with a warning.
            type: str
            required: true
          source_profile_handle:
            description:
            - The handle of the color profile that files come with.
            type: str
          output_profile_handle:
            description:
            - The handle of the color profile that files are converted to.
            type: str
      auto_set_creation_options:
        description:
        - Generates sets of the assets.
        type: dict
        suboptions:
          auto_sets_array:
            description:
            - The handles of the scripts that generate sets.
            type: list
            elements: str
      project_handle_array:
        description:
        - The handles of the projects that the assets are added to.
        type: list
        elements: str
      email_setting:
        description:
        - Of what the submitting user gets mail.
        - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any other
          value is sent too, with a warning.
        type: str
        required: true
      post_job_only_if_files:
        description:
        - Whether the job that follows runs only if there were files to upload.
        type: bool
      post_http_url:
        description:
        - A URL that the service calls when the job has ended.
        type: str
      post_image_serving_publish_job:
        description:
        - A publish to the image servers that follows.
        - The service takes one of the three kinds of publish that follow at the most.
        type: dict
        suboptions:
          publish_type:
            description:
            - How much is published.
            - The service knows V(Full), V(FullWithSearch) and V(Incremental). Any other value is sent
              too, with a warning.
            type: str
            required: true
          email_setting:
            description:
            - Of what the submitting user gets mail.
            - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any
              other value is sent too, with a warning.
            type: str
            required: true
          http_completion_url:
            description:
            - A URL that the service calls when the job has ended.
            type: str
          context_handle:
            description:
            - The handle of the publish context.
            type: str
      post_image_rendering_publish_job:
        description:
        - A publish to the image rendering servers that follows.
        - The service takes one of the three kinds of publish that follow at the most.
        type: dict
        suboptions:
          email_setting:
            description:
            - Of what the submitting user gets mail.
            - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any
              other value is sent too, with a warning.
            type: str
            required: true
          http_completion_url:
            description:
            - A URL that the service calls when the job has ended.
            type: str
          context_handle:
            description:
            - The handle of the publish context.
            type: str
      post_video_publish_job:
        description:
        - A publish of videos that follows.
        - The service takes one of the three kinds of publish that follow at the most.
        type: dict
        suboptions:
          email_setting:
            description:
            - Of what the submitting user gets mail.
            - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any
              other value is sent too, with a warning.
            type: str
            required: true
          http_completion_url:
            description:
            - A URL that the service calls when the job has ended.
            type: str
          context_handle:
            description:
            - The handle of the publish context.
            type: str
      media_options:
        description:
        - How videos are uploaded.
        type: dict
        suboptions:
          video_encoding_presets_array:
            description:
            - The handles of the presets to encode videos with.
            type: list
            elements: str
          generate_thumbnail:
            description:
            - Whether the first frame becomes the thumbnail.
            type: bool
          thumbnail_options:
            description:
            - Which frame becomes the thumbnail.
            type: dict
            suboptions:
              thumbnail_time:
                description:
                - The frame that becomes the thumbnail, in milliseconds from the start.
                type: int
      in_design_options:
        description:
        - How InDesign files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            type: str
      xmp_keywords:
        description:
        - Metadata that all uploaded assets get, as XMP.
        type: str
      unsharp_mask_options:
        description:
        - Sharpens images.
        type: dict
        suboptions:
          amount:
            description:
            - The contrast that edges get, from 0.0 to 5.0.
            type: float
          radius:
            description:
            - The width of edges in pixels, from 0.0 to 250.0.
            type: float
          threshold:
            description:
            - How much pixels have to differ to be an edge, from 0 to 255.
            type: int
          monochrome:
            description:
            - V(1) sharpens the brightness only, V(0) each color by itself.
            type: int
      un_compress_options:
        description:
        - What becomes of ZIP and TAR archives.
        type: dict
        suboptions:
          process:
            description:
            - Whether archives are uploaded as they are (V(None)) or unpacked (V(UnCompress)).
            - The service knows V(None) and V(UnCompress). Any other value is sent too, with a warning.
            type: str
            required: true
      exclude_master_video_from_avs:
        description:
        - Whether the original video is left out of the adaptive video set.
        type: bool
  optimize_images:
    description:
    - Optimizes images.
    - Mutually exclusive with all other kinds of job.
    type: dict
    suboptions:
      email_setting:
        description:
        - Of what the submitting user gets mail.
        - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any other
          value is sent too, with a warning.
        type: str
        required: true
  rip_pdfs:
    description:
    - Rasterizes PDF files.
    - Mutually exclusive with all other kinds of job.
    type: dict
    suboptions:
      pdf_handle_array:
        description:
        - The handles of the PDF files.
        type: list
        elements: str
        required: true
      create_mask:
        description:
        - Whether masks are made.
        type: bool
        required: true
      knockout_background_options:
        description:
        - Makes the background of images transparent.
        type: dict
        suboptions:
          corner:
            description:
            - The corner whose color counts.
            - The service knows V(UpperLeft), V(UpperRight), V(BottomLeft) and V(BottomRight). Any other
              value is sent too, with a warning.
            type: str
            required: true
          tolerance:
            description:
            - How much a color may differ and still match, from 0.0 (not at all) to 1.0.
            type: float
          fill_method:
            description:
            - Which pixels become transparent, those connected with the corner (V(FloodFill)) or all that
              match (V(MatchPixel)).
            - The service knows V(FloodFill) and V(MatchPixel). Any other value is sent too, with a warning.
            type: str
            required: true
      manual_crop_options:
        description:
        - Cuts a number of pixels off each side of images.
        - The service takes one of the three kinds of crop options at the most.
        type: dict
        suboptions:
          left:
            description:
            - Pixels that are cut off at the left.
            type: int
            required: true
          right:
            description:
            - Pixels that are cut off at the right.
            type: int
            required: true
          top:
            description:
            - Pixels that are cut off at the top.
            type: int
            required: true
          bottom:
            description:
            - Pixels that are cut off at the bottom.
            type: int
            required: true
      auto_color_crop_options:
        description:
        - Cuts edges of one color off images.
        - The service takes one of the three kinds of crop options at the most.
        type: dict
        suboptions:
          corner:
            description:
            - The corner whose color counts.
            - The service knows V(UpperLeft), V(UpperRight), V(BottomLeft) and V(BottomRight). Any other
              value is sent too, with a warning.
            type: str
            required: true
          tolerance:
            description:
            - How much a color may differ and still match, from 0.0 (not at all) to 1.0.
            type: float
            required: true
      auto_transparent_crop_options:
        description:
        - Cuts transparent edges off images.
        - The service takes one of the three kinds of crop options at the most.
        type: dict
        suboptions:
          tolerance:
            description:
            - How transparent an edge has to be, from 0.0 to 1.0.
            type: float
            required: true
      post_script_options:
        description:
        - How PostScript files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            type: str
          resolution:
            description:
            - The resolution to rasterize with, in pixels per inch.
            type: float
          colorspace:
            description:
            - The color space to rasterize to.
            - The service knows V(Auto), V(Rgb), V(Cmyk) and V(Gray). Any other value is sent too, with
              a warning.
            type: str
          alpha:
            description:
            - Whether a transparent background stays transparent.
            type: bool
          extract_search_words:
            description:
            - Whether words to search for are extracted.
            type: bool
      pdf_options:
        description:
        - How PDF files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            - The service knows V(None), V(Rasterize) and V(Thumbnail). Any other value is sent too, with
              a warning.
            type: str
          resolution:
            description:
            - The resolution to rasterize with, in pixels per inch.
            type: float
          colorspace:
            description:
            - The color space to rasterize to.
            - The service knows V(Auto), V(Rgb), V(Cmyk) and V(Gray). Any other value is sent too, with
              a warning.
            type: str
          pdf_catalog:
            description:
            - Whether the pages are put together to an eCatalog.
            type: bool
          extract_search_words:
            description:
            - Whether words to search for are extracted.
            type: bool
          extract_links:
            description:
            - Whether links become image maps of the pages.
            type: bool
      illustrator_options:
        description:
        - How Illustrator files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            - The service knows V(None) and V(Rasterize). Any other value is sent too, with a warning.
            type: str
          resolution:
            description:
            - The resolution to rasterize with, in pixels per inch.
            type: float
          colorspace:
            description:
            - The color space to rasterize to.
            type: str
          alpha:
            description:
            - Whether a transparent background stays transparent.
            type: bool
      color_management_options:
        description:
        - How the colors of uploaded files are managed.
        type: dict
        suboptions:
          color_management:
            description:
            - How colors are managed.
            - The service knows V(Default), V(MaintainOriginal) and V(Convert). Any other value is sent
              too, with a warning.
            type: str
            required: true
          source_profile_handle:
            description:
            - The handle of the color profile that files come with.
            type: str
          output_profile_handle:
            description:
            - The handle of the color profile that files are converted to.
            type: str
      project_handle_array:
        description:
        - The handles of the projects that the assets are added to.
        type: list
        elements: str
      email_setting:
        description:
        - Of what the submitting user gets mail.
        - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any other
          value is sent too, with a warning.
        type: str
        required: true
      post_http_url:
        description:
        - A URL that the service calls when the job has ended.
        type: str
      post_image_serving_publish_job:
        description:
        - A publish to the image servers that follows.
        - The service takes one of the three kinds of publish that follow at the most.
        type: dict
        suboptions:
          publish_type:
            description:
            - How much is published.
            - The service knows V(Full), V(FullWithSearch) and V(Incremental). Any other value is sent
              too, with a warning.
            type: str
            required: true
          email_setting:
            description:
            - Of what the submitting user gets mail.
            - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any
              other value is sent too, with a warning.
            type: str
            required: true
          http_completion_url:
            description:
            - A URL that the service calls when the job has ended.
            type: str
          context_handle:
            description:
            - The handle of the publish context.
            type: str
      post_image_rendering_publish_job:
        description:
        - A publish to the image rendering servers that follows.
        - The service takes one of the three kinds of publish that follow at the most.
        type: dict
        suboptions:
          email_setting:
            description:
            - Of what the submitting user gets mail.
            - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any
              other value is sent too, with a warning.
            type: str
            required: true
          http_completion_url:
            description:
            - A URL that the service calls when the job has ended.
            type: str
          context_handle:
            description:
            - The handle of the publish context.
            type: str
      post_video_publish_job:
        description:
        - A publish of videos that follows.
        - The service takes one of the three kinds of publish that follow at the most.
        type: dict
        suboptions:
          email_setting:
            description:
            - Of what the submitting user gets mail.
            - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any
              other value is sent too, with a warning.
            type: str
            required: true
          http_completion_url:
            description:
            - A URL that the service calls when the job has ended.
            type: str
          context_handle:
            description:
            - The handle of the publish context.
            type: str
      in_design_options:
        description:
        - How InDesign files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            type: str
  reprocess_assets:
    description:
    - Processes assets again.
    - Mutually exclusive with all other kinds of job.
    type: dict
    suboptions:
      asset_handle_array:
        description:
        - The handles of the assets.
        type: list
        elements: str
        required: true
      ready_for_publish:
        description:
        - Whether the assets are marked for publish.
        type: bool
      preserve_publish_state:
        description:
        - Whether assets that are replaced stay marked for publish as they were.
        - Where it is not set, the company's setting counts.
        type: bool
      create_mask:
        description:
        - Whether masks are made.
        type: bool
        required: true
      preserve_crop:
        description:
        - Whether crops that are there already are kept.
        type: bool
      knockout_background_options:
        description:
        - Makes the background of images transparent.
        type: dict
        suboptions:
          corner:
            description:
            - The corner whose color counts.
            - The service knows V(UpperLeft), V(UpperRight), V(BottomLeft) and V(BottomRight). Any other
              value is sent too, with a warning.
            type: str
            required: true
          tolerance:
            description:
            - How much a color may differ and still match, from 0.0 (not at all) to 1.0.
            type: float
          fill_method:
            description:
            - Which pixels become transparent, those connected with the corner (V(FloodFill)) or all that
              match (V(MatchPixel)).
            - The service knows V(FloodFill) and V(MatchPixel). Any other value is sent too, with a warning.
            type: str
            required: true
      manual_crop_options:
        description:
        - Cuts a number of pixels off each side of images.
        - The service takes one of the three kinds of crop options at the most.
        type: dict
        suboptions:
          left:
            description:
            - Pixels that are cut off at the left.
            type: int
            required: true
          right:
            description:
            - Pixels that are cut off at the right.
            type: int
            required: true
          top:
            description:
            - Pixels that are cut off at the top.
            type: int
            required: true
          bottom:
            description:
            - Pixels that are cut off at the bottom.
            type: int
            required: true
      auto_color_crop_options:
        description:
        - Cuts edges of one color off images.
        - The service takes one of the three kinds of crop options at the most.
        type: dict
        suboptions:
          corner:
            description:
            - The corner whose color counts.
            - The service knows V(UpperLeft), V(UpperRight), V(BottomLeft) and V(BottomRight). Any other
              value is sent too, with a warning.
            type: str
            required: true
          tolerance:
            description:
            - How much a color may differ and still match, from 0.0 (not at all) to 1.0.
            type: float
            required: true
      auto_transparent_crop_options:
        description:
        - Cuts transparent edges off images.
        - The service takes one of the three kinds of crop options at the most.
        type: dict
        suboptions:
          tolerance:
            description:
            - How transparent an edge has to be, from 0.0 to 1.0.
            type: float
            required: true
      photoshop_options:
        description:
        - How Photoshop files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            - The service knows V(None) and V(MaintainLayers). Any other value is sent too, with a warning.
            type: str
          layer_options:
            description:
            - What becomes of the layers.
            type: dict
            suboptions:
              layer_naming:
                description:
                - How the images made of layers are named.
                - The service knows V(LayerName), V(AppendNumber), V(AppendName) and V(Folders). Any other
                  value is sent too, with a warning.
                type: str
              anchor:
                description:
                - The point that layers are anchored at.
                - The service knows V(Center), V(North), V(Northwest), V(West), V(Southwest), V(South),
                  V(Southeast), V(East) and V(Northeast). Any other value is sent too, with a warning.
                type: str
              create_template:
                description:
                - Whether a template is made of the layers.
                type: bool
              extract_text:
                description:
                - Whether text becomes text layers.
                type: bool
              extend_layers:
                description:
                - Whether layers are extended to the size of the background.
                type: bool
      post_script_options:
        description:
        - How PostScript files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            type: str
          resolution:
            description:
            - The resolution to rasterize with, in pixels per inch.
            type: float
          colorspace:
            description:
            - The color space to rasterize to.
            - The service knows V(Auto), V(Rgb), V(Cmyk) and V(Gray). Any other value is sent too, with
              a warning.
            type: str
          alpha:
            description:
            - Whether a transparent background stays transparent.
            type: bool
          extract_search_words:
            description:
            - Whether words to search for are extracted.
            type: bool
      pdf_options:
        description:
        - How PDF files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            - The service knows V(None), V(Rasterize) and V(Thumbnail). Any other value is sent too, with
              a warning.
            type: str
          resolution:
            description:
            - The resolution to rasterize with, in pixels per inch.
            type: float
          colorspace:
            description:
            - The color space to rasterize to.
            - The service knows V(Auto), V(Rgb), V(Cmyk) and V(Gray). Any other value is sent too, with
              a warning.
            type: str
          pdf_catalog:
            description:
            - Whether the pages are put together to an eCatalog.
            type: bool
          extract_search_words:
            description:
            - Whether words to search for are extracted.
            type: bool
          extract_links:
            description:
            - Whether links become image maps of the pages.
            type: bool
      media_options:
        description:
        - How videos are uploaded.
        type: dict
        suboptions:
          video_encoding_presets_array:
            description:
            - The handles of the presets to encode videos with.
            type: list
            elements: str
          generate_thumbnail:
            description:
            - Whether the first frame becomes the thumbnail.
            type: bool
          thumbnail_options:
            description:
            - Which frame becomes the thumbnail.
            type: dict
            suboptions:
              thumbnail_time:
                description:
                - The frame that becomes the thumbnail, in milliseconds from the start.
                type: int
      illustrator_options:
        description:
        - How Illustrator files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            - The service knows V(None) and V(Rasterize). Any other value is sent too, with a warning.
            type: str
          resolution:
            description:
            - The resolution to rasterize with, in pixels per inch.
            type: float
          colorspace:
            description:
            - The color space to rasterize to.
            type: str
          alpha:
            description:
            - Whether a transparent background stays transparent.
            type: bool
      color_management_options:
        description:
        - How the colors of uploaded files are managed.
        type: dict
        suboptions:
          color_management:
            description:
            - How colors are managed.
            - The service knows V(Default), V(MaintainOriginal) and V(Convert). Any other value is sent
              too, with a warning.
            type: str
            required: true
          source_profile_handle:
            description:
            - The handle of the color profile that files come with.
            type: str
          output_profile_handle:
            description:
            - The handle of the color profile that files are converted to.
            type: str
      auto_set_creation_options:
        description:
        - Generates sets of the assets.
        type: dict
        suboptions:
          auto_sets_array:
            description:
            - The handles of the scripts that generate sets.
            type: list
            elements: str
      project_handle_array:
        description:
        - The handles of the projects that the assets are added to.
        type: list
        elements: str
      email_setting:
        description:
        - Of what the submitting user gets mail.
        - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any other
          value is sent too, with a warning.
        type: str
        required: true
      post_job_only_if_files:
        description:
        - Whether the job that follows runs only if there were files to upload.
        type: bool
      post_http_url:
        description:
        - A URL that the service calls when the job has ended.
        type: str
      post_image_serving_publish_job:
        description:
        - A publish to the image servers that follows.
        - The service takes one of the three kinds of publish that follow at the most.
        type: dict
        suboptions:
          publish_type:
            description:
            - How much is published.
            - The service knows V(Full), V(FullWithSearch) and V(Incremental). Any other value is sent
              too, with a warning.
            type: str
            required: true
          email_setting:
            description:
            - Of what the submitting user gets mail.
            - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any
              other value is sent too, with a warning.
            type: str
            required: true
          http_completion_url:
            description:
            - A URL that the service calls when the job has ended.
            type: str
          context_handle:
            description:
            - The handle of the publish context.
            type: str
      post_image_rendering_publish_job:
        description:
        - A publish to the image rendering servers that follows.
        - The service takes one of the three kinds of publish that follow at the most.
        type: dict
        suboptions:
          email_setting:
            description:
            - Of what the submitting user gets mail.
            - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any
              other value is sent too, with a warning.
            type: str
            required: true
          http_completion_url:
            description:
            - A URL that the service calls when the job has ended.
            type: str
          context_handle:
            description:
            - The handle of the publish context.
            type: str
      post_video_publish_job:
        description:
        - A publish of videos that follows.
        - The service takes one of the three kinds of publish that follow at the most.
        type: dict
        suboptions:
          email_setting:
            description:
            - Of what the submitting user gets mail.
            - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any
              other value is sent too, with a warning.
            type: str
            required: true
          http_completion_url:
            description:
            - A URL that the service calls when the job has ended.
            type: str
          context_handle:
            description:
            - The handle of the publish context.
            type: str
      in_design_options:
        description:
        - How InDesign files are uploaded.
        type: dict
        suboptions:
          process:
            description:
            - How the files are processed.
            type: str
      unsharp_mask_options:
        description:
        - Sharpens images.
        type: dict
        suboptions:
          amount:
            description:
            - The contrast that edges get, from 0.0 to 5.0.
            type: float
          radius:
            description:
            - The width of edges in pixels, from 0.0 to 250.0.
            type: float
          threshold:
            description:
            - How much pixels have to differ to be an edge, from 0 to 255.
            type: int
          monochrome:
            description:
            - V(1) sharpens the brightness only, V(0) each color by itself.
            type: int
      exclude_master_video_from_avs:
        description:
        - Whether the original video is left out of the adaptive video set.
        type: bool
  create_video_sitemap:
    description:
    - Creates the video site map.
    - It needs no suboption; give it V({}) then.
    - Mutually exclusive with all other kinds of job.
    type: dict
    suboptions:
      force_update:
        description:
        - Whether the site map is made even where the company makes it by hand.
        type: bool
  export:
    description:
    - Exports assets.
    - Mutually exclusive with all other kinds of job.
    type: dict
    suboptions:
      asset_handle_array:
        description:
        - The handles of the assets.
        type: list
        elements: str
        required: true
      fmt:
        description:
        - Whether the originals are exported (V(orig)) or files made of them (V(convert)).
        - The service knows V(orig) and V(convert). Any other value is sent too, with a warning.
        type: str
        required: true
      is_modifier:
        description:
        - Image serving commands for the conversion.
        type: str
      macro:
        description:
        - An image preset for the conversion, which wins over C(is_modifier).
        type: str
      email_setting:
        description:
        - Of what the submitting user gets mail.
        - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any other
          value is sent too, with a warning.
        type: str
        required: true
      client_id:
        description:
        - Reserved by the service.
        type: str
  automated_set_generation:
    description:
    - Generates sets of assets.
    - Mutually exclusive with all other kinds of job.
    type: dict
    suboptions:
      asset_handle_array:
        description:
        - The handles of the assets.
        type: list
        elements: str
        required: true
      dest_folder:
        description:
        - The folder that assets are put into.
        type: str
      ready_for_publish:
        description:
        - Whether the assets are marked for publish.
        type: bool
        required: true
      auto_set_creation_options:
        description:
        - Generates sets of the assets.
        type: dict
        required: true
        suboptions:
          auto_sets_array:
            description:
            - The handles of the scripts that generate sets.
            type: list
            elements: str
      email_setting:
        description:
        - Of what the submitting user gets mail.
        - The service knows V(All), V(Error), V(ErrorAndWarning), V(JobCompletion) and V(None). Any other
          value is sent too, with a warning.
        type: str
        required: true
"""
