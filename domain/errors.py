"""Refusals: what a rule says no to, as a code that every surface can translate."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def _m(message: str) -> str:
    """Mark a message for the catalogues."""
    return message


# What happened, what is safe, what to do. Facts in braces come with the refusal.
MESSAGES: Mapping[str, str] = {
    "unknown_dish": _m("This dish is no longer on the menu. Choose another one."),
    "unknown_spec": _m("This portion of {dish} is no longer offered. Choose again."),
    "unknown_option": _m("A choice for {dish} is no longer offered. Choose again."),
    "options_missing": _m("{dish}: choose at least {minimum} of {group}."),
    "options_too_many": _m("{dish}: choose at most {maximum} of {group}."),
    "parts_missing": _m("{dish}: choose what comes in the set."),
    "sold_out": _m("{dish} has just sold out. Nothing was charged."),
    "nothing_by_head": _m("Nothing is charged by head here. Nothing was changed."),
    "off_sale": _m("{dish} is not sold at present. Nothing was charged. Choose another dish."),
    "not_enough": _m("Only {remaining} left of {dish}. Nothing was charged."),
    "not_now": _m("{dish} is not served at this hour."),
    "bad_weight": _m("This weight of {dish} is not possible. Nothing was changed. Enter another one."),
    "to_weigh": _m("{dish} is still to be weighed. Nothing was charged. Enter the weight, then go on."),
    "price_of_day": _m("{dish} is priced by the day. Nothing was ordered. Ask the staff for the price."),
    "unknown_station": _m("This station is no longer there. Nothing was ordered. Choose another one."),
    "bad_open_dish": _m("An open dish needs a name of at most {maximum} characters. Nothing was ordered."),
    "bad_quantity": _m("The quantity of {dish} is not possible."),
    "too_many_lines": _m("That is too much for one order. Split it in two."),
    "empty_order": _m("The order is empty."),
    "unreadable": _m("This request cannot be read. Reload the page and try again."),
    "bad_seat": _m("Seats here count from 1 to {maximum}. Nothing was changed. Choose another one."),
    "nothing_held": _m("No dish waits for the word here any more. Nothing was sent. Look at the order."),
    "nothing_awaited": _m("No dish is being made here now. The kitchen was not told. Look at the order."),
    "remark_too_long": _m("The remark is too long. Shorten it to {maximum} characters."),
    "price_changed": _m("The price has changed. Look at the new total and order again."),
    "table_unknown": _m("This code belongs to no table here. Ask a waiter."),
    "receipt_unknown": _m(
        "This code leads to no receipt here. One just paid may take a minute; else ask at the counter."
    ),
    "store_code_off": _m("Nothing can be ordered by this code now. Nothing was ordered. Ask at the counter."),
    "store_code_unfit": _m("Hours, minutes or the most of orders do not fit. Nothing was saved. Look again."),
    "store_code_old": _m("Somebody else has changed this meanwhile. Nothing was saved. Open it again."),
    "store_closed": _m("We are closed now and open at {time}. Nothing was ordered; your dishes are kept."),
    "time_unfit": _m("Nothing is made for this time. Nothing was ordered. Choose another time."),
    "phones_paused": _m(
        "The kitchen has too much to do and takes orders from phones again at {time}. Nothing was ordered;"
        " your dishes are kept."
    ),
    "kitchen_full": _m(
        "The kitchen has no room for more just now. There is some from {time}. Nothing was ordered; choose a"
        " later time or try again then."
    ),
    "words_too_long": _m("That is too long. Shorten it to {maximum} characters; nothing was sent."),
    "chat_gone": _m("What was written with this guest is gone. Nothing was sent."),
    "feedback_late": _m("Something can be said of a meal by the phone that ordered it, for two days."),
    "feedback_read": _m("Somebody here has read it already. Tell the staff what has changed."),
    "table_not_open": _m("This table is not open yet. Ask a waiter."),
    "table_taken": _m("This table is already open."),
    "booking_over": _m("This booking is over. Nothing was changed. Make a new one."),
    "booking_old": _m("Somebody else has changed this booking. Nothing was saved. Open it again."),
    "booking_unfit": _m("Guests, time or name do not fit. Nothing was saved. Look at them again."),
    "queue_over": _m("This number has a table or was cancelled. Nothing was changed. Look at the queue."),
    "queue_gone": _m("This number does not wait any more. Ask at the entrance."),
    "queue_unfit": _m("Each party needs one class, and each class its own letter. Nothing was saved."),
    "banquet_there": _m("A banquet is on this bill already. Nothing was changed. Change its tables instead."),
    "banquet_none": _m("No banquet is on this bill. Nothing was changed. Begin one first."),
    "banquet_tables": _m("{maximum} tables at most, and one must stay. Nothing was changed. Choose again."),
    "banquet_no_spare": _m("So many tables are not in reserve. Nothing was changed. Add a table instead."),
    "banquet_no_place": _m("The booking keeps no table. Nothing was changed. Choose its tables first."),
    "not_sealed": _m("{dish} is not sold sealed. Nothing was taken back. Take it off the bill instead."),
    "queue_old": _m("Somebody else has changed the queue. Nothing was saved. Open it again."),
    "deposit_open": _m("A deposit is still held for it. Nothing was changed. Give it back or keep it first."),
    "deposit_too_little": _m("So much is not held for this booking. Nothing was taken. Look at the deposit."),
    "party_unknown": _m("Several parties sit at this table. The order waits. Choose whose phone it is."),
    "old_opening": _m("This page belongs to an earlier visit. Reload it and order again."),
    "split_all": _m("A bill of its own needs a dish, and one stays. Nothing was split. Choose again."),
    "bill_split": _m("This bill is split. Nothing was changed. Put it back together first."),
    "opening_paid": _m("The bill is already paid. Ask a waiter to open a new one."),
    "tables_parted": _m(
        "These tables have parted meanwhile. The dishes are still here, not sent. Send them where they"
        " belong."
    ),
    "tables_joined": _m("This table is joined with others. Part them first, then join it here."),
    "later_name": _m("Type who pays later: a name, perhaps a phone number. Nothing was changed."),
    "later_nothing": _m("Nothing is to be paid here. Clear the table instead."),
    "later_waits": _m(
        "Something still waits at this table: a dish for its start, or an order from a phone. Nothing was"
        " changed. Start it or take it off first."
    ),
    "bill_begun": _m("Part of this bill is already paid. Nothing has moved. Take the rest first."),
    "bill_reversed": _m(
        "This bill is reversed already. Nothing was changed. Look at the one that corrects it."
    ),
    "bill_corrects": _m("That bill corrects another one. Nothing has moved. Settle it first."),
    "bill_agreed": _m("That bill has a discount on the whole. Nothing has moved. Take it off, then join."),
    "line_gone": _m("This dish is no longer on this bill. Nothing has moved. Look at the order again."),
    "line_whole": _m("This dish can only go as a whole. Nothing has moved."),
    "opening_closed": _m("This bill is closed."),
    "unserved_gone": _m(
        "The guests of {dish} have left. Nothing was changed. Order it anew if it is still wanted."
    ),
    "unserved_late": _m(
        "{dish} was paid on an earlier day. Nothing was changed. Order it anew if it is still wanted."
    ),
    "never_brought": _m("{dish} is served without anybody bringing it. Nothing was changed."),
    "request_changed": _m("This order was already sent with other dishes. Reload the page."),
    "cart_sent": _m(
        "Guest {guest} has already sent this cart. Nothing is ordered twice. Look at what is in the cart now."
    ),
    "cart_sent_already": _m(
        "This cart was already sent. Nothing is ordered twice. Look at what is in the cart now."
    ),
    "cart_changed": _m(
        "Somebody at the table has just changed the cart. Nothing was ordered. Look at it and order again."
    ),
    "cart_full": _m(
        "This cart was changed too often. Your dishes are kept. Send it to the kitchen, or order by yourself."
    ),
    "round_changed": _m("This round was already sent with other dishes. Start a new one."),
    "dish_words": _m("No page can say that of a dish. Nothing was changed. Choose again."),
    "licence_words": _m(
        "A licence needs its number as printed on it, or a photo. Nothing was changed. Look at it."
    ),
    "picture_unreadable": _m(
        "This is no picture that can be read here. Nothing was changed. Choose a JPEG, PNG or WebP."
    ),
    "picture_too_large": _m(
        "This picture is too large. Nothing was changed. Choose one of at most {megabytes} MB and"
        " {megapixels} megapixels."
    ),
    "pictures_full": _m("{maximum} pictures are kept already. Nothing was changed. Take some away first."),
    "picture_heic_owner": _m(
        "This is a HEIC photo, which cannot be read here. Nothing was changed. Open this page on the iPhone"
        " and choose it from the photo library: it then hands over a JPEG. Or save it as JPEG first."
    ),
    "picture_heic": _m(
        "This is a HEIC photo, which cannot be read here. Nothing was sent. Take a picture of the screen that"
        " shows it, or set the camera to Most Compatible (JPEG), and choose that."
    ),
    "no_more_pictures": _m(
        "No more pictures can be taken now. Your words can be sent without one; show it to the staff."
    ),
    "picture_unknown": _m("This picture is not kept here. Nothing was changed."),
    "too_late": _m("The order reached the restaurant too late. Nothing was cooked. Call a waiter."),
    "store_away": _m(
        "The restaurant cannot be reached right now. Your dishes are kept. Call a waiter to order."
    ),
    "refused_by_staff": _m("The staff did not take this order. Ask a waiter."),
    "bill_unpaid": _m("{amount} is still to be paid."),
    "bill_changed": _m("The bill has changed. Look at the new total and take the payment again."),
    "payment_waiting": _m(
        "{amount} of this bill is being charged by a code just now. Nothing more was taken. Wait for the"
        " answer, or cancel it first."
    ),
    "reference_missing": _m(
        "This way of paying needs a reference, such as the number on the machine's slip. Nothing was taken."
        " Type it, then take the payment."
    ),
    "reference_wanted": _m(
        "This way of paying needs a reference, such as the number on the machine's slip. Nothing was changed."
        " Type it, then book it anew."
    ),
    "no_merchant": _m(
        "No account is set up that could charge this code. No money has moved. Choose another way of paying."
    ),
    "home_away": _m(
        "The server that charges codes cannot be reached. No money has moved. Choose another way of paying."
    ),
    "code_away": _m(
        "No code can be shown just now: whoever charges guests is not reached, or no account is set up."
        " No money has moved. Choose another way of paying."
    ),
    "pay_counter": _m("This bill cannot be paid on a phone. Nothing was charged. Pay at the counter."),
    "bill_code": _m(
        "This paper is not the bill any more: that is paid, or has changed. Nothing was charged. Ask for a"
        " new one."
    ),
    "pay_away": _m("Paying on the phone does not work just now. Nothing was charged. Pay at the counter."),
    "pay_at_till": _m(
        "The restaurant is settling this bill at the counter. Nothing was charged. Pay there, or wait a"
        " moment."
    ),
    "pay_busy": _m(
        "{amount} of this bill is being paid just now. Nothing was charged to you. Wait a moment and look"
        " again."
    ),
    "pay_changed": _m("The bill has changed. Nothing was charged. Look at the new sum and pay again."),
    "pay_late": _m("The restaurant did not answer in time. Nothing was charged. Pay at the counter."),
    "account_keys": _m(
        "These are not the numbers and keys of an account. Nothing was saved. Copy them again, whole."
    ),
    "official_account": _m(
        "These are not the numbers of an official account, or the link is too old. Nothing was changed."
    ),
    "official_account_silent": _m(
        "WeChat did not say who it is. Guests order as before. Compare AppID, AppSecret and the page domain"
        " with what the official account says, then try again."
    ),
    "official_messages": _m(
        "A token is 3 to 32 letters and digits, an EncodingAESKey 43. Nothing was changed. Copy both anew."
    ),
    "charge_unknown": _m("The server knows nothing of this charge. No money has moved."),
    "charge_ended": _m("This charge is over. Nothing more was charged. Look at the bill and ask anew."),
    "confirm_unsure": _m(
        "More than one payment could be that line of the provider's bill, or somebody said otherwise. Nothing"
        " was changed. Look into the provider's app."
    ),
    "confirmed_already": _m("Somebody has said that it came. Nothing was changed. Look at the list."),
    "refund_refused": _m("The provider refused it. No money has moved."),
    "refund_over": _m("This refund is not refused any more. Nothing was sent. Look at it again."),
    "charge_code": _m("This code is no payment code that can be charged. No money has moved. Scan it again."),
    "charge_code_old": _m("The code has expired. No money has moved. Ask the guest to show a new one."),
    "charge_too_little": _m("The guest's account has too little money. None has moved. Ask for another way."),
    "charge_refused": _m("The guest's bank or wallet refused it. No money has moved. Ask for another way."),
    "charge_cancelled": _m("It was cancelled. No money has moved, or what had moved went back."),
    "charge_late": _m("The guest did not agree in time. No money has moved. Scan a new code to try again."),
    "charge_failed": _m("The provider could not do it. No money has moved. Try again or choose another way."),
    "charge_clock": _m(
        "The provider refused it: the clock of the server is wrong. No money has moved. Set that computer's"
        " clock by the network, then try again."
    ),
    "bill_none_yet": _m(
        "The provider has no bill of that day yet. Nothing was compared. Ask again after 10:00."
    ),
    "gateway_silent": _m("The provider did not answer. Nothing was changed. Try again later."),
    "charge_payer": _m("WeChat has not said who pays. No money has moved. Open the page again in WeChat."),
    "charge_paid_late": _m(
        "It was paid after it had ended here. The money goes back to the guest by itself."
    ),
    "refund_booked": _m("This refund is booked already. Nothing was booked twice."),
    "refund_on_way": _m(
        "The till has sent back money of this payment, and nobody knows yet whether it went. Nothing was"
        " booked. Book it when Drawer, Going back, says what became of that."
    ),
    "found_unpaid": _m(
        "No paid bill holds this payment. Nothing was booked. Settle its bill at the till, then book it."
    ),
    "found_too_much": _m(
        "This is more than the till still has of this payment. Nothing was booked. See whether it was"
        " refunded at the till, too."
    ),
    "refund_no_money": _m(
        "The merchant account at the provider holds too little. Nothing has gone back yet. Put money there,"
        " then try again."
    ),
    "refund_stuck": _m(
        "The guest's bank does not take it back. Nothing has arrived yet. Settle it at the provider."
    ),
    "notice": _m("This notice is not believed, or about nothing here. Nothing was changed."),
    "payment_changed": _m("This payment was already taken with another sum. Look at the bill."),
    "tender_fixed": _m(
        "This payment is counted, closed or given back. It stays as it is; give the money back instead."
    ),
    "account_missing": _m("Whose account? Nothing was charged. Choose one, or take money."),
    "unknown_account": _m("This account is closed or not set up. Nothing was taken. Choose another one."),
    "account_limit": _m("Only {amount} more may be owed on this account. Nothing was charged. Take money."),
    "account_name": _m("An account needs a name of its own, of {maximum} characters at most."),
    "account_limit_bad": _m("This limit is not possible. Nothing was changed."),
    "payment_gone": _m("This payment is not there any more. Nothing was moved. Look at the bill again."),
    "payment_settled": _m("That bill is settled, and stays so. Reverse it first, and carry the money over."),
    "move_too_much": _m("Only {amount} is due there. Nothing was moved. Choose another table."),
    "invoice_title": _m("An invoice needs a name, of {maximum} characters at most. Nothing was kept."),
    "invoice_number": _m("A tax number has 15 to 20 digits or capitals. Nothing was kept. Look at it."),
    "voucher_code": _m("A voucher needs its code. Nothing was taken. Scan or type it."),
    "voucher_used": _m("This code is used already. Nothing was taken. Ask for another one, or take money."),
    "voucher_figures": _m(
        "These sums are not possible: the house gets at most what it sold for, and that at most what it takes"
        " off. Nothing was taken."
    ),
    "voucher_too_big": _m("Only {amount} is due, less than the house gets for it. Nothing was taken."),
    "voucher_dish": _m("A dish of this voucher is not on the bill, or is paid by another one. Choose again."),
    "refund_unpaid": _m("This is not on a bill that was paid. Nothing was given back."),
    "refund_too_much": _m("At most {amount} of this bill can be given back. Nothing was given back."),
    "nothing_to_pay": _m("There is nothing left to pay on this bill."),
    "not_enough_cash": _m("{tendered} does not cover {amount}."),
    "tender_stays": _m(
        "A way of paying that is there stays, and counts as it did; switch it off instead. Nothing was saved."
    ),
    "change_of_no_money": _m(
        "What gives change is counted as money in the drawer, so it has to be takings. Nothing was saved."
    ),
    "tender_none": _m("Somebody has to be able to pay: leave one way of paying on. Nothing was saved."),
    "unclaimed_done": _m("Somebody has seen to this money already. Nothing was done twice."),
    "unknown_tender": _m("This way of paying is not set up."),
    "too_much": _m("No change is given this way. At most {amount} can be taken."),
    "bad_guests": _m("Enter between 1 and {maximum} guests."),
    "wrong_pin": _m("Wrong PIN. Try again."),
    "pin_wait": _m("Too many wrong PINs. Wait {seconds} seconds."),
    "practice_open": _m("Practice is open already, in a window of its own. Nothing was changed."),
    "practice_alone": _m("Practice keeps to itself: it joins no server. Nothing was changed."),
    "not_allowed": _m("Your role may not do this. Ask a manager."),
    "approval_needed": _m(
        "Your role may not do this alone, or not so much of it. Nothing has changed. "
        "Let somebody whose role may agree by PIN."
    ),
    "reason_missing": _m("Say why. Nothing was changed."),
    "bad_discount": _m("This discount is not possible. Nothing was changed. Enter another one."),
    "bad_left": _m("Count between 0 and {maximum}. Nothing was changed."),
    "bad_price": _m("This price is not possible. Nothing was changed. Enter another one."),
    "unknown_staff": _m("This person is not on the staff list."),
    "unsent_lines": _m("Dishes on this table are not sent to the kitchen yet. Send or remove them first."),
    "cannot_save": _m("This was not saved: the disk is full or broken. Free some space, then do it again."),
    "cannot_read": _m(
        "The disk does not give this now. Nothing was changed. Check its plug, then try again."
    ),
    "place_damaged": _m(
        "This place of the till's record is damaged. Selling goes on. After closing restore from a backup."
    ),
    "table_unpaid": _m("This table still has an unpaid bill."),
    "pickup_unpaid": _m("Number {number} is not paid yet. Nothing has changed. Take the payment first."),
    "pickup_empty": _m("Nothing is ordered under number {number} yet. Send the dishes first."),
    "server_unreachable": _m(
        "{address} cannot be reached. Nothing has changed. Check the address and the network."
    ),
    "server_certificate": _m(
        "{address} does not prove that it is that server: its certificate does not hold. Nothing was sent and"
        " nothing has changed. Check this computer's date and time, and the address; then ask who runs it."
    ),
    "enrol_code_refused": _m(
        "{address} does not take this code. Nothing has changed. Make a new code on its owner's page."
    ),
    "enrol_scope": _m(
        "This code is for another kind of device. Nothing has changed, and the code still holds. Choose on"
        " the owner's page what this device is, and type that code."
    ),
    "insufficient_scope": _m(
        "This device is not let in for that. Nothing was changed. Do it at the till, whose program signs it."
    ),
    "invalid_token": _m(
        "This short pass has run out or is not of this server. Nothing was changed. Programs take a new one"
        " by themselves; if this stays, let the device in again."
    ),
    "backup_no_key": _m("No backup was made: there is no recovery sheet yet. Make one first."),
    "backup_nowhere": _m(
        "The backup reached no place. Selling goes on, nothing is lost. Look at the places, free some space."
    ),
    "backup_damaged": _m(
        "No backup can be made: a place of this till's file is damaged. The backups of before are safe. Print"
        " the day, then restore from one of them."
    ),
    "backup_not_typed": _m("These are not the last {count} characters of the key. Look at the sheet again."),
    "backup_place_used": _m("Backups of another store lie in this folder. Choose another one."),
    "backup_place_away": _m("This folder cannot be written. Plug the disk in, or choose another folder."),
    "no_receipt_printer": _m("No printer stands at the counter. Save the sheet as a file instead."),
    "print_failed": _m("The printer did not print it. Look at the paper, then print it again."),
    "slip_unknown": _m(
        "This is no slip of an open table. Nothing has changed. Scan another or tap the dish."
    ),
    "slip_kind_unknown": _m("There is no slip of the kind {kind}. All print as before. Choose another one."),
    "slip_line_needed": _m("The line {line} belongs on this slip. The slips print as before. Leave it on."),
    "slip_size_wrong": _m(
        "{part} cannot be printed in the size {size} here. The slips print as before. Choose another size."
    ),
    "slip_words_long": _m(
        "The words above or below are too long: {lines} lines and {most} characters at most. "
        "The slips print as before. Shorten them."
    ),
    "slip_brace_open": _m(
        "A brace in the words above or below is not closed. The slips print as before. Close or remove it."
    ),
    "slip_place_unknown": _m(
        "Nothing is known as {place}. The slips print as before. In braces may stand: {places}."
    ),
    "slip_picture_wrong": _m(
        "This picture cannot be printed. The slips print as before. Choose a dark one of at most "
        "{across} × {down} dots."
    ),
    "slip_does_not_print": _m(
        "A slip with these changes could not be laid out. The slips print as before. Undo the last change."
    ),
    "no_slip": _m(
        "{dish} has no slip that came out yet. Nothing is printed. Look for its ticket under Printing."
    ),
    "ticket_on_its_way": _m(
        "This ticket is being sent to its printer. Nothing has changed. Look at the paper in a moment."
    ),
    "unknown_printer": _m("This printer is not set up any more. Nothing has changed. Choose another one."),
    "printer_no_name": _m("The printer has no name. Nothing is saved. Name it by where it stands."),
    "printer_long_name": _m("The name is too long. Nothing is saved. Shorten it to {maximum} characters."),
    "printer_name_taken": _m("Another printer is called {name}. Nothing is saved. Choose another name."),
    "printer_address": _m(
        "{address} is no printer's address. Nothing is saved. Choose a found printer, or type its address as"
        " its own test page shows it."
    ),
    "printer_unreachable": _m(
        "Nobody answers at {address}. Nothing has changed. Switch the printer on, look at its cable, try"
        " again."
    ),
    "printer_not_ready": _m(
        "The printer is there but cannot print now. Nothing was sent. Look at its paper and cover, try again."
    ),
    "printer_paper": _m("Receipt paper is 58 or 80 mm wide. Nothing is saved. Choose one of them."),
    "printer_label": _m(
        "Labels are 15 to 110 mm wide and 10 to 200 mm high. Nothing is saved. Measure one of yours."
    ),
    "printer_own_fallback": _m(
        "A printer cannot stand in for itself. Nothing is saved. Choose another one, or none."
    ),
    "printer_no_fallback": _m("The printer that should stand in is gone. Nothing is saved. Choose another."),
    "printer_times": _m(
        "Another printer may take over after 5 seconds to 1 hour, and old tickets ask after 1 minute to"
        " 24 hours. Nothing is saved. Change the times."
    ),
    "station_without_printer": _m(
        "Then nobody would print the slips of a station. Nothing is saved. Set another one up first."
    ),
    "printers_changed": _m(
        "Somebody else has changed the printers meanwhile. Nothing is saved. Close this and look again."
    ),
    "dishes_changed": _m(
        "Somebody else has changed these dishes meanwhile. Nothing is saved. Close this and look again."
    ),
    "restore_no_file": _m("This file cannot be read. Choose a backup whose name ends in .age."),
    "restore_no_backup": _m("This file is not a backup of this program. Nothing was written."),
    "restore_damaged": _m("This backup is damaged or cut off. Nothing was written. Take another one."),
    "restore_wrong_key": _m(
        "This key does not open this backup. Nothing was written. Take the recovery sheet of this store."
    ),
    "restore_bad_key": _m(
        "This is not a whole recovery key. It begins with AGE-SECRET-KEY-1 and has {count} characters."
    ),
    "start_newer": _m(
        "A newer version of this program wrote this store. Nothing was changed. Update this program, then"
        " start it again."
    ),
    "start_taken": _m(
        "A till is open on this store already. Nothing was changed. Go on at its window, or close it first."
    ),
    "start_key": _m(
        "The key to this store is not on this computer. Nothing was changed. Put it back, or restore a backup"
        " into another folder."
    ),
    "start_key_shut": _m(
        "The key to this store is in this computer's key store, which does not open. Nothing was changed or"
        " lost. Sign in to the computer so that it opens, then start again."
    ),
    "start_disk": _m(
        "The folder {folder} cannot be read or written. Nothing was changed. Check the disk: its plug, its"
        " room, and who may write there. Then start again."
    ),
    "start_no_room": _m(
        "An update makes a copy of the store first, and the disk did not take it. Nothing was changed. Free"
        " some space, or go on with the version from before."
    ),
    "start_broken": _m(
        "The store's file in {folder} cannot be opened: another key, or damaged. Nothing was changed. Keep"
        " the folder as it is, and restore a backup into another one."
    ),
    "start_page": _m(
        "The disk does not give a part of the store's file in {folder} back, and the till cannot go on"
        " without it. Nothing was changed. Start the till in its window, or pos-app mend in a terminal: that"
        " goes on with all that can be read, and what a server has comes back by itself. Or restore the"
        " newest backup into another folder."
    ),
    "server_newer": _m(
        "A newer version of this program wrote the server's data in {folder}. Nothing was changed. Update"
        " this program, then start it again."
    ),
    "server_taken": _m(
        "A server runs on the folder {folder} already. Nothing was changed. Use that one, or end it first."
    ),
    "server_key": _m(
        "The key to the server's data in {folder} is not to be had here. Nothing was changed. Put it back, or"
        " restore a backup into another folder."
    ),
    "server_broken": _m(
        "The server's file in {folder} cannot be opened: another key, or damaged. Nothing was changed. Keep"
        " the folder as it is, and restore a backup into another one."
    ),
    "server_none": _m("The folder {folder} holds no server's data. Choose its folder by --data-dir."),
    "server_there": _m(
        "A server's data lies in {folder} already. Nothing was written. Choose another folder by --data-dir."
    ),
    "copy_there": _m("The file {file} is there already. Nothing was written. Choose another name."),
    "copy_none": _m("There is no backup {file}. Nothing was written. Choose another file."),
    "copy_no_key": _m(
        "The backup's key {file} cannot be read. Nothing was written. Say by --key where it lies."
    ),
    "copy_shut": _m(
        "This key does not open {file}, or the file is damaged. No server was made. Take its own key, or"
        " another backup."
    ),
    "server_port": _m(
        "The server cannot listen on {host} port {port} ({reason}). Nothing was changed. Choose another"
        " --port or --host, or end what uses it."
    ),
    "start_port": _m(
        "Another program uses port {port}, which phones need. Nothing was changed. Close it, or start the"
        " till with another --relay-port."
    ),
    "start_no_store": _m(
        "The folder {folder} holds no store yet. Nothing was changed. Start the till once with its window,"
        " run pos-app init, or choose another folder by --data-dir."
    ),
    "start_failed": _m("The till cannot start. What is saved is safe."),
    "start_restore_cut": _m(
        "A restore into the folder {folder} was cut off. No store is there yet, and the backup is whole."
        " Restore it once more; a new store begins in another, empty folder."
    ),
    "restore_newer": _m("A newer version made this backup. Nothing was written. Update this program first."),
    "restore_not_empty": _m("The folder {folder} is not empty. Nothing was written. Choose an empty one."),
    "restore_taken": _m(
        "A till or another restore is at work in the folder {folder}. Nothing was written. Wait until it is"
        " over, or close it, then try again."
    ),
    "restore_disk": _m("The disk did not take it: full or write-protected. Nothing was restored."),
    "restore_no_numbers": _m(
        "A server is asked by the store number of the recovery sheet: A/B/C. Give it too."
    ),
    "restore_no_key_file": _m("The file {file} cannot be read. Type the key instead."),
    "restore_none_there": _m("The server keeps no backup of this store. Take one from a disk."),
    "restore_no_server": _m("The server cannot be reached. Nothing was written. Check address and network."),
    "review_changed": _m("More has come meanwhile. Nothing was decided. Look again, then choose."),
    "shift_open": _m("Somebody has the drawer already. Hand it over first; selling goes on."),
    "no_shift": _m("Nobody has the drawer. Open a shift with its float first."),
    "bad_count": _m("This sum cannot be in a drawer. Nothing was changed. Count again."),
    "day_closed": _m("This business day is closed. What is sold now counts to the next one."),
    "role_above": _m(
        "Nobody gives away more than they may do themselves, limits of the day too. Nothing was changed."
        " Set a lower limit, or ask who may do more."
    ),
    "nobody_left": _m("Then nobody could change the staff list any more. Nothing was changed."),
    "bad_pin": _m("A PIN has {digits} digits. Nothing was changed."),
    "name_missing": _m("A person and a role need a name. Nothing was changed."),
    "table_in_use": _m("{table} has guests, a waiting order or is to be cleaned. It stays; free it first."),
    "plan_unfit": _m(
        "Each table needs a name, 1 to {most} seats and a place of its own in its area. Nothing was saved."
    ),
    "settings_old": _m(
        "The settings were changed elsewhere meanwhile. Nothing was saved; discard and edit again."
    ),
    "service_unfit": _m("Service lies between 0 and {most} percent. Nothing was saved."),
    "tax_unfit": _m("A tax lies between 0 and {most} percent. Nothing was saved."),
    "amount_unfit": _m("An amount is no less than 0 and no more than {amount}. Nothing was saved."),
    "region_unfit": _m("A region is two letters, as CN or SG. Nothing was saved."),
    "minimum_unlawful": _m("A minimum spend is not allowed in mainland China. Nothing was saved."),
    "promotion_unfit": _m("A promotion takes off more than 0 and no more than is spent. Nothing was saved."),
    "bad_hours": _m("Hours are such as 11:00-14:00. Nothing was saved. Change them."),
    "time_menu_empty": _m("A menu for certain hours needs dishes or prices. Nothing was saved. Choose some."),
    "rule_nameless": _m("Each course, tax, promotion and charge by head needs a name. Nothing was saved."),
    "minutes_unfit": _m("This wait lies between {least} and {most} minutes. Nothing was saved."),
    "plan_old": _m("The floor was changed elsewhere meanwhile. Nothing was saved; discard and edit again."),
    "pay_first_over": _m("It was not paid in time. Nothing was cooked or charged. Order again if you like."),
    "pay_first_paying": _m("A guest is paying for it just now. Nothing was changed. Wait until it is known."),
    "backup_unknown": _m("The server keeps no backup of that name. Choose one from its list."),
    "backup_busy": _m("Another backup of this store is on its way to the server. It is tried again."),
    "backup_full": _m("The server's disk is full. The backup is safe at the till. Free space at the server."),
    "server_disk": _m(
        "The server's disk is full or broken. Nothing was changed, and what it has stays. Free some space on"
        " it, or ask who looks after it; then try again."
    ),
}

GUESTS_READ = frozenset(
    {
        "unknown_dish",
        "unknown_spec",
        "unknown_option",
        "options_missing",
        "options_too_many",
        "parts_missing",
        "sold_out",
        "off_sale",
        "not_enough",
        "not_now",
        "price_of_day",
        "bad_quantity",
        "too_many_lines",
        "empty_order",
        "unreadable",
        "remark_too_long",
        "price_changed",
        "table_unknown",
        "receipt_unknown",
        "store_code_off",
        "store_closed",
        "time_unfit",
        "phones_paused",
        "kitchen_full",
        "words_too_long",
        "feedback_late",
        "feedback_read",
        "table_not_open",
        "queue_gone",
        "party_unknown",
        "old_opening",
        "opening_paid",
        "opening_closed",
        "request_changed",
        "cart_sent",
        "cart_sent_already",
        "cart_changed",
        "cart_full",
        "picture_heic",
        "no_more_pictures",
        "too_late",
        "store_away",
        "refused_by_staff",
        "pay_counter",
        "bill_code",
        "pay_away",
        "pay_at_till",
        "pay_busy",
        "pay_changed",
        "pay_late",
        "charge_unknown",
        "charge_failed",
        "charge_payer",
        "charge_too_little",
        "charge_refused",
        "charge_cancelled",
        "nothing_to_pay",
        "bad_guests",
        "pay_first_over",
    }
)
"""Those that reach a guest's phone: a language that only guests' pages speak has to know these."""


class Refused(Exception):  # noqa: N818 - it reads as what happened: the rule refused
    """A rule said no. ``code`` is a key of MESSAGES, ``facts`` fill its braces (text or integers)."""

    def __init__(self, code: str, **facts: str | int | Mapping[str, str]) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def text(self, translate: Callable[[str], str], language: str = "zh-Hans") -> str:
        """The refusal as a sentence in the reader's language."""
        return refusal_text(self.code, self.facts, translate, language)


def refusal_text(
    code: str, facts: Mapping[str, object], translate: Callable[[str], str], language: str = "zh-Hans"
) -> str:
    """A refusal's sentence; an unknown code falls back to a plain one, missing facts to a dash."""
    message = MESSAGES.get(code, MESSAGES["unreadable"])
    return translate(message).format_map(
        _Facts({key: _fact(value, language) for key, value in facts.items()})
    )


def _fact(value: object, language: str) -> str:
    if isinstance(value, Mapping):
        return name_in(value, language)
    return str(value)


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def name_in(names: Mapping[str, str], language: str) -> str:
    """The name in a language, else in its base language, else in English for who reads no Chinese, else in
    Chinese, else whatever there is; "" if none."""
    if language in names:
        return names[language]
    base = language.split("-", 1)[0]
    for tag, text in names.items():
        if tag.split("-", 1)[0] == base:
            return text
    for tag in ("zh-Hans",) if base == "zh" else ("en", "zh-Hans"):
        if names.get(tag):
            return names[tag]
    return next(iter(names.values()), "")
