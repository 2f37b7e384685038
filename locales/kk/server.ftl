### Сервердің өз мәтіндері: қате туралы хабарламалар, ескертпелер, жұмыс уақыты және пәрмен жолы.
### Беттердің мәтіндері бөлек файлдарда: chat.ftl, desk.ftl, home.ftl.
###
### Аудармашыға: қысқа, сабырлы, сыпайы сөйлемдер; енді не істеу керегін айтыңыз. Оқырманға — «Сіз» деп.
### { placeable } белгісіне септік жалғауын қоспаңыз, сөйлемді басқаша құрыңыз.

## Қателер

error-bad-request = Хабарды оқу мүмкін болмады. Бетті жаңартып, қайталап көріңіз.
error-unknown-type = Бұл беттің жаңа нұсқасы шықты. Бетті жаңартып, қайталап көріңіз.
error-too-large = Мәтін сәл ұзындау болып кетті: ең көбі { $limit } таңба жіберуге болады. Қысқартып немесе бөліп жіберіңіз.
error-not-found = Іздегеніңіз табылмады. Бетті жаңартып, қайта қарап көріңіз.
error-forbidden = Бұл мүмкіндік мұнда Сізге қолжетімді емес. Қажет болса, мамандарымызға жазыңыз.
error-rate-limited = { $seconds ->
    [0] Сәл күте тұрып, қайта жіберіңіз.
   *[other] { $seconds } секунд күтіп, қайта жіберіңіз.
}
error-busy = { $seconds ->
    [0] Қазір өтініш өте көп. Сәлден кейін қайталап көріңіз.
   *[other] Қазір өтініш өте көп. { $seconds } секундтан кейін қайталап көріңіз.
}
error-read-only = Қазір жаңа дерек сақталмайды, бірақ бұрынғының бәрін оқи аласыз. Бірнеше минуттан кейін қайталап көріңіз.
error-id-conflict = Бұл хабар бұрын жіберілгеннен өзгеше. Оны жаңа хабар ретінде жіберіңіз.
error-already-claimed = Бұл әңгімені әріптесіңіз қабылдап алды. Кезекте тұрған басқа әңгімені алыңыз.
error-stale-claim = Бұл әңгімеге енді Сіз жауапты емессіз. Қазіргі күйін көру үшін оны тізімнен қайта таңдаңыз.
error-closed = Бұл әңгіме аяқталған. Жазуды жалғастыру үшін алдымен оны қайта ашыңыз.
error-unauthenticated = Жалғастыру үшін жүйеге кіріңіз.
error-csrf = Қауіпсіздігіңіз үшін бұл беттің мерзімі аяқталды. Бетті жаңартып, қайталап көріңіз.
error-stale-revision = Осы арада басқа біреу жаңа нұсқаны сақтады. Соңғы нұсқаны ашып, өзгерісіңізді сонда енгізіңіз.
error-invalid = Кейбір дерек жетіспейді немесе түзетуді қажет етеді. Тексеріп, қайта жіберіңіз.
error-body-too-large = Бір жолы мұнша көп дерек қабылданбайды. Азырақ етіп жіберіңіз.
error-method-not-allowed = Бұл мекенжай олай жұмыс істемейді. Бетті жаңартып, қайталап көріңіз.
error-precondition-required = Алдымен соңғы нұсқаны ашып, өзгерісіңізді сонда енгізіңіз.
error-internal = Біздің тараптан қате шықты. Қайталап көріңіз; тағы қайталанса, осы сұраудың нөмірін біздің топқа айтыңыз.

## Қызметкерлерді басқару (әкімшілерге)

