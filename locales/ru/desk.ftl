### Рабочее место специалиста (/desk). Загружает и chat.ftl: там календарь и названия языков.

desk-title = Рабочее место поддержки
desk-noscript = Для этой страницы нужен JavaScript.

desk-login-title = Вход для специалистов
desk-email = Электронная почта
desk-password = Пароль
desk-login = Войти
desk-login-failed = Адрес почты или пароль не подходит.
desk-login-wait = Слишком много попыток. Подождите несколько минут.
desk-login-unreachable = Сервер недоступен. Попробуйте ещё раз.
desk-login-role = У Вашей учётной записи нет доступа к этому рабочему месту.
desk-login-expired = Вы вышли из системы. Ваши черновики сохранены.
desk-logout = Выйти
desk-admin = Управление
desk-studio = Студия

desk-language = Язык страницы
desk-presence = Доступность
desk-online = На месте
desk-away = Отошёл
desk-alarm-on = Все звуки включены
desk-alarm-off = Звук только при опасности
desk-alarm-help = Звук и уведомление браузера: при опасности всегда, а когда ждут другие – после нажатия здесь
desk-alarm-silent = Включить звук опасности
desk-shortcuts = Сочетания клавиш
desk-connecting = Соединяемся…
desk-line-waiting = Нет связи. Всё, что Вы пишете, сохраняется и уйдёт, когда связь вернётся.
desk-line-stopped = Страница остановилась. Пожалуйста, обновите её.
desk-line-connections = Страница открыта в слишком многих окнах. Закройте некоторые из них.
desk-reload = Обновить
desk-danger-alarm = { $count ->
    [one] Опасность: специалиста ждёт { $count } владелец
    [few] Опасность: специалиста ждут { $count } владельца
   *[other] Опасность: специалиста ждут { $count } владельцев
}
desk-title-danger = ОПАСНОСТЬ
desk-notice-waiting = Кто-то ждёт
desk-notice-danger = Опасность: владельцу срочно нужна помощь
desk-notice-unanswered = Владелец не ответил на вопрос об опасности

desk-lists = Переписки
desk-queue = Ждут
desk-mine = Мои
desk-all = Все
desk-claim-next = Взять следующую
desk-queue-empty = Никто не ждёт. Отлично.
desk-mine-empty = У Вас нет переписок. Возьмите одну из очереди.
desk-all-empty = С тех пор как Вы открыли страницу, ничего не произошло.
desk-wait-now = только что
desk-wait-minutes = { $minutes } мин
desk-wait-hours = { $hours } ч { $minutes } мин
desk-market = Рынок: { $market }
desk-wait-days = { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[other] { $days } дней
}
desk-danger = Опасность
desk-unanswered = Опасность? Нет ответа
desk-unread = { $count ->
    [one] { $count } новое сообщение
    [few] { $count } новых сообщения
   *[other] { $count } новых сообщений
}
desk-no-words = Пока ничего не написано

desk-back = Назад к списку
desk-nothing-open = Выберите переписку
desk-nothing-open-help = Открыть ещё не значит взять: сначала можно прочитать.
desk-conversation = Переписка
desk-loading = Загружается…
desk-older = Показать более ранние сообщения
desk-status-bot = Автоматические ответы
desk-status-queued = Ждёт
desk-status-assigned = Отвечает специалист
desk-status-mine = Ваша
desk-status-resolved = Завершена
desk-claim = Взять
desk-release = Вернуть в очередь
desk-transfer = Передать
desk-resolve = Завершить
desk-reopen = Открыть снова
desk-details = Подробности
desk-from-owner = Владелец
desk-from-bot = Автоматический ответ
desk-from-note = Внутренняя заметка
desk-from-note-by = Внутренняя заметка, { $name }
desk-from-entry = Опубликованный ответ
desk-source = Версия { $revision } этого ответа
desk-sending = Отправляется…
desk-sent = Отправлено
desk-typing = Владелец пишет
desk-event-queued-asked = Владелец попросил специалиста
desk-event-queued-unanswered = Нет уверенного ответа: нужен специалист
desk-event-queued-safety = Сообщение об опасности: нужен специалист
desk-event-queued-unhelpful = Ответы не помогли: нужен специалист
desk-event-assigned = Отвечает { $name }
desk-event-transferred = Передана
desk-event-transferred-language = Передана, язык: { $language }
desk-event-returned = Снова в очереди
desk-event-resolved = Завершена
desk-event-resolved-outcome = Завершена: { $outcome }
desk-event-reopened = Открыта снова
desk-event-language = Владелец выбрал язык: { $language }
desk-event-helpful = Владелец отметил: ответ помог
desk-event-unhelpful = Владелец отметил: ответ не помог
desk-event-rated = Оценка: { $stars } из 5
desk-event-erased = Содержание удалено
desk-event-consented = Владелец согласился с уведомлением о конфиденциальности ({ $version })
desk-event-suggestions = Предложены темы:
desk-event-danger-question = Владельца спросили, грозит ли сейчас кому-то опасность
desk-event-danger-unanswered = На вопрос об опасности вовремя не ответили
desk-event-safety = Владельцу показано предупреждение об опасности

