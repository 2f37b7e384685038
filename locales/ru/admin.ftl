### Управление (/admin) и страница, на которой задают пароль (/password). Они загружают и chat.ftl, и desk.ftl.

admin-title = Управление
admin-noscript = Для этой страницы нужен JavaScript.
admin-pages = Другие страницы
admin-desk = Рабочее место поддержки

admin-login-title = Вход в управление
admin-login-expired = Вы вышли из системы. Войдите, чтобы продолжить: написанное Вами не потеряно.
admin-login-role = Эта страница для администраторов. У Вашей учётной записи нет к ней доступа.

admin-staff = Сотрудники
admin-add = Добавить сотрудника
admin-search = Поиск сотрудника
admin-search-placeholder = Имя или почта
admin-all-roles = Все роли
admin-all-states = Все состояния
admin-state = Состояние
admin-count = { $count ->
    [one] { $count } человек
    [few] { $count } человека
   *[other] { $count } человек
}
admin-count-filtered = Показано: { $count } из { $all }
admin-more = Сотрудников больше, чем эта страница может показать.
admin-load-failed = Список не удалось загрузить.
admin-try-again = Попробовать ещё раз
admin-none = Здесь пока никого нет.
admin-none-found = По этому запросу никто не найден.
admin-clear = Показать всех
admin-you = Вы
admin-state-active = Работает
admin-state-invited = Пароль ещё не задан
admin-state-disabled = Заблокирован
admin-edit = Изменить
admin-link = Ссылка для пароля
admin-disable = Заблокировать
admin-enable = Разблокировать

admin-edit-title = Изменить: { $name }
admin-name = Имя
admin-name-help = Его видят владельцы, когда этот сотрудник отвечает.
admin-role = Роль
admin-role-technician = Технический специалист
admin-role-technician-help = Отвечает владельцам на рабочем месте поддержки.
admin-role-editor = Редактор
admin-role-editor-help = Для тех, кто пишет ответы. Без рабочего места поддержки.
admin-role-admin = Администратор
admin-role-admin-help = Рабочее место поддержки и эта страница.
admin-own-role-help = Свою роль никто не меняет.
admin-languages = Языки
admin-languages-help = «Взять следующую» сначала даёт этому сотруднику владельцев, говорящих на этих языках.
admin-way = Как задать пароль?
admin-way-link = По ссылке
admin-way-link-help = Вы получите ссылку и передадите её сами. Она действует один час.
admin-way-password = Задать сейчас
admin-way-password-help = Пароль Вы передадите сами.
admin-password = Пароль
admin-password-help = От 12 до 128 знаков.
admin-add-go = Добавить
admin-save = Сохранить
admin-saving = Сохраняется…
admin-conflict = Тем временем это изменил кто-то другой. Теперь там так:
admin-conflict-same = Тем временем кто-то внёс такое же изменение. Сохраните ещё раз, чтобы быть уверенным.
admin-conflict-disabled = Тем временем кто-то заблокировал эту учётную запись. Ваши изменения остались здесь: сохраните ещё раз, если они всё же нужны.
admin-conflict-help = Написанное Вами осталось ниже. Если сохранить ещё раз, оно заменит чужое.
admin-conflict-take = Взять чужое

admin-disable-title = Заблокировать: { $name }?
admin-disable-sessions = Этот сотрудник сразу выйдет из системы везде и не сможет войти снова.
admin-disable-chats = Его незавершённые переписки вернутся в очередь.
admin-disable-kept = Ничего не удаляется. Разблокировать учётную запись можно в любое время.

admin-link-title = Ссылка для пароля: { $name }
admin-link-help = Передайте эту ссылку: { $name }. По ней задают пароль, она срабатывает один раз и действует до: { $moment }.
admin-link-active = Прежний пароль действует, пока не задан новый.
admin-link-once = Она показана только сейчас. Тот, у кого она есть, может войти как этот сотрудник; новая ссылка отменяет эту.
admin-link-copy = Скопировать
admin-link-copied = Скопировано.
admin-link-copy-failed = Браузер не разрешил. Ссылка выделена: нажмите Ctrl + C.

admin-added = { $name }: сотрудник добавлен и может войти.
admin-invited = { $name }: сотрудник добавлен. Осталось задать пароль.
admin-saved = { $name }: сохранено.
admin-disabled = { $name }: учётная запись заблокирована, вход закрыт.
admin-enabled = { $name }: учётная запись разблокирована, войти можно.
admin-enabled-invited = { $name }: учётная запись разблокирована, нужна новая ссылка для пароля.

admin-error-unreachable = Сервер недоступен. Написанное Вами не потеряно: попробуйте ещё раз.
admin-error-busy = Сервер занят. Попробуйте чуть позже.
admin-error-not-found = Этого сотрудника больше нет в списке.
admin-error-forbidden = Ваша учётная запись больше не может этого делать.
admin-error-logged-out = Вы вышли из системы. Ничего не изменено.
admin-error-own-account = Нельзя заблокировать свою учётную запись или снять с себя роль.
admin-error-last-admin = Это последний администратор. Сначала сделайте администратором кого-то ещё.
admin-error-account-disabled = Эта учётная запись заблокирована. Сначала разблокируйте её.
admin-error-other = Сервер это не принял. Попробуйте ещё раз.

password-title = Задайте пароль
password-noscript = Для этой страницы нужен JavaScript.
password-new = Новый пароль
password-show = Показать
password-help = От { $least } до { $most } знаков. Несколько слов подряд легко запомнить и трудно угадать.
password-length = В пароле должно быть от { $least } до { $most } знаков.
password-go = Задать пароль
password-done = Пароль задан. Войдите с адресом { $email }.
password-login = Ко входу
password-over = Эта ссылка уже использована, заменена новой или старше одного часа.
password-none = Эта страница открывается по ссылке из приглашения. В адресе чего-то не хватает.
password-ask = Попросите у администратора новую ссылку для пароля.
password-unreachable = Сервер недоступен. Ссылка всё ещё действует: попробуйте ещё раз.
