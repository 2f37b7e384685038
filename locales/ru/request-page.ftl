request-mail-subject = Новости по Вашей заявке { $code }
request-mail-body = По Вашей заявке есть новости. Номер: { $code }

    Что с ней сейчас и что дальше: { $link }

    В чате Вы это ещё не прочитали, поэтому пишем сюда. Мы никогда не просим по почте пароли или банковские данные.

request-step-needs-note = Напишите, что сообщить владельцу.
request-step-needs-reason = Напишите причину.
request-step-needs-cause = Напишите причину неисправности.
request-step-needs-correction = Напишите, что было сделано.
request-step-needs-quote = Напишите цену.
request-step-needs-slot = Выберите время.
request-step-unknown = Такого статуса нет.
request-step-not-following = Из нынешнего статуса заявку нельзя перевести в этот.
request-step-no-slot = Это время в центре недоступно. Выберите другое.
request-step-begun = Время этой записи уже наступило, здесь его больше нельзя изменить. Пожалуйста, напишите нам в чат.
request-step-too-long = Сократите текст: не больше { $limit } знаков.

request-make-unknown = Здесь это неизвестно. Выберите другое.
request-page-title = Ваша заявка
request-page-gone = Заявки с таким номером нет, или её страница больше недоступна. Проверьте номер.
request-page-in-chat = Подробности видны в чате, в котором Вы оставили заявку.
request-page-vin-end = Последние шесть знаков VIN, чтобы увидеть подробности
request-page-show-more = Показать подробности
request-page-wrong-end = Это не последние шесть знаков VIN этой заявки. Проверьте их.
request-page-calendar = Добавить в календарь
request-page-calendar-out = Убрать из календаря
request-page-log = Что уже произошло
request-page-note = Ваши слова
request-page-chat = Написать нам в чат
request-page-take-time = Отправить это время
request-page-no-times = В ближайшие две недели другого свободного времени нет. Пожалуйста, напишите нам в чат.
request-page-to-confirmed = Это время подходит
request-page-to-in-review = Отправить
request-page-to-ordered = Заказать
request-page-to-closed = Всё в порядке, закрыть
request-page-to-escalated = Ответ меня не устраивает
request-page-to-cancelled = Отменить заявку
request-page-photos = Фото и файлы
# $count (number) - files
request-page-photos-added = { $count ->
    [one] { $count } файл добавлен. Спасибо!
    [few] { $count } файла добавлено. Спасибо!
   *[other] { $count } файлов добавлено. Спасибо!
}
request-page-photos-add = Фото, короткое видео или PDF
request-page-photos-hint = При медленной связи фото загружается не сразу: дождитесь, пока страница откроется снова.
request-page-photos-send = Добавить
# $name (text) is the name of a file
request-page-photos-open = Открыть { $name }
request-page-photos-none = Сначала выберите фото или файл.
request-page-photos-known = Этот файл уже добавлен.
request-page-photos-closed = Эта заявка закрыта. Пожалуйста, напишите нам в чат.
# $count (number) - files that the owner added; in the log of the request.
request-files-added = Добавлено файлов: { $count }