error-last-admin = Жүйеге кіре алатын басқа әкімші жоқ. Алдымен басқа біреуді әкімші етіңіз.
error-last-entry = Бұл — жарияланған соңғы жауап. Оны алып тастамас бұрын басқа жауап жариялаңыз.
error-in-use = Бұл жазбаға басқа көлік, тапсырыс немесе өтініш сілтеп тұр. Алдымен соны өзгертіңіз.
error-gate = Мұны жариялау басқа сұрақтардың жауабын да өзгертеді. Өзгерістерді қараңыз; сонда да жариялағыңыз келсе, себебін жазыңыз.
error-own-account = Өзіңізді бұғаттай алмайсыз әрі өз рөліңізді өзгерте алмайсыз. Басқа әкімшіден сұраңыз.
error-account-disabled = Бұл қызметкердің аккаунты бұғатталған. Алдымен оны бұғаттан шығарыңыз.
error-link-expired = Бұл сілтеменің мерзімі біткен немесе ол қолданылған. Әкімшіден жаңа сілтеме сұраңыз.
invalid-email-missing = Электрондық поштаны жазыңыз.
invalid-email-too-long = Электрондық пошта ең көбі { $limit } таңбадан тұрады.
invalid-email-format = Электрондық пошта толық жазылмаған.
invalid-email-taken = Мұндай электрондық поштасы бар қызметкер бұрыннан бар.
invalid-email-disabled = Мұндай электрондық поштасы бар қызметкердің аккаунты бұғатталған. Жаңадан қоспай, соны бұғаттан шығарыңыз.
invalid-name-missing = Аты-жөнін жазыңыз.
invalid-name-too-long = Аты-жөні ең көбі { $limit } таңбадан тұрады.
invalid-name-format = Бұл жазуда көрсетуге келмейтін таңбалар бар.
invalid-languages-format = Әр тілді бір рет қана таңдаңыз.
invalid-password-too-short = Құпиясөз кемінде { $limit } таңбадан тұрады.
invalid-password-too-long = Құпиясөз ең көбі { $limit } таңбадан тұрады.

## Жүйеге кіру (қызметкерлерге)

login-failed = Электрондық пошта немесе құпиясөз сәйкес келмейді. Екеуін де тексеріп, қайталап көріңіз.

## Чат

greeting = Сәлеметсіз бе! { $company } сатудан кейінгі қолдау қызметіне қош келдіңіз. Көлігіңіз туралы не білгіңіз келеді? Осында жазыңыз.
answer-in-other-language = Бұл жауаптың қазақшасы әзірге жоқ, сондықтан басқа тілде беріліп отыр. Тілі: { $language }.
answer-may-be-wrong = Бұл жауап қазір түзетіліп жатыр, сондықтан қате болуы мүмкін. Күмәніңіз болса, маманды шақырыңыз.
language-bn = бенгал тілі
language-kk = қазақ тілі
language-en = ағылшын тілі
language-ru = орыс тілі

## Кезек

leave-question = Сізді техник маманды күту кезегінен шығарайық па?
leave-yes = Иә, шығарыңыз
leave-no = Жоқ, күтемін
leave-left = Сіз енді кезекте емессіз. Қажет болса, кез келген уақытта осында жазыңыз.
leave-stays = Жарайды, кезектегі орныңыз сақталды.

## Қауіп: сұрақ және қауіпсіздік ескертуінің маңындағы сөздер

danger-question = Дәл қазір біреуге қауіп төніп тұр ма?
danger-question-yes = Иә, қауіп төніп тұр
danger-question-no = Жоқ, ешкімге қауіп төніп тұрған жоқ
danger-label-emergency = Құтқару қызметі
danger-label-roadside = Жолдағы көмек
danger-said-no = Жақсы екен. Жағдай өзгерсе, осында жазыңыз немесе бірден { $number } нөміріне қоңырау шалыңыз.
danger-acknowledge-1 = Мұны техник маман осы жерден оқиды. Алдымен өзіңіздің және айналаңыздағылардың қауіпсіздігін ойлаңыз.
danger-acknowledge-2 = Хабарыңыз техник маман оқуы үшін осы чатта тұр. Жағдай нашарласа, бірден { $number } нөміріне қоңырау шалыңыз.
danger-acknowledge-3 = Мұны техник маман үшін сақтап қойдық. Тұрған жеріңіз қауіпті болса, алдымен ол жерден кетіңіз, кейін жазыңыз.
danger-again = Алдымен жоғарыдағы қауіпсіздік ескертуінде айтылғанды орындаңыз. Жағдай нашарласа, бірден { $number } нөміріне қоңырау шалыңыз.
danger-alerted = Техник мамандарымызға дабыл берілді, олар Сізге осы жерде жазады.
danger-nobody-here = Қазір жұмыс орнында техник маман жоқ. Бізге қоңырау шалыңыз: { $phone }

## Ешкім қабылдамаған қауіп туралы электрондық хат

alert-subject = ҚАУІП: бұл чатты ешкім қабылдамады
alert-body = Көлік иесі қауіп туралы жазды, бірақ чатты бірде-бір техник маман қабылдамады.

    Қауіпсіздік ескертуі: { $title }
    Көлік иесінің тілі: { $language }
    Күте бастаған уақыты: { $since }
    Чат: { $conversation }

    Осы жерден қабылдаңыз: { $link }
