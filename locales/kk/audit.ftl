### Кім не істегенінің журналы

## Бет

audit-title = Журнал
audit-action = Не істелді
audit-all-actions = Барлық әрекет
audit-by = Кім жасады
audit-everybody = Барлығы
audit-operator = Командалық жол
audit-session = Көлік иесінің чаты { $id }
audit-address = Бір мекенжай { $id }
audit-about = Не туралы
audit-about-placeholder = Код, жауап, файл немесе жазба
audit-from = Қай күннен
audit-to = Қай күнге дейін
audit-none = Журналға жазылатын әрекет әлі болған жоқ.
audit-none-found = Іздегеніңізге сай ештеңе табылмады.
audit-clear = Бәрін көрсету
audit-more = Ескілерін көрсету
audit-most = Тағы бар. Көру үшін іздеуді нақтылаңыз.
audit-reason = Себебі: { $reason }
audit-fields = Өрістер: { $fields }
audit-role = Рөлі: { $role }
audit-counts = Жаңасы: { $added }, өзгергені: { $changed }

## Не істелді

audit-action-wrong-code = Өтініштің қате коды енгізілді
audit-action-wrong-vin-end = Коды дұрыс, VIN-кодтың соңы қате
audit-action-staff-added = Қызметкер қосылды
audit-action-staff-changed = Қызметкер деректері өзгертілді
audit-action-staff-disabled = Қызметкер өшірілді
audit-action-staff-enabled = Қызметкер қайта қосылды
audit-action-password-link = Құпиясөз сілтемесі жасалды
audit-action-password-set = Құпиясөз қойылды
audit-action-gate-overridden = Тексеру ескертсе де жарияланды
audit-action-file-replaced = Нұсқаулық немесе сурет ауыстырылды
audit-action-file-removed = Нұсқаулық немесе сурет жойылды
audit-action-record-added = Жазба жасалды
audit-action-record-changed = Жазба өзгертілді
audit-action-record-removed = Жазба жойылды
audit-action-records-imported = Жазбалар файлдан енгізілді
audit-action-records-exported = Жазбалар файлға шығарылды
audit-action-request-moved = Өтініш күйі өзгертілді
audit-action-part-exchanged = Бөлшек ауыстырылды
audit-action-person-exported = Адамның деректері файлға шығарылды
audit-action-person-erased = Адамның деректері өшірілді
