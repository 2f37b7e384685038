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
request-step-too-long = Мәтінді қысқартыңыз: ең көбі { $limit } таңба.
