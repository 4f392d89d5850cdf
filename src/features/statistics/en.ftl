### The statistics

command-stats = Statistics
button-stats = 📊 Statistics
statistics =
    📊 { $cards ->
        [one] <b>{ $cards }</b> card
       *[other] <b>{ $cards }</b> cards
    }

    🟢 Active: { $active }
    🟠 Under review: { $suspended }
    🔴 Lost or stolen: { $stolen }
    ⚫️ Retired: { $retired }

    🟡 Drafts: { $drafts }
statistics-visits =
    🔎 Visits: <b>{ $all }</b>
    today { $today } · in 7 days { $week } · in 30 days { $month }
    👥 People: { $people }
    ⌀ Visits per card: { $average }
    ❔ Unknown codes tried: { $unknownCodes }
statistics-top = <b>Checked most</b>
statistics-top-row = { $place }. { $name } · { $visits }
