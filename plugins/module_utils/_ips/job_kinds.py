# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of job that submitJob takes, as data.

From this one table come the modules' suboptions, the XML that is sent, the comparison with what the service shows of a
job, and the documentation.

Fields, their order, types and which are required: the service's interface description of 2014-04-03. What they mean,
and their constants: Adobe's "Image Production System API" reference, data types and string constants. What a
version lacks is in ``versions``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import partial
from typing import Any, Callable, NamedTuple

from .errors import ConfigurationError

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Scalar(Enum):
    """The schema's simple types, as Ansible's option types."""

    STRING = "str"
    BOOLEAN = "bool"
    INT = "int"
    LONG = "long"
    DOUBLE = "float"

    @property
    def option_type(self) -> str:
        """As an argument spec has it."""
        return "int" if self is Scalar.LONG else self.value


_INTEGER_BITS = {Scalar.INT: 31, Scalar.LONG: 63}
_READERS: dict[Scalar, Callable[[str], Any]] = {
    Scalar.BOOLEAN: {"true": True, "1": True, "false": False, "0": False}.__getitem__,
    Scalar.INT: int,
    Scalar.LONG: int,
    Scalar.DOUBLE: float,
}


Structure = tuple["Field", ...]
"""A complex type: fields in the schema's order."""


class Field(NamedTuple):
    """A field of a job's element.

    :param name: in the service's spelling.
    :param description: sentences, for the documentation.
    :param is_array: whether it holds any number of ``items`` of its type.
    :param constants: the values that the service takes; empty for any.
    :param counted_as: the field whose number getScheduledJobs may show in place of this array.
    :param default: of the option, for what the service requires and a task need not give.
    """

    name: str
    type: Scalar | Structure
    description: tuple[str, ...]
    required: bool = False
    is_array: bool = False
    constants: tuple[str, ...] = ()
    counted_as: str | None = None
    default: Any = None

    @property
    def option(self) -> str:
        """The name of the suboption."""
        return snake_case(self.name)

    @property
    def item(self) -> Field:
        """One item of the array."""
        return self._replace(is_array=False)


class JobKind(NamedTuple):
    """A kind of job.

    :param element: of submitJob and of a scheduled job, in the service's spelling.
    """

    element: str
    description: tuple[str, ...]
    structure: Structure

    @property
    def option(self) -> str:
        """The name of the option that takes such a job."""
        return snake_case(self.element).removesuffix("_job")


def snake_case(name: str) -> str:
    """The service's spelling in Ansible's: ``destFolder`` is ``dest_folder``."""
    return _WORD_START.sub("_", name).lower()


def _field(kind: Scalar, name: str, *description: str, **facts: Any) -> Field:
    return Field(name, kind, description, **facts)


_text = partial(_field, Scalar.STRING)
_texts = partial(_field, Scalar.STRING, is_array=True)
_truth = partial(_field, Scalar.BOOLEAN)
_number = partial(_field, Scalar.DOUBLE)
_integer = partial(_field, Scalar.INT)
_long = partial(_field, Scalar.LONG)


def _choice(name: str, description: str, constants: tuple[str, ...], required: bool = False) -> Field:
    return _text(name, description, constants=constants, required=required)


def _sentences(description: str | Sequence[str]) -> tuple[str, ...]:
    return (description,) if isinstance(description, str) else tuple(description)


def _group(name: str, description: str | Sequence[str], *fields: Field, **facts: Any) -> Field:
    return Field(name, fields, _sentences(description), **facts)


def _kind(element: str, description: str | Sequence[str], *fields: Field) -> JobKind:
    return JobKind(element, _sentences(description), fields)


def _required(field: Field) -> Field:
    return field._replace(required=True)


def _by_default(field: Field, value: Any) -> Field:
    return field._replace(required=False, default=value)


_ONE_CROP = "The service takes at most one of the three kinds of crop options."
_ONE_PUBLISH = "The service takes at most one of the three kinds of follow-on publish."

