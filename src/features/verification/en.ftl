### What a customer is told of a card

verdict-active =
    ✅ <b>This card is registered in the system.</b>

    <b>{ $name }</b>
verdict-unchecked = 🔎 No customer has checked it yet.
verdict-first-check = 🔎 This is its first check.
verdict-checks =
    🔎 It was checked { $visits ->
        [one] { $visits } time
       *[other] { $visits } times
    } by { $people ->
        [one] { $people } person
       *[other] { $people } people
    }{ $span ->
        [day] , on { $first }
       *[days] : first on { $first }, last on { $last }
    }.
verdict-own-check = 👤 You checked it before: { DATETIME($date, day: "numeric", month: "long", year: "numeric") }, { DATETIME($date, hour: "2-digit", minute: "2-digit") } UTC.
verdict-rush = 👥 { $people } new people in { $days ->
        [one] a day
       *[other] { $days } days
    }: many for one card, so compare closely.
verdict-registered = 📅 Registered on { $date }
verdict-registered-by-shop = 📅 Registered by <b>{ $shop }</b> on { $date }
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
    🔵 <b>This card is not released yet.</b>

    Its registration has begun but is not finished. Do not pay for it before a check says that it is registered.
verdict-suspended =
    🟠 <b>This card is under review.</b>

    The shop has withdrawn it for now, for example because it was returned or is being re-packaged. Do not pay for it before a check says that it is registered.
verdict-stolen =
    🚨 <b>Do not buy it: this card is reported lost or stolen{ $isKnown ->
        [yes] {" "}since { $since }
       *[no] {""}
    }.</b>

    <b>{ $name }</b>

    If somebody offers it to you, do not pay. { $canTell ->
        [yes] Please tell the shop where you saw it.
       *[no] Please tell the shop that sold it where you saw it.
    }
verdict-retired =
    ⚫️ <b>This card is out of circulation.</b>

    The shop took it out for good: it was returned, destroyed or graded anew elsewhere. Whoever offers a card with this code is offering something else: do not pay.
tell-shop-button = 📣 Tell the shop where you saw it
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
share-button = Share this card
share-text = A registered card: photos and description by the link above. To check a card, scan the QR code on its case.
shared-card =
    🔗 <b>A page that somebody shared, not a check of a label.</b>

    <b>{ $name }</b>
shared-advice =
    <b>It says nothing about a card that you are offered.</b> Before you pay, scan the QR code on the case of that very card, or send me the 12 characters below it.
shared-over =
    🔗 <b>This shared page is over.</b>

    Its card is not shown any more. To check a card, scan the QR code on its case, or send me the 12 characters below it.