desk-reply = Ответ
desk-note = Заметка
desk-reply-input = Ответ владельцу
desk-reply-placeholder = Ответ владельцу ({ $language })
desk-note-placeholder = Заметку видят только коллеги
desk-send = Отправить
desk-save-note = Сохранить заметку
desk-claim-first = Чтобы ответить, возьмите переписку. Заметки можно писать всегда.
desk-closed-help = Переписка завершена. Чтобы ответить, откройте её снова.
desk-taken-help = Отвечает { $name }. Вы можете оставить заметку.
desk-taken-help-unnamed = Отвечает Ваш коллега. Вы можете оставить заметку.
desk-over = { $count ->
    [one] { $count } лишний символ
    [few] { $count } лишних символа
    [many] { $count } лишних символов
   *[other] { $count } лишнего символа
}
desk-insert = Опубликованный ответ
desk-find = Найти опубликованный ответ
desk-find-help = Ищите словами владельца. Владелец получит ответ на языке переписки.
desk-find-input = Вопрос или ключевые слова
desk-find-go = Искать
desk-find-none = Ничего не найдено. Попробуйте другие слова.
desk-find-failed = Поиск не сработал. Попробуйте ещё раз.
desk-find-send = Отправить владельцу

desk-error-stale-claim = Эта переписка больше не Ваша. Ваш текст остался в поле.
desk-error-already-claimed = Коллега успел раньше: эта переписка занята.
desk-error-closed = Эта переписка завершена. Ваш текст остался в поле.
desk-error-not-found = Этой переписки больше нет.
desk-error-queue-empty = Никто не ждёт.
desk-error-too-large = Текст слишком длинный. Он остался в поле.
desk-error-forbidden = Здесь это не разрешено. Ваш текст остался в поле.
desk-error-other = Сервер это не принял. Ваш текст остался в поле.
desk-dismiss = Понятно

desk-context = Об этой переписке
desk-context-status = Состояние
desk-context-language = Язык
desk-because = потому что { $reason }
desk-reason-script = сообщение написано его буквами
desk-reason-kazakh-letters = в сообщении есть буквы, которые есть только в казахском
desk-reason-words = в сообщении есть слова этого языка
desk-reason-words-found = в сообщении есть слова: { $words }
desk-reason-statistics = такие сочетания букв для него обычны
desk-reason-kept = сообщение слишком короткое, чтобы менять язык переписки
desk-reason-page = сообщение слишком короткое; это язык страницы
desk-reason-none = больше ничего не известно
desk-reason-chosen = владелец выбрал его сам
desk-context-since = Ждёт с
desk-context-started = Началась
desk-context-by = Отвечает
desk-context-nobody = Никто
desk-context-priority = Срочность
desk-priority-normal = Обычная
desk-priority-danger = Опасность
desk-context-answers = Показанные ответы
desk-context-none = Нет
desk-context-rating = Оценка
desk-context-id = Номер
desk-helpful = помог
desk-unhelpful = не помог

desk-resolve-title = Завершить переписку
desk-outcome = Чем она закончилась?
desk-outcome-solved = Решено
desk-outcome-unsolved = Не решено
desk-outcome-duplicate = Повтор
desk-outcome-spam = Спам
desk-tags = Метки через запятую (необязательно)
desk-tags-placeholder = зарядка, зима
desk-cancel = Отмена
desk-transfer-title = Передать коллегам, говорящим на другом языке
desk-transfer-language = Язык
desk-transfer-note = Заметка для коллеги (необязательно)

