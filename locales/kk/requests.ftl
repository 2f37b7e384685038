### Өтініштер: түрлері, күйлері, әрі қарай не болатыны; формалардың өрістері мен қателері.

## Өтініш түрлері

request-kind-warranty-claim = Кепілдік талабы
request-kind-booking = Сервиске жазылу
request-kind-part = Қосалқы бөлшек
request-kind-part-return = Бөлшекті қайтару
request-kind-delivery-damage = Жеткізу кезіндегі зақым
request-kind-complaint = Шағым
request-kind-course = Көлік иелерін оқыту
request-kind-trade-in = Ескі көлікті айырбастау
request-kind-mobile-service = Маманның Сізге келуі
request-kind-courtesy-car = Ауыстырма көлік
request-kind-remote-diagnosis = Көлікті қашықтан тексеру
request-kind-insurance = Сақтандыру төлейтін жөндеу
request-kind-warranty-transfer = Көліктің жаңа иесі
request-kind-data = Жеке деректеріңіз

## Өтініштің күйі

request-state-received = Келіп түсті
request-state-in-review = Қаралуда
request-state-more-info = Қосымша мәлімет керек
request-state-approved = Мақұлданды
request-state-parts-ordered = Бөлшектерге тапсырыс берілді
request-state-in-repair = Жөндеуде
request-state-closed = Жабылды
request-state-declined = Қабылданбады
request-state-requested = Өтініш түсті
request-state-confirmed = Расталды
request-state-in-service = Сервисте
request-state-ready = Алып кетуге дайын
request-state-proposed = Басқа уақыт ұсынылды
request-state-cancelled = Күші жойылды
request-state-no-show = Көлік әкелінбеді
request-state-enquired = Сұрау келіп түсті
request-state-quoted = Баға айтылды
request-state-ordered = Тапсырыс берілді
request-state-shipped = Жолда
request-state-arrived = Келді
request-state-answered = Жауап берілді
request-state-escalated = Басшының қарауында
request-state-signed-up = Тізімге жазылды
request-state-waiting = Күту тізімінде
request-state-attended = Қатысты
request-state-absent = Қатыспады
request-state-verified = Жеке басы расталды
request-state-done = Орындалды

## Әрі қарай не болады

request-next-received = Қарап шығып, Сізге жауап береміз.
request-next-decision = Техник маман қарап, шешімін Сізге хабарлайды.
request-next-more-info = Жетіспейтін мәліметті жіберіңіз. Оған дейін шешім мерзімі тоқтап тұрады.
request-next-approved = Жөндеуді дайындап жатырмыз.
request-next-approved-return = Бөлшекті қайда әкелу немесе жіберу керегін айтамыз.
request-next-parts-ordered = Бөлшектер келгенде жөндеу басталады.
request-next-in-repair = Көлік дайын болғанда хабарлаймыз.
request-next-closed = Бәрі аяқталды. Әлі де мәселе болса, осында жазыңыз.
request-next-declined = Келіспесеңіз, осында жазыңыз.
request-next-requested = Жазылғаныңызды растаймыз. Растауды алмай жолға шықпаңыз.
request-next-confirmed = Көлікті расталған уақытта әкеліңіз.
request-next-confirmed-course = Сабақ уақытында Сізді күтеміз.
request-next-in-service = Көлік дайын болғанда хабарлаймыз.
request-next-ready = Көлікті орталық жұмыс істеп тұрғанда алып кетіңіз.
request-next-proposed = Ұсынылған уақыт жараса, келісіңіз. Жарамаса, басқа уақытты таңдаңыз.
request-next-cancelled = Енді ештеңе істеудің қажеті жоқ. Кез келген уақытта жаңа өтініш бере аласыз.
request-next-no-show = Өзіңізге ыңғайлы жаңа уақыт таңдаңыз.
request-next-enquired = Көлігіңізге келетін бөлшекті іздеп, бағасын айтамыз.
request-next-quoted = Тапсырыс берейік пе, айтыңыз. Сіз келіскенше ештеңеге тапсырыс берілмейді.
request-next-ordered = Бөлшек жолға шыққанда хабарлаймыз.
request-next-shipped = Бөлшек келгенде хабарлаймыз.
request-next-arrived = Бөлшекті алып кетіңіз немесе орнаттырыңыз.
request-next-answered = Жауабымызды оқыңыз. Сұрағыңыз қалса, осында жазыңыз.
request-next-answered-complaint = Жауабымызды оқыңыз. Көңіліңізден шықпаса, айтыңыз, шағымды басшыға жеткіземіз.
request-next-escalated = Басшы қарап, Сізге жауап береді.
request-next-signed-up = Орныңызды растаймыз.
request-next-waiting = Орын қалмады. Босаса, хабарлаймыз.
request-next-attended = Қатысқаныңызға рахмет.
request-next-absent = Басқа күнге жазыла аласыз.
request-next-received-data = Алдымен өтінішті Сіздің өзіңіз бергеніңізді тексереміз.
request-next-verified = Сұрағаныңызды орындап, хабарлаймыз.
request-next-done = Бәрі орындалды.
request-promised = Уәде етілген мерзім: { $due }

