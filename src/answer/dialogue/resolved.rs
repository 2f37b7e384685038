//! Finds in a message that its matter is resolved: "it works now", "already solved", "cancel". In any language and spelling.
//!
//! What it is good for is the queue: who writes so while waiting is asked whether to leave it (`chat::leaving`). So it is enough to be right most of
//! the time, and the words are the program's, as those of a yes to the question about danger are.

use crate::language::{Language, tokens};
use crate::search::phrases::{ByWord, Said, WordId, Words};

/// Bits of a message's words: one a word.
pub(super) type Mask = u64;

const ENGLISH: &str = "it works now|works now|its working now|it is working now|working again|works again|its working|it started working|it started|\
    it starts now|it charges now|charging now|already solved|is solved|got solved|solved|already resolved|resolved|already fixed|is fixed|its fixed|\
    got fixed|fixed it|fixed now|i fixed it|sorted|sorted out|all good now|all fine now|all ok now|its fine now|its ok now|its okay now|\
    fine now|ok now|okay now|found the answer|got the answer|got my answer|found it|problem is gone|problem went away|issue is gone|went away|\
    cancel|cancel it|cancel that|cancel this|cancel please|cancel my request|leave the queue|exit the queue|out of the queue|\
    remove me from the queue|never mind|nevermind|no longer a problem|not a problem anymore|no problem anymore";
const BENGALI: &str = "এখন কাজ করছে|কাজ করছে এখন|কাজ করছে|কাজ করতেছে|কাজ হয়েছে|কাজ হয়ে গেছে|এখন চলছে|চালু হয়েছে|চালু হয়ে গেছে|স্টার্ট হয়েছে|স্টার্ট নিয়েছে|\
    চার্জ হচ্ছে এখন|এখন চার্জ হচ্ছে|ঠিক হয়েছে|ঠিক হয়ে গেছে|ঠিক হইছে|ঠিক হয়ে গেল|এখন ঠিক আছে|সমাধান হয়েছে|সমাধান হয়ে গেছে|সমাধান পেয়েছি|সমাধান পেয়ে গেছি|\
    সমস্যা মিটে গেছে|সমস্যা নেই আর|আর সমস্যা নেই|মিটে গেছে|উত্তর পেয়েছি|উত্তর পেয়ে গেছি|জেনে গেছি|হয়ে গেছে|বাতিল|বাতিল করুন|বাতিল করেন|বাতিল করে দিন|\
    ক্যানসেল|ক্যানসেল করুন|ক্যানসেল করেন|থাক লাগবে না|থাক দরকার নেই|\
    ekhon kaj korche|ekhon kaj kortese|kaj korche|kaj kortese|kaj hoyeche|kaj hoye gese|kaj hoise|ekhon cholche|ekhon choltese|chalu hoyeche|chalu hoise|\
    start hoise|start nise|thik hoyeche|thik hoise|thik hoye gese|thik hoye geche|ekhon thik ache|somadhan hoyeche|somadhan hoise|somadhan hoye gese|\
    solve hoyeche|solve hoise|solve hoye gese|somossa mite gese|ar somossa nai|uttor peyechi|uttor paisi|hoye gese|hoye geche|batil koren|batil korun|\
    cancel koren|cancel korun|cancel kore den";
const KAZAKH: &str = "енді істейді|енді істеп тұр|істеп тұр|жұмыс істеп тұр|қазір істеп тұр|істеп кетті|жұмыс істеп кетті|қосылды|оталды|зарядталып жатыр|\
    шешілді|мәселе шешілді|шешіліп қойды|шешіп алдым|өзі шешілді|жөнделді|түзелді|түзеліп кетті|дұрысталды|дұрыс болды|жақсы болды енді|бәрі дұрыс енді|бәрі жақсы енді|\
    жауабын таптым|жауап таптым|таптым|түсініп алдым|бас тартамын|кезектен шығарыңыз|кезектен шығамын|өтінімді жабыңыз|болдырмаңыз|тоқтатыңыз|\
    endi isteidi|istep tur|istep ketti|jumys istep tur|zhumys istep tur|sheshildi|masele sheshildi|zhondeldi|jondeldi|tuzeldi|durystaldy|taptym|\
    уже работает|теперь работает|все работает|работает уже|работает|заработало|заработала|заработал|завелась|завелся|включилась|зарядка пошла|заряжается|\
    проблема решена|проблема решилась|решена|решено|решилось|решили|уже решил|уже решила|вопрос решен|вопрос решился|вопрос закрыт|вопрос снят|починил|\
    починили|наладилось|само прошло|прошло|пропала ошибка|ошибка пропала|все хорошо уже|уже все хорошо|все нормально уже|уже нормально|нашел ответ|нашла ответ|\
    отмена|отмените|отменить|отменяйте|отбой|снимите с очереди|уберите из очереди|выйти из очереди";

/// The phrases, ready to be found.
#[derive(Debug, Clone)]
pub(super) struct Resolved {
    words: Words,
    phrases: Vec<Vec<WordId>>,
    by_first: ByWord,
}

impl Default for Resolved {
    fn default() -> Self {
        let mut resolved = Self { words: Words::default(), phrases: Vec::new(), by_first: ByWord::default() };
        for (language, phrases) in [(Language::EN, ENGLISH), (Language::BN, BENGALI), (Language::KK, KAZAKH)] {
            for phrase in phrases.split('|') {
                let words: Vec<WordId> = tokens(phrase).iter().map(|token| resolved.words.add(token, language)).collect();
                let Some(first) = words.first() else { continue };
                resolved.by_first.push(*first);
                resolved.phrases.push(words);
            }
        }
        resolved
    }
}

impl Resolved {
    /// The words that say so, of so many at the beginning of a message: those of a phrase stand side by side.
    pub(super) fn find(&self, said: &Said<'_>, count: usize) -> Mask {
        let found: Vec<Vec<WordId>> = (0..count).map(|place| self.words.find(said, place)).collect();
        let mut mask: Mask = 0;
        for start in 0..count {
            for phrase in found[start].iter().flat_map(|word| self.by_first.with(*word)) {
                let words = &self.phrases[*phrase as usize];
                let Some(window) = found.get(start..start + words.len()) else { continue };
                if window.iter().zip(words).all(|(found, word)| found.contains(word)) {
                    mask |= ((1 << words.len()) - 1) << start;
                }
            }
        }
        mask
    }
}
