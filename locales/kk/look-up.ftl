### What the chat says about forms, and what it finds when an owner looks something up: requests, centres, recalls, orders, parts, coverage.

## Forms

# The button of a form that makes a request
form-submit = Жіберу
# The button of a form that is answered at once
form-look-up = Іздеу
form-invalid = Белгіленген өрістерді қараңыз. Әзірге ештеңе жіберілген жоқ, жазғаныңыз сақталды.
form-closed = Бұл үлгі бұрын жіберілген. Тағы біреуін жіберу үшін оны қайта ашыңыз.
request-moved-on = Осы арада өтініштің күйі өзгерді. Соңғы күйін жоғарыдан қараңыз.
request-another-time = Басқа уақытты таңдау
request-another-time-intro = { $place }. Қазіргі уақытыңыз: { $when }. Басқасын жібергенше, бұл уақыт Сіздікі болып қалады.
form-km = { $km } км
form-consent-given = Келісесіз.
# $count (number) - files that were handed in
form-files = { $count ->
    [1] 1 файл
   *[other] { $count } файл
}

## Requests

# Heading of a card with one or more requests
look-up-status = Сіздің өтінішіңіз
look-up-status-none = Бұл нөмірмен өтініш жоқ. Біз берген нөмірмен салыстырып көріңіз.
look-up-status-private = Көліктің VIN-коды бойынша тек осы чатта жасалған өтініштерді көрсетеміз, бұл көлік бойынша ондай өтініш жоқ. Өтініштің нөмірін жазыңыз.
look-up-number = Нөмірі
look-up-state = Күйі
look-up-since = Қай күннен
look-up-next = Әрі қарай

## Service centres

look-up-centres = Сервис орталықтары: { $town }
# There is none in the town itself
look-up-centres-near = Ең жақын сервис орталықтары: { $town }
look-up-centres-none = Ол жерде де, маңайында да сервис орталығымыз жоқ. Маманды шақырыңыз: бірге жолын табамыз.
look-up-address = Мекенжайы
look-up-hours = Жұмыс уақыты
look-up-now = Қазір
look-up-open = Ашық
# $moment is a date and a time of day
look-up-closed = Жабық; ашылуы: { $moment }
look-up-distance = Түзу сызық бойынша

## Recalls

look-up-recalls = Кері шақырту науқандары: { $vin }
look-up-recalls-none = Бұл көлікке қатысты қолданыстағы кері шақырту науқаны жоқ.
look-up-recalls-unknown = Бұл көлік тізімімізде жоқ, ешбір науқанда да аталмаған. VIN-кодты көліктің құжаттарымен салыстырыңыз.
look-up-recalls-open = Бұл көлік кері шақырту науқанына кіреді. Жөндеу тегін.
# Heading of a mark that all is well
look-up-recall-clear = Қолданыстағы науқан жоқ
# Label of a recall's own number
look-up-recall-number = Науқан
look-up-recall-what = Не істеледі
look-up-recall-free = Жөндеу керек, тегін
look-up-recall-done = Жөнделген
look-up-recall-warning = Маңызды
look-up-recall-stop = Жөнделгенше көлікті жүргізбеңіз.
look-up-vin-check = Бұл VIN-кодтың бақылау цифры сәйкес емес. Көп өндіруші оны қолданбайды, дегенмен VIN-кодты тағы бір рет тексеріңіз.

## Orders

look-up-order = Тапсырыс { $number }
look-up-order-title = Сіздің тапсырысыңыз
look-up-order-none = Бұл нөмірмен тапсырыс жоқ. Шартыңызбен салыстырып көріңіз.
look-up-stage-placed = Тапсырыс қабылданды
look-up-stage-built = Жасалды
look-up-stage-dispatched = Жөнелтілді
look-up-stage-in-transit = Жолда
look-up-stage-at-customs = Кеденде
look-up-stage-at-centre = Сервис орталығында
look-up-stage-handed-over = Иесіне тапсырылды
look-up-stage-cancelled = Күші жойылды
look-up-place = Қай жерде
look-up-expected = Күтілетін күні
look-up-carrier = Тасымалдаушы
look-up-carrier-number = Тасымалдаушының нөмірі
look-up-updated = Соңғы мәлімет

## Parts

look-up-parts = Бөлшектер
look-up-parts-none = Мұндай атаумен бөлшек табылмады. Сұрау жіберіңіз: маман іздеп көреді.
look-up-parts-ask = Бөлшек бағасын сұрау
look-up-parts-quote = Бағасы ұсыныста нақтыланады.
look-up-part-number = Бөлшек нөмірі
look-up-fits = Сәйкес үлгілер
look-up-all-models = барлық үлгілер
look-up-price = Бағасы
look-up-delivery = Әдеттегі жеткізу мерзімі
# $number is the serial number on a part's label
look-up-label = Жапсырма { $number }
look-up-label-known = Бұл нөмір түпнұсқа бөлшектер тізімімізде бар, бүгінге дейін оны ешкім тексермеген.
look-up-label-before = Бұл нөмір тізімде бар, бірақ ол бұрын тексерілген немесе орнатылған: { $day }. Оны Сіз жасамаған болсаңыз, бөлшекті орнатпай тұрып бізден сұраңыз.
look-up-label-unknown = Тізімімізде жоқ
look-up-label-unknown-help = Нөмірді жапсырмамен тағы бір рет салыстырыңыз. Дұрыс болса, сатып алмай не орнатпай тұрып бізден сұраңыз.

## Warranty

look-up-coverage = Кепілдік: { $model }
look-up-coverage-title = Сіздің көлігіңіз
look-up-coverage-unknown = Бұл көлік тізімімізде жоқ, сондықтан кепілдігін айта алмаймыз. VIN-кодты көліктің құжаттарымен салыстырыңыз немесе маманды шақырыңыз.
look-up-coverage-none = Бұл көліктің кепілдік шарттары жазылмаған. Маманды шақырыңыз.
look-up-coverage-km = Жүріп өткен жол да ескеріледі: оны жазыңыз, сонда нақты айтамыз.
look-up-until = Соңғы күні
# Label of a mileage
look-up-km-limit = Немесе жүріс шегі
look-up-left = Қалған уақыт
look-up-km-left = Қалған жол
look-up-months = { $months } ай
look-up-days = { $days } күн
look-up-capacity = Батарея сыйымдылығы
look-up-capacity-below = { $percent } %-дан төмен түссе, жөнделеді
look-up-serial = Сериялық нөмірі

## Paying in months

look-up-plan = Бөліп төлеу
look-up-plan-example = Мысал
look-up-plan-bank = Шешімді және нақты шарттарды серіктес банк айтады; бұл мысалда пайыз есептелмеген.
look-up-plan-sum = Сомасы
look-up-plan-months = Ай саны
look-up-plan-monthly = Айына
look-up-plan-local = Шамамен айына (барлығы)
look-up-plan-too-little = Бөліп төлеу { $usd } АҚШ долларынан басталады.
look-up-plan-no-months = Айлар санын таңдаңыз: { $from }–{ $to }.