EMAIL_SETTING = _choice(
    "emailSetting",
    "When the submitting user gets an email.",
    ("All", "Error", "ErrorAndWarning", "JobCompletion", "None"),
    required=True,
)
PUBLISH_TYPE = _choice(
    "publishType", "How much is published.", ("Full", "FullWithSearch", "Incremental"), required=True
)
COMPLETION_URL = _text("httpCompletionUrl", "A URL that the service calls when the job has ended.")
CONTEXT = _text("contextHandle", "The handle of the publish context.")
PUBLISH = (EMAIL_SETTING, COMPLETION_URL, CONTEXT)
CORNER = _choice(
    "corner", "The corner whose color counts.", ("UpperLeft", "UpperRight", "BottomLeft", "BottomRight"), required=True
)
TOLERANCE = _number("tolerance", "How much a color may differ and still match, from 0.0 (not at all) to 1.0.")
KNOCKOUT_BACKGROUND = _group(
    "knockoutBackgroundOptions",
    "Makes the background of images transparent.",
    CORNER,
    TOLERANCE,
    _choice(
        "fillMethod",
        "Which pixels become transparent: those connected with the corner (V(FloodFill)), or all that "
        "match (V(MatchPixel)).",
        ("FloodFill", "MatchPixel"),
        required=True,
    ),
)
MANUAL_CROP = _group(
    "manualCropOptions",
    ("Cuts a number of pixels off each side of images.", _ONE_CROP),
    *(
        _integer(side, f"Pixels that are cut off at the {side}.", required=True)
        for side in ("left", "right", "top", "bottom")
    ),
)
AUTO_COLOR_CROP = _group(
    "autoColorCropOptions", ("Cuts edges of one color off images.", _ONE_CROP), CORNER, _required(TOLERANCE)
)
AUTO_TRANSPARENT_CROP = _group(
    "autoTransparentCropOptions",
    ("Cuts transparent edges off images.", _ONE_CROP),
    _number("tolerance", "How transparent an edge has to be, from 0.0 to 1.0.", required=True),
)
PROCESS = _text("process", "How the files are processed.")
PHOTOSHOP = _group(
    "photoshopOptions",
    "How Photoshop files are uploaded.",
    PROCESS._replace(constants=("None", "MaintainLayers")),
    _group(
        "layerOptions",
        "How layers are handled.",
        _choice(
            "layerNaming",
            "How the images made from layers are named.",
            ("LayerName", "AppendNumber", "AppendName", "Folders"),
        ),
        _choice(
            "anchor",
            "The point that layers are anchored at.",
            ("Center", "North", "Northwest", "West", "Southwest", "South", "Southeast", "East", "Northeast"),
        ),
        _truth("createTemplate", "Whether a template is made from the layers."),
        _truth("extractText", "Whether text becomes text layers."),
        _truth("extendLayers", "Whether layers are extended to the size of the background."),
    ),
)
RESOLUTION = _number("resolution", "The resolution to rasterize at, in pixels per inch.")
COLORSPACE = _choice("colorspace", "The color space to rasterize to.", ("Auto", "Rgb", "Cmyk", "Gray"))
ALPHA = _truth("alpha", "Whether a transparent background stays transparent.")
SEARCH_WORDS = _truth("extractSearchWords", "Whether search words are extracted.")
POSTSCRIPT = _group(
    "postScriptOptions", "How PostScript files are uploaded.", PROCESS, RESOLUTION, COLORSPACE, ALPHA, SEARCH_WORDS
)
PDF = _group(
    "pdfOptions",
    "How PDF files are uploaded.",
    PROCESS._replace(constants=("None", "Rasterize", "Thumbnail")),
    RESOLUTION,
    COLORSPACE,
    _truth("pdfCatalog", "Whether the pages are combined into an eCatalog."),
    SEARCH_WORDS,
    _truth("extractLinks", "Whether links become image maps of the pages."),
)
ILLUSTRATOR = _group(
    "illustratorOptions",
    "How Illustrator files are uploaded.",
    PROCESS._replace(constants=("None", "Rasterize")),
    RESOLUTION,
    COLORSPACE._replace(constants=()),
    ALPHA,
)
COLOR_MANAGEMENT = _group(
    "colorManagementOptions",
    "How the colors of uploaded files are managed.",
    _choice("colorManagement", "How colors are managed.", ("Default", "MaintainOriginal", "Convert"), required=True),
    _text("sourceProfileHandle", "The handle of the color profile that files come with."),
    _text("outputProfileHandle", "The handle of the color profile that files are converted to."),
)
AUTO_SETS = _group(
    "autoSetCreationOptions",
    "Generates sets of the assets.",
    _texts("autoSetsArray", "The handles of the scripts that generate sets."),
)
MEDIA = _group(
    "mediaOptions",
    "How videos are uploaded.",
    _texts("videoEncodingPresetsArray", "The handles of the presets to encode videos with."),
    _truth("generateThumbnail", "Whether the first frame becomes the thumbnail."),
    _group(
        "thumbnailOptions",
        "Which frame becomes the thumbnail.",
        _long("thumbnailTime", "The frame that becomes the thumbnail, in milliseconds from the start."),
    ),
)
IN_DESIGN = _group("inDesignOptions", "How InDesign files are uploaded.", PROCESS)
UNSHARP_MASK = _group(
    "unsharpMaskOptions",
    "Sharpens images.",
    _number("amount", "The contrast that edges get, from 0.0 to 5.0."),
    _number("radius", "The width of edges in pixels, from 0.0 to 250.0."),
    _integer("threshold", "How much pixels have to differ to be an edge, from 0 to 255."),
    _integer("monochrome", "V(1) sharpens the brightness only, V(0) each color by itself."),
)
UNCOMPRESS = _group(
    "unCompressOptions",
    "How ZIP and TAR archives are handled.",
    _choice(
        "process",
        "Whether archives are uploaded as they are (V(None)) or unpacked (V(UnCompress)).",
        ("None", "UnCompress"),
        required=True,
    ),
)
DEST_FOLDER = _text("destFolder", "The folder for the assets.")
OVERWRITE = _truth("overwrite", "Whether existing assets are replaced.", required=True)
READY_FOR_PUBLISH = _truth("readyForPublish", "Whether the assets are marked for publish.")
PRESERVE_PUBLISH_STATE = _truth(
    "preservePublishState",
    "Whether replaced assets keep their mark for publish.",
    "If it is not set, the company's setting applies.",
)
CREATE_MASK = _truth("createMask", "Whether masks are made.", required=True)
PRESERVE_CROP = _truth("preserveCrop", "Whether existing crops are kept.")
PROJECTS = _texts("projectHandleArray", "The handles of the projects that the assets are added to.")
ONLY_IF_FILES = _truth("postJobOnlyIfFiles", "Whether the follow-on job runs only if there were files to upload.")
POST_URL = _text("postHttpUrl", "A URL that the service calls when the job has ended.")
POST_PUBLISHES = (
    _group(
        "postImageServingPublishJob",
        ("A follow-on publish to the image servers.", _ONE_PUBLISH),
        PUBLISH_TYPE,
        *PUBLISH,
    ),
    _group(
        "postImageRenderingPublishJob",
        ("A follow-on publish to the image rendering servers.", _ONE_PUBLISH),
        *PUBLISH,
    ),
    _group("postVideoPublishJob", ("A follow-on publish of videos.", _ONE_PUBLISH), *PUBLISH),
)
BACKGROUND_AND_CROPS = (KNOCKOUT_BACKGROUND, MANUAL_CROP, AUTO_COLOR_CROP, AUTO_TRANSPARENT_CROP)
XMP_KEYWORDS = _text("xmpKeywords", "XMP metadata for all uploaded assets.")
WITHOUT_MASTER_VIDEO = _truth(
    "excludeMasterVideoFromAVS", "Whether the original video is left out of the adaptive video set."
)
FURTHER_PROCESSING = (MEDIA, IN_DESIGN, XMP_KEYWORDS, UNSHARP_MASK, UNCOMPRESS, WITHOUT_MASTER_VIDEO)
ASSETS = _texts("assetHandleArray", "The handles of the assets.", required=True)
FILE_TYPES = (PHOTOSHOP, POSTSCRIPT, PDF, ILLUSTRATOR, COLOR_MANAGEMENT, AUTO_SETS, PROJECTS)
FILE_PROCESSING = (PRESERVE_CROP, *BACKGROUND_AND_CROPS, *FILE_TYPES)
UPLOAD_PROCESSING = (*FILE_PROCESSING, EMAIL_SETTING, ONLY_IF_FILES, POST_URL, *POST_PUBLISHES, *FURTHER_PROCESSING)
JOB_KINDS = (
    _kind("imageServingPublishJob", "Publishes to the image servers.", PUBLISH_TYPE, *PUBLISH),
    _kind("imageRenderingPublishJob", "Publishes to the image rendering servers.", *PUBLISH),
    _kind("videoPublishJob", "Publishes videos.", *PUBLISH),
    _kind("serverDirectoryPublishJob", "Publishes to the server directory.", EMAIL_SETTING, COMPLETION_URL),
    _kind(
        "metadataPublishJob",
        ("Publishes metadata.", "It needs no suboption. Without one, give it V({})."),
        _truth("forcePublish", "Whether everything is published, changed or not."),
    ),
    _kind(
        "uploadDirectoryJob",
        "Uploads the files of a server directory.",
        DEST_FOLDER,
        _text("serverDir", "The server directory that the files are taken from.", required=True),
        OVERWRITE,
        _required(READY_FOR_PUBLISH),
        PRESERVE_PUBLISH_STATE,
        _truth("includeSubfolders", "Whether the files of subfolders are uploaded too.", required=True),
        CREATE_MASK,
        _truth("processMetadataFiles", "Whether XML files of metadata are processed.", required=True),
        *UPLOAD_PROCESSING,
    ),
    _kind(
        "uploadUrlsJob",
        "Uploads files from URLs.",
        _group(
            "urlArray",
            "The files.",
            _text("sourceUrl", "The URL of the file.", required=True),
            _text("destPath", "The path of the asset.", required=True),
            is_array=True,
            counted_as="numUrls",
        ),
        _integer("numUrls", "How many files there are.", "The service counts them itself."),
        OVERWRITE,
        _required(READY_FOR_PUBLISH),
        PRESERVE_PUBLISH_STATE,
        CREATE_MASK,
        *UPLOAD_PROCESSING,
    ),
    _kind("optimizeImagesJob", "Optimizes images.", EMAIL_SETTING),
    _kind(
        "ripPdfsJob",
        "Rasterizes PDF files.",
        _texts("pdfHandleArray", "The handles of the PDF files.", required=True),
        CREATE_MASK,
        *BACKGROUND_AND_CROPS,
        POSTSCRIPT,
        PDF,
        ILLUSTRATOR,
        COLOR_MANAGEMENT,
        PROJECTS,
        EMAIL_SETTING,
        POST_URL,
        *POST_PUBLISHES,
        IN_DESIGN,
    ),
    _kind(
        "reprocessAssetsJob",
        "Processes assets again.",
        ASSETS,
        READY_FOR_PUBLISH,
        PRESERVE_PUBLISH_STATE,
        CREATE_MASK,
        PRESERVE_CROP,
        *BACKGROUND_AND_CROPS,
        PHOTOSHOP,
        POSTSCRIPT,
        PDF,
        MEDIA,
        ILLUSTRATOR,
        COLOR_MANAGEMENT,
        AUTO_SETS,
        PROJECTS,
        EMAIL_SETTING,
        ONLY_IF_FILES,
        POST_URL,
        *POST_PUBLISHES,
        IN_DESIGN,
        UNSHARP_MASK,
        WITHOUT_MASTER_VIDEO,
    ),
    _kind(
        "createVideoSitemapJob",
        ("Creates the video site map.", "It needs no suboption. Without one, give it V({})."),
        _truth("forceUpdate", "Whether the site map is created even if the company creates it manually."),
    ),
    _kind(
        "exportJob",
        "Exports assets.",
        ASSETS,
        _choice(
            "fmt",
            "Whether the originals are exported (V(orig)), or files that are converted from them (V(convert)).",
            ("orig", "convert"),
            required=True,
        ),
        _text("is_modifier", "Image serving commands for the conversion."),
        _text("macro", "An image preset for the conversion, which takes precedence over C(is_modifier)."),
        EMAIL_SETTING,
        _text("clientId", "Reserved by the service."),
    ),
    _kind(
        "automatedSetGenerationJob",
        "Generates sets of assets.",
        ASSETS,
        DEST_FOLDER,
        _required(READY_FOR_PUBLISH),
        _required(AUTO_SETS),
        EMAIL_SETTING,
    ),
)
UPLOAD_POST = (
    _by_default(OVERWRITE, True),
    _by_default(READY_FOR_PUBLISH, True),
    PRESERVE_PUBLISH_STATE,
    _by_default(CREATE_MASK, False),
    *FILE_PROCESSING,
    _by_default(EMAIL_SETTING, "None"),
    POST_URL,
    *FURTHER_PROCESSING,
)
"""The job that takes local files. submitJob does not take it; it is begun by a POST of files."""

