"""From what an owner or a guest sends to a picture that pages show. Pure but for the time it takes.

Nothing of the file travels on but what is seen: no place, time or camera. It stands as its camera was held.
"""

from __future__ import annotations

import io
import warnings
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

from domain.errors import Refused
from domain.people import guest_pictures as guests
from domain.selling.pictures import LARGE, MOST_LARGE, MOST_SMALL, MOST_UPLOAD, SMALL, WHOLE, pack

MOST_PIXELS = 60_000_000
READ = ("JPEG", "PNG", "WEBP")
GROUND = (239, 232, 223)  # behind what is see-through; as behind drawn plates
HEIC = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"))
QUALITIES = (82, 74, 66, 58, 50, 42, 34, 26, 18, 10, 5, 1)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a file is read, and how large (pixels) its longest side has to be at least."""

    most_bytes: int
    most_pixels: int
    read_at: tuple[int, int]

    def too_large(self) -> Refused:
        """For what is beyond them."""
        megabytes, megapixels = self.most_bytes // 1024 // 1024, self.most_pixels // 1_000_000
        return Refused("picture_too_large", megabytes=megabytes, megapixels=megapixels)


OF_OWNERS = Bounds(MOST_UPLOAD, MOST_PIXELS, (2 * LARGE[0], 2 * LARGE[0]))
OF_SHEETS = Bounds(MOST_UPLOAD, MOST_PIXELS, WHOLE)
OF_GUESTS = Bounds(guests.MOST_SENT, guests.MOST_PIXELS, (guests.SIDE, guests.SIDE))
FETCHED = Bounds(guests.MOST_FETCHED, guests.MOST_PIXELS, (guests.SIDE, guests.SIDE))


def make_picture(raw: bytes, whole: bool = False) -> bytes:
    """The packed forms of an image file; ``whole``: the large one is not cut, but as high as it is. Slow: a
    second of one processor.

    Raises Refused: picture_too_large, picture_unreadable, picture_heic_owner.
    """
    if raw[4:12] in HEIC:
        raise Refused("picture_heic_owner")
    bounds = OF_SHEETS if whole else OF_OWNERS
    with _judged(bounds):
        image = _opened(raw, bounds)
        large = ImageOps.contain(image, WHOLE, Image.Resampling.LANCZOS) if whole else image
        size = large.size if whole else LARGE
        return pack({**_forms("small", image, SMALL, MOST_SMALL), **_forms("large", large, size, MOST_LARGE)})


def make_guest_picture(raw: bytes, bounds: Bounds = OF_GUESTS) -> bytes:
    """The JPEG that is kept of a guest's image file, whole and at most SIDE long. Slow as above.

    Raises Refused: picture_too_large, picture_unreadable, picture_heic.
    """
    if raw[4:12] in HEIC:
        raise Refused("picture_heic")
    with _judged(bounds):
        image = _opened(raw, bounds)
        image.thumbnail((guests.SIDE, guests.SIDE), Image.Resampling.LANCZOS)
        shown = Image.new("RGB", image.size)  # a sheet of its own, as in _forms
        shown.paste(image)
        return _within(
            guests.MOST_BYTES, lambda quality: _saved(shown, "JPEG", quality=quality, optimize=True)
        )


@contextmanager
def _judged(bounds: Bounds) -> Iterator[None]:
    """What the library says of a file, as one of our refusals."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of broken tags, and of sizes that we judge ourselves
            yield
    except Refused:
        raise
    except Image.DecompressionBombError as error:
        raise bounds.too_large() from error
    except Exception as error:  # the library has a dozen for files that are cut, wrong or made to hurt
        raise Refused("picture_unreadable") from error


def _opened(raw: bytes, bounds: Bounds) -> Image.Image:
    """Upright, in the colours of screens; never more pixels in memory than the bounds allow."""
    if len(raw) > bounds.most_bytes:
        raise bounds.too_large()
    image: Image.Image = Image.open(io.BytesIO(raw), formats=READ)
    if image.width * image.height > bounds.most_pixels:
        raise bounds.too_large()
    image.draft("RGB", bounds.read_at)  # a JPEG is read as small as will do
    image.load()
    image = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    if profile and image.mode == "RGB":
        screen = ImageCms.createProfile("sRGB")
        image = ImageCms.profileToProfile(image, io.BytesIO(profile), screen) or image
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        ground = Image.new("RGBA", image.size, (*GROUND, 255))
        image = Image.alpha_composite(ground, image.convert("RGBA"))
    return image.convert("RGB")


def _forms(name: str, image: Image.Image, size: tuple[int, int], most: int) -> dict[str, bytes]:
    shown = Image.new("RGB", size)  # a sheet of its own: nothing of the file hangs on it
    shown.paste(ImageOps.fit(image, size, Image.Resampling.LANCZOS))
    avif = _within(most, lambda quality: _saved(shown, "AVIF", quality=quality, speed=6))
    return {
        f"{name}.avif": avif,
        f"{name}.webp": _within(most, lambda quality: _saved(shown, "WEBP", quality=quality, method=5)),
    }


def _within(most: int, save: Callable[[int], bytes]) -> bytes:
    """The best quality that fits, found by halving; most photos fit at once."""
    best = save(QUALITIES[0])
    if len(best) <= most:
        return best
    fits = bisect_left(QUALITIES, True, lo=1, key=lambda quality: len(save(quality)) <= most)
    if fits == len(QUALITIES):
        raise Refused("picture_unreadable")  # not even noise comes here
    return save(QUALITIES[fits])


def _saved(image: Image.Image, kind: str, **asked: int) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **asked)
    return out.getvalue()
