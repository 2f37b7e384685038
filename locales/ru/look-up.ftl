### What the chat says about forms, and what it finds when an owner looks something up: requests, centres, recalls, orders, parts, coverage.

## Forms

# The button of a form that makes a request
form-submit = Отправить
# The button of a form that is answered at once
form-look-up = Найти
form-invalid = Проверьте отмеченные поля. Пока ничего не отправлено, введённое сохранено.
form-closed = Эта форма уже отправлена. Чтобы отправить ещё одну, откройте её заново.
request-moved-on = Состояние обращения тем временем изменилось. Посмотрите последнее состояние выше.
request-another-time = Выбрать другое время
request-another-time-intro = { $place }. Сейчас: { $when }. Это время остаётся за Вами, пока Вы не отправите другое.
form-km = { $km } км
form-consent-given = Вы согласны.
# $count (number) - files that were handed in
form-files = { $count ->
    [one] { $count } файл
    [few] { $count } файла
   *[other] { $count } файлов
}

## Requests

# Heading of a card with one or more requests
look-up-status = Ваша заявка
look-up-status-none = Заявки с таким номером нет. Сравните его с номером, который мы Вам дали.
look-up-status-private = По VIN мы показываем только заявки из этого чата, по этому автомобилю их нет. Укажите номер заявки.
look-up-number = Номер
look-up-state = Статус
look-up-since = С какого дня
look-up-next = Что дальше

## Service centres

look-up-centres = Сервисные центры: { $town }
# There is none in the town itself
look-up-centres-near = Ближайшие сервисные центры: { $town }
look-up-centres-none = Там и поблизости у нас нет сервисного центра. Попросите специалиста: вместе найдём решение.
look-up-address = Адрес
look-up-hours = Часы работы
look-up-now = Сейчас
look-up-open = Открыто
# $moment is a date and a time of day
look-up-closed = Закрыто; откроется { $moment }
look-up-distance = По прямой

## Recalls

look-up-recalls = Отзывные кампании: { $vin }
look-up-recalls-none = Действующих отзывных кампаний для этого автомобиля нет.
look-up-recalls-unknown = Этого автомобиля нет в наших записях, и ни одна кампания его не называет. Сверьте VIN с документами.
look-up-recalls-open = Этот автомобиль входит в отзывную кампанию. Ремонт бесплатный.
# Heading of a mark that all is well
look-up-recall-clear = Действующих кампаний нет
# Label of a recall's own number
look-up-recall-number = Кампания
look-up-recall-what = Что делается
look-up-recall-free = Нужен ремонт, бесплатно
look-up-recall-done = Отремонтирован
look-up-recall-warning = Важно
look-up-recall-stop = Не ездите на автомобиле до ремонта.
look-up-vin-check = Контрольная цифра VIN не сходится. Многие производители её не используют, но проверьте VIN ещё раз.

## Orders

look-up-order = Заказ { $number }
look-up-order-title = Ваш заказ
look-up-order-none = Заказа с таким номером нет. Сверьте номер с договором.
look-up-stage-placed = Заказ принят
look-up-stage-built = Изготовлен
look-up-stage-dispatched = Отправлен
look-up-stage-in-transit = В пути
look-up-stage-at-customs = На таможне
look-up-stage-at-centre = В сервисном центре
look-up-stage-handed-over = Передан владельцу
look-up-stage-cancelled = Отменён
look-up-place = Где находится
look-up-expected = Ожидается
look-up-carrier = Перевозчик
look-up-carrier-number = Номер перевозчика
look-up-updated = Последние сведения

## Parts

look-up-parts = Запчасти
look-up-parts-none = Запчасти с таким названием не нашлось. Отправьте запрос: специалист её поищет.
look-up-parts-ask = Запросить запчасть
look-up-parts-quote = Цена подтверждается в предложении.
look-up-part-number = Номер запчасти
look-up-fits = Подходит к
look-up-all-models = всем моделям
look-up-price = Цена
look-up-delivery = Обычный срок
# $number is the serial number on a part's label
look-up-label = Этикетка { $number }
look-up-label-known = Этот номер есть в списке оригинальных запчастей, до сегодняшнего дня о нём никто не спрашивал.
look-up-label-before = Этот номер есть в списке, но его уже проверяли или запчасть уже ставили: { $day }. Если это были не Вы, спросите нас до установки.
look-up-label-unknown = Нет в списке
look-up-label-unknown-help = Сравните номер с этикеткой ещё раз. Если он верен, спросите нас до покупки или установки.

## Warranty

look-up-coverage = Гарантия: { $model }
look-up-coverage-title = Ваш автомобиль
look-up-coverage-unknown = Этого автомобиля нет в наших записях, поэтому о гарантии сказать нельзя. Сверьте VIN с документами или попросите специалиста.
look-up-coverage-none = Для этого автомобиля условия гарантии не записаны. Попросите специалиста.
look-up-coverage-km = Пробег тоже важен: сообщите его, и мы скажем точно.
look-up-until = До
# Label of a mileage
look-up-km-limit = Или до
look-up-left = Осталось времени
look-up-km-left = Осталось пробега
look-up-months = { $months ->
    [one] { $months } месяц
    [few] { $months } месяца
   *[other] { $months } месяцев
}
look-up-days = { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[other] { $days } дней
}
look-up-capacity = Ёмкость батареи
look-up-capacity-below = Ремонт, если станет ниже { $percent } %
look-up-serial = Серийный номер

## Paying in months

look-up-plan = Оплата по месяцам
look-up-plan-example = Пример
look-up-plan-bank = Решение и точные условия сообщает банк-партнёр; проценты в примере не учтены.
look-up-plan-sum = Сумма
look-up-plan-months = Месяцев
look-up-plan-monthly = В месяц
look-up-plan-local = Примерно в месяц (всего)
look-up-plan-too-little = Оплата по месяцам возможна от { $usd } долларов США.
look-up-plan-no-months = Выберите от { $from } до { $to } месяцев.