KINDS_BY_OPTION = {kind.option: kind for kind in JOB_KINDS}
KINDS_BY_ELEMENT = {kind.element: kind for kind in JOB_KINDS}


def suboptions(structure: Structure) -> dict[str, dict[str, Any]]:
    """An argument spec's ``options``."""
    return {field.option: _suboption(field) for field in structure}


def type_of_option(field: Field) -> dict[str, Any]:
    """What an argument spec and the documentation say alike of a suboption."""
    kind = "dict" if isinstance(field.type, tuple) else field.type.option_type
    spec: dict[str, Any] = {"type": "list", "elements": kind} if field.is_array else {"type": kind}
    if field.required:
        spec["required"] = True
    if field.default is not None:
        spec["default"] = field.default
    if field.constants:
        spec["choices"] = list(field.constants)
    return spec


def _suboption(field: Field) -> dict[str, Any]:
    spec = type_of_option(field)
    if isinstance(field.type, tuple):
        spec["options"] = suboptions(field.type)
    if "key" in field.option:
        # A name that holds "key", as keywords do, is taken for a secret's otherwise.
        spec["no_log"] = False
    return spec


def service_fields(structure: Structure, values: Mapping[str, Any], path: str) -> dict[str, Any]:
    """From options to what is sent: the fields in the schema's order and spelling, without those that are not given.

    :param path: of the option, for messages.
    :raises ConfigurationError: when the schema's type cannot carry a value.
    """
    given = [(field, values.get(field.option)) for field in structure]
    return {
        field.name: _service_value(field, value, f"{path}.{field.option}")
        for field, value in given
        if value is not None
    }


