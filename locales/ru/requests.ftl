### Обращения: виды, состояния, что дальше; поля форм и ошибки в них.

## Виды обращений

request-kind-warranty-claim = Гарантийное обращение
request-kind-booking = Запись на сервис
request-kind-part = Запчасть
request-kind-part-return = Возврат запчасти
request-kind-delivery-damage = Повреждение при доставке
request-kind-complaint = Жалоба
request-kind-course = Обучение владельцев
request-kind-trade-in = Трейд-ин
request-kind-mobile-service = Выезд мастера
request-kind-courtesy-car = Подменный автомобиль
request-kind-remote-diagnosis = Удалённая диагностика
request-kind-insurance = Ремонт по страховке
request-kind-warranty-transfer = Новый владелец автомобиля
request-kind-data = Ваши персональные данные

## Состояние обращения

request-state-received = Получено
request-state-in-review = На рассмотрении
request-state-more-info = Нужны дополнительные сведения
request-state-approved = Одобрено
request-state-parts-ordered = Запчасти заказаны
request-state-in-repair = В ремонте
request-state-closed = Закрыто
request-state-declined = Отклонено
request-state-requested = Заявка получена
request-state-confirmed = Подтверждено
request-state-in-service = В сервисном центре
request-state-ready = Готово к выдаче
request-state-proposed = Предложено другое время
request-state-cancelled = Отменено
request-state-no-show = Автомобиль не привезли
request-state-enquired = Запрос получен
request-state-quoted = Цена названа
request-state-ordered = Заказано
request-state-shipped = В пути
request-state-arrived = Прибыло
request-state-answered = Ответ дан
request-state-escalated = У руководителя
request-state-signed-up = Вы записаны
request-state-waiting = В листе ожидания
request-state-attended = Участие состоялось
request-state-absent = Неявка
request-state-verified = Личность подтверждена
request-state-done = Выполнено

## Что дальше

request-next-received = Мы рассмотрим и ответим Вам.
request-next-decision = Технический специалист рассмотрит и сообщит Вам решение.
request-next-more-info = Пожалуйста, пришлите недостающее. До этого срок решения приостановлен.
request-next-approved = Мы готовим ремонт.
request-next-approved-return = Мы сообщим, куда привезти или отправить запчасть.
request-next-parts-ordered = Когда запчасти прибудут, начнётся ремонт.
request-next-in-repair = Мы сообщим, когда автомобиль будет готов.
request-next-closed = Всё сделано. Если что-то ещё не так, напишите нам здесь.
request-next-declined = Если Вы не согласны, напишите нам здесь.
request-next-requested = Мы подтвердим запись. Пожалуйста, дождитесь подтверждения, прежде чем ехать.
request-next-confirmed = Пожалуйста, приезжайте в подтверждённое время.
request-next-confirmed-course = Ждём Вас в назначенное время.
request-next-in-service = Мы сообщим, когда автомобиль будет готов.
request-next-ready = Пожалуйста, заберите автомобиль в часы работы центра.
request-next-proposed = Пожалуйста, подтвердите предложенное время или выберите другое.
request-next-cancelled = Больше ничего не нужно. Новую заявку можно подать в любое время.
request-next-no-show = Пожалуйста, выберите новое удобное время.
request-next-enquired = Мы поищем запчасть для Вашего автомобиля и назовём цену.
request-next-quoted = Сообщите, заказывать ли. Без Вашего согласия ничего не заказывается.
request-next-ordered = Мы сообщим, когда запчасть отправят.
request-next-shipped = Мы сообщим, когда запчасть прибудет.
request-next-arrived = Пожалуйста, заберите запчасть или приезжайте на установку.
request-next-answered = Пожалуйста, прочтите наш ответ. Если остался вопрос, напишите нам здесь.
request-next-answered-complaint = Пожалуйста, прочтите наш ответ. Если он Вас не устроит, сообщите, и мы передадим жалобу руководителю.
request-next-escalated = Руководитель рассмотрит и ответит Вам.
request-next-signed-up = Мы подтвердим Ваше место.
request-next-waiting = Все места заняты. Мы сообщим, когда одно освободится.
request-next-attended = Спасибо за участие.
request-next-absent = Вы можете записаться на другую дату.
request-next-received-data = Сначала мы убедимся, что это Вы.
request-next-verified = Мы выполним Вашу просьбу и сообщим Вам.
request-next-done = Всё выполнено.
request-promised = Обещанный срок: { $due }

