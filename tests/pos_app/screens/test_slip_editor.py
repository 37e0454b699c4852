"""The owner changes a slip and sees it at once; a cashier sees no such button."""

from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton

from domain.selling.slip_templates import SlipTemplate
from pos_app.screens.printing.slip_editor import SlipEditor
from pos_app.widgets.paper_view import PaperView
from tests.pos_app.evening import dish
from tests.pos_app.hand import Hand


def editor_of(hand: Hand) -> SlipEditor:
    """The sheet, opened by the manager's tap."""
    window = hand.window
    window.desk.sign(next(one for one in hand.evening.till.view.staff if one.role == "manager"))
    window.go("printers", "")
    hand.press("Look of slips")
    (editor,) = window.findChildren(SlipEditor)
    hand.wait(editor._fields.isEnabled)  # what stands now is known
    return editor


def paper(editor: SlipEditor) -> str:
    view = editor.findChild(PaperView)
    assert isinstance(view, PaperView)
    return view.accessibleName()


def test_what_is_changed_is_seen_at_once_and_saved_by_a_tap(hand: Hand) -> None:
    editor = editor_of(hand)
    assert "Mapo tofu" in paper(editor)
    editor._fields.turn("second", False)
    editor._fields.set_words("{table}!", "")
    assert "Mapo tofu" not in paper(editor) and paper(editor).splitlines()[0].strip() == "A6!"
    hand.press("Print slips so")
    by = hand.window.desk.by
    wanted = SlipTemplate("kitchen", ("second",), header={"und": "{table}!"})
    hand.wait(lambda: hand.evening.till.slips.templates(by).result().of("kitchen") == wanted)
    hand.wait(lambda: not editor._save.isEnabled())


def test_a_broken_change_says_why_and_the_paper_stays(hand: Hand) -> None:
    editor = editor_of(hand)
    before = paper(editor)
    editor._fields.set_words("{tabel}", "")
    assert paper(editor) == before
    assert "tabel" in editor._said.text() and editor._said.isVisible()
    assert not editor._save.isEnabled()
    editor._fields.set_words("{table}", "")
    assert not editor._said.isVisible() and editor._save.isEnabled()


def test_what_is_broken_can_be_put_back_and_other_kinds_keep_what_was_changed(hand: Hand) -> None:
    editor = editor_of(hand)
    editor._fields.set_words("{tabel}", "")
    assert hand.button("As the house has it").isEnabled(), "also when nobody could print it"
    hand.press("As the house has it")
    assert not editor._said.isVisible() and not editor.typed()
    editor._fields.set_words("{table}!", "")
    editor.choose_kind("receipt")
    assert editor.typed() and not editor._save.isEnabled(), "of the receipt nothing was changed"
    editor.choose_kind("kitchen")
    assert editor._fields.template().header == {"und": "{table}!"} and editor._save.isEnabled()


def test_each_kind_shows_its_own_fields_and_paper(hand: Hand) -> None:
    editor = editor_of(hand)
    seen = set()
    for place in range(editor._kinds.count()):
        editor.choose_kind(editor._kinds.itemData(place))
        seen.add(paper(editor))
    assert len(seen) == editor._kinds.count() and "" not in seen


def test_a_file_becomes_the_stores_sign(hand: Hand, tmp_path: Path) -> None:
    editor = editor_of(hand)
    picture = QImage(900, 300, QImage.Format.Format_ARGB32)
    picture.fill(0xFF000000)
    picture.save(str(tmp_path / "sign.png"))
    editor._fields.take_file(str(tmp_path / "sign.png"))
    assert editor._fields.template().picture.startswith("384x128:")
    refused: list[str] = []
    hand.window.desk.refused.connect(refused.append)
    (tmp_path / "no.png").write_bytes(b"no picture")
    editor._fields.take_file(str(tmp_path / "no.png"))
    assert len(refused) == 1 and editor._fields.template().picture.startswith("384x128:")


def test_a_cashier_has_no_such_button(hand: Hand) -> None:
    hand.window.go("printers", "")
    shown = [one.text() for one in hand.window.findChildren(QAbstractButton) if one.isVisible()]
    assert "Look of slips" not in shown


def test_the_paper_is_the_last_real_slip_if_the_owner_wants(hand: Hand) -> None:
    hand.evening.open("B2", 3)
    hand.evening.order("B2", dish("chilli-chicken"))
    editor = editor_of(hand)
    editor._facts.choose(1)
    hand.wait(lambda: "辣子鸡" in paper(editor) and "B2" in paper(editor))
    editor._fields.turn("second", False)
    hand.wait(lambda: "Chilli chicken" not in paper(editor))
    editor.choose_kind("receipt")
    hand.wait(lambda: editor._said.text().startswith("There is no slip of this kind today."))
    assert "花椒小馆" in paper(editor)
