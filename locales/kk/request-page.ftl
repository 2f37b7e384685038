request-mail-subject = Өтінішіңіз бойынша жаңалық: { $code }
request-mail-body = Өтінішіңіз бойынша жаңалық бар. Нөмірі: { $code }

    Қазір қай сатыда және әрі қарай не болады: { $link }

    Хабар чатта әлі оқылмағандықтан, осында жазып отырмыз. Біз электрондық поштамен құпиясөзді немесе банк деректерін ешқашан сұрамаймыз.

request-step-needs-note = Көлік иесіне не айту керегін жазыңыз.
request-step-needs-reason = Себебін жазыңыз.
request-step-needs-cause = Ақаудың себебін жазыңыз.
request-step-needs-correction = Не істелгенін жазыңыз.
request-step-needs-quote = Бағасын жазыңыз.
request-step-needs-slot = Уақытты таңдаңыз.
request-step-unknown = Мұндай күй жоқ.
request-step-not-following = Өтінішті қазіргі күйінен бұл күйге ауыстыруға болмайды.
request-step-no-slot = Орталықта бұл уақыт бос емес. Басқа уақытты таңдаңыз.
request-step-begun = Жазылған уақытыңыз келді, енді оны осы жерде өзгертуге болмайды. Бізге чатта жазыңыз.
request-step-too-long = Мәтінді қысқартыңыз: ең көбі { $limit } таңба.

request-make-unknown = Бұл мұнда белгісіз. Басқасын таңдаңыз.
request-page-title = Сіздің өтінішіңіз
request-page-gone = Мұндай нөмірлі өтініш жоқ немесе оның беті енді қолжетімсіз. Нөмірді тексеріңіз.
request-page-in-chat = Толығырақ мәліметті өтініш жасалған чаттан көре аласыз.
request-page-vin-end = Толығырақ көру үшін VIN-кодтың соңғы алты таңбасын жазыңыз
request-page-show-more = Толығырақ көру
request-page-wrong-end = Бұл осы өтініштегі VIN-кодтың соңғы алты таңбасына сәйкес келмейді. Тексеріп, қайта жазыңыз.
request-page-calendar = Күнтізбеге қосу
request-page-calendar-out = Күнтізбеден алып тастау
request-page-log = Не істелді
request-page-note = Сіздің сөзіңіз
request-page-chat = Бізге чатта жазыңыз
request-page-take-time = Осы уақытты жіберу
request-page-no-times = Алдағы екі аптада басқа бос уақыт жоқ. Бізге чатта жазыңыз.
request-page-to-confirmed = Осы уақыт жарайды
request-page-to-in-review = Жіберу
request-page-to-ordered = Тапсырыс беру
request-page-to-closed = Бәрі дұрыс, жабу
request-page-to-escalated = Жауапқа көңілім толмады
request-page-to-cancelled = Өтініштен бас тарту
request-page-photos = Фото мен файлдар
# $count (number) - files
request-page-photos-added = { $count ->
    [1] 1 файл қосылды. Рақмет!
   *[other] { $count } файл қосылды. Рақмет!
}
request-page-photos-add = Фото, қысқа бейне немесе PDF
request-page-photos-hint = Интернет баяу болса, фото біраз уақыт жүктеледі. Бет қайта ашылғанша күте тұрыңыз.
request-page-photos-send = Қосу
# $name (text) is the name of a file
request-page-photos-open = { $name } файлын ашу
request-page-photos-none = Алдымен фото немесе файл таңдаңыз.
request-page-photos-known = Бұл файл бұрын қосылған.
request-page-photos-closed = Бұл өтініш жабылды. Бізге чатта жазыңыз.
# $count (number) - files that the owner added; in the log of the request.
request-files-added = Қосылған файлдар: { $count }