alert-test-subject = Aftercare: дабылды тексеру
alert-test-body = Бұл тек тексеру: ешкімге қауіп төніп тұрған жоқ. Жұмыс орнында ешкім қабылдамаған қауіп туралы хабар осы мекенжайға келеді.

    Жұмыс орны: { $link }

## Жұмыс уақыты

hours-line = { $days }, { $open }–{ $close }
hours-line-day-and-night = { $days }, тәулік бойы
hours-day-range = { $first }–{ $last }
hours-every-day = күн сайын
hours-in-zone = { $hours } ({ $city } уақыты)
hours-city = { $zone ->
    [Asia-Dhaka] Дакка
    [Asia-Almaty] Алматы
   *[other] { $city }
}
holidays-next = Алдағы демалыс күндеріміз: { $list }.
holidays-item = { $name } ({ $date })
holidays-range = { $first } – { $last }
holidays-moon = { $date }, ай туғанына қарай
holidays-expected = { $date }, күтілетін күні
holidays-moon-expected = { $date }, күтілетін күні, ай туғанына қарай
holidays-closed = { $name }: { $date }. Ол кезде техник мамандарымыз демалады.
holidays-open = { $name }: { $date }. Ол кезде техник мамандарымыз әдеттегідей жұмыс істейді.

duration-minutes = { $count ->
    [0] бір минуттан аз
   *[other] шамамен { $count } минут
}
duration-hours = шамамен { $count } сағат
duration-days = шамамен { $count } күн

## Боттың өз сөздері

# Жауап көмектеспесе немесе иесі ренжісе, техник маман шақырылмай тұрып айтылады.
apology = Кешіріңіз, жауабымыз көмектеспеді. Енді Сізге техник маман жауап береді.

## Пәрмен жолы: `aftercare ask`

cli-answer = Жауап: { $title }
cli-suggestions = Анық емес. Мыналардың бірі туралы сұрадыңыз ба?
cli-safety = ҚАУІП: { $title }
cli-handoff = Сенімді жауап жоқ. Чатта осы жерден бастап техник маман жауап береді.
cli-person-asked = Маманмен сөйлесу сұралды. Чатта осы жерден бастап техник маман жауап береді.
cli-entry = Жазба: { $entry } (ықтималдығы: { $percent }%)
cli-language = Тіл: { $language }
cli-checked = { $entries } жазба, { $errors } қате, { $warnings } ескерту

# FAQ жазбасындағы қателер; тиісті өрістің жанында тұрады.
faq-fault-missing = Осы жерді толтырыңыз.
faq-fault-too-long = Тым ұзын: ең көбі { $limit } таңба.
faq-fault-too-many = Тым көп: ең көбі { $limit }.
faq-fault-format = Мұндағы бірдеңені сақтау мүмкін емес. Атауда тек a–z, 0–9 және - болады.
faq-fault-taken = Бұл атау бос емес. Басқасын таңдаңыз.
faq-fault-placeholder = Жақша ішіндегі { $name } деген атау белгісіз. Ұсынылған атаулардың бірін таңдаңыз.
faq-fault-unknown = { $name } деген атаумен ештеңе жарияланбаған.
faq-fault-needed = Қауіпсіздік картасы ({ $name }) осы жазбаға сүйенеді. Алдымен картаны өзгертіңіз.
faq-fault-also-of = «{ $text }» деген сұрақ мына жазбада да бар: { $name }. Оны қойған адам екі жауаптың кез келгенін алуы мүмкін.
faq-fault-past = Бұл уақыт өтіп кетті. Кейінгі уақытты таңдаңыз.
faq-fault-file-empty = Бұл файл бос. Басқасын таңдаңыз.
faq-fault-file-type = Аты қандай болса да, бұл PDF те, PNG, JPEG не WebP суреті де емес. Осылардың бірі етіп сақтаңыз.
faq-fault-file-cut-off = Файл толық емес немесе бүлінген. Құрылғыңызда ашып, қайта сақтаңыз да, тағы бір көріңіз.
faq-fault-file-pixels = Сурет тым үлкен: ені мен биіктігі ең көбі { $limit } пиксель, барлығы { $million } миллион. Кішірейтіңіз.
faq-fault-file-size = Файл тым үлкен: ең көбі { $limit } МБ. Кішірейтіңіз.
faq-fault-files-full = Файлдарға орын қалмады: бәрі қосылып { $limit } МБ-тан аспауы керек. Жаңасы сақталмады, бұрынғылары орнында.
faq-fault-no-file = { $name } файлы серверде жоқ. Жүктеңіз немесе жауаптан алып тастаңыз.

