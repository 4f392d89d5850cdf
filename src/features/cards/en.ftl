### The card list and one card

command-cards = All cards
notice-card_activated = The card is active again.
notice-card_suspended = The card is under review. Who checks it is told so.
notice-card_stolen = The card is reported lost or stolen. Who checks it is told not to buy it.
notice-card_retired = The card is out of circulation. Who checks it is told so.
notice-reason_too_short = A reason has at least 3 characters.
notice-reason_too_long = A reason has at most 200 characters; this one has { $count }.
notice-draft_discarded = The draft is gone.
notice-not_a_draft = This card is no draft any more, so it was not discarded.
button-cards = 🗂 All cards
saving-change = ⏳ Saving the change…
failed-change =
    😕 <b>The change could not be saved.</b>

    The card is as it was. Try again in a moment.
cards-title = <b>Cards</b>, the newest first
cards-legend = 🟢 active · 🟡 draft · 🟠 under review · 🔴 lost or stolen · ⚫️ retired · number of checks
cards-empty = There are no cards yet. Add the first one!
button-newer = ‹ Newer
button-older = Older ›
card-title = <b>{ $name }</b>
card-status-active = 🟢 Active
card-status-draft = 🟡 Draft: not finished, customers see "not released yet"
card-status-suspended = 🟠 Under review: customers are told not to pay for now
card-status-stolen = 🔴 Lost or stolen: customers are told not to buy it
card-status-retired = ⚫️ Out of circulation: customers are told so
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
button-move-activate = 🟢 Back to active
button-move-suspend = 🟠 Under review
button-move-markStolen = 🔴 Lost or stolen
button-move-retire = ⚫️ Retire
ask-suspend =
    🟠 <b>Why is "{ $name }" under review?</b>

    Type the reason, 3 to 200 characters: for example "Returned by the buyer". Only admins read it.
ask-markStolen =
    🔴 <b>How did "{ $name }" get lost or stolen?</b>

    Type it in 3 to 200 characters: for example "Stolen from the shop on Friday". Only admins read it.
ask-retire =
    ⚫️ <b>Why is "{ $name }" taken out of circulation?</b>

    Type the reason, 3 to 200 characters: for example "Re-graded elsewhere". Only admins read it.
button-to-cards = ‹ Cards
confirm-discard =
    🗑 <b>Discard the draft "{ $name }"?</b>

    Its code will be unknown from then on. This cannot be undone.
confirm-markStolen =
    🔴 <b>Report "{ $name }" lost or stolen?</b>

    Reason: { $reason }

    Everybody who checks it is told not to buy it, with its picture. You can take that back.
button-confirm-markStolen = 🔴 Yes, lost or stolen
confirm-retire =
    ⚫️ <b>Take "{ $name }" out of circulation?</b>

    Reason: { $reason }

    Everybody who checks it is told that it is gone for good. You can take that back.
button-confirm-retire = ⚫️ Yes, retire it
button-confirm-discard = 🗑 Yes, discard it
button-keep-draft = ‹ No, keep it
