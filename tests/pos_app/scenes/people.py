"""Signing in, who works here, the sheet of this person and this till, keys, practice, the guest's screen."""

from dataclasses import replace

from pos_app.models.guest_sight import paid
from pos_app.practice import PracticeTill
from pos_app.screens.people.person_sheet import PersonSheet
from pos_app.screens.people.sounds_sheet import SoundsSheet
from tests.pos_app.evening import Evening
from tests.pos_app.scenes.camera import Camera, close_sheets, settle
from tests.pos_app.scenes.selling import with_cart


def sign_in(camera: Camera, evening: Evening) -> None:
    window = camera.window
    window.lock()
    window._sign_in.choose("zhou")
    for key in "111":
        window._sign_in.pin.press(key)
    camera.shoot("sign-in")


def person(camera: Camera, evening: Evening) -> None:
    evening.till.practice = PracticeTill(camera.folder, evening.parts.book, evening.parts.writer, "")
    camera.window.work._show_person()
    camera.shoot("person")
    close_sheets(camera)
    SoundsSheet(camera.window.desk, camera.window).open()
    camera.shoot("sounds")
    close_sheets(camera)


def this_till(camera: Camera, evening: Evening) -> None:
    camera.window.work._show_person()
    settle()
    camera.window.findChildren(PersonSheet)[-1]._till.click()
    camera.shoot("this-till")
    close_sheets(camera)


def help_sheet(camera: Camera, evening: Evening) -> None:
    camera.window._help()
    camera.shoot("help")
    close_sheets(camera)


def guest(camera: Camera, evening: Evening) -> None:
    window, screen = camera.window, camera.window.work.guest
    screen.turn(True)
    camera.shoot("guest-idle", screen)
    with_cart(camera, evening)
    camera.shoot("guest-order", screen)
    window.go("payment", window.work._screens["order"].opening)  # type: ignore[attr-defined]
    camera.shoot("guest-pay", screen)
    window.desk.faced.emit(paid(15800, 4200, 0, ""))
    camera.shoot("guest-paid", screen)
    screen.turn(False)


def practice(camera: Camera, evening: Evening) -> None:
    desk = camera.window.desk
    real = desk.view
    desk.view = replace(real, store=replace(real.store, practice=True))
    desk.viewed.emit()
    camera.shoot("practice")
    desk.view = real
    desk.viewed.emit()
