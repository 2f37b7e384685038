### Көлік иесінің чаты (/chat және /widget.js терезесі). Бұл файлды техник маманның беті де оқиды.
### Үні: сабырлы, сыпайы, қысқа сөйлемдер, әрдайым «Сіз».

language-name-bn = বাংলা
language-name-kk = Қазақша
language-name-en = English
language-name-ru = Русский

calendar-today = Бүгін
calendar-yesterday = Кеше
calendar-tomorrow = Ертең
calendar-months = қаңтар, ақпан, наурыз, сәуір, мамыр, маусым, шілде, тамыз, қыркүйек, қазан, қараша, желтоқсан
calendar-weekdays = жексенбі, дүйсенбі, сейсенбі, сәрсенбі, бейсенбі, жұма, сенбі
calendar-day = { $day } { $month }, { $weekday }
calendar-day-year = { $year } ж. { $day } { $month }, { $weekday }
calendar-moment = { $day }, { $time }

loader-open = Қолдау чатын ашу
loader-close = Қолдау чатын жабу
loader-title = Қолдау чаты
loader-new = Жаңа хабарлар:
loader-failed = Чат бұл жерде ашылмады.
loader-window = Бөлек терезеде ашу

chat-title = Қолдау чаты
chat-subtitle = Сатудан кейінгі қолдау
chat-close = Чатты жабу
chat-more = Тағы
chat-menu-sound-on = Жаңа хабарға дыбыс қосу
chat-menu-sound-off = Жаңа хабардың дыбысын өшіру
chat-menu-save-text = Әңгімені мәтін ретінде сақтау
chat-menu-save-page = Әңгімені бет ретінде сақтау
chat-language = Тіл
chat-language-failed = Бұл тіл әзірге жүктелмеді. Қайталап көріңіз.
chat-log = Әңгіме
chat-older = Бұрынғы хабарларды көрсету
chat-newest = Соңғы хабарға өту
chat-noscript = Бұл чатқа JavaScript қажет. Бізге қоңырау шалыңыз немесе хат жазыңыз:
# After that, a link
chat-plain-link = Онсыз жұмыс істейтін бетте жазу
chat-unread-title = ({ $count }) Жаңа хабар

chat-input = Сіздің хабарыңыз
chat-placeholder = Сұрағыңызды жазыңыз
chat-send = Жіберу
chat-attach = Фото, файл немесе дауыстық хабар қосу
chat-left = Тағы { $count } таңба жазуға болады
chat-over = { $count } таңба артық
chat-not-kept = Браузеріңіз бұл бет үшін ештеңе сақтамайды: бетті жапсаңыз, чат аяқталады.

chat-connecting = Байланыс орнатылуда… Жазғаныңыз сақталады.
chat-waiting-line = Байланыс жоқ. Жазғаныңыз сақталды, байланыс қалпына келгенде бірден жіберіледі.
chat-offline = Интернет жоқ. Жазғаныңыз сақталды, интернет қосылғанда бірден жіберіледі.
chat-held = Чат басқа терезеде ашық тұр.
chat-stopped-protocol = Чатта қате шықты. Бетті қайта ашуыңызды өтінеміз.
chat-stopped-version = Чаттың жаңа нұсқасы шықты. Бетті қайта ашуыңызды өтінеміз.
chat-stopped-authentication = Кіру мерзімі аяқталды. Бетті қайта ашуыңызды өтінеміз.
chat-stopped-revoked = Бұл құрылғыда әңгіме жабылды. Жаңасын бастай аласыз.
chat-stopped-connections = Чат тым көп терезеде ашық. Кейбірін жауып, қайталап көріңіз.
chat-stopped-blocked = Бұл чат Сізге қолжетімсіз. Бізге қоңырау шалыңыз немесе хат жазыңыз.
chat-stopped-erased = Өтінішіңіз бойынша деректеріңіз өшірілді. Жаңа әңгіме бастай аласыз.
chat-stopped-other = Чат тоқтап қалды. Бетті қайта ашуыңызды өтінеміз.
chat-part-loading = Жүктелуде…
chat-part-failed = Бұл бөлік жүктелмеді. Бетті қайта жүктеңіз: ештеңе жоғалмайды.
chat-reload = Қайта ашу
chat-try-again = Қайталап көру
chat-start-anew = Жаңа чат бастау

chat-sending = Жіберілуде…
chat-sent = Жіберілді
chat-failed = Жіберілмеді
chat-retry = Қайта жіберу
chat-discard = Алып тастау

chat-from-you = Сіз
chat-from-bot = Автоматты жауап
chat-from-technician = Техник маман

chat-welcome = Сәлеметсіз бе! Көлігіңіз бойынша қандай көмек керек?
chat-examples = Жиі қойылатын сұрақтар
chat-example-1 = Қызыл шам жанса, не істеу керек?
chat-example-2 = Көлікті толық қуаттауға қанша уақыт кетеді?
chat-example-3 = Кепілдікке қандай ақаулар кіреді?
chat-example-4 = Сервиске қалай жазылуға болады?

