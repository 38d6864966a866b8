"""Pictures encoded anew: whatever came in, what is kept is pixels and nothing else.

Where and when a photograph was taken, what else was hidden in its file, and files that only pretend to be pictures stay
outside. A picture that would need much memory is refused by the size it claims, before it is decoded.
"""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps

from simulator.usecases.errors import Refused

MOVING = ("WEBP", "GIF")
FORMATS = ("PNG", "JPEG", *MOVING)
MOST_PIXELS, MOST_MOVING = 24_000_000, 10_000_000
"""What can be decoded in 256 MB; formats that can move are decoded into several layers at once."""
WIDEST = 1600
LARGEST_FILE = 400 * 1024
ATTEMPTS = ((WIDEST, 82), (WIDEST, 65), (1200, 65), (800, 60), (640, 40))
"""Widths (and heights) in pixels and qualities, tried in turn until the file is small enough."""
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class Encoded(NamedTuple):
    """A picture as it is kept: a WebP file and its size in pixels."""

    data: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """What tells this picture from all others: 12 hexadecimal digits."""
        return sha256(self.data).hexdigest()[:12]


def encoded(data: bytes) -> Encoded:
    """A picture (PNG, JPEG, WebP, or the first frame of a GIF) as a WebP file of at most 400 KiB, the right way up.

    Raises:
        Refused: it is none, or too large to be looked at.
    """
    try:
        return _small(_pixels(data))
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise _too_large() from None
    except Exception as error:  # a decoder that is fed a broken file may raise anything
        raise Refused(
            "This file is not a picture that can be read. Please choose a PNG, JPEG, WebP or GIF file; drawings in SVG"
            " have to be saved as one of these first."
        ) from error


def claimed(data: bytes) -> int:
    """How many pixels a picture says that it has; none if it cannot be read as one."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            return image.width * image.height
    except Exception:  # noqa: BLE001 - a decoder that is fed a broken file may raise anything
        return 0


def _pixels(data: bytes) -> Image.Image:
    """The first frame, at most as large as it will be kept, upright, on white where it is transparent."""
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        most = MOST_MOVING if image.format in MOVING else MOST_PIXELS
        if image.width * image.height > most:
            raise _too_large(most)
        if image.format == "JPEG":
            image.draft("RGB", (WIDEST, WIDEST))
        if image.mode == "P" or "transparency" in image.info:
            flat = _on_white(image.convert("RGBA"))
        elif image.mode in ("RGBA", "LA"):
            flat = _on_white(image)
        else:
            flat = image.convert("RGB")
        flat.thumbnail((WIDEST, WIDEST), reducing_gap=3)
        flat.info["exif"] = image.info.get("exif", b"")
        upright = ImageOps.exif_transpose(flat)
    upright.info.clear()
    return upright


def _on_white(image: Image.Image) -> Image.Image:
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _small(image: Image.Image) -> Encoded:
    for side, quality in ATTEMPTS:
        if side < max(image.size):
            image.thumbnail((side, side))
        file = BytesIO()
        image.save(file, "WEBP", quality=quality)
        if file.tell() <= LARGEST_FILE:
            return Encoded(file.getvalue(), image.width, image.height)
    raise _too_large()


def _too_large(most: int = MOST_PIXELS) -> Refused:
    return Refused(
        "This picture is too large: {most} million pixels are the most. Please make it smaller first.",
        most=most // 1_000_000,
    )
