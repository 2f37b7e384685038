//! Words that say little about what is asked (languages.md sections 1.5 and 2.6). They weigh less;
//! they are never dropped, and no question word, negation or word of state ("бар", "керек") is among
//! them.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::Script;
use super::fold::fold;
use super::question::Question;

const BENGALI: &str = "
এই ওই সেই এ ও সে তা তার তাকে তারা তাদের আমি আমার আমাকে আমরা আমাদের আপনি আপনার আপনাকে আপনারা
আপনাদের তুমি তোমার তিনি তাঁর উনি যে যা যার যিনি এটা এটি ওটা সেটা এগুলো সেগুলো এর এবং আর বা অথবা
কিন্তু তবে যদি তাহলে তো ই কারণ তাই জন্য সাথে সঙ্গে থেকে হতে দিয়ে নিয়ে কাছে মধ্যে উপর নিচে পরে আগে
পর পর্যন্ত প্রতি মতো ছাড়া একটা একটি এক কোনো কিছু সব সকল অনেক খুব আরো আরও শুধু এখন তখন যখন আবার আজ
হয় হয়ে হয়েছে হবে হচ্ছে ছিল ছিলো আছে করা করে করতে করেছে করছি করব করবো যাবে যায় গেছে দেওয়া দিন দেন
প্লিজ দয়া ভাই স্যার আপু আচ্ছা জি জ্বি হ্যাঁ ওকে ধন্যবাদ সালাম";
const KAZAKH: &str = "
және мен бен пен да де та те бұл осы сол ол мына анау ана мұны оны оған одан оның олар олардың менің
маған мені менде сен сенің сіз сіздің сізге сізді сіздер біз біздің бізге өз өзі өзім өзімнің әр
барлық бәрі бүкіл бір немесе болмаса бірақ алайда егер себебі өйткені сондықтан үшін туралы бойынша
арқылы кейін соң дейін бері бұрын қарай сияқты ретінде ғана тек тағы өте ең енді қазір бүгін еді екен
болды болады болып болған деп деген дейді отыр тұр жатыр жүр ғой шығар иә жарайды сәлем сәлеметсіз
рахмет өтінемін";
const RUSSIAN: &str = "
и в во на я мы вы он она они с со у к ко из за от до по о об а но же бы ли или то это этот эта эти
мой моя мое мои ваш ваша меня мне вас вам нас нам для при уже еще там тут вот если чтобы здравствуйте
добрый день привет спасибо пожалуйста подскажите";
const ENGLISH: &str = "
a an the and or but if then so of to in on at by for from with about into as is are was were be been
am do does did have has had i me my mine we us our you your he she it its they them their this that
these those there here will would shall should could may might just also very too please thanks thank
hello hi hey ok okay dear sir madam";
/// Romanised Bengali. Words that are also English content words (age, pore) are left out.
const BENGALI_LATIN: &str = "
ami amar amr amer amake amra amader apni apnar apnr apnake apnara apnader tumi tomar amk apnk ei oi
sei je jodi tahole tahle ar ba othoba kintu kinto tobe to karon tai jonno jnno jonne sathe shathe
theke teke hote diye diya niye niya kache kase moddhe porjonto moto chara ekta ekti akta 1ta kono kichu
kisu kicu sob shob onek khub khob aro shudhu sudhu ekhon akhon ekon tokhon jokhon abar aj ajke hoy hoi
hoye hoyeche hoise hobe hbe hocche hosse hocce chilo silo ache ase ace kora kore korte korse koreche
korchi korbo jabe jay dewa deya din den plz pls vai bhai vaia bhaiya bhaia apu accha acca ji jee ha hae
dhonnobad salam assalamu alaikum";
const KAZAKH_LATIN: &str = "
jane zhane bul osy sol ol myna ony ogan onyn olar menin meni magan siz sizdin sizge sizdi bizdin bizge
bir birak biraq eger sebebi ushin ushyn ushun turaly boiynsha boyynsha arkyly arqyly keiin keyin sonda
dein deyin gana tek tagy ote endi qazir kazir bugin edi eken boldy bolady bolyp bolgan dep degen otyr
tur jatyr zhatyr jur goi goy shygar ia iya zharaidy jaraidy salem salam salemetsiz rahmet raqmet rakhmet
otinemin";

struct Lists {
    bengali: FxHashSet<String>,
    cyrillic: FxHashSet<String>,
    latin: FxHashSet<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let set = |lists: &[&str]| lists.iter().flat_map(|list| list.split_whitespace()).map(fold).collect::<FxHashSet<_>>();
    Lists { bengali: set(&[BENGALI]), cyrillic: set(&[KAZAKH, RUSSIAN]), latin: set(&[ENGLISH, BENGALI_LATIN, KAZAKH_LATIN]) }
});

/// Should this folded word weigh less? «ТО» in capitals is the service, not the Russian pronoun.
pub fn is_stop_word(folded: &str, script: Script, is_upper: bool) -> bool {
    let listed = match script {
        Script::Bengali => LISTS.bengali.contains(folded),
        Script::Cyrillic => LISTS.cyrillic.contains(folded) && !(is_upper && folded == "то"),
        Script::Latin => LISTS.latin.contains(folded),
        Script::Number | Script::Other => false,
    };
    listed && Question::of(folded).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: bool) {
        let folded = fold(word);
        assert_eq!(is_stop_word(&folded, Script::of(&folded), false), expected, "{word}");
    }

    #[test]
    fn small_words_weigh_less() {
        for word in ["আমার", "দয়া", "және", "үшін", "ушин", "жане", "the", "amar", "ushin", "это"] {
            check(word, true);
        }
    }

    #[test]
    fn what_is_asked_keeps_its_weight() {
        let words = "কি কী কে কেন কবে কখন কোথায় কোন কত কতদিন কতটুকু কয়টা কয় কিভাবে কীভাবে কেমন না নাই নেই নি
            নয় নতুন পুরান দাম খরচ қалай қайда қайдан қашан қанша қай қандай неге не кім неше жоқ емес
            бар керек болмайды how what when where why who which not no never koto kobe kothay ki na nai
            qansha qashan joq сколько когда где как не нет";
        for word in words.split_whitespace() {
            check(word, false);
        }
    }

    #[test]
    fn servicing_is_not_the_pronoun() {
        assert!(is_stop_word("то", Script::Cyrillic, false));
        assert!(!is_stop_word("то", Script::Cyrillic, true));
    }
}