## Формалардың атауы, жауап астындағы батырмада да тұрады

request-form-warranty-claim = Кепілдік талабын қою
request-form-booking = Сервиске жазылу
request-form-part = Бөлшек бағасын сұрау
request-form-part-return = Бөлшекті қайтару
request-form-delivery-damage = Зақым туралы хабарлау
request-form-complaint = Шағым айту
request-form-course = Оқуға жазылу
request-form-trade-in = Ескі көлікті айырбасқа ұсыну
request-form-mobile-service = Маманды шақырту
request-form-courtesy-car = Ауыстырма көлік сұрау
request-form-remote-diagnosis = Көлікті қашықтан тексерту
request-form-insurance = Сақтандырумен жөндету
request-form-warranty-transfer = Жаңа иесін тіркеу
request-form-data = Жеке деректер туралы өтініш
request-form-claim-status = Өтініш күйін білу
request-form-centre = Сервис орталығын табу
request-form-recall = Кері шақыртуды тексеру
request-form-order = Тапсырыс қайда екенін білу
request-form-part-find = Бөлшек іздеу
request-form-genuine = Бөлшектің жапсырмасын тексеру
request-form-coverage = Кепілдікті тексеру
request-form-financing = Бөліп төлеуді есептеу

## Формалардың өрістері

request-field-vin = VIN-код
request-field-km = Жүріп өткен жол (км)
request-field-what = Не болды?
request-field-since = Қашаннан бері?
request-field-invoice = Сатып алу шот-фактурасының нөмірі
request-field-photos = Фото
request-field-centre = Сервис орталығы
request-field-service = Жұмыс түрі
request-field-slot = Күні мен уақыты
request-field-note = Тағы нені тексеру керек?
request-field-model = Көлік моделі
request-field-part = Бөлшектің аты
request-field-quantity = Неше дана?
request-field-town = Қалаңыз
request-field-finance = Бөліп төлегіңіз келе ме?
request-field-order = Тапсырыс нөмірі
request-field-why = Қайтару себебі
request-field-delivered = Қашан жеткізілді?
request-field-where = Қай жерде болды?
request-field-when = Қай күні болды?
request-field-course = Сабақ күні
request-field-language = Сабақ тілі
request-field-name = Аты-жөніңіз
request-field-condition = Көліктің жай-күйі
request-field-loan = Көлік несиеде ме?
request-field-address = Мекенжай
request-field-day = Қай күн ыңғайлы?
request-field-repair = Жөндеу нөмірі
request-field-consent = Осы тексеру үшін техник маманның көлігімнің қателер жадын оқуына келісемін.
request-field-insurer = Сақтандыру компаниясы
request-field-claim = Сақтандыру ісінің нөмірі
request-field-sold = Сатылған күні
request-field-new-owner = Жаңа иесінің аты-жөні
request-field-phone = Телефон нөмірі
request-field-email = Электрондық пошта
request-field-wish = Не қалайсыз?
request-field-contact = Бізге белгілі телефон немесе пошта
request-field-code = Өтініш нөмірі
request-field-serial = Жапсырмадағы сериялық нөмір
request-field-amount = Сомасы (АҚШ доллары)
request-field-months = Неше ай?