chat-helpful = Бұл жауап көмектесті ме?
chat-helpful-yes = Иә
chat-helpful-no = Жоқ
chat-helpful-thanks = Пікіріңізге рахмет.
chat-unhelpful-thanks = Рахмет. Сұрақты басқаша жазып көріңіз немесе маманмен сөйлесіңіз.
chat-suggestions = Мүмкін, мыналардың бірін сұраған шығарсыз?
chat-none-of-these = Ешқайсысы емес, маман керек
chat-offer-person = Маманмен сөйлескіңіз келе ме?
chat-safety = Қауіпсіздік ескертуі
chat-danger-numbers = Төтенше жағдайда алдымен қоңырау шалыңыз:
chat-danger-yes = Иә, қауіп төніп тұр
chat-danger-no = Жоқ, ешкімге қауіп төніп тұрған жоқ

chat-person = Маманмен сөйлесу
chat-person-waiting = Маманды күтіп тұрсыз
chat-queued-asked = Сіз техник маманды шақырдыңыз
chat-queued-unanswered = Бұл сұрақ техник маманға беріледі
chat-queued-safety = Шұғыл деп белгіленді: техник мамандар чатыңызды бірінші көреді
chat-queued-unhelpful = Енді Сізге техник маман жауап береді
chat-wait-title = Техник маман осы чатта жауап береді
chat-wait-place = { $position ->
    [1] Келесі кезек Сіздікі.
   *[other] Кезектегі орныңыз: { $position }.
}
chat-wait-soon = Күту уақыты: шамамен бір минут.
chat-wait-minutes = Күту уақыты: шамамен { $minutes } минут.
chat-wait-hours = Күту уақыты: шамамен { $hours } сағат.
chat-wait-stay = Осы жерде күтіп отыру міндетті емес. Қайтып келгенде жауап осы чатта тұрады.
chat-closed-title = Қазір техник мамандардың жұмыс уақыты емес
chat-nobody-title = Қазір орнында техник маман жоқ
chat-closed-next = Жұмысқа қайта кіріседі: { $moment } (жергілікті уақытыңыз бойынша).
chat-closed-kept = Хабарыңыз сақталды. Жауап осы чатқа келеді.
chat-closed-number = Телефон нөміріңізді де осында жазып қалдыра аласыз: оны техник маман оқиды.
chat-call = Шұғыл болса, қоңырау шалыңыз:
chat-assigned = { $name } Сізбен байланыста
chat-assigned-unnamed = Техник маман Сізбен байланыста
chat-transferred = Әңгімеңіз басқа маманға беріліп жатыр
chat-returned = Сізге алғаш босаған маман жауап береді
chat-typing = { $name } жазып жатыр
chat-typing-unnamed = Техник маман жазып жатыр
chat-language-changed = Чат тілі: { $language }
chat-erased = Бұл әңгіменің мазмұны өшірілді
chat-reopened = Әңгіме жалғасты

chat-end = Чатты аяқтау
chat-end-question = Чатты аяқтайсыз ба?
chat-end-yes = Аяқтау
chat-end-no = Жалғастыру
chat-resolved = Әңгіме аяқталды
chat-rate-title = Көмегімізді қалай бағалайсыз?
chat-rate-1 = Өте нашар
chat-rate-2 = Нашар
chat-rate-3 = Орташа
chat-rate-4 = Жақсы
chat-rate-5 = Өте жақсы
chat-rate-comment = Пікіріңіз (міндетті емес)
chat-rate-send = Бағаны жіберу
chat-rate-thanks = Бағаңызға рахмет.
chat-rate-more = Тағы сұрағыңыз болса, жаза беріңіз.

## Forms, and what comes of them

# Beside the label of a field that may stay empty
chat-form-optional = міндетті емес
chat-form-choose = Таңдаңыз
# Instead of the choices when a service centre has no free time
chat-form-no-slots = Мұнда бос уақыт жоқ. Басқа орталықты таңдаңыз.
# Help below a field for a day. $example such as 24.11.2026
chat-form-date = Күні, айы және жылы, мысалы { $example }
chat-form-missing = Осы өрісті толтырыңыз.
chat-form-faults = Белгіленген өрістерді қараңыз. Жазғаныңыз сақталды.
# Below a form that was sent without a connection
chat-form-waits = Байланыс қалпына келген бойда жіберіледі.
chat-form-later = Қазір емес
# The button of a form that was put away
chat-form-open = Форманы толтыру
# Heading of what the owner has handed in, when the form is no longer there
chat-form-sent = Сіз берген деректер
# Followed by a code such as AC-7K3M-92QX-C
chat-request-number = Нөмірі:
# Followed by a technician's words
chat-request-note = Біздің хабар:
# Before the words that the owner wrote on the page of a request
chat-request-own-note = Сізден:
chat-request-page = Өтінішті көру
chat-request-calendar = Күнтізбеге қосу
