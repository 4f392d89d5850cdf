### The statistics

command-stats = Statistics
button-stats = 📊 Statistics
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
