### Everything that the bot says in English. HTML as the Bot API takes it; arguments are escaped where they are put in.

## The bot's own page and the command menu

bot-short-description = Checks whether a collectible card is registered, and shows how it looks. Scan the QR code on its case.
bot-description =
    I check collectible cards.

    Scan the QR code on a card's case with your camera, or send me the 12 characters printed below it. I show you how the registered card looks, so that you can compare.
command-start = Start
command-admin = Menu
command-add = Add a card
command-cards = All cards
command-stats = Statistics
command-skip = Skip this step
command-back = One step back
command-cancel = Cancel
command-help = Help
command-id = My Telegram id

## Customers

greeting =
    👋 <b>Hello!</b>

    I tell you whether a collectible card is registered, and show you how the registered one looks.

    <b>Scan</b> the QR code on the card's case with your camera, or <b>type</b> the 12 characters printed below it, like <code>7K2M-9QXD-4TJE</code>.
greeting-of-shop =
    👋 <b>Hello!</b>

    I tell you whether a collectible card is registered by <b>{ $shop }</b>, and show you how the registered one looks.

    <b>Scan</b> the QR code on the card's case with your camera, or <b>type</b> the 12 characters printed below it, like <code>7K2M-9QXD-4TJE</code>.
help-customer =
    <b>How to check a card</b>

    1. Scan the QR code on the case with your phone's camera and open the link.
    2. Or type the code printed below it. Spaces, hyphens and small letters are fine.
    3. Compare the card in your hand with the photos that I show you.

    A code can be copied, a card cannot: trust the photos more than the sticker.
hint = To check a card, scan the QR code on its case or send me the 12 characters printed below it.
admins-only = This is for the shop's admins only. To check a card, send me the code from its case.
reply-failed = 😕 Something went wrong with that, and it was noted. Please try once more.
slow-down = ⏳ That was a lot at once, so I will be quiet for a moment. Please wait half a minute, then send the code once.
your-id = Your Telegram id is <code>{ $id }</code>.

verdict-active =
    ✅ <b>This card is registered in the system.</b>

    <b>{ $name }</b>
verdict-facts =
    🔎 { $checks ->
        [1] This is its first check.
        [one] It was checked { $checks } time, this one included.
       *[other] It was checked { $checks } times, this one included.
    }
    📅 Registered on { $date }
verdict-facts-of-shop =
    🔎 { $checks ->
        [1] This is its first check.
        [one] It was checked { $checks } time, this one included.
       *[other] It was checked { $checks } times, this one included.
    }
    📅 Registered by <b>{ $shop }</b> on { $date }
verdict-compare = { $shown ->
    [original] <b>Compare it with the photo:</b> the picture, the edges and scratches. The photo shows the card before it was packaged. If anything differs, do not pay: a code can be copied.
    [packaged] <b>Compare it with the photo:</b> the case, the sticker on it, and what you can see of the card. If anything differs, do not pay: a code can be copied.
   *[both] <b>Compare it with the photos:</b> left before it was packaged, right in its case. Look at the picture, the edges, scratches and the sticker on the case. If anything differs, do not pay: a code can be copied.
}
verdict-compare-without-photos =
    <b>Compare what you hold with this description.</b> If anything differs, do not pay: a code can be copied.
verdict-compare-with-nothing = There is nothing to compare it with right now. Do not pay on the code alone: a code can be copied.
verdict-checked-for =
    <i>Checked for { $name } on { DATETIME($date, day: "numeric", month: "long", year: "numeric") }, { DATETIME($date, hour: "2-digit", minute: "2-digit") } UTC. Trust only a check of your own.</i>
verdict-photos-later = The photos cannot be shown right now. Please check again in a few minutes.
verdict-draft =
    🕓 <b>This card is not released yet.</b>

    Its registration has begun but is not finished. Do not pay for it before a check says that it is registered.
verdict-deactivated =
    ⏸ <b>This card's registration is switched off.</b>

    The shop has withdrawn it for now, for example because the card was returned or is being re-packaged. Do not pay for it before a check says that it is registered.
verdict-unknown =
    ⚠️ <b>This code is not registered.</b>

    Possible reasons:
    • the code was read or typed wrongly: compare it character by character
    • the card was removed from the system
    • the sticker was not issued by us

    Do not pay for this card before a check of its code shows it to you.
