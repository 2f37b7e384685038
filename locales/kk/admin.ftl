### Әкімші беті (/admin) және құпиясөз орнату беті (/password)

admin-title = Басқару
admin-noscript = Бұл бетке JavaScript қажет.
admin-pages = Басқа беттер
admin-desk = Қолдау орталығы

admin-login-title = Басқару бетіне кіру
admin-login-expired = Кіру мерзімі аяқталды. Жалғастыру үшін қайта кіріңіз: жазғаныңыз түгел сақталды.
admin-login-role = Бұл бет әкімшілерге арналған. Тіркелгіңізге оны пайдалануға рұқсат жоқ.

admin-staff = Қызметкерлер
admin-add = Қызметкер қосу
admin-search = Қызметкерлерді іздеу
admin-search-placeholder = Аты-жөні немесе пошта
admin-all-roles = Барлық рөлдер
admin-all-states = Барлық күйлер
admin-state = Күйі
admin-count = { $count } адам
admin-count-filtered = { $all } адамнан { $count } көрсетілді
admin-more = Қызметкерлер бұл бетке сыйғаннан көп.
admin-load-failed = Тізімді жүктеу мүмкін болмады.
admin-try-again = Қайталау
admin-none = Әзірге ешкім жоқ.
admin-none-found = Іздегеніңізге сай ешкім табылмады.
admin-clear = Барлығын көрсету
admin-you = Сіз
admin-state-active = Белсенді
admin-state-invited = Құпиясөзі әлі жоқ
admin-state-disabled = Бұғатталған
admin-edit = Өзгерту
admin-link = Құпиясөз сілтемесі
admin-disable = Бұғаттау
admin-enable = Бұғаттан шығару

admin-edit-title = { $name }: деректерін өзгерту
admin-name = Аты-жөні
admin-name-help = Жауап бергенде көлік иелері осы атты көреді.
admin-role = Рөлі
admin-role-technician = Техник маман
admin-role-technician-help = Қолдау орталығында көлік иелеріне жауап береді.
admin-role-editor = Редактор
admin-role-editor-help = Жауаптарды жазатындарға арналған. Қолдау орталығына кірмейді.
admin-role-admin = Әкімші
admin-role-admin-help = Қолдау орталығы мен осы бет.
admin-own-role-help = Өз рөлін ешкім өзі өзгертпейді.
admin-languages = Тілдері
admin-languages-help = «Келесісін алу» басылғанда, алдымен осы тілдердегі көлік иелері беріледі.
admin-way = Құпиясөзді қалай алады?
admin-way-link = Сілтеме арқылы
admin-way-link-help = Сізге сілтеме беріледі, оны өзіне жібересіз. Бір сағат жарамды.
admin-way-password = Қазір өзім орнатамын
admin-way-password-help = Құпиясөзді оған өзіңіз айтасыз.
admin-password = Құпиясөз
admin-password-help = 12–128 таңба.
admin-add-go = Қосу
admin-save = Сақтау
admin-saving = Сақталуда…
admin-conflict = Осы арада басқа біреу мұны өзгертті. Қазір былай тұр:
admin-conflict-same = Осы арада басқа біреу дәл осындай өзгеріс енгізді. Сенімді болу үшін қайта сақтаңыз.
admin-conflict-disabled = Осы арада басқа біреу бұл тіркелгіні бұғаттады. Өзгерістеріңіз осында тұр: сонда да сақтағыңыз келсе, қайта сақтаңыз.
admin-conflict-help = Жазғаныңыз төменде тұр. Қайта сақтасаңыз, оныкінің орнына Сіздікі жазылады.
admin-conflict-take = Оныкін алу

admin-disable-title = { $name }: тіркелгіні бұғаттайсыз ба?
admin-disable-sessions = Барлық жерден бірден шығарылады және қайта кіре алмайды.
admin-disable-chats = Ашық әңгімелері кезекке қайтады.
admin-disable-kept = Ештеңе жойылмайды. Тіркелгіні кез келген уақытта бұғаттан шығара аласыз.

admin-link-title = { $name }: құпиясөз сілтемесі
admin-link-help = Бұл сілтемені { $name } деген қызметкерге жіберіңіз. Ол арқылы құпиясөз бір рет орнатылады; { $moment } дейін жарамды.
admin-link-active = Жаңасы орнатылғанша қазіргі құпиясөз жарамды.
admin-link-once = Сілтеме тек қазір көрсетіледі. Ол кімнің қолында болса, сол осы қызметкердің атынан кіре алады; жаңа сілтеме жасалса, бұл жарамсыз болады.
admin-link-copy = Көшіру
admin-link-copied = Көшірілді.
admin-link-copy-failed = Браузер рұқсат бермеді. Сілтеме белгіленіп тұр: Ctrl + C басыңыз.

admin-added = { $name } қосылды, енді кіре алады.
admin-invited = { $name } қосылды. Құпиясөз орнатуы қалды.
admin-saved = { $name }: сақталды.
admin-disabled = { $name } бұғатталды және жүйеден шығарылды.
admin-enabled = { $name } бұғаттан шығарылды, енді кіре алады.
admin-enabled-invited = { $name } бұғаттан шығарылды. Оған жаңа құпиясөз сілтемесі қажет.

admin-error-unreachable = Серверге қосыла алмадық. Жазғаныңыз сақтаулы: қайталап көріңізші.
admin-error-busy = Сервер қазір бос емес. Сәлден кейін қайталап көріңізші.
admin-error-not-found = Бұл қызметкер тізімде енді жоқ.
admin-error-forbidden = Тіркелгіңізге бұған енді рұқсат жоқ.
admin-error-logged-out = Жүйеден шығып кеттіңіз. Ештеңе өзгертілген жоқ.
admin-error-own-account = Өз тіркелгіңізді бұғаттауға немесе өз рөліңізді өзгертуге болмайды.
admin-error-last-admin = Бұл — соңғы әкімші. Алдымен басқа біреуді әкімші етіңіз.
admin-error-account-disabled = Бұл тіркелгі бұғатталған. Алдымен оны бұғаттан шығарыңыз.
admin-error-other = Сервер мұны қабылдамады. Қайталап көріңізші.

password-title = Құпиясөзіңізді орнатыңыз
password-noscript = Бұл бетке JavaScript қажет.
password-new = Жаңа құпиясөз
password-show = Көрсету
password-help = { $least }–{ $most } таңба. Қатар тұрған бірнеше сөзді есте сақтау оңай, ал табу қиын.
password-length = Құпиясөз { $least }–{ $most } таңбадан тұруы керек.
password-go = Құпиясөзді орнату
password-done = Құпиясөзіңіз орнатылды. Енді { $email } арқылы кіріңіз.
password-login = Кіру бетіне өту
password-over = Бұл сілтеме қолданылып қойған, ауыстырылған немесе жасалғанына бір сағаттан асқан.
password-none = Бұл бет Сізге берілген сілтеме арқылы ашылады. Мекенжайда бірдеңе жетіспейді.
password-ask = Әкімшіден жаңа құпиясөз сілтемесін сұраңыз.
password-unreachable = Серверге қосыла алмадық. Сілтемеңіз әлі жарамды: қайталап көріңізші.
