# A small pair of catalogues for the tests of the loader.

-brand = Cardseal
welcome = Welcome to { -brand }!
greeting = Hello, <b>{ $name }</b>!
    .short = Hi { $name }
twice = { greeting } { $name }
checks = { $count ->
    [0] never checked
    [one] checked { $count } time
   *[other] checked { $count } times
}
status = { $status ->
    [active] Active
   *[other] Something else
}
registered = Registered on { $date }
later = Try again after { DATETIME($time, hour: "2-digit", minute: "2-digit") }
average = { NUMBER($value, minimumFractionDigits: 1, maximumFractionDigits: 1) } on average
button = Terms & help
paragraphs =
    One

    Two
