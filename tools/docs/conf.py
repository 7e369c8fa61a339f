# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of the documentation site, which tools/build_docs.py builds."""

from __future__ import annotations

project = "mediaops.dynamic_media"
author = "mediaops.dynamic_media contributors"
copyright = f"2026, {author}"  # noqa: A001
html_title = project

extensions = ["myst_parser", "sphinx_antsibull_ext"]
myst_heading_anchors = 3

html_theme = "sphinx_ansible_theme"
html_theme_options = {"display_version": False, "vcs_pageview_mode": ""}
html_static_path = ["static"]
html_css_files = ["widths.css"]
html_copy_source = False
html_show_sphinx = False
html_use_index = False
html_use_smartypants = False

pygments_style = "ansible"
highlight_language = "YAML+Jinja"
default_role = "any"

# A link that leads nowhere fails the build. Those to Ansible's own documentation are not looked up, so that the site
# is built without a network.
nitpicky = True
ANSIBLE_LABELS = (
    r"action_plugins|ansible_(collections\.ansible\.builtin\..*|configuration_settings|core_.*)|become(_plugins)?"
    r"|check_mode_dry|common_return_values|developing_.*|list_of_collections|module_defaults_groups|playbooks_.*"
)
nitpick_ignore_regex = [("std:ref", ANSIBLE_LABELS)]
