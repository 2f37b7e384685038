### Собственные тексты сервера: ошибки, примечания, часы работы и командная строка.
### Тексты страниц лежат отдельно: chat.ftl, desk.ftl, home.ftl.
###
### Переводчику: коротко, спокойно, вежливо; скажите, что теперь делать. К читателю — «Вы».
### Не приклеивайте окончание к { placeable }: постройте фразу иначе.

## Ошибки

error-bad-request = Это не удалось прочитать. Обновите страницу и попробуйте ещё раз.
error-unknown-type = Эта страница устарела. Обновите её и попробуйте ещё раз.
error-too-large = Текст длиннее, чем мы можем принять: не больше { $limit } знаков. Сократите его или отправьте частями.
error-not-found = Этого не удалось найти. Обновите страницу и посмотрите ещё раз.
error-forbidden = Здесь это Вам недоступно. Если это нужно, напишите нашим специалистам.
error-rate-limited = { $seconds ->
    [0] Подождите немного и отправьте ещё раз.
    [one] Подождите { $seconds } секунду и отправьте ещё раз.
    [few] Подождите { $seconds } секунды и отправьте ещё раз.
   *[other] Подождите { $seconds } секунд и отправьте ещё раз.
}
error-busy = { $seconds ->
    [0] Сейчас очень много обращений. Попробуйте чуть позже.
    [one] Сейчас очень много обращений. Попробуйте через { $seconds } секунду.
    [few] Сейчас очень много обращений. Попробуйте через { $seconds } секунды.
   *[other] Сейчас очень много обращений. Попробуйте через { $seconds } секунд.
}
error-read-only = Сейчас новое не сохраняется, но всё прежнее можно читать. Попробуйте через несколько минут.
error-id-conflict = Это отличается от отправленного раньше. Отправьте это новым сообщением.
error-already-claimed = Эту переписку уже взял Ваш коллега. Возьмите другую из очереди.
error-stale-claim = Эта переписка больше не за Вами. Откройте её ещё раз, чтобы увидеть, как обстоят дела.
error-closed = Эта переписка завершена. Чтобы писать дальше, сначала откройте её снова.
error-unauthenticated = Чтобы продолжить, войдите в систему.
error-csrf = Ради Вашей безопасности срок этой страницы истёк. Обновите её и попробуйте ещё раз.
error-stale-revision = Тем временем кто-то сохранил более новую версию. Откройте последнюю и внесите изменение в неё.
error-invalid = Некоторых данных не хватает, или их нужно исправить. Проверьте и отправьте ещё раз.
error-body-too-large = Столько за один раз мы принять не можем. Отправьте меньше.
error-method-not-allowed = Этот адрес так не работает. Обновите страницу и попробуйте ещё раз.
error-precondition-required = Сначала откройте последнюю версию и внесите изменение в неё.
error-internal = У нас произошла ошибка. Попробуйте ещё раз; если она повторится, сообщите нам номер этого запроса.

## Управление сотрудниками (для администраторов)

