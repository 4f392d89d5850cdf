### The card list and one card

command-cards = All cards
notice-card_activated = The card is switched on again.
notice-card_deactivated = The card is switched off. Who checks it is told so.
notice-draft_discarded = The draft is gone.
notice-not_a_draft = This card is no draft any more, so it was not discarded.
button-cards = 🗂 All cards
saving-change = ⏳ Saving the change…
failed-change =
    😕 <b>The change could not be saved.</b>

    The card is as it was. Try again in a moment.
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
button-to-cards = ‹ Cards
confirm-discard =
    🗑 <b>Discard the draft "{ $name }"?</b>

    Its code will be unknown from then on. This cannot be undone.
button-confirm-discard = 🗑 Yes, discard it
button-keep-draft = ‹ No, keep it
