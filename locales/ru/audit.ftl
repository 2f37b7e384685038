### Журнал: кто что сделал

## Страница

audit-title = Журнал
audit-action = Что сделано
audit-all-actions = Все действия
audit-by = Кто сделал
audit-everybody = Все
audit-operator = Командная строка
audit-session = Чат владельца { $id }
audit-address = Некий адрес { $id }
audit-about = О чём
audit-about-placeholder = Код, ответ, файл или запись
audit-from = С дня
audit-to = По день
audit-none = Пока не сделано ничего, что хранит журнал.
audit-none-found = По этому запросу ничего не найдено.
audit-clear = Показать всё
audit-more = Показать более старые
audit-most = Есть ещё. Уточните поиск, чтобы увидеть.
audit-reason = Причина: { $reason }
audit-fields = Поля: { $fields }
audit-role = Роль: { $role }
audit-counts = Новых: { $added }, изменённых: { $changed }

## Что сделано

audit-action-wrong-code = Введён неверный код заявки
audit-action-wrong-vin-end = Код верный, конец VIN неверный
audit-action-staff-added = Сотрудник добавлен
audit-action-staff-changed = Данные сотрудника изменены
audit-action-staff-disabled = Сотрудник отключён
audit-action-staff-enabled = Сотрудник снова включён
audit-action-password-link = Создана ссылка для пароля
audit-action-password-set = Пароль задан
audit-action-gate-overridden = Опубликовано вопреки предупреждению
audit-action-file-replaced = Инструкция или картинка заменены
audit-action-file-removed = Инструкция или картинка удалены
audit-action-record-added = Запись создана
audit-action-record-changed = Запись изменена
audit-action-record-removed = Запись удалена
audit-action-records-imported = Записи загружены из файла
audit-action-records-exported = Записи выгружены в файл
audit-action-request-moved = Заявка переведена
audit-action-part-exchanged = Заменена запчасть
audit-action-person-exported = Данные человека выгружены
audit-action-person-erased = Данные человека удалены