verdict-mistyped =
    🔁 <b>This code cannot be right: please read it again.</b>

    A code has 12 characters, like <code>7K2M-9QXD-4TJE</code>. One of them seems to be wrong or missing. Scanning the QR code is the surest way.
verdict-example =
    🙂 <b>That is only the example from my text.</b>

    The code of your card stands below the QR code on its case: scan it, or type its 12 characters.
verdict-later =
    ⏳ <b>Too many unknown codes.</b>

    Please try again in { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }, after { $time } UTC. A code that is registered is still answered at once.
compare-button = 🔍 Compare closely
whole-button = 📄 Whole description
shop-button = 💬 Ask the shop
press-stale = This button is no longer good. Send me the card's code to check it again.
share-button = Share this card
share-text = This card is registered. Check it yourself by the link above.

## Admin: what is said once in a while

notice-album_first_taken = I took the first photo of the album; the others, and any text with them, are ignored.
notice-caption_dropped = I kept only the photo, not the text that came with it.
notice-cancelled = Cancelled. Nothing was registered.
notice-card_gone = This card no longer exists: somebody discarded it.
notice-card_changed = Somebody else has changed this card meanwhile. Nothing of yours was added: this is what it is now.
notice-card_activated = The card is switched on again.
notice-card_deactivated = The card is switched off. Who checks it is told so.
notice-description_too_long = That is { $count } characters; a description has 2000 at most. Please send a shorter one.
notice-draft_discarded = The draft is gone.
notice-draft_kept = The draft stays in your list: open it there to finish it later.
notice-help = { admin-help }
notice-image_broken = This picture cannot be read: it is damaged or not a picture. Please send another one.
notice-image_format = I can take JPEG, PNG and WebP only. Please send the picture in one of these, or as a photo.
notice-image_heif = This is a HEIC or AVIF file, which I cannot read. Send the same picture as a photo, not as a file: Telegram converts it.
notice-image_ratio = This picture is too long and narrow. Please send one that is at most 20 times as long as wide.
notice-image_too_large = This picture is too large. Please send one under 20 MB and 64 megapixels.
notice-image_too_small = This picture is too small to recognise a card on. Please send a larger one.
notice-name_empty = The name is empty. Please type at least one character.
notice-name_needed = The card needs a name; this step cannot be skipped.
notice-name_too_long = That is { $count } characters; a name has 255 at most. Please send a shorter one.
notice-no_way_back = The card is registered already, so there is no step back. You can finish later and discard the draft from the list.
notice-not_a_draft = This card is no draft any more, so it was not discarded.
notice-not_here = That does nothing here. Please choose one of the buttons.
notice-nothing_to_cancel = There is nothing to cancel.
notice-photo_file_gone = Telegram no longer has this picture. Please send it once more.
notice-photo_needed = The card needs this photo; this step cannot be skipped.
notice-photo_wanted = I need a photo here: send it as a photo or as a JPEG, PNG or WebP file. HEIC from an iPhone works as a photo.
notice-session_reset = Something was wrong with your last step, so I brought you back home. Cards that were registered are in your list.
notice-stale_button = That button belongs to an older message. Please use the newest one.
notice-still_saving = Still saving, one moment please.
notice-text_wanted = I need a text message here.
notice-unexpected = I cannot use that here. Please choose one of the buttons.
notice-unknown_command = I do not know this command. /help lists what I can do.
notice-wizard_running = You are in the middle of adding a card: finish it here, or /cancel it first.
admin-help =
    <b>How it works</b>
    /add guides you through a new card: photo, name, description, QR code, photo of the packaged card.
    /cards lists all cards: finish a draft, switch a card off or on, get its QR code again.
    /stats shows the numbers. /cancel stops, /back goes a step back, /skip leaves a step out.
    To check a card, open its link or type its code in the menu.

## Admin: home

home-title = <b>cardseal</b>
home-text = Register a card, find one, or see how often cards are checked.
home-unfinished = You have begun to add a card and can go on where you were.
button-add = ➕ Add a card
button-resume = ▶️ Go on with the card
button-cards = 🗂 All cards
button-stats = 📊 Statistics
button-help = ❓ Help
button-home = 🏠 Menu
button-back = ‹ Back
button-cancel = ✕ Cancel
button-skip = Skip ›
button-activate = Skip and activate ›
button-keep = Keep it ›
button-later = Finish later
button-retry = 🔄 Try again
button-add-another = ➕ Add another

## Admin: the wizard

