# Небольшая пара каталогов для проверки загрузчика.

-brand = Cardseal
    .gender = masculine
welcome = Добро пожаловать в { -brand }!
greeting = Здравствуйте, <b>{ $name }</b>!
    .short = Привет, { $name }
twice = { greeting } { $name }
checks = { $count ->
    [0] ни разу не проверяли
    [one] проверили { $count } раз
    [few] проверили { $count } раза
   *[many] проверили { $count } раз
}
status = { $status ->
    [active] Активна
   *[other] Что-то другое
}
registered = Зарегистрирована { $date }
later = Попробуйте после { DATETIME($time, hour: "2-digit", minute: "2-digit") }
average = { NUMBER($value, minimumFractionDigits: 1, maximumFractionDigits: 1) } в среднем
button = Условия и помощь
paragraphs =
    Раз

    Два
