### Everything that the bot says in English. HTML as the Bot API takes it; arguments are escaped where they are put in. What a feature alone says stands in its folder.

## The bot's own page and the command menu

bot-short-description = Checks whether a collectible card is registered, and shows how it looks. Scan the QR code on its case.
bot-description =
    I check collectible cards.

    Scan the QR code on a card's case with your camera, or send me the 12 characters printed below it. I show you how the registered card looks, so that you can compare.
command-start = Start
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
press-stale = This button is no longer good. Send me the card's code to check it again.

## Admin: what is said once in a while

notice-album_first_taken = I took the first photo of the album; the others, and any text with them, are ignored.
notice-card_gone = This card no longer exists: somebody discarded it.
notice-card_changed = Somebody else has changed this card meanwhile. Nothing of yours was added: this is what it is now.
notice-help = { admin-help }
notice-not_here = That does nothing here. Please choose one of the buttons.
notice-nothing_to_cancel = There is nothing to cancel.
notice-photo_wanted = I need a photo here: send it as a photo or as a JPEG, PNG or WebP file. HEIC from an iPhone works as a photo.
notice-session_reset = Something was wrong with your last step, so I brought you back home. Cards that were registered are in your list.
notice-stale_button = That button belongs to an older message. Please use the newest one.
notice-still_saving = Still saving, one moment please.
notice-text_wanted = I need a text message here.
notice-unexpected = I cannot use that here. Please choose one of the buttons.
notice-unknown_command = I do not know this command. /help lists what I can do.
admin-help =
    <b>How it works</b>
    /add guides you through a new card: photo, name, description, QR code, photo of the packaged card.
    /cards lists all cards: finish a draft, switch a card off or on, get its QR code again.
    /stats shows the numbers. /cancel stops, /back goes a step back, /skip leaves a step out.
    To check a card, open its link or type its code in the menu.

## Admin: buttons and screens that features share

button-help = ❓ Help
button-back = ‹ Back
button-cancel = ✕ Cancel
button-skip = Skip ›
button-retry = 🔄 Try again
button-qr = 🔳 QR code
loading = ⏳ One moment…
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