## Названия форм, они же на кнопке под ответом

request-form-warranty-claim = Обратиться по гарантии
request-form-booking = Записаться на сервис
request-form-part = Запросить запчасть
request-form-part-return = Вернуть запчасть
request-form-delivery-damage = Сообщить о повреждении
request-form-complaint = Подать жалобу
request-form-course = Записаться на обучение
request-form-trade-in = Предложить авто в трейд-ин
request-form-mobile-service = Вызвать мастера
request-form-courtesy-car = Запросить подменное авто
request-form-remote-diagnosis = Проверить автомобиль удалённо
request-form-insurance = Ремонт по страховке
request-form-warranty-transfer = Оформить нового владельца
request-form-data = Запрос о персональных данных
request-form-claim-status = Узнать статус заявки
request-form-centre = Найти сервисный центр
request-form-recall = Проверить отзывную кампанию
request-form-order = Узнать, где заказ
request-form-part-find = Найти запчасть
request-form-genuine = Проверить этикетку запчасти
request-form-coverage = Проверить гарантию
request-form-financing = Рассчитать рассрочку

## Поля форм

request-field-vin = VIN
request-field-km = Пробег (км)
request-field-what = Что случилось?
request-field-since = С какого дня?
request-field-invoice = Номер счёта-фактуры
request-field-photos = Фото
request-field-centre = Сервисный центр
request-field-service = Вид работ
request-field-slot = День и время
request-field-note = На что ещё обратить внимание?
request-field-model = Модель автомобиля
request-field-part = Название запчасти
request-field-quantity = Сколько штук?
request-field-town = Ваш город
request-field-finance = Хотите платить в рассрочку?
request-field-order = Номер заказа
request-field-why = Причина возврата
request-field-delivered = Когда доставили?
request-field-where = Где это произошло?
request-field-when = Когда это произошло?
request-field-course = Дата обучения
request-field-language = Язык обучения
request-field-name = Ваше имя
request-field-condition = Состояние автомобиля
request-field-loan = Автомобиль в кредите?
request-field-address = Адрес
request-field-day = Какой день Вам удобен?
request-field-repair = Номер ремонта
request-field-consent = Даю согласие на то, чтобы специалист прочитал память ошибок моего автомобиля для этой проверки.
request-field-insurer = Страховая компания
request-field-claim = Номер страхового дела
request-field-sold = Дата продажи
request-field-new-owner = Имя нового владельца
request-field-phone = Номер телефона
request-field-email = Электронная почта
request-field-wish = Что Вы хотите?
request-field-contact = Известный нам телефон или почта
request-field-code = Номер заявки
request-field-serial = Серийный номер на этикетке
request-field-amount = Сумма в долларах США
request-field-months = Сколько месяцев?

## Подсказки к полям

request-help-vin = 17 знаков: в техпаспорте или внизу лобового стекла.
request-help-km = Как сейчас на приборной панели.
request-help-what = Своими словами: что Вы видите, слышите или читаете и когда это бывает?
request-help-photos = Фото часто скажет больше слов: повреждение, этикетка, экран. Можно и короткое видео, и PDF. Сведения о месте съёмки мы удаляем.
request-help-part = Название или место на автомобиле.
request-help-order = Указан в заказе и в счёте.
request-help-condition = Повреждения, отчёт о батарее, шины: всё, что спросит покупатель.
request-help-repair = Если у ремонта есть номер: он начинается с AC.
request-help-claim = Его даёт страховая компания, когда Вы сообщаете об ущербе.
request-help-contact = Чтобы мы могли убедиться, что это Вы.
request-help-code = Он выглядит так: AC-7K3M-92QX-C
request-help-serial = На запчасти или её коробке, рядом с QR-кодом.
request-help-amount = Сколько стоит запчасть или ремонт.

## Варианты выбора

request-option-finance-no = Нет
request-option-finance-yes = Да
request-option-loan-no = Нет
request-option-loan-yes = Да
request-option-why-faulty = Запчасть неисправна
request-option-why-wrong = Пришла не та запчасть
request-option-why-unneeded = Больше не нужна
request-option-language-bn = Бенгальский
request-option-language-kk = Казахский
request-option-language-en = Английский
request-option-wish-export = Копия моих данных
request-option-wish-erasure = Удалить мои данные
request-option-service-maintenance = Плановое обслуживание
request-option-service-diagnosis = Поиск неисправности
request-option-service-repair = Ремонт
request-option-service-recall = Отзывная кампания
request-option-service-software = Программное обеспечение
request-option-service-tyres = Шины
request-option-service-battery = Проверка батареи
request-option-service-body = Кузовной ремонт