step = <b>Step { $step } of { $steps }</b>  { $bar }
step-original-photo =
    📷 <b>Send a photo of the card</b>, before it is packaged.

    The whole card, sharp and without glare. As a photo or as a JPEG, PNG or WebP file; HEIC from an iPhone as a photo.
step-original-photo-kept = A photo is stored already: keep it, or send another one.
step-name =
    ✏️ <b>Type the card's name</b>

    For example: Dragon of the North, 1999, first edition. Up to 255 characters.
step-name-kept = Until now: <b>{ $name }</b>. Keep it, or type another one.
step-name-question =
    🤔 <b>Is this the card's name?</b>

    <b>{ $name }</b>

    It looks like a code or a link. Use it all the same, or type the name.
button-use-name = ✅ Use it as the name
button-check-code = 🔎 Check this code
step-description =
    📝 <b>Describe the card</b>, or skip this step.

    Condition, number, signature: what helps to recognise it. Up to 2000 characters. After this step the card is registered and gets its QR code.
step-description-kept = Skipping keeps what you wrote before.
step-packaged-photo =
    📦 <b>Stick the QR code on the case and send a photo of the packaged card.</b>

    1. Print the file above: it is made to be 2.5 cm wide.
    2. Put the card into its case and stick the code on it.
    3. Photograph it with the code in view, and send the photo here.

    The photo makes the card active; until then it is a draft. No such photo? Skip this step: the card becomes active without it.
saving-photo = ⏳ Storing the photo…
saving-card = ⏳ Registering the card…
saving-change = ⏳ Saving the change…
loading = ⏳ One moment…
failed-photo =
    😕 <b>The photo could not be saved. Nothing is lost.</b>

    The photo store or Telegram is away right now. Try again in a moment: you need not send anything anew.
failed-card =
    😕 <b>The card could not be saved. Nothing is lost.</b>

    Try again in a moment: you need not send anything anew.
failed-change =
    😕 <b>The change could not be saved.</b>

    The card is as it was. Try again in a moment.
failed-loading =
    😕 <b>This cannot be loaded right now.</b>

    Please try again in a moment.
qr-title = <b>{ $name }</b>
qr-caption =
    Code <code>{ $code }</code>
    { $link }
qr-file-caption = 🖨 For printing, 2.5 cm wide: { $name }
qr-gone = This card no longer exists, so there is no QR code for it.
photos-later = The photos cannot be shown right now.
done =
    🎉 <b>The card is active.</b>

    <b>{ $name }</b>
    Code <code>{ $code }</code>
    { $link }

    { $photos ->
        [2] Both photos are stored.
       *[other] The original photo is stored; there is no photo of the packaged card.
    }

## Admin: the card list and one card

cards-title = <b>Cards</b>, the newest first
cards-legend = 🟢 active · 🟡 draft · ⚪️ switched off · number of checks
cards-empty = There are no cards yet. Add the first one!
button-newer = ‹ Newer
button-older = Older ›
card-title = <b>{ $name }</b>
card-status-active = 🟢 Active
card-status-draft = 🟡 Draft: not finished, customers see "not released yet"
card-status-deactivated = ⚪️ Switched off: customers are told so
card-checks = 🔎 { $checks ->
    [0] Not checked yet
    [one] Checked { $checks } time
   *[other] Checked { $checks } times
}
card-registered = 📅 Registered on { $date }
card-code =
    Code <code>{ $code }</code>
    { $link }
card-no-description = No description
button-continue = ▶️ Go on
button-discard = 🗑 Discard
button-off = ⏸ Switch off
button-on = ▶️ Switch on
button-qr = 🔳 QR code
button-to-cards = ‹ Cards
confirm-discard =
    🗑 <b>Discard the draft "{ $name }"?</b>

    Its code will be unknown from then on. This cannot be undone.
button-confirm-discard = 🗑 Yes, discard it
button-keep-draft = ‹ No, keep it

## Admin: statistics

statistics =
    📊 { $cards ->
        [one] <b>{ $cards }</b> card
       *[other] <b>{ $cards }</b> cards
    }

    🟢 Active: { $active }
    🟡 Drafts: { $drafts }
    ⚪️ Switched off: { $off }
    🔎 Checks: { $checks }
    ⌀ Checks per card: { $average }
statistics-top = <b>Checked most</b>
statistics-top-row = { $place }. { $name } · { $checks }