def _service_value(field: Field, value: Any, path: str) -> Any:
    if field.is_array:
        items = [(number, item) for number, item in enumerate(value) if item is not None]
        return [_service_value(field.item, item, f"{path}[{number}]") for number, item in items]
    if isinstance(field.type, tuple):
        return service_fields(field.type, value, path)
    bits = _INTEGER_BITS.get(field.type)
    if bits is not None:
        if not -(2**bits) <= value < 2**bits:
            raise ConfigurationError(f"{path} is {value}, which is out of the service's range.")
        # Ansible takes a boolean for a whole number as well.
        return int(value)
    if field.type is Scalar.DOUBLE and not math.isfinite(value):
        raise ConfigurationError(f"{path} is {value}, which is not a number.")
    return value


def shown_fields(structure: Structure, content: Mapping[str, Any]) -> dict[str, Any]:
    """From what the service shows of a job to what would submit it: the fields of the table, in the schema's order.

    A required one that is shown empty is sent empty.
    """
    shown = [(field, content[field.name]) for field in structure if field.name in content]
    return {field.name: _shown_value(field, value) for field, value in shown if value is not None or field.required}


def _shown_value(field: Field, value: Any) -> Any:
    if field.is_array:
        return [_shown_value(field.item, item) for item in value or []]
    if isinstance(field.type, tuple):
        return shown_fields(field.type, value) if isinstance(value, Mapping) else {}
    return "" if value is None else value


