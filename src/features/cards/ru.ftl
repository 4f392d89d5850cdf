### Список карточек и одна карточка

command-cards = Все карточки
notice-card_activated = Карточка снова включена.
notice-card_deactivated = Карточка отключена. Те, кто её проверит, об этом узнают.
notice-draft_discarded = Черновик удалён.
notice-not_a_draft = Эта карточка уже не черновик, поэтому она не удалена.
button-cards = 🗂 Все карточки
saving-change = ⏳ Сохраняю изменение…
failed-change =
    😕 <b>Изменение не удалось сохранить.</b>

    Карточка осталась как была. Попробуйте чуть позже.
cards-title = <b>Карточки</b>, сначала новые
cards-legend = 🟢 активна · 🟡 черновик · ⚪️ отключена · число проверок
cards-empty = Карточек пока нет. Добавьте первую!
button-newer = ‹ Новее
button-older = Старше ›
card-title = <b>{ $name }</b>
card-status-active = 🟢 Активна
card-status-draft = 🟡 Черновик: не закончен, покупатели видят «ещё не выпущена»
card-status-deactivated = ⚪️ Отключена: покупатели об этом узнают
card-checks = 🔎 { $checks ->
    [0] Ещё не проверяли
    [one] Проверили { $checks } раз
    [few] Проверили { $checks } раза
   *[many] Проверили { $checks } раз
}
card-registered = 📅 Зарегистрирована { $date }
card-code =
    Код <code>{ $code }</code>
    { $link }
card-no-description = Без описания
button-continue = ▶️ Продолжить
button-discard = 🗑 Удалить
button-off = ⏸ Отключить
button-on = ▶️ Включить
button-to-cards = ‹ Карточки
confirm-discard =
    🗑 <b>Удалить черновик «{ $name }»?</b>

    Его код станет неизвестным. Отменить это нельзя.
button-confirm-discard = 🗑 Да, удалить
button-keep-draft = ‹ Нет, оставить