# Редакторлар әкелген не жазған файлдардағы қателер.
faq-check-act = «{ $name }» деген әрекет жоқ. Барлары: { $known }.
faq-check-act-twice = «{ $name }» әрекеті мұнда екі рет тұр.
faq-check-action = «{ $name }» деген форма жоқ. Барлары: { $known }.
faq-check-action-one = Бір тақырып бір ғана форма ұсынады.
faq-check-also-of = «{ $text }» сұрағы { $entry } тақырыбында да бар.
faq-check-article-empty = Өткізіп жіберілді: «{ $text }» мақаласында мәтін жоқ ({ $language }).
faq-check-article-foreign = Өткізіп жіберілді: «{ $text }» мақаласының тілі { $locale }, ол мұнда белгісіз.
faq-check-article-hidden = Өткізіп жіберілді: «{ $text }» онда жарияланбаған ({ $status }).
faq-check-article-locale = «{ $text }» мақаласының тілі көрсетілмеген.
faq-check-article-title = Бұл мақаланың тақырыбы жоқ.
faq-check-base64 = Мұнда файлдың байттары Base64 түрінде болуы керек.
faq-check-card = { "[" }{ $name }] – safety.toml карточкасы да, [near] те емес.
faq-check-card-entry = Қауіпсіздік карточкасында «{ $name }» тұр, ондай тақырып жоқ.
faq-check-card-twice = Тағы бір карточканың идентификаторы «{ $name }».
faq-check-category = «{ $name }» дегеннен санат атауы шықпайды. Атауда тек a–z, 0–9 және - болады.
faq-check-category-taken = «{ $name }» – басқа қалтаның атауы. Басқа санат таңдаңыз.
faq-check-cell-error = Ұяшықта { $what } тұр: формуласы қате.
faq-check-cell-long = Бір ұяшықта { $limit } таңбадан көп.
faq-check-clash = Дәл осы тақырыптың `{ $field }` мәні { $row } жолында басқаша жазылған.
faq-check-clash-cell = Дәл осы тақырыптың `{ $field }` мәні { $row } жолында, { $column } бағанында басқаша жазылған.
faq-check-column-unused = Өткізіп жіберілді: мұнда «{ $name }» деген ештеңе жоқ.
faq-check-columns-both = { $first } және { $second } бағандарының екеуі де `{ $field }`{ $of }. Қайсысы керегін көрсетіп, екіншісін өткізіп жіберіңіз.
faq-check-columns-many = Бағандар { $limit } санынан көп.
faq-check-cut-off = Файл таңбаның ортасында үзілген: толық емес.
faq-check-damaged = Кітап бүлінген ({ $what }). Қайта сақтап, тағы бір көріңіз.
faq-check-danger-language = Файл аты тілден басталуы керек: en.txt, bn-latn.txt, ru-2.txt.
faq-check-danger-twice = «{ $text }» бұрыннан [{ $name }] астында тұр ({ $file }:{ $line }).
faq-check-empty = Бұл файлда бірде-бір тақырып жоқ.
faq-check-encoding = Файлдың әріптері оқылмайды. «CSV UTF-8» немесе кітап (.xlsx) етіп сақтаңыз.
faq-check-entries-many = Тақырыптар { $limit } санынан көп: қалғаны оқылмады.
faq-check-entry-object = Тақырып фигуралы жақшадағы нысан болуы керек.
faq-check-entry-twice = «{ $name }» тақырыбы бұрыннан бар: { $file }.
faq-check-few = `{ $field }` ішінде кемінде { $limit } болуы керек.
faq-check-field-empty = `{ $field }` бос.
faq-check-field-object = `{ $field }` фигуралы жақшадағы нысан болуы керек.
faq-check-field-string = `{ $field }` тырнақшадағы мәтін болуы керек.
faq-check-file-language = Файл аты тіл болуы керек: { $known }.
faq-check-file-name = «{ $name }» файл аты бола алмайды: тек a–z, 0–9 және -, соңында .pdf, .png, .jpg, .jpeg немесе .webp.
faq-check-file-twice = { $name } файлы екі рет, екі түрлі келді.
faq-check-files-many = Файлдар { $limit } санынан көп: қалғаны оқылмады.
faq-check-heading = Хабар тақырыпшаның астында тұруы керек: [near] немесе [safety.toml карточкасының идентификаторы].
faq-check-id-form = Идентификаторда тек a–z, 0–9 және - болады, ең көбі { $limit } таңба: «{ $name }».
faq-check-id-none = Тақырып атауынан идентификатор шықпайды. Өзіңіз беріңіз.
faq-check-item-empty = `{ $field }` ішінде бос мәтін бар.
faq-check-item-long = `{ $field }` ішіндегі бір мән { $limit } таңбадан ұзын.
faq-check-json = Бұл JSON емес ({ $what }).
faq-check-key = «{ $name }» мұнда ештеңе білдірмейді. Барлары: { $known }.
faq-check-key-unused = Өткізіп жіберілді: `{ $name }` мұнда ештеңе білдірмейді.
faq-check-language = «{ $text }» мұнда белгілі тіл емес. Барлары: { $known }.
faq-check-language-which = Бұл қай тіл? «language» бағанын қосыңыз, баған атауында жазыңыз: «answer (kk)», не бүкіл файлдың тілін таңдаңыз.
faq-check-large = Файл { $limit } МБ-тан үлкен.
faq-check-line-long = Жол { $limit } таңбадан ұзын.
faq-check-list = Бұл мәтіндер тізімі болуы керек.
faq-check-list-empty = Бұл бос емес мәтіндер тізімі болуы керек.
faq-check-long = `{ $field }` ішінде { $length } таңба: ең көбі { $limit } болады.
faq-check-mapping-column = Мұнда «{ $name }» деген баған жоқ.
faq-check-member-long = «{ $text }» – { $limit } таңбадан ұзын.
faq-check-messages-many = Хабарлар { $limit } санынан көп: қалғаны оқылмады.
faq-check-missing = `{ $field }` жоқ.
faq-check-name-form = `{ $field }` ішінде тек a–z, 0–9, - және _ болады: «{ $text }».
faq-check-no-answer = Жауап жоқ ({ $language }).
faq-check-no-file = Жауапта { $name } файлы аталған, бірақ ол жоқ.
faq-check-no-headers = Баған атаулары жоқ. Алғашқы жолдардың бірінде бағандар аталуы керек: id, language, title, phrasings, answer.
faq-check-no-language = Мәтін жоқ: { $known } ішінен кемінде біреуі керек.
faq-check-no-text = «{ $name }» тақырыбында ешбір тілде мәтін жоқ.
faq-check-no-title = Тақырып атауы жоқ ({ $language }).
faq-check-not-list = `{ $field }` мәтіндер тізімі болуы керек.
faq-check-not-string = `{ $field }` тырнақшадағы мәтін болуы керек.
faq-check-not-utf16 = Файлдың әріптері оқылмайды: бұл UTF-16 емес.
faq-check-not-utf8 = Файлдың әріптері оқылмайды. UTF-8 етіп сақтаңыз.
faq-check-nul = `{ $field }` ішінде сақтауға келмейтін таңба (NUL) бар.
faq-check-nul-character = Сақтауға келмейтін таңба (NUL) бар.
faq-check-nul-utf8 = Сақтауға келмейтін таңба (NUL) бар. Файлды UTF-8 етіп сақтаңыз.
faq-check-number = `{ $field }` 1 мен { $limit } аралығындағы сан болуы керек.
faq-check-object = Бұл фигуралы жақшадағы нысан болуы керек.
faq-check-offtopic = «{ $text }» – { $entry } тақырыбының сұрағы, оның жауабы бар.
faq-check-one-of = `{ $field }` мәні «{ $text }», ал мүмкіндері: { $known }.
faq-check-other-unicode = Файл UTF-16 немесе UTF-32 түрінде сақталған. UTF-8 етіп сақтаңыз.
faq-check-package = Бұл XLSX те, ODS те кітабы емес.
faq-check-parts-many = Кітаптың ішіндегі файлдар { $limit } санынан көп.
faq-check-path-form = Файл мен қалта атауында тек a–z, 0–9 және - болады: «{ $name }».
faq-check-placeholder = Фигуралы жақшадағы «{ $name }» ештеңе білдірмейді. Барлары: { $known }.
faq-check-question = Жол оқылмайды ({ $what }).
faq-check-question-entry = Сұрақта «{ $name }» аталған, ондай тақырып жоқ.
faq-check-question-known = «{ $text }» сөзбе-сөз { $entry } тақырыбының сұрағы: одан ештеңе үйренілмейді.
faq-check-question-long = Сұрақта { $length } таңба: 1 мен { $limit } аралығында болуы керек.
faq-check-question-twice = «{ $text }» мұнда екі рет тұр.
faq-check-questions-many = Сұрақтар { $limit } санынан көп: қалғаны оқылмады.
faq-check-questions-uneven = Тілдердегі `questions` саны әртүрлі. Әрқайсысында бірдей сұрақтар бірдей ретпен тұруы керек.
faq-check-quote-open = Бұл жолда тырнақша ашылған, бірақ жабылмаған.
faq-check-rasa-empty = Өткізіп жіберілді: { $name } ішінде мәтін жоқ.
faq-check-rasa-language = Бұл қай тіл? Бүкіл файлдың тілін таңдаңыз не атын nlu.kk.yml сияқты етіңіз.
faq-check-rasa-no-response = Өткізіп жіберілді: utter_{ $name } деген жауап жоқ.
faq-check-rasa-no-title = { $name } ниетінің тақырып болатындай мысалы жоқ.
faq-check-rasa-none = Бұл файлда Rasa жобасының `nlu` да, `responses` те жоқ.
faq-check-rasa-part = { $name } ішіндегі `{ $part }` сақталмайды.
faq-check-rasa-second = Өткізіп жіберілді: { $name } екінші мәтіні. Біріншісі алынды.
faq-check-rasa-unasked = Өткізіп жіберілді: utter_{ $name } ешкімге керек емес.
faq-check-related = Байланысты: «{ $name }» деген тақырып жоқ.
faq-check-revision = «{ $text }» нұсқа нөмірі емес.
faq-check-row-no-id = Жолда идентификатор жоқ.
faq-check-row-no-name = Жолда идентификатор да, тақырып атауы да жоқ.
faq-check-rows-many = Жолдар { $limit } санынан көп.
faq-check-setting = Бұлай қоюға болмайды: { $what }
faq-check-sheet-hidden = Өткізіп жіберілді: парақ жасырын.
faq-check-sheet-unused = Парақ өткізіп жіберілді: баған атаулары жоқ (id, language, title, phrasings, answer).
faq-check-sheets-many = Парақтар { $limit } санынан көп.
faq-check-smalltalk-twice = Тағы бір әңгіме түрінің идентификаторы «{ $name }».
faq-check-state = «{ $text }» мәтін күйі емес. Барлары: { $known }.
faq-check-string = Бұл тырнақшадағы мәтін болуы керек.
faq-check-synonyms-few = Мағыналас сөздер тобында үтірмен бөлінген кемінде екі сөз болады.
faq-check-table = { $name } кесте болуы керек.
faq-check-tables = `{ $field }` былай жазылуы керек: [[{ $field }]].
faq-check-text-much = Мәтін { $limit } МБ-тан көп.
faq-check-toml = Файлдың осы жері оқылмайды ({ $what }).
faq-check-toml-folder = Тақырып файлдары (.toml) командалық жолдан қалта ретінде енгізіледі.
faq-check-twice = «{ $text }» мұнда екі рет тұр.
faq-check-unpacked = Кітап ашылғанда { $limit } МБ-тан асады.
faq-check-unpacked-part = Кітаптағы «{ $name }» ашылғанда { $limit } МБ-тан асады.
faq-check-workbook-none = Бұл кітап емес.
faq-check-workbook-old = Бұл ескі кітап (.xls) не құпиясөзі бар кітап. Құпиясөзсіз .xlsx етіп сақтаңыз.
faq-check-yaml = Бұл YAML емес ({ $what }).
faq-check-yaml-deep = Бірінің ішінде бірі { $limit } деңгейден көп.
faq-check-yaml-many = Мәндер { $limit } санынан көп.
faq-check-yaml-reference = Сілтеме (*name) ашылмайды. Орнына не тұрғанын жазыңыз.

desk-invalid-move = Қазіргі күйден бұл күйге өтуге болмайды.
desk-invalid-part = Бұл көлікке сай мұндай атаулы бөлшек жоқ.
desk-invalid-parts = Мұндай атаумен бірнеше бөлшек бар. Қажеттісінің нөмірін жазыңыз: { $parts }
desk-invalid-same-part = Жаңа сериялық нөмір ескі бөлшектің нөмірімен бірдей.
desk-invalid-serial = Бұл сериялық нөмір басқа ауыстыруда немесе басқа көлікте тіркелген.
desk-invalid-slot = Орталықта бұл жұмыс істелмейді немесе ол уақытта істелмейді.
