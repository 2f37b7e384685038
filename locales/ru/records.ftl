### Записи: владельцы, машины и то, что к ним относится

## Что не так в поле

records-fault-missing = Это поле нужно заполнить.
records-fault-too-long = Здесь может быть не больше { $most }.
records-fault-range = Здесь должно быть число от { $least } до { $most }.
records-fault-choice = Укажите одно из значений: { $names }.
records-fault-unknown = Такой записи нет.
records-fault-taken = Это значение есть у другой записи.
records-fault-twice = Это уже есть в строке { $line }.
records-fault-no-field = Такого поля нет.
records-fault-two-columns = У двух столбцов один заголовок.
records-fault-fixed = Это нельзя изменить: создайте новую запись.
records-fault-id = В идентификаторе только латинские буквы, цифры, точки, дефисы и знаки подчёркивания, не больше 64.
records-fault-text = Здесь нужен текст хотя бы с одной буквой или цифрой.
records-fault-vin = В VIN 17 латинских букв и цифр, без I, O и Q.
records-fault-vins = Укажите два VIN: сначала меньший, между ними две точки.
records-fault-number = Здесь должно быть число.
records-fault-day = Здесь должна быть дата, например 2026-03-31.
records-fault-instant = Здесь нужны дата, время и часовой пояс, например 2026-03-31T15:00:00+05:00.
records-fault-phone = Укажите номер телефона с кодом страны, например +7 700 000 00 00.
records-fault-email = Адрес электронной почты неполный.
records-fault-flag = Укажите yes или no.
records-fault-texts = Напишите это по одному разу на каждом языке.
records-fault-list = Здесь нужен список со знаком | между значениями.
records-fault-opening = Напишите часы работы так: “mon-sat 09:00-18:00”.
records-fault-service = Напишите услугу, минуты и число мест так: “maintenance:120:2”.
records-fault-currency = Код валюты — три латинские буквы, например KZT.
records-fault-zone = Такого часового пояса нет. Пример: Asia/Almaty.
records-fault-quote = В этой строке кавычка открыта и не закрыта.
records-fault-utf8 = Начиная с этой строки файл сохранён не в UTF-8.
records-fault-utf16 = Файл сохранён в UTF-16: сохраните его в UTF-8.
records-fault-empty = Файл пуст.
records-fault-cells = В этой строке больше ячеек, чем заголовков.

## Страница

records-title = Записи
records-parts = Разделы этой страницы
records-kind = Вид
records-kind-owners = Владельцы
records-kind-vehicles = Автомобили
records-kind-odometer = Показания одометра
records-kind-terms = Условия гарантии
records-kind-orders = Заказы
records-kind-centres = Сервисные центры
records-kind-parts = Запчасти
records-kind-serials = Серийные номера
records-kind-campaigns = Отзывные кампании
records-kind-documents = Документы
records-kind-courses = Даты обучения
records-search = Поиск по записям
records-search-placeholder = Имя, номер, телефон или VIN
records-count = Записей: { $count }
records-found = Найдено: { $count }
records-none = Таких записей пока нет.
records-none-found = По этому запросу ничего не найдено.
records-more = Показать ещё
records-sample = Пример
records-export = Выгрузить в CSV
records-import = Загрузить файл CSV
records-checking = Проверяем файл…
records-preview = Новых: { $added }, изменённых: { $changed }, без изменений: { $unchanged }. Пока ничего не сохранено.
records-nothing = Этот файл ничего не меняет: всё уже есть.
records-store = Сохранить всё
records-storing = Сохраняем…
records-stored = Сохранено. Новых: { $added }, изменённых: { $changed }.
records-mistakes = Ошибок: { $count }. Пока все не исправлены, из файла ничего не сохраняется.
records-mistakes-more = И ещё { $count }.
records-row = Строка
records-column = Столбец
records-mistake = Что не так
records-id = Идентификатор
records-change = Что произойдёт
records-change-new = Новая
records-change-changed = Изменится
records-change-same = Без изменений