error-last-admin = Это последний администратор, который может войти. Сначала сделайте администратором кого-то ещё.
error-last-entry = Это последний опубликованный ответ. Прежде чем его снять, опубликуйте другой.
error-in-use = На эту запись ссылается другая: машина, заказ или заявка. Сначала измените её.
error-gate = Публикация изменит ответы и на другие вопросы. Посмотрите изменения и, если всё же хотите опубликовать, укажите причину.
error-own-account = Нельзя заблокировать самого себя или изменить свою роль. Попросите другого администратора.
error-account-disabled = Этот сотрудник заблокирован. Сначала разблокируйте его.
error-link-expired = Срок этой ссылки истёк, или она уже использована. Попросите у администратора новую.
error-identity-expired = Срок Вашего входа на наш сайт истёк, поэтому использовать его здесь не удалось. Писать здесь Вы всё равно можете. Чтобы продолжить от своего имени, обновите страницу.
error-identity-foreign = Ваш вход относится к другому сайту, поэтому использовать его здесь не удалось. Писать здесь Вы всё равно можете.
error-identity-forged = Ваш вход не удалось подтвердить, поэтому он здесь не используется. Писать здесь Вы всё равно можете. Чтобы продолжить от своего имени, войдите на наш сайт ещё раз.
error-identity-too-long = Срок действия Вашего входа больше допустимого, поэтому использовать его здесь не удалось. Писать здесь Вы всё равно можете.
invalid-email-missing = Укажите адрес электронной почты.
invalid-email-too-long = В адресе электронной почты не больше { $limit } знаков.
invalid-email-format = Адрес электронной почты неполный.
invalid-email-taken = Сотрудник с таким адресом электронной почты уже есть.
invalid-email-disabled = Сотрудник с таким адресом электронной почты заблокирован. Разблокируйте его, а не добавляйте заново.
invalid-name-missing = Укажите имя.
invalid-name-too-long = В имени не больше { $limit } знаков.
invalid-name-format = В этом имени есть знаки, которые нельзя показать.
invalid-languages-format = Выберите каждый язык один раз.
invalid-password-too-short = В пароле не меньше { $limit } знаков.
invalid-password-too-long = В пароле не больше { $limit } знаков.

## Вход (для сотрудников)

login-failed = Адрес электронной почты или пароль не подходит. Проверьте и то и другое и попробуйте ещё раз.

## Чат

greeting = Здравствуйте! Это послепродажная поддержка { $company }. Что Вы хотите узнать о своём автомобиле? Напишите здесь.
answer-in-other-language = Этого ответа пока нет на русском, поэтому он дан на другом языке. Язык: { $language }.
answer-may-be-wrong = Этот ответ сейчас исправляют, он может быть неверным. Если сомневаетесь, позовите сотрудника.
language-bn = бенгальский
language-kk = казахский
language-en = английский
language-ru = русский

## Очередь

leave-question = Убрать Вас из очереди к технику?
leave-yes = Да, уберите
leave-no = Нет, я подожду
leave-left = Вы больше не в очереди. Если понадобится помощь, напишите сюда.
leave-stays = Хорошо, Ваше место в очереди сохранено.

## Опасность: вопрос и слова вокруг предупреждения

danger-question = Кому-нибудь прямо сейчас грозит опасность?
danger-question-yes = Да, кому-то грозит опасность
danger-question-no = Нет, никому опасность не грозит
danger-label-emergency = Экстренные службы
danger-label-roadside = Помощь на дороге
danger-said-no = Хорошо. Если это изменится, напишите здесь или сразу позвоните: { $number }.
danger-acknowledge-1 = Специалист прочитает это здесь. Сначала позаботьтесь о своей безопасности и о других.
danger-acknowledge-2 = Ваше сообщение в этом чате, специалист его увидит. Если станет хуже, сразу звоните: { $number }.
danger-acknowledge-3 = Это записано для специалиста. Если там, где Вы находитесь, опасно, сначала отойдите в безопасное место, потом пишите.
danger-again = Сначала сделайте то, что сказано в предупреждении выше. Если станет хуже, сразу звоните: { $number }.
danger-alerted = Наши специалисты получили сигнал тревоги и напишут Вам здесь.
danger-nobody-here = Сейчас на рабочем месте нет специалиста. Позвоните нам: { $phone }

## Письмо о тревоге, которую никто не взял

alert-subject = ОПАСНОСТЬ: этот чат никто не взял
alert-body = Владелец написал об опасности, а чат не взял ни один специалист.

    Предупреждение: { $title }
    Язык владельца: { $language }
    Ждёт с: { $since }
    Чат: { $conversation }

    Взять его: { $link }
alert-test-subject = Aftercare: проверка тревоги
alert-test-body = Это только проверка: опасность никому не грозит. На этот адрес приходят тревоги, которые никто не взял на рабочем месте.

    Рабочее место: { $link }

## Часы работы и время