desk-places = Разделы
desk-chats = Переписка
desk-board = Заявки
desk-request = Заявка
desk-owner = Владелец
desk-car = Автомобиль
desk-cars = Автомобили
desk-cars-none = Сведений об автомобиле пока нет.
desk-car-since = Передан: { $day }
desk-car-since-unknown = Дата передачи неизвестна
desk-car-km = { $km } км ({ $day })
desk-car-km-lower = { $km } км ({ $day }): меньше прежнего показания. Пожалуйста, проверьте.
desk-car-km-unknown = Пробег неизвестен
desk-cover-none = Условия гарантии этого автомобиля неизвестны.
desk-covered = действует
desk-covered-by-date = действует по сроку; уточните пробег
desk-not-covered = не действует
desk-cover-not-started = ещё не началась
desk-cover-unknown = неизвестно
desk-writer = Кто пишет
# $site (string): the site's host.
desk-signed-yes = подтверждено: вход на { $site }
desk-signed-no = не подтверждено: вход не выполнен
desk-owner-sure = подтверждён
desk-owner-unsure = не подтверждён
desk-owner-name = Это владелец, личность проверена
desk-owner-failed = Не удалось сохранить, чья это переписка. Попробуйте ещё раз.
desk-cover-until = последний день: { $day }
desk-cover-months = { $count ->
    [one] остался { $count } месяц
    [few] осталось { $count } месяца
    [many] осталось { $count } месяцев
   *[other] осталось { $count } месяца
}
desk-cover-days = { $count ->
    [0] последний день сегодня
    [one] остался { $count } день
    [few] осталось { $count } дня
    [many] осталось { $count } дней
   *[other] осталось { $count } дня
}
desk-cover-km = осталось { $km } км
desk-cover-limit = до { $km } км
desk-cover-serial = деталь { $serial }
desk-cover-ended-date = закончилась: { $day }
desk-cover-ended-km = пробег больше { $km } км
desk-cover-ended-both = закончилась: { $day }, и пробег больше { $km } км
desk-requests-open = Открытые заявки
desk-requests-none = Нет
desk-requests-past = Прежние заявки: { $count }
desk-beside-failed = Не удалось загрузить автомобили и заявки.
desk-try-again = Попробовать ещё раз
desk-make = Новая заявка
desk-offer = Предложить форму
desk-due = срок: { $when }
desk-due-there = по часам владельца { $when }
desk-overdue = Просрочена
desk-due-soon = Срок близок
desk-paused = Ждём владельца
desk-missing = Нет: { $what }
desk-three = Жалоба, причина, устранение
desk-three-help = Без одного из этих трёх пунктов гарантийный отдел отклонит обращение.
desk-three-missing = Ещё не записано
desk-three-edit = Записать
desk-complaint = Жалоба
desk-complaint-help = Что заметил владелец, его словами.
desk-cause = Причина
desk-cause-help = Что оказалось неисправно: какая деталь и почему.
desk-correction = Устранение
desk-correction-help = Что было сделано.
desk-save = Сохранить
desk-optional = необязательно
desk-choose = Выберите
desk-no-slots = Свободного времени здесь нет
desk-moves = Что можно сделать
desk-move-title = Новый статус: { $state }
desk-move-note = Заметка
desk-move-reason = Причина
desk-move-reason-help = Её прочитает владелец.
desk-move-quote = Предложение цены
desk-move-quote-help = Цена с валютой и срок, до которого она действует.
desk-move-slot = День и время
desk-move-slot-help = Свободное время центра, по местным часам.
desk-move-visible = Сообщить владельцу об этом изменении и о заметке
desk-request-back = Назад
desk-request-missing = Такой заявки нет.
desk-request-failed = Не удалось загрузить заявку.
desk-request-stale = Коллега только что изменил эту заявку. Его изменение уже показано, Ваш текст остался здесь.
desk-request-unreachable = Сервер недоступен. Ваш текст остался здесь.
desk-request-refused = Сервер это не принял. Ваш текст остался здесь.
desk-request-conversation = Открыть переписку
desk-request-written = Что написал владелец
desk-slot = Запись
desk-slot-both = по часам центра { $there } (по Вашим часам { $here })
desk-request-files = Фото и файлы из переписки
desk-request-photos = Фото и файлы этой заявки
desk-request-log = История
desk-log-internal = внутренняя запись
desk-parts = Заменённые детали
desk-parts-none = Детали не заменяли.
desk-part-add = Добавить заменённую деталь
desk-part-title = Заменённая деталь
desk-part-help = У новой детали будет собственная гарантия.
desk-part-name = Деталь
desk-part-name-help = Название или номер.
desk-part-old = Серийный номер старой детали
desk-part-new = Серийный номер новой детали
desk-part-until = Гарантия до: { $day }
desk-make-title = Заявка за владельца
desk-make-help = Владелец увидит её номер в переписке.
desk-make-go = Создать заявку
desk-offer-title = Предложить форму
desk-offer-help = Владелец заполнит её в чате. Всё, что Вы впишете здесь, в ней уже будет.
desk-offer-go = Отправить форму
desk-form-kind = Форма
desk-forms-failed = Не удалось загрузить формы. Попробуйте ещё раз.
desk-event-form = Форма
desk-event-submitted = заполнил форму

desk-board-search-label = Поиск
desk-board-search = Номер, VIN, имя, телефон
desk-board-kind = Вид
desk-board-all-kinds = Все виды
desk-board-state = Статус
desk-board-open = Открытые
desk-board-closed = Закрытые
desk-board-all-states = Все статусы
desk-board-due = Срок
desk-due-any = Любой
desk-board-centre = Сервисный центр
desk-board-all-centres = Все центры
desk-board-empty = Таких заявок нет.
desk-board-failed = Не удалось загрузить заявки.
desk-board-more = Показать ещё

desk-key-send = Отправить ответ или заметку
desk-key-move = Предыдущая или следующая переписка
desk-key-next = Взять следующую
desk-key-claim = Взять открытую переписку
desk-key-note = Переключить ответ и заметку
desk-key-find = Найти опубликованный ответ
desk-key-request = Новая заявка за владельца
desk-key-form = Предложить владельцу форму
desk-key-board = Все заявки или назад к переписке
desk-key-help = Этот список
desk-close = Закрыть