## Өрісті толтыруға көмек

request-help-vin = 17 таңба: тіркеу куәлігінде немесе алдыңғы әйнектің төменгі бұрышында.
request-help-km = Аспаптар тақтасында қазір көрсетіліп тұрған сан.
request-help-what = Өз сөзіңізбен: не көресіз, не естисіз, қандай жазу шығады және қашан болады?
request-help-photos = Фото көп сөзден артық: зақым, жапсырма, экран. Қысқа бейне мен PDF те жарайды. Фотоның қай жерде түсірілгені туралы дерек өшіріледі.
request-help-part = Аты немесе көліктің қай жерінде тұрғаны.
request-help-order = Тапсырыс қағазы мен шот-фактурада жазылған.
request-help-condition = Зақымы, батарея есебі, шиналары: сатып алушы сұрайтын жайттар.
request-help-repair = Жөндеу нөмірі болса, жазыңыз: AC әріптерінен басталады.
request-help-claim = Зақымды хабарлағанда сақтандыру компаниясы береді.
request-help-contact = Өтінішті Сіздің өзіңіз бергеніңізді тексеру үшін.
request-help-code = Мынадай болады: AC-7K3M-92QX-C
request-help-serial = Бөлшекте немесе қорабында, QR-кодтың жанында.
request-help-amount = Бөлшек немесе жөндеу қанша тұрады.

## Таңдауға болатындар

request-option-finance-no = Жоқ
request-option-finance-yes = Иә
request-option-loan-no = Жоқ
request-option-loan-yes = Иә
request-option-why-faulty = Бөлшек ақаулы
request-option-why-wrong = Қате бөлшек келді
request-option-why-unneeded = Енді керек емес
request-option-language-bn = Бенгал тілі
request-option-language-kk = Қазақ тілі
request-option-language-en = Ағылшын тілі
request-option-wish-export = Деректерімнің көшірмесі
request-option-wish-erasure = Деректерімді жою
request-option-service-maintenance = Жоспарлы техникалық қызмет
request-option-service-diagnosis = Ақауды іздеу
request-option-service-repair = Жөндеу
request-option-service-recall = Кері шақырту
request-option-service-software = Бағдарламалық жасақтама
request-option-service-tyres = Шина
request-option-service-battery = Батареяны тексеру
request-option-service-body = Шанақ жөндеу

## Өрістегі қателер