hours-line = { $days }, { $open }–{ $close }
hours-line-day-and-night = { $days }, круглосуточно
hours-day-range = { $first }–{ $last }
hours-every-day = ежедневно
hours-in-zone = { $hours } (время: { $city })
hours-city = { $zone ->
    [Asia-Dhaka] Дакка
    [Asia-Almaty] Алматы
   *[other] { $city }
}
holidays-next = Наши ближайшие выходные: { $list }.
holidays-item = { $name } ({ $date })
holidays-range = { $first } – { $last }
holidays-moon = { $date }, уточняется по луне
holidays-expected = { $date }, ожидаемая дата
holidays-moon-expected = { $date }, ожидаемая дата, уточняется по луне
holidays-closed = { $name }: { $date }. В это время наши специалисты не работают.
holidays-open = { $name }: { $date }. В это время наши специалисты работают как обычно.

duration-minutes = { $count ->
    [0] меньше минуты
    [one] примерно { $count } минута
    [few] примерно { $count } минуты
   *[other] примерно { $count } минут
}
duration-hours = { $count ->
    [one] примерно { $count } час
    [few] примерно { $count } часа
   *[other] примерно { $count } часов
}
duration-days = { $count ->
    [one] примерно { $count } день
    [few] примерно { $count } дня
   *[other] примерно { $count } дней
}

## Собственные слова бота

# Когда ответ не помог или владелец сердится, перед тем как позвать специалиста.
apology = Простите, что это не помогло. Вам ответит специалист.

## Командная строка: `aftercare ask`

cli-answer = Ответ: { $title }
cli-suggestions = Неясно. Вы спрашиваете об одном из этого?
cli-safety = ОПАСНОСТЬ: { $title }
cli-handoff = Уверенного ответа нет. В чате здесь отвечает специалист.
cli-person-asked = Просят специалиста. В чате здесь отвечает специалист.
cli-entry = Запись: { $entry } (вероятность: { $percent }%)
cli-language = Язык: { $language }
cli-checked = { $entries ->
    [one] { $entries } запись
    [few] { $entries } записи
   *[other] { $entries } записей
}, { $errors ->
    [one] { $errors } ошибка
    [few] { $errors } ошибки
   *[other] { $errors } ошибок
}, { $warnings ->
    [one] { $warnings } предупреждение
    [few] { $warnings } предупреждения
   *[other] { $warnings } предупреждений
}

# Что не так в записи FAQ; стоит рядом с полем.
faq-fault-missing = Заполните это поле.
faq-fault-too-long = Слишком длинно: не больше { $limit } знаков.
faq-fault-too-many = Слишком много: не больше { $limit }.
faq-fault-format = Что-то здесь нельзя сохранить. В именах бывают только a–z, 0–9 и -.
faq-fault-taken = Это имя занято. Выберите другое.
faq-fault-placeholder = Имя { $name } в скобках ничего не значит. Выберите одно из предложенных.
faq-fault-unknown = Под именем { $name } ничего не опубликовано.
faq-fault-needed = На эту запись ссылается карточка безопасности { $name }. Сначала измените карточку.
faq-fault-also-of = «{ $text }» — это вопрос и записи { $name }: кто его задаст, может получить любой из двух ответов.
faq-fault-past = Это время уже прошло. Выберите более позднее.
faq-fault-file-empty = Этот файл пуст. Пожалуйста, выберите другой.
faq-fault-file-type = Как бы файл ни назывался, это не PDF и не картинка PNG, JPEG или WebP. Пожалуйста, сохраните его в одном из этих форматов.
faq-fault-file-cut-off = Файл обрезан или повреждён. Пожалуйста, откройте его у себя, сохраните заново и попробуйте ещё раз.
faq-fault-file-pixels = Картинка слишком велика: не больше { $limit } пикселей по каждой стороне и { $million } млн всего. Пожалуйста, уменьшите её.
faq-fault-file-size = Файл слишком велик: не больше { $limit } МБ. Пожалуйста, уменьшите его.
faq-fault-files-full = Для новых файлов нет места: всем вместе разрешено { $limit } МБ. Ничего не сохранено, прежние файлы на месте.
faq-fault-no-file = Файла { $name } нет на сервере. Пожалуйста, загрузите его или уберите из ответа.

