### Чат владельца автомобиля (/chat и окно /widget.js). Этот файл читает и страница специалиста.
### Тон: спокойный, вежливый, короткие предложения, всегда «Вы».

language-name-bn = বাংলা
language-name-kk = Қазақша
language-name-en = English
language-name-ru = Русский

calendar-today = Сегодня
calendar-yesterday = Вчера
calendar-tomorrow = Завтра
calendar-months = января, февраля, марта, апреля, мая, июня, июля, августа, сентября, октября, ноября, декабря
calendar-weekdays = воскресенье, понедельник, вторник, среда, четверг, пятница, суббота
calendar-day = { $weekday }, { $day } { $month }
calendar-day-year = { $weekday }, { $day } { $month } { $year } г.
calendar-moment = { $day }, { $time }

loader-open = Открыть чат поддержки
loader-close = Закрыть чат поддержки
loader-title = Чат поддержки
loader-new = Новые сообщения:
loader-failed = Чат не удалось открыть здесь.
loader-window = Открыть в отдельном окне

chat-title = Чат поддержки
chat-subtitle = Послепродажная поддержка
chat-close = Закрыть чат
chat-more = Ещё
chat-menu-sound-on = Включить звук новых сообщений
chat-menu-sound-off = Выключить звук новых сообщений
chat-menu-save-text = Сохранить переписку как текст
chat-menu-save-page = Сохранить переписку как страницу
chat-language = Язык
chat-language-failed = Этот язык сейчас не загрузился. Попробуйте ещё раз.
chat-log = Переписка
chat-older = Показать более ранние сообщения
chat-newest = К последнему сообщению
chat-noscript = Для этого чата нужен JavaScript. Позвоните нам или напишите письмо:
# After that, a link
chat-plain-link = Написать на странице без него
chat-unread-title = ({ $count }) Новое сообщение

chat-input = Ваше сообщение
chat-placeholder = Напишите свой вопрос
chat-send = Отправить
chat-attach = Добавить фото, файл или голосовое сообщение
chat-left = { $count ->
    [one] Остался { $count } символ
    [few] Осталось { $count } символа
    [many] Осталось { $count } символов
   *[other] Осталось { $count } символа
}
chat-over = { $count ->
    [one] { $count } лишний символ
    [few] { $count } лишних символа
    [many] { $count } лишних символов
   *[other] { $count } лишнего символа
}
chat-not-kept = Ваш браузер ничего не сохраняет для этой страницы: когда Вы её закроете, чат закончится.

chat-connecting = Соединяемся… Всё, что Вы напишете, сохранится.
chat-waiting-line = Нет связи. Всё, что Вы написали, сохранено и будет отправлено, как только связь вернётся.
chat-offline = Нет интернета. Всё, что Вы написали, сохранено и будет отправлено, как только он появится.
chat-held = Чат открыт в другом окне.
chat-stopped-protocol = В чате произошла ошибка. Пожалуйста, обновите страницу.
chat-stopped-version = Вышла новая версия чата. Пожалуйста, обновите страницу.
chat-stopped-authentication = Время сеанса истекло. Пожалуйста, обновите страницу.
chat-stopped-revoked = На этом устройстве переписка закрыта. Вы можете начать новую.
chat-stopped-connections = Чат открыт в слишком многих окнах. Закройте некоторые и попробуйте ещё раз.
chat-stopped-blocked = Этот чат Вам недоступен. Позвоните нам или напишите письмо.
chat-stopped-erased = Ваши данные удалены по Вашей просьбе. Вы можете начать новую переписку.
chat-stopped-other = Чат остановился. Пожалуйста, обновите страницу.
chat-part-loading = Загружается…
chat-part-failed = Эту часть загрузить не удалось. Пожалуйста, загрузите страницу ещё раз: ничего не пропадёт.
chat-reload = Обновить
chat-try-again = Попробовать ещё раз
chat-start-anew = Начать новый чат

chat-sending = Отправляется…
chat-sent = Отправлено
chat-failed = Не отправлено
chat-retry = Отправить ещё раз
chat-discard = Убрать

chat-from-you = Вы
chat-from-bot = Автоматический ответ
chat-from-technician = Технический специалист

