"""Pictures of guests at a server: which stand, one to it, one from it."""

from pos_app.sync.pictures import PictureClient


class GuestPictureClient(PictureClient):
    """As dishes' pictures; what is not asked about, though it was before, is gone at the server then."""

    folder = "/v1/guest-pictures"
