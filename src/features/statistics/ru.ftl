### Статистика

command-stats = Статистика
button-stats = 📊 Статистика
statistics =
    📊 { $cards ->
        [one] <b>{ $cards }</b> карточка
        [few] <b>{ $cards }</b> карточки
       *[many] <b>{ $cards }</b> карточек
    }

    🟢 Активных: { $active }
    🟡 Черновиков: { $drafts }
    ⚪️ Отключённых: { $off }
    🔎 Проверок: { $checks }
    ⌀ Проверок на карточку: { $average }
statistics-top = <b>Чаще всего проверяют</b>
statistics-top-row = { $place }. { $name } · { $checks }