## Ошибки в полях

request-fault-missing = Пожалуйста, заполните это поле.
request-fault-missing-any = Пожалуйста, заполните одно из этих полей.
request-fault-too-long = Слишком длинно: не больше { $limit } знаков.
request-fault-unreadable = Это не удалось прочитать. Пожалуйста, напишите ещё раз.
request-fault-number = Напишите целое число от { $min } до { $max }.
request-fault-vin-short = В VIN 17 знаков, здесь { $count }. Пожалуйста, сверьте с техпаспортом.
request-fault-vin-long = В VIN 17 знаков, здесь { $count }. Пожалуйста, уберите лишние.
request-fault-vin-letter = В VIN не бывает знака { $letter }. Пожалуйста, посмотрите ещё раз, что там написано.
request-fault-vin-no-digit = В VIN есть и цифры. Пожалуйста, сверьте с техпаспортом.
request-fault-km = Напишите пробег числом, например 45000.
request-fault-km-negative = Пробег не может быть меньше нуля.
request-fault-km-too-much = Столько километров не показывает ни один автомобиль. Проверьте число.
request-fault-km-lower = У нас записан больший пробег: { $km } км ({ $day }). Проверьте число. Если оно верно, напишите нам в чат.
request-fault-km-too-low = По этому автомобилю у нас уже записан больший пробег. Проверьте число. Если оно верно, напишите нам в чат.
request-fault-day = Напишите дату так: 05.03.2026
request-fault-day-month = Месяца { $number } нет. Сначала день, потом месяц, потом год.
request-fault-day-of-month = В этом месяце нет дня { $number }. Проверьте дату.
request-fault-day-year = Проверьте год: { $year }
request-fault-day-past = Этот день уже прошёл. Выберите более поздний.
request-fault-day-future = Этот день ещё не наступил. Проверьте дату.
request-fault-phone-letter = В номере телефона не бывает { $letter }. Напишите только цифры.
request-fault-phone-short = В номере телефона не хватает цифр.
request-fault-phone-long = В номере телефона лишние цифры.
request-fault-phone-country = Напишите номер с кодом страны, например +7.
request-fault-email = Это не адрес почты. Он выглядит так: name@example.com
request-fault-choice = Выберите один из вариантов.
request-fault-centre = Такого сервисного центра нет. Выберите из списка.
request-fault-centre-closed = Этот сервисный центр закрылся навсегда. Выберите другой.
request-fault-slot = Выберите день и время из списка.
request-fault-slot-past = Это время уже прошло. Выберите более позднее.
request-fault-slot-taken = Это время только что заняли. Выберите другое.
request-fault-slot-not-offered = В этом сервисном центре такого времени нет. Выберите время из списка.
request-fault-service = Этот сервисный центр не выполняет такие работы. Выберите другой центр.
request-fault-consent = Без Вашего согласия мы не можем этого сделать. Если согласны, поставьте отметку.
request-fault-code = Это не номер заявки. Он выглядит так: AC-7K3M-92QX-C
request-fault-code-check = Одна буква или цифра неверна. Сверьте с полученным номером.
request-fault-code-unknown = Заявки с таким номером нет.
request-fault-place = Такого города нет в списке. Напишите ближайший крупный город.
# $limit (number) - most files of the field
request-fault-too-many-files = Не больше { $limit } файлов, пожалуйста.
request-fault-no-file = Одного из этих файлов больше нет. Удалите его и добавьте снова.

## Что с гарантией автомобиля

request-coverage-covered = Гарантия действует
request-coverage-by-date = По сроку не истекла; сообщите пробег
request-coverage-ended-date = Истекла: срок прошёл
request-coverage-ended-mileage = Истекла: пробег превысил предел
request-coverage-ended-both = Истекла: срок прошёл, и пробег превысил предел
request-coverage-not-started = В этот день ещё не началась
request-coverage-unknown = Неизвестно: у нас нет даты передачи автомобиля
