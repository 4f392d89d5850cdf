### The wizard

command-add = Add a card
notice-caption_dropped = I kept only the photo, not the text that came with it.
notice-cancelled = Cancelled. Nothing was registered.
notice-description_too_long = That is { $count } characters; a description has 2000 at most. Please send a shorter one.
notice-draft_kept = The draft stays in your list: open it there to finish it later.
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
notice-photo_file_gone = Telegram no longer has this picture. Please send it once more.
notice-photo_needed = The card needs this photo; this step cannot be skipped.
notice-wizard_running = You are in the middle of adding a card: finish it here, or /cancel it first.
button-add = ➕ Add a card
button-resume = ▶️ Go on with the card
button-activate = Skip and activate ›
button-keep = Keep it ›
button-later = Finish later
button-add-another = ➕ Add another
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
failed-photo =
    😕 <b>The photo could not be saved. Nothing is lost.</b>

    The photo store or Telegram is away right now. Try again in a moment: you need not send anything anew.
failed-card =
    😕 <b>The card could not be saved. Nothing is lost.</b>

    Try again in a moment: you need not send anything anew.
done =
    🎉 <b>The card is active.</b>

    <b>{ $name }</b>
    Code <code>{ $code }</code>
    { $link }

    { $photos ->
        [2] Both photos are stored.
       *[other] The original photo is stored; there is no photo of the packaged card.
    }