# Ошибки в файлах, которые приносят или пишут редакторы.
faq-check-act = Действия «{ $name }» нет. Есть: { $known }.
faq-check-act-twice = Действие «{ $name }» стоит здесь дважды.
faq-check-action = Формы «{ $name }» нет. Есть: { $known }.
faq-check-action-one = Тема предлагает одну форму, а не несколько.
faq-check-also-of = Вопрос «{ $text }» есть и в теме { $entry }.
faq-check-article-empty = Пропущено: в статье «{ $text }» нет текста ({ $language }).
faq-check-article-foreign = Пропущено: статья «{ $text }» на языке { $locale }, который здесь неизвестен.
faq-check-article-hidden = Пропущено: статья «{ $text }» там не опубликована ({ $status }).
faq-check-article-locale = В статье «{ $text }» не указан язык.
faq-check-article-title = У этой статьи нет заголовка.
faq-check-base64 = Здесь должны быть байты файла в Base64.
faq-check-card = { "[" }{ $name }] – не карточка из safety.toml и не [near].
faq-check-card-entry = Карточка безопасности ссылается на «{ $name }», такой темы нет.
faq-check-card-twice = У второй карточки тот же идентификатор «{ $name }».
faq-check-category = Из «{ $name }» не получается название раздела. В нём только a–z, 0–9 и -.
faq-check-category-taken = «{ $name }» – имя другой папки. Пожалуйста, выберите другой раздел.
faq-check-cell-error = В ячейке { $what }: формула не сработала.
faq-check-cell-long = В одной ячейке больше { $limit } знаков.
faq-check-clash = Для той же темы `{ $field }` в строке { $row } указано иначе.
faq-check-clash-cell = Для той же темы `{ $field }` в строке { $row }, столбце { $column } указано иначе.
faq-check-column-unused = Пропущено: столбец «{ $name }» здесь ничего не значит.
faq-check-columns-both = Столбцы { $first } и { $second } – оба `{ $field }`{ $of }. Пожалуйста, укажите нужный, а другой пропустите.
faq-check-columns-many = Столбцов больше { $limit }.
faq-check-cut-off = Файл обрывается посреди знака: он неполный.
faq-check-damaged = Книга повреждена ({ $what }). Пожалуйста, сохраните её заново и попробуйте ещё раз.
faq-check-danger-language = Имя файла должно начинаться с языка: en.txt, bn-latn.txt, ru-2.txt.
faq-check-danger-twice = «{ $text }» уже стоит под [{ $name }] ({ $file }:{ $line }).
faq-check-empty = В этом файле нет ни одной темы.
faq-check-encoding = Буквы этого файла не читаются. Пожалуйста, сохраните его как «CSV UTF-8» или как книгу (.xlsx).
faq-check-entries-many = Тем больше { $limit }: остальное не прочитано.
faq-check-entry-object = Тема должна быть объектом в фигурных скобках.
faq-check-entry-twice = Тема «{ $name }» уже есть: { $file }.
faq-check-few = В `{ $field }` нужно не меньше { $limit }.
faq-check-field-empty = `{ $field }` пусто.
faq-check-field-object = `{ $field }` должно быть объектом в фигурных скобках.
faq-check-field-string = `{ $field }` должно быть текстом в кавычках.
faq-check-file-language = Имя файла должно быть языком: { $known }.
faq-check-file-name = «{ $name }» не может быть именем файла: только a–z, 0–9 и -, в конце .pdf, .png, .jpg, .jpeg или .webp.
faq-check-file-twice = Файл { $name } встречается дважды, с разным содержимым.
faq-check-files-many = Файлов больше { $limit }: остальные не прочитаны.
faq-check-heading = Сообщение должно стоять под заголовком: [near] или [идентификатор карточки из safety.toml].
faq-check-id-form = В идентификаторе только a–z, 0–9 и -, не больше { $limit } знаков: «{ $name }».
faq-check-id-none = Из заголовка не получается идентификатор. Пожалуйста, задайте его сами.
faq-check-item-empty = В `{ $field }` есть пустой текст.
faq-check-item-long = В `{ $field }` есть значение длиннее { $limit } знаков.
faq-check-json = Это не JSON ({ $what }).
faq-check-key = «{ $name }» здесь ничего не значит. Есть: { $known }.
faq-check-key-unused = Пропущено: `{ $name }` здесь ничего не значит.
faq-check-language = «{ $text }» – неизвестный здесь язык. Есть: { $known }.
faq-check-language-which = Какой это язык? Добавьте столбец «language», укажите его в заголовке, как «answer (kk)», или выберите язык для всего файла.
faq-check-large = Файл больше { $limit } МБ.
faq-check-line-long = Строка длиннее { $limit } знаков.
faq-check-list = Это должен быть список текстов.
faq-check-list-empty = Это должен быть список непустых текстов.
faq-check-long = В `{ $field }` { $length } знаков: разрешено не больше { $limit }.
faq-check-mapping-column = Столбца «{ $name }» здесь нет.
faq-check-member-long = «{ $text }» длиннее { $limit } знаков.
faq-check-messages-many = Сообщений больше { $limit }: остальные не прочитаны.
faq-check-missing = Нет `{ $field }`.
faq-check-name-form = В `{ $field }` только a–z, 0–9, - и _: «{ $text }».
faq-check-no-answer = Нет ответа ({ $language }).
faq-check-no-file = Ответ ссылается на файл { $name }, которого нет.
faq-check-no-headers = Нет заголовков. Одна из первых строк должна называть столбцы: id, language, title, phrasings, answer.
faq-check-no-language = Нет текста: нужен хотя бы один из { $known }.
faq-check-no-text = В теме «{ $name }» нет текста ни на одном языке.
faq-check-no-title = Нет заголовка ({ $language }).
faq-check-not-list = `{ $field }` должно быть списком текстов.
faq-check-not-string = `{ $field }` должно быть текстом в кавычках.
faq-check-not-utf16 = Буквы этого файла не читаются: это не UTF-16.
faq-check-not-utf8 = Буквы этого файла не читаются. Пожалуйста, сохраните его в UTF-8.
faq-check-nul = В `{ $field }` есть знак, который нельзя сохранить (NUL).
faq-check-nul-character = Есть знак, который нельзя сохранить (NUL).
faq-check-nul-utf8 = Есть знак, который нельзя сохранить (NUL). Пожалуйста, сохраните файл в UTF-8.
faq-check-number = `{ $field }` должно быть числом от 1 до { $limit }.
faq-check-object = Это должен быть объект в фигурных скобках.
faq-check-offtopic = «{ $text }» – вопрос темы { $entry }, на него есть ответ.
faq-check-one-of = `{ $field }` – «{ $text }», а может быть: { $known }.
faq-check-other-unicode = Файл сохранён в UTF-16 или UTF-32. Пожалуйста, сохраните его в UTF-8.
faq-check-package = Это не книга XLSX и не книга ODS.
faq-check-parts-many = Внутри книги больше { $limit } файлов.
faq-check-path-form = В именах файлов и папок только a–z, 0–9 и -: «{ $name }».
faq-check-placeholder = «{ $name }» в фигурных скобках ничего не значит. Есть: { $known }.
faq-check-question = Строка не читается ({ $what }).
faq-check-question-entry = Вопрос ссылается на «{ $name }», такой темы нет.
faq-check-question-known = «{ $text }» дословно вопрос темы { $entry }: из него ничему не научиться.
faq-check-question-long = В вопросе { $length } знаков: разрешено от 1 до { $limit }.
faq-check-question-twice = «{ $text }» стоит здесь дважды.
faq-check-questions-many = Вопросов больше { $limit }: остальные не прочитаны.
faq-check-questions-uneven = В языках разное число `questions`. В каждом должны стоять одни и те же, в одном порядке.
faq-check-quote-open = В этой строке открыта кавычка, а закрывающей нет.
faq-check-rasa-empty = Пропущено: в { $name } нет текста.
faq-check-rasa-language = Какой это язык? Выберите его для всего файла или назовите файл, как nlu.kk.yml.
faq-check-rasa-no-response = Пропущено: нет ответа utter_{ $name }.
faq-check-rasa-no-title = У намерения { $name } нет примера, который мог бы стать заголовком.
faq-check-rasa-none = В этом файле нет ни `nlu`, ни `responses` проекта Rasa.
faq-check-rasa-part = `{ $part }` из { $name } сохранить нельзя.
faq-check-rasa-second = Пропущено: второй текст { $name }. Взят первый.
faq-check-rasa-unasked = Пропущено: utter_{ $name } никто не спрашивает.
faq-check-related = Связанные темы: темы «{ $name }» нет.
faq-check-revision = «{ $text }» – не номер версии.
faq-check-row-no-id = В строке нет идентификатора.
faq-check-row-no-name = В строке нет ни идентификатора, ни заголовка.
faq-check-rows-many = Строк больше { $limit }.
faq-check-setting = Так задать нельзя: { $what }
faq-check-sheet-hidden = Пропущено: лист скрыт.
faq-check-sheet-unused = Лист пропущен: в нём нет заголовков, как id, language, title, phrasings, answer.
faq-check-sheets-many = Листов больше { $limit }.
faq-check-smalltalk-twice = У второго вида беседы тот же идентификатор «{ $name }».
faq-check-state = «{ $text }» – не состояние текста. Есть: { $known }.
faq-check-string = Это должен быть текст в кавычках.
faq-check-synonyms-few = В группе синонимов не меньше двух слов, через запятую.
faq-check-table = { $name } должно быть таблицей.
faq-check-tables = `{ $field }` пишется как [[{ $field }]].
faq-check-text-much = Текста больше { $limit } МБ.
faq-check-toml = Файл здесь не читается ({ $what }).
faq-check-toml-folder = Файлы тем (.toml) загружаются папкой, из командной строки.
faq-check-twice = «{ $text }» стоит здесь дважды.
faq-check-unpacked = В распакованном виде книга больше { $limit } МБ.
faq-check-unpacked-part = «{ $name }» внутри книги в распакованном виде больше { $limit } МБ.
faq-check-workbook-none = Это не книга.
faq-check-workbook-old = Это старая книга (.xls) или книга с паролем. Пожалуйста, сохраните её как .xlsx без пароля.
faq-check-yaml = Это не YAML ({ $what }).
faq-check-yaml-deep = Вложенных уровней больше { $limit }.
faq-check-yaml-many = Значений больше { $limit }.
faq-check-yaml-reference = Ссылка (*name) не раскрывается. Пожалуйста, напишите, что за ней стоит.

desk-invalid-move = Из нынешнего статуса заявку нельзя перевести в этот.
desk-invalid-part = Детали с таким названием для этого автомобиля нет.
desk-invalid-parts = Так называются несколько запчастей. Укажите номер нужной: { $parts }
desk-invalid-same-part = Новый серийный номер совпадает с номером старой детали.
desk-invalid-serial = Этот серийный номер относится к другой замене или к другому автомобилю.
desk-invalid-slot = Центр этого не делает или не делает в это время.

## The chat as a form without JavaScript (/chat/plain)

chat-plain-look = Посмотреть ответы
chat-plain-form = Для этой формы нужен полный чат. Напишите здесь, о чём речь: специалист заполнит её вместе с Вами.
chat-plain-gone = Этот разговор на этой странице больше не открыт. То, что Вы напишете теперь, начнёт новый.
chat-plain-twice = Это уже отправлено с этой страницы. Пожалуйста, отправьте ещё раз.