def option_values(structure: Structure, content: Mapping[str, Any]) -> dict[str, Any]:
    """From a job's content, as it is sent or as the service shows it, to options.

    Texts become what their type makes of them. A field that the table does not know keeps its own name.
    """
    known = {field.name: field for field in structure}
    values = {}
    for name, value in content.items():
        field = known.get(name)
        values[field.option if field else name] = _option_value(field, value) if field else value
    return values


def _option_value(field: Field, value: Any) -> Any:
    if isinstance(value, list):
        return [_option_value(field, item) for item in value]
    if isinstance(field.type, tuple):
        return option_values(field.type, value) if isinstance(value, Mapping) else value
    read = _READERS.get(field.type)
    try:
        return read(value.strip()) if read and isinstance(value, str) else value
    except (KeyError, ValueError):
        return value


def as_options(element: str, content: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the service shows of a job as the options of scheduled_job; None for a kind that cannot be submitted.

    What the service hides is left out, as is what the table does not know.
    """
    kind = KINDS_BY_ELEMENT.get(element)
    if kind is None:
        return None
    return {kind.option: _filled(option_values(kind.structure, shown_fields(kind.structure, content)))}


def _filled(options: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: _filled(value) if isinstance(value, Mapping) else value for name, value in options.items()}
    return {name: value for name, value in plain.items() if value not in (None, "", [])}


def differences(structure: Structure, wanted: Mapping[str, Any], shown: Mapping[str, Any], path: str) -> Iterator[str]:
    """The paths of the options for which the service shows another value.

    What the service shows beyond that does not count: it adds defaults by itself. What it hides does not count either.

    :param wanted: options that are given, as from :func:`option_values`.
    :param shown: the same of what the service shows.
    """
    for field in structure:
        if field.option not in wanted:
            continue
        value, seen, place = wanted[field.option], shown.get(field.option), f"{path}.{field.option}"
        if _is_hidden(field, seen):
            count = _count(field, shown)
            if count and count != len(value):
                yield place
        elif isinstance(field.type, tuple) and not field.is_array:
            yield from differences(field.type, value, seen if isinstance(seen, Mapping) else {}, place)
        elif _differs(field, value, seen):
            yield place


def _is_hidden(field: Field, seen: Any) -> bool:
    """Whether the service shows nothing where a job must have something.

    Recorded for the URLs of an upload: they are shown as an empty array, and in newer versions as their number.
    """
    return (field.required or field.counted_as is not None) and seen in (None, "", [], {})


def _count(field: Field, shown: Mapping[str, Any]) -> int:
    """How many items of an array there are that the service hides; 0 where it does not show that either."""
    count = shown.get(snake_case(field.counted_as)) if field.counted_as else None
    return count if isinstance(count, int) else 0


def _differs(field: Field, value: Any, seen: Any) -> bool:
    if field.is_array:
        seen = seen if isinstance(seen, list) else []
        return len(value) != len(seen) or any(_differs(field.item, *pair) for pair in zip(value, seen))
    if isinstance(field.type, tuple):
        return not isinstance(seen, Mapping) or any(differences(field.type, value, seen, ""))
    if field.type is Scalar.STRING:
        return str(value).strip() != str(seen or "").strip()
    return bool(value != seen)


def hidden_options(structure: Structure, shown: Mapping[str, Any], path: str) -> Iterator[str]:
    """The paths of the options that a job must have and that the service does not show.

    :param shown: options, as from :func:`option_values`.
    """
    for field in structure:
        seen, place = shown.get(field.option), f"{path}.{field.option}"
        if _is_hidden(field, seen):
            yield place
        elif isinstance(field.type, tuple) and isinstance(seen, Mapping):
            yield from hidden_options(field.type, seen, place)