chat-welcome = Здравствуйте! Чем помочь с Вашим автомобилем?
chat-examples = Частые вопросы
chat-example-1 = Что делать, если загорелся красный сигнал?
chat-example-2 = Сколько времени занимает полная зарядка?
chat-example-3 = Что покрывает гарантия на автомобиль?
chat-example-4 = Как записаться на сервис?

chat-helpful = Этот ответ помог?
chat-helpful-yes = Да
chat-helpful-no = Нет
chat-helpful-thanks = Спасибо за отзыв.
chat-unhelpful-thanks = Спасибо. Спросите другими словами или поговорите со специалистом.
chat-suggestions = Возможно, Вы спрашиваете об этом?
chat-none-of-these = Не то, нужен специалист
chat-offer-person = Хотите поговорить со специалистом?
chat-safety = Предупреждение об опасности
chat-danger-numbers = В экстренном случае сначала позвоните:
chat-danger-yes = Да, кому-то грозит опасность
chat-danger-no = Нет, никому опасность не грозит

chat-person = Поговорить со специалистом
chat-person-waiting = Ждём специалиста
chat-queued-asked = Вы вызвали специалиста
chat-queued-unanswered = Этот вопрос передан специалисту
chat-queued-safety = Отмечено как срочное: специалисты увидят Ваш чат первым
chat-queued-unhelpful = Дальше Вам ответит специалист
chat-wait-title = Специалист ответит Вам в этом чате
chat-wait-place = { $position ->
    [1] Вы следующий в очереди.
   *[other] Ваше место в очереди: { $position }.
}
chat-wait-soon = Время ожидания: около минуты.
chat-wait-minutes = Время ожидания: примерно { $minutes } мин.
chat-wait-hours = Время ожидания: примерно { $hours } ч.
chat-wait-stay = Оставаться здесь не обязательно. Когда Вы вернётесь, ответ будет в этом чате.
chat-closed-title = Сейчас у наших специалистов нерабочее время
chat-nobody-title = Сейчас на месте нет специалиста
chat-closed-next = Они снова на работе: { $moment } (по Вашему времени).
chat-closed-kept = Ваше сообщение сохранено. Ответ придёт в этот чат.
chat-closed-number = Вы можете оставить здесь и свой номер телефона: его прочитает специалист.
chat-call = Если это срочно, позвоните:
chat-assigned = { $name } на связи с Вами
chat-assigned-unnamed = Специалист на связи с Вами
chat-transferred = Соединяем Вас с другим специалистом
chat-returned = Вам ответит первый освободившийся специалист
chat-typing = { $name } пишет
chat-typing-unnamed = Специалист пишет
chat-language-changed = Язык чата: { $language }
chat-erased = Содержание этой переписки удалено
chat-reopened = Переписка продолжается

chat-end = Завершить чат
chat-end-question = Завершить этот чат?
chat-end-yes = Завершить
chat-end-no = Продолжить
chat-resolved = Переписка завершена
chat-rate-title = Как Вы оцените нашу помощь?
chat-rate-1 = Очень плохо
chat-rate-2 = Плохо
chat-rate-3 = Нормально
chat-rate-4 = Хорошо
chat-rate-5 = Отлично
chat-rate-comment = Что нам важно знать? (необязательно)
chat-rate-send = Отправить оценку
chat-rate-thanks = Спасибо за оценку.
chat-rate-more = Остались вопросы? Просто напишите ещё раз.

## Forms, and what comes of them

# Beside the label of a field that may stay empty
chat-form-optional = необязательно
chat-form-choose = Выберите
# Instead of the choices when a service centre has no free time
chat-form-no-slots = Здесь нет свободного времени. Выберите другой центр.
# Help below a field for a day. $example such as 24.11.2026
chat-form-date = День, месяц и год, например { $example }
chat-form-missing = Заполните это поле.
chat-form-faults = Проверьте отмеченные поля. Введённое сохранено.
# Below a form that was sent without a connection
chat-form-waits = Отправим, как только связь восстановится.
chat-form-later = Не сейчас
# The button of a form that was put away
chat-form-open = Заполнить форму
# Heading of what the owner has handed in, when the form is no longer there
chat-form-sent = Ваши данные
# Followed by a code such as AC-7K3M-92QX-C
chat-request-number = Номер:
# Followed by a technician's words
chat-request-note = От нас:
# Before the words that the owner wrote on the page of a request
chat-request-own-note = От Вас:
chat-request-page = Открыть заявку
chat-request-calendar = Добавить в календарь
