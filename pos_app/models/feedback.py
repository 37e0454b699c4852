"""What guests have said after the meal, in words for cards and sheets; the worst of what is unread first."""

from domain.people.feedback import MOST_STARS, Feedback
from pos_app.language import _
from pos_app.models.wording import Wording
from pos_app.workflows.views import TillView


def unread(view: TillView) -> tuple[Feedback, ...]:
    """What nobody has read."""
    found = [one for one in view.feedback if not one.seen_at]
    return tuple(sorted(found, key=lambda one: (one.stars, one.at)))


def stars_words(feedback: Feedback) -> str:
    """As people draw them."""
    return "★" * feedback.stars + "☆" * (MOST_STARS - feedback.stars)


def feedback_title(feedback: Feedback, wording: Wording) -> str:
    """Stars, and when."""
    return f"{stars_words(feedback)} · {wording.clock(feedback.at)}"


def feedback_words(feedback: Feedback) -> str:
    """What was said."""
    return feedback.words or _("No words")


def feedback_note(feedback: Feedback) -> str:
    """Whether there is a picture, and the words: the end of a card's line may be cut."""
    if not feedback.picture:
        return feedback_words(feedback)
    return " · ".join(filter(None, (_("with a picture"), feedback.words)))