request-fault-missing = Осы өрісті толтырыңыз.
request-fault-missing-any = Осы өрістердің бірін толтырыңыз.
request-fault-too-long = Тым ұзын: ең көбі { $limit } таңба.
request-fault-unreadable = Мұны оқу мүмкін болмады. Қайта жазыңыз.
request-fault-number = Бүтін сан жазыңыз: { $min } – { $max }.
request-fault-vin-short = VIN-код 17 таңбадан тұрады, мұнда { $count } таңба бар. Тіркеу куәлігімен салыстырыңыз.
request-fault-vin-long = VIN-код 17 таңбадан тұрады, мұнда { $count } таңба бар. Артығын алып тастаңыз.
request-fault-vin-letter = VIN-кодта мұндай таңба болмайды: { $letter }. Онда не жазылғанын қайта қараңыз.
request-fault-vin-no-digit = VIN-кодта цифрлар да болады. Тіркеу куәлігімен салыстырыңыз.
request-fault-km = Жүріп өткен жолды санмен жазыңыз, мысалы 45000.
request-fault-km-negative = Жүріп өткен жол нөлден аз болмайды.
request-fault-km-too-much = Ешбір көлік мұнша километр көрсетпейді. Санды тексеріңіз.
request-fault-km-lower = Бізде бұдан көп көрсеткіш бар: { $km } км ({ $day }). Санды тексеріңіз. Дұрыс болса, чатта жазыңыз.
request-fault-km-too-low = Бұл көлік бойынша бізде бұдан көп жүріп өткен жол тіркелген. Санды тексеріңіз. Сан дұрыс болса, чатқа жазыңыз.
request-fault-day = Күнді былай жазыңыз: 05.03.2026
request-fault-day-month = { $number } деген ай жоқ. Алдымен күнін, сосын айын, сосын жылын жазыңыз.
request-fault-day-of-month = Бұл айда { $number } деген күн жоқ. Күнді тексеріңіз.
request-fault-day-year = Жылын тексеріңіз: { $year }
request-fault-day-past = Бұл күн өтіп кеткен. Кейінгі күнді таңдаңыз.
request-fault-day-future = Бұл күн әлі келген жоқ. Күнді тексеріңіз.
request-fault-phone-letter = Телефон нөмірінде мұндай таңба болмайды: { $letter }. Тек цифр жазыңыз.
request-fault-phone-short = Телефон нөмірінде цифр жетіспейді.
request-fault-phone-long = Телефон нөмірінде цифр артық.
request-fault-phone-country = Нөмірді ел кодымен жазыңыз, мысалы +7.
request-fault-email = Бұл электрондық пошта мекенжайы емес. Ол мынадай болады: name@example.com
request-fault-choice = Тізімнен біреуін таңдаңыз.
request-fault-centre = Мұндай сервис орталығы жоқ. Тізімнен біреуін таңдаңыз.
request-fault-centre-closed = Бұл сервис орталығы біржола жабылды. Басқасын таңдаңыз.
request-fault-slot = Тізімнен күні мен уақытын таңдаңыз.
request-fault-slot-past = Бұл уақыт өтіп кеткен. Кейінгісін таңдаңыз.
request-fault-slot-taken = Бұл уақытты жаңа ғана басқа біреу алды. Басқасын таңдаңыз.
request-fault-slot-not-offered = Бұл сервис орталығында мұндай уақыт жоқ. Тізімдегі уақыттардың бірін таңдаңыз.
request-fault-service = Бұл сервис орталығы мұндай жұмысты істемейді. Басқа орталықты таңдаңыз.
request-fault-consent = Келісіміңіз болмаса, мұны жасай алмаймыз. Келіссеңіз, белгі қойыңыз.
request-fault-code = Бұл өтініш нөмірі емес. Ол мынадай болады: AC-7K3M-92QX-C
request-fault-code-check = Бір әріп немесе цифр қате. Берілген нөмірмен салыстырыңыз.
request-fault-code-unknown = Мұндай нөмірлі өтініш жоқ.
request-fault-place = Мұндай атаулы қала тізімде жоқ. Жақын ірі қаланы жазыңыз.
# $limit (number) - most files of the field
request-fault-too-many-files = Ең көбі { $limit } файл қосыңыз.
request-fault-no-file = Файлдардың бірі енді жоқ. Оны алып тастап, қайта қосыңыз.

## Көлік кепілдігінің күйі

request-coverage-covered = Кепілдік бар
request-coverage-by-date = Мерзімі бітпеген; жүріп өткен жолын айтыңыз
request-coverage-ended-date = Аяқталған: мерзімі өтті
request-coverage-ended-mileage = Аяқталған: жүріп өткен жолы шектен асты
request-coverage-ended-both = Аяқталған: мерзімі өтті, жүріп өткен жолы да шектен асты
request-coverage-not-started = Бұл күні әлі басталмаған
request-coverage-unknown = Белгісіз: көліктің тапсырылған күні бізде жоқ
