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
    🟠 На проверке: { $suspended }
    🔴 Потеряно или украдено: { $stolen }
    ⚫️ Выведено из оборота: { $retired }

    🟡 Черновиков: { $drafts }
statistics-visits =
    🔎 Визитов: <b>{ $all }</b>
    сегодня { $today } · за 7 дней { $week } · за 30 дней { $month }
    👥 Людей: { $people }
    ⌀ Визитов на карточку: { $average }
    ❔ Неизвестных кодов: { $unknownCodes }
statistics-top = <b>Чаще всего проверяют</b>
statistics-top-row = { $place }. { $name } · { $visits }
