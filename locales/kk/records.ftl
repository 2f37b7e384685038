### Жазбалар: иелер, көліктер және соларға қатысты деректер

## Өрісте не дұрыс емес

records-fault-missing = Бұл өрісті толтырыңыз.
records-fault-too-long = Мұнда ең көбі { $most } болады.
records-fault-range = Мұнда сан жазыңыз: { $least } – { $most }.
records-fault-choice = Мыналардың бірін жазыңыз: { $names }.
records-fault-unknown = Мұндай жазба жоқ.
records-fault-taken = Мұндай мән басқа жазбада бар.
records-fault-twice = Бұл осыған дейін { $line } нөмірлі жолда жазылған.
records-fault-no-field = Мұндай өріс жоқ.
records-fault-two-columns = Екі бағанның тақырыбы бірдей.
records-fault-fixed = Мұны өзгертуге болмайды: жаңа жазба жасаңыз.
records-fault-id = Идентификаторда латын әріптері, цифрлар, нүкте, дефис және астын сызу белгісі ғана болады, ең көбі 64 таңба.
records-fault-text = Мұнда кемінде бір әріп не цифр болуы керек.
records-fault-vin = VIN-кодта 17 латын әрпі мен цифр болады; I, O және Q болмайды.
records-fault-vins = Екі VIN-код жазыңыз: кішісі бірінші, араларында екі нүкте.
records-fault-number = Мұнда сан жазыңыз.
records-fault-day = Мұнда күнді жазыңыз, мысалы 2026-03-31.
records-fault-instant = Мұнда күн, уақыт және уақыт белдеуін жазыңыз, мысалы 2026-03-31T15:00:00+05:00.
records-fault-phone = Телефон нөмірін ел кодымен жазыңыз, мысалы +7 700 000 00 00.
records-fault-email = Электрондық пошта толық жазылмаған.
records-fault-flag = Мұнда yes не no деп жазыңыз.
records-fault-texts = Әр тілде бір реттен жазыңыз.
records-fault-list = Мұнда тізім жазыңыз, араларында | белгісі болсын.
records-fault-opening = Жұмыс уақытын былай жазыңыз: “mon-sat 09:00-18:00”.
records-fault-service = Қызметті, минутын және орын санын былай жазыңыз: “maintenance:120:2”.
records-fault-currency = Валюта коды үш латын әрпінен тұрады, мысалы KZT.
records-fault-zone = Мұндай уақыт белдеуі жоқ. Мысалы: Asia/Almaty.
records-fault-quote = Бұл жолда тырнақша ашылған, бірақ жабылмаған.
records-fault-utf8 = Файл осы жолдан бастап UTF-8 түрінде сақталмаған.
records-fault-utf16 = Файл UTF-16 түрінде сақталған: UTF-8 түрінде сақтаңыз.
records-fault-empty = Файл бос.
records-fault-cells = Бұл жолда тақырыптардан көп ұяшық бар.

## Бет

records-title = Жазбалар
records-parts = Осы беттің бөлімдері
records-kind = Түрі
records-kind-owners = Иелер
records-kind-vehicles = Көліктер
records-kind-odometer = Одометр көрсеткіштері
records-kind-terms = Кепілдік шарттары
records-kind-orders = Тапсырыстар
records-kind-centres = Сервис орталықтары
records-kind-parts = Қосалқы бөлшектер
records-kind-serials = Сериялық нөмірлер
records-kind-campaigns = Кері шақырту науқандары
records-kind-documents = Құжаттар
records-kind-courses = Оқыту күндері
records-search = Жазбаларды іздеу
records-search-placeholder = Аты, нөмірі, телефоны немесе VIN-коды
records-count = { $count } жазба
records-found = { $count } жазба табылды
records-none = Мұндай жазба әзірге жоқ.
records-none-found = Іздегеніңізге сай ештеңе табылмады.
records-more = Тағы көрсету
records-sample = Үлгі
records-export = CSV файлына шығару
records-import = CSV файлын енгізу
records-checking = Файл тексерілуде…
records-preview = Жаңасы: { $added }, өзгергені: { $changed }, өзгермегені: { $unchanged }. Әзірге ештеңе сақталған жоқ.
records-nothing = Бұл файл ештеңені өзгертпейді: бәрі бұрыннан бар.
records-store = Бәрін сақтау
records-storing = Сақталуда…
records-stored = Сақталды. Жаңасы: { $added }, өзгергені: { $changed }.
records-mistakes = { $count } қате бар. Бәрі түзетілмейінше, файлдан ештеңе сақталмайды.
records-mistakes-more = Тағы { $count } қате бар.
records-row = Жол
records-column = Баған
records-mistake = Не дұрыс емес
records-id = Идентификатор
records-change = Не болады
records-change-new = Жаңа
records-change-changed = Өзгереді
records-change-same = Өзгермейді
