"""How each way of paying is called on screens: the store's own, and those that every store has."""

from domain.money.tenders import DEPOSIT, GROUP
from pos_app.language import _
from pos_app.models.wording import Wording
from pos_app.workflows.views import TillView


def tender_names(view: TillView, wording: Wording) -> dict[str, str]:
    """By id; vouchers and deposits too, though no store sets them up and nobody taps them."""
    names = {one.id: wording.name(one.names) for one in view.tenders}
    return {**names, GROUP.id: _("Voucher, not verified"), DEPOSIT.id: wording.name(DEPOSIT.names)}
