//! Words that tell the language by themselves, and words that tell nothing (languages.md section 3,
//! product rules).

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Variety;
use crate::language::fold::fold;

/// Everyday words of one variety that no other has.
const DECISIVE: [(Variety, &str); 5] = [
    (
        Variety::BnLatn,
        "koto kto kotodin kobe kbe kothay kothai kivabe kibabe keno kokhon koyta koita kemon kmn ki
         na nai nei ase ache asche amar amr amder amader ami apni apnar apnr apnara apnader hoy hoi
         hobe hbe hoye hocche hosse hoyeche hoise korbo korte kore korbe koren korun korle lagbe lage
         laglo gari garir gadi taka theke theka jonno jonne jnno kichu kisu ekta akta ektu aktu oi vai
         bhai vaia valo bhalo parbo pabo parchi jabe jabo gese gesche dite diben bolen bolben janaben
         chai chacchi keu onek khub shob sob ekhon akhon kintu tahole jodi hole ta eta ota eita",
    ),
    (
        Variety::KkLatn,
        "qansha kansha qanşa kancha qashan kashan qaşan qaida kaida qayda qalai kalai qalay kalay
         qandai kandai qanday nege neshe kerek joq zhoq jok zhok kolik kölik koligim kepildik bolady
         boladi bolama menin meniñ sizde sizdin bizde bizdin salem sälem salemetsiz rahmet raqmet
         rakhmet ushin üşin degen nemese jane zhane qalady bermeidi istemeidi almaidy",
    ),
    (
        Variety::KkCyrl,
        "канша кашан кайда калай кандай кайдан неше неге керек бар ма ме ба бе па пе жок емес менин
         сизде сиздер сиздин бизде колик колигим коликти болады боладыма бола рахмет салем салеметсиз
         ушин осы деген кепилдик багасы жондеу айтыныз болып турса тур отыр жатыр келеди береди кетти
         шыкты алмайды болмайды истемейди калды жане мен уакыт кун жыл",
    ),
    (
        Variety::Ru,
        "что как где когда сколько почему зачем это этот эта или если можно нужно надо есть меня мне
         моя мой мои мою для не нет был была будет при после чтобы который которая стоит какой какая
         какие по на с от из у до за вы вас вам ваш я мы он они",
    ),
    (
        Variety::En,
        "the is are was how what when where why which who my your does do did can could should would
         will of and it this that not have has for with from there an any i you we they if or",
    ),
];

/// Car words, brands, units and courtesies that every language borrows. They count for none.
const LOANS: &str = "
    brake brakes pad pads battery charge charged charging charger cable engine oil filter gear gearbox
    warranty guarantee service servicing center centre car auto model price discount payment booking
    book delivery order status invoice bill app update software online offline bluetooth wifi gps key
    remote tyre tire tyres tires parts part spare showroom test drive dealer recall hybrid ev ac abs esp
    airbag light lights sensor camera display screen radiator coolant mileage km vin sms whatsapp
    telegram email mail phone number mobile bank card emi loan link id password pin code error version
    motor sunroof door mirror bumper wiper steering suspension puncture petrol diesel octane cng lpg usb
    youtube google facebook android iphone apple play store carplay start stop check chek problem
    support manager director office address time date full free fast slow video photo pdf doc
    zeekr byd toyota hyundai kia geely chery haval jac lada tesla mg honda nissan bmw audi vw kaspi bkash
    ok okay okey okk hi hello hey hlo thanks thank thnx tnx thx pls plz please sorry bye yes no sir madam
    boss bro salam assalamu alaikum walaikum welcome good super top vip rrr lol haha hmm
    гарантия двигатель мотор запчасть запчасти аккумулятор акб батарея тормоз колодки масло фильтр сервис
    сервиске дилер кондиционер коробка диагностика ремонт заказ доставка машина авто автомобиль договор
    кредит лизинг рассрочка скидка то сто каско огпо чек стук пробег антифриз тосол руль шина резина диск
    фара ключ датчик камера экран приложение обновление интернет зарядка станция кабель порт радиатор
    салон бензин дизель газ такси номер паспорт документ сайт код вин телефон карта банк модель цена
    бампер капот стекло дворники люк насос генератор стартер турбина подвеска амортизатор прошивка
    ок окей привет алло плиз км тг тенге";

/// English words of politeness, which people say in the midst of other languages: they may not make
/// a conversation change its language.
const COURTESIES: &str = "
    you very much so lot good morning afternoon evening night day nice great fine take care see later
    again my friend dear god bless all best regards wait just one moment done sure alright got it";

pub(super) static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary {
    decisive: DECISIVE.iter().flat_map(|(variety, words)| words.split_whitespace().map(|word| (fold(word), *variety))).collect(),
    loans: LOANS.split_whitespace().map(fold).collect(),
    courtesies: COURTESIES.split_whitespace().map(fold).collect(),
});

pub(super) struct Vocabulary {
    decisive: FxHashMap<String, Variety>,
    loans: FxHashSet<String>,
    courtesies: FxHashSet<String>,
}

impl Vocabulary {
    /// The variety a folded word decides for.
    pub(super) fn decides(&self, folded: &str) -> Option<Variety> {
        self.decisive.get(folded).copied()
    }

    /// Is it a word of politeness that people say in any language?
    pub(super) fn is_courtesy(&self, folded: &str) -> bool {
        self.courtesies.contains(folded)
    }

    /// Is it a word that every language borrows?
    pub(super) fn is_loan(&self, folded: &str) -> bool {
        self.loans.contains(folded)
    }
}
