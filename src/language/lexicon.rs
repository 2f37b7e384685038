//! Words a stemmer must leave whole, because what looks like their suffix is part of them: without
//! this list машина becomes маш and চার্জার becomes চার্জ (languages.md sections 1.4 and 2.4).
//!
//! The words are the single-word terms of the project's glossary, with a few everyday car words.

use rustc_hash::FxHashSet;

use super::fold::fold;

/// A set of folded words that are stems already.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    words: FxHashSet<String>,
    /// The same as letters.
    letters: FxHashSet<Box<[char]>>,
}

impl Lexicon {
    /// A lexicon of the words in a list separated by white space; they are folded here.
    pub fn new(words: &str) -> Self {
        let words: FxHashSet<String> = words.split_whitespace().map(fold).filter(|w| !w.is_empty()).collect();
        let letters = words.iter().map(|word| word.chars().collect()).collect();
        Self { words, letters }
    }

    /// Is this folded word protected?
    pub fn contains(&self, folded: &str) -> bool {
        self.words.contains(folded)
    }

    /// Are these the letters of one?
    pub(super) fn has(&self, letters: &[char]) -> bool {
        self.letters.contains(letters)
    }
}

/// Bengali terms, from the `bn` column of the glossary.
pub(super) const BENGALI: &str = "
ওয়ারেন্টি অভিযোগ অনুরোধ ব্রেক ব্যাটারি চার্জার চার্জিং রেঞ্জ হাইব্রিড মাইলেজ ডিলার শোরুম
রক্ষণাবেক্ষণ মেরামত অ্যাপয়েন্টমেন্ট টেকনিশিয়ান রসিদ দাম খরচ ছাড় পেমেন্ট অর্থায়ন ঋণ কিস্তি লিজ
বীমা ডেলিভারি অর্ডার চুক্তি টায়ার চাকা পাংচার হিটার ইঞ্জিন ফিল্টার গিয়ারবক্স কুল্যান্ট
সাসপেনশন হেডলাইট উইন্ডশিল্ড ওয়াইপার চাবি দরজা এয়ারব্যাগ দুর্ঘটনা গাড়ি মালিক আওয়াজ প্রতিনিধি আগুন";

/// Kazakh terms from the `kk` column, then the Russian loans that take Kazakh suffixes, then
/// everyday words that the rules would cut.
pub(super) const KAZAKH: &str = "
кепілдік шағым өтініш тежегіш аккумулятор қуаттау электромобиль гибрид дилер жөндеу диагностика
түбіртек баға құны жеңілдік төлем қаржыландыру несие лизинг сақтандыру кеден жеткізу тапсырыс шарт
шина доңғалақ кондиционер жылытқыш қозғалтқыш сүзгі аспа амортизатор руль фара кілт есік эвакуатор
көлік иесі дыбыс шу оператор

жалоба заявка запчасть тормоз зарядка электрокар прошивка приложение магнитола экран регистрация
госномер пробег сервис автосалон шоурум ремонт запись мастер механик чек квитанция стоимость скидка
оплата предоплата задаток кредит рассрочка страховка каско огпо таможня растаможка утильсбор
доставка заказ договор инструкция руководство резина колесо прокол печка двигатель мотор фильтр
коробка антифриз тосол подвеска ходовая стойка лобовуха дворники ключ брелок дверь краска авария
обмен авто владелец стук

машина гарантия батарея бағдарлама";
