//! Finding the nearest phrasings. Most of a corpus is near nothing that a question asks for: rare terms are looked up among all phrasings, common ones
//! where they may still change what is told.

use std::cell::Cell;
use std::ops::Range;

use super::{BLOCK, Built, Near, Nearest, Nearness, ONE};
use crate::search::features::{Feature, Weighed};
use crate::search::index::Leave;

/// Most postings of the terms of one question; of more, the commonest terms are left out.
const MOST_POSTINGS: usize = 200_000;
/// Lists up to this length are added as a whole: looking the wanted entries up in them costs as much.
const SHORT_LIST: usize = 2_048;
/// Longer ones are looked up in when all terms that are left add so much of the best cosine at most: the less it is, the fewer other phrasings may come
/// before the best.
const LITTLE: f32 = 0.5;
/// What a sum of cosines may be off by.
const OFF: f32 = 1e-4;
/// The cosines of all phrasings are looked through when one in so many may have been touched, else those alone.
const TOUCHED: usize = 4;
/// So many cosines are looked at together.
const CHUNK: usize = 16;
const LANES: usize = 8;

impl Nearest {
    /// How near the question is to these entries, of which each is named once, and which entry of all is the nearest. `leave` leaves out the phrasing
    /// that is the question itself (`asked` is the hash of its text), or an entry.
    pub fn find(&self, features: &[Feature], leave: Option<Leave>, asked: u64, entries: &[u32]) -> Near {
        self.find_beyond(SHORT_LIST, features, leave, asked, entries)
    }

    /// As [`Self::find`], where longer lists than so long may be looked up in alone.
    fn find_beyond(&self, short: usize, features: &[Feature], leave: Option<Leave>, asked: u64, entries: &[u32]) -> Near {
        let (base, terms) = (self.base.as_ref(), self.terms(features));
        let takes = |entry: u32, hash: u64| leave.is_none_or(|leave| !leave.takes_phrasing(entry, hash == asked));
        let is_there = |entry: u32, hash: u64| self.edited.is_of_base(entry) && takes(entry, hash);
        let mut wanted = Wanted::new(entries);
        self.find_edited(&terms, &takes, &mut wanted);
        let of_base = |entry: u32| if self.edited.is_of_base(entry) { base.of_entry(entry) } else { 0..0 };
        let ranges: Vec<Range<usize>> = wanted.entries.iter().map(|entry| of_base(*entry)).collect();
        with_room(base.phrasings.len(), |cosines| {
            let whole = add(&terms, short, &ranges, cosines);
            for (number, range) in ranges.iter().enumerate() {
                wanted.take_all(number, &mut cosines[range.clone()], &base.phrasings[range.clone()], takes);
            }
            base.find_nearer(terms.split_at(whole), cosines, is_there, &mut wanted.best);
        });
        wanted.near(entries)
    }

    /// The terms of a question that are looked at, the rarest first.
    fn terms(&self, features: &[Feature]) -> Vec<Term<'_>> {
        let (base, rarest) = (self.base.as_ref(), self.base.rarest());
        let in_layers = |hash: u64| self.edited.iter().map(|(layer, _)| layer.list(hash).len()).sum::<usize>();
        let vector = self.vector(features, |hash| (in_layers(hash) > 0).then_some(rarest));
        let term = |Weighed { hash, row, value }| {
            let (ends, value) = (base.ends(row), value / ONE);
            let count = ends.last().zip(ends.first()).map_or(0, |(end, begin)| (end - begin) as usize);
            let highest = row.and_then(|row| base.highest.get(row as usize)).map_or(0.0, |highest| f32::from(*highest));
            Term { hash, row, ends, postings: &base.postings, count, length: count + in_layers(hash), value, rest: value * highest }
        };
        let mut terms: Vec<Term<'_>> = vector.into_iter().map(term).collect();
        terms.sort_unstable_by_key(|term| (term.length, term.row.unwrap_or(u32::MAX), term.hash));
        let mut postings = 0;
        let fitting = terms.iter().take_while(|term| {
            postings += term.length;
            postings <= MOST_POSTINGS
        });
        let fitting = fitting.count();
        terms.truncate(fitting);
        let mut rest = 0.0;
        for term in terms.iter_mut().rev() {
            rest += term.rest;
            term.rest = rest;
        }
        terms
    }

    /// Finds phrasings that were edited since: they are few.
    fn find_edited(&self, terms: &[Term<'_>], takes: &impl Fn(u32, u64) -> bool, wanted: &mut Wanted) {
        for (layer, is_current) in self.edited.iter() {
            let mut cosines = vec![0.0_f32; layer.phrasings.len()];
            for term in terms {
                layer.list(term.hash).iter().for_each(|(phrasing, weight)| cosines[*phrasing as usize] += term.of(*weight));
            }
            for (cosine, (entry, hash)) in cosines.into_iter().zip(&layer.phrasings) {
                if cosine > 0.0 && is_current(*entry) && takes(*entry, *hash) {
                    wanted.take(*entry, cosine);
                }
            }
        }
    }
}

/// A term of a question.
struct Term<'b> {
    hash: u64,
    row: Option<u32>,
    /// Where its lists begin among the postings of the corpus, and where the last one ends.
    ends: &'b [u32],
    postings: &'b [(u16, u16)],
    /// How many phrasings of the corpus have it.
    count: usize,
    /// How many phrasings have it, edited ones too.
    length: usize,
    /// Its value in the question's vector for a posting of 1: [`ONE`] makes it whole.
    value: f32,
    /// The most that it and the terms behind it add to the cosine of a phrasing of the corpus.
    rest: f32,
}

impl<'b> Term<'b> {
    fn of(&self, weight: u16) -> f32 {
        self.value * f32::from(weight)
    }

    /// The number of each block's first phrasing, and the sorted list of those there that have the term.
    fn lists(&self) -> impl Iterator<Item = (usize, &'b [(u16, u16)])> {
        let postings = self.postings;
        (0..).step_by(BLOCK).zip(self.ends.windows(2)).map(|(first, ends)| (first, &postings[ends[0] as usize..ends[1] as usize]))
    }

    /// Adds to the cosines of these phrasings of a block, of which this is the first one.
    fn add(&self, first: usize, list: &[(u16, u16)], cosines: &mut [f32]) {
        let Some(cosines) = cosines.get_mut(first..) else { return };
        for (place, weight) in list {
            cosines[usize::from(*place)] += self.of(*weight);
        }
    }
}

/// Adds up the cosines of phrasings: of those in `ranges`, which come in their order, all terms; of the others the first ones, as many as it returns.
fn add(terms: &[Term<'_>], short: usize, ranges: &[Range<usize>], cosines: &mut [f32]) -> usize {
    let mut whole = terms.len();
    for (number, term) in terms.iter().enumerate() {
        if term.count > short && term.rest < LITTLE && term.rest < LITTLE * highest(cosines, ranges) {
            whole = number;
            break;
        }
        term.lists().for_each(|(first, list)| term.add(first, list, cosines));
    }
    for term in &terms[whole..] {
        for (first, mut list) in term.lists() {
            for range in ranges {
                let [from, to] = [range.start, range.end].map(|number| number.saturating_sub(first));
                list = behind(list, from);
                let count = list.iter().take_while(|(place, _)| usize::from(*place) < to).count();
                let (these, rest) = list.split_at(count);
                term.add(first, these, cosines);
                list = rest;
            }
        }
    }
    whole
}

/// The highest cosine in these ranges, or 0.
fn highest(cosines: &[f32], ranges: &[Range<usize>]) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    let most = |lane: &mut f32, cosine: &f32| *lane = if *cosine > *lane { *cosine } else { *lane };
    for chunk in ranges.iter().flat_map(|range| cosines[range.clone()].chunks(LANES)) {
        lanes.iter_mut().zip(chunk).for_each(|(lane, cosine)| most(lane, cosine));
    }
    lanes.into_iter().fold(0.0, f32::max)
}

/// A sorted list from this place on: looked for in growing steps.
fn behind(list: &[(u16, u16)], place: usize) -> &[(u16, u16)] {
    let is_before = |(other, _): &(u16, u16)| usize::from(*other) < place;
    let (mut from, mut step) = (0, 8);
    while list.get(from + step).is_some_and(is_before) {
        from += step;
        step *= 2;
    }
    let to = list.len().min(from + step);
    &list[from + list[from..to].partition_point(is_before)..]
}

impl Built {
    /// Finds a phrasing that is nearer than the best, if one that is there is. `cosines` have the first of the terms, and are all 0 afterwards.
    fn find_nearer(
        &self,
        (added, common): (&[Term<'_>], &[Term<'_>]),
        cosines: &mut [f32],
        is_there: impl Fn(u32, u64) -> bool,
        best: &mut Best,
    ) {
        let rest = common.first().map_or(0.0, |term| term.rest + OFF);
        // The cosine that the nearest has at least, and what has to be there of it by now.
        let mut lead = best.cosine;
        let mut least = (lead - rest).max(f32::MIN_POSITIVE);
        let mut others: Vec<(u32, f32)> = Vec::new();
        let mut look = |phrasing: usize, cosine: f32| {
            let (entry, hash) = self.phrasings[phrasing];
            if is_there(entry, hash) {
                others.push((phrasing as u32, cosine));
                lead = lead.max(cosine);
            }
            (lead - rest).max(f32::MIN_POSITIVE)
        };
        if added.iter().map(|term| term.count).sum::<usize>() > cosines.len() / TOUCHED {
            for (number, chunk) in cosines.chunks_mut(CHUNK).enumerate() {
                if has(chunk, least) {
                    for (place, cosine) in chunk.iter().enumerate() {
                        if *cosine >= least {
                            least = look(number * CHUNK + place, *cosine);
                        }
                    }
                }
                chunk.fill(0.0);
            }
        } else {
            for (first, list) in added.iter().flat_map(Term::lists) {
                for phrasing in list.iter().map(|(place, _)| first + usize::from(*place)) {
                    let cosine = std::mem::take(&mut cosines[phrasing]);
                    if cosine >= least {
                        least = look(phrasing, cosine);
                    }
                }
            }
            others.sort_unstable_by_key(|(phrasing, _)| *phrasing);
        }
        for term in common {
            let mut lists: Vec<&[(u16, u16)]> = term.lists().map(|(_, list)| list).collect();
            others.retain_mut(|(phrasing, cosine)| {
                if *cosine + term.rest + OFF < lead {
                    return false;
                }
                let (block, place) = (*phrasing as usize / BLOCK, *phrasing as usize % BLOCK);
                let Some(list) = lists.get_mut(block) else { return true };
                *list = behind(list, place);
                if let Some((_, weight)) = list.first().filter(|(other, _)| usize::from(*other) == place) {
                    *cosine += term.of(*weight);
                    lead = lead.max(*cosine);
                }
                true
            });
        }
        for (phrasing, cosine) in others {
            best.take(self.phrasings[phrasing as usize].0, cosine);
        }
    }
}

/// Whether one of these is as much as that: told without a branch for each.
fn has(cosines: &[f32], least: f32) -> bool {
    cosines.iter().fold(false, |has, cosine| has | (*cosine >= least))
}

/// The nearest phrasing of all, while it is looked for.
#[derive(Default)]
struct Best {
    cosine: f32,
    entry: u32,
}

impl Best {
    fn take(&mut self, entry: u32, cosine: f32) {
        if cosine > self.cosine || (cosine == self.cosine && entry < self.entry) {
            *self = Self { cosine, entry };
        }
    }
}

/// What is told, while it is found.
struct Wanted {
    /// Sorted.
    entries: Vec<u32>,
    /// Of each, the cosines of its three nearest phrasings.
    three: Vec<[f32; 3]>,
    best: Best,
}

impl Wanted {
    fn new(entries: &[u32]) -> Self {
        let mut entries = entries.to_vec();
        entries.sort_unstable();
        Self { three: vec![[0.0; 3]; entries.len()], entries, best: Best::default() }
    }

    /// Takes a phrasing of any entry.
    fn take(&mut self, entry: u32, cosine: f32) {
        self.best.take(entry, cosine);
        if let Ok(number) = self.entries.binary_search(&entry) {
            put(&mut self.three[number], cosine);
        }
    }

    /// Takes all phrasings of a wanted entry, and leaves 0 in their places.
    fn take_all(&mut self, number: usize, cosines: &mut [f32], phrasings: &[(u32, u64)], takes: impl Fn(u32, u64) -> bool) {
        let (entry, three) = (self.entries[number], &mut self.three[number]);
        for (chunk, phrasings) in cosines.chunks_mut(CHUNK).zip(phrasings.chunks(CHUNK)) {
            if has(chunk, three[2].max(f32::MIN_POSITIVE)) {
                for (cosine, (_, hash)) in chunk.iter().zip(phrasings) {
                    if *cosine > three[2] && takes(entry, *hash) {
                        put(three, *cosine);
                    }
                }
            }
            chunk.fill(0.0);
        }
        if three[0] > 0.0 {
            self.best.take(entry, three[0]);
        }
    }

    /// For the entries in the order in which they were named.
    fn near(self, entries: &[u32]) -> Near {
        let nearness = |entry: &u32| {
            let three = self.entries.binary_search(entry).map_or([0.0; 3], |number| self.three[number]);
            Nearness { one: three[0], three: three.iter().sum::<f32>() / 3.0 }
        };
        let Best { cosine, entry } = self.best;
        Near { of: entries.iter().map(nearness).collect(), nearest: (cosine > 0.0).then_some((entry, cosine)) }
    }
}

/// Puts a cosine among the three highest if it is one of them.
fn put(three: &mut [f32; 3], cosine: f32) {
    if cosine > three[2] {
        three[2] = cosine;
        if cosine > three[1] {
            three.swap(1, 2);
        }
        if cosine > three[0] {
            three.swap(0, 1);
        }
    }
}

thread_local! {
    /// Room for the cosines of all phrasings of a corpus, all 0: it would take longer to make and to clear it than to look at those that a question touches.
    static ROOM: Cell<Vec<f32>> = const { Cell::new(Vec::new()) };
}

/// Calls `work` with so many cosines that are 0, and have to be so afterwards.
fn with_room(count: usize, work: impl FnOnce(&mut [f32])) {
    // Whoever panics takes it along.
    let mut room = ROOM.take();
    if room.len() < count {
        room.resize(count, 0.0);
    }
    work(&mut room[..count]);
    debug_assert!(room.iter().all(|cosine| *cosine == 0.0));
    ROOM.set(room);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::Analyzer;
    use crate::search::features::{features, hash};
    use crate::search::nearest::Phrasing;

    /// The first ones are common.
    const WORDS: [&str; 12] =
        ["car", "battery", "charge", "warranty", "brake", "gearbox", "wheel", "noise", "window", "mirror", "engine", "tyre"];

    fn text() -> impl Strategy<Value = String> {
        let word = prop_oneof![3 => 0..3_usize, 2 => 3..WORDS.len()];
        prop::collection::vec(word, 1..6).prop_map(|words| words.into_iter().map(|word| WORDS[word]).collect::<Vec<_>>().join(" "))
    }

    /// What is found when every term is looked at for every phrasing.
    fn all(nearest: &Nearest, features: &[Feature], leave: Option<Leave>, asked: u64) -> Vec<Nearness> {
        let (base, terms) = (&nearest.base, nearest.terms(features));
        let mut three = vec![[0.0; 3]; nearest.edited.numbers()];
        let mut take = |(entry, hash): (u32, u64), cosine| {
            if leave.is_none_or(|leave| !leave.takes_phrasing(entry, hash == asked)) {
                put(&mut three[entry as usize], cosine);
            }
        };
        let mut cosines = vec![0.0; base.phrasings.len()];
        for term in &terms {
            term.lists().for_each(|(first, list)| term.add(first, list, &mut cosines));
        }
        let of_base = base.phrasings.iter().zip(cosines).filter(|((entry, _), _)| nearest.edited.is_of_base(*entry));
        of_base.for_each(|(phrasing, cosine)| take(*phrasing, cosine));
        for (layer, is_current) in nearest.edited.iter() {
            let mut cosines = vec![0.0; layer.phrasings.len()];
            for term in &terms {
                layer.list(term.hash).iter().for_each(|(phrasing, weight)| cosines[*phrasing as usize] += term.of(*weight));
            }
            let current = layer.phrasings.iter().zip(cosines).filter(|((entry, _), _)| is_current(*entry));
            current.for_each(|(phrasing, cosine)| take(*phrasing, cosine));
        }
        three.into_iter().map(|three| Nearness { one: three[0], three: three.iter().sum::<f32>() / 3.0 }).collect()
    }

    proptest! {
        #[test]
        fn what_is_passed_over_changes_nothing(
            phrasings in prop::collection::vec((0..8_u32, text()), 1..60),
            edits in prop::collection::vec((0..10_u32, text(), any::<bool>()), 0..4),
            question in text(),
            entries in prop::sample::subsequence((0..8_u32).collect::<Vec<_>>(), 0..6).prop_shuffle(),
            short in 0..20_usize,
            leaves in 0..3_usize,
        ) {
            let analyzer = Analyzer::default();
            let of_text = |text: &str| Phrasing::new(text, &analyzer.analyze(text));
            let mut nearest = Nearest::new(phrasings.iter().map(|(entry, text)| (*entry, of_text(text))).collect(), 8);
            for (entry, text, is_there) in &edits {
                nearest.edit(*entry, is_there.then(|| [of_text(text)]).as_ref().map(|phrasings| phrasings.as_slice()));
            }
            let features = features(&analyzer.analyze(&question), |_| true);
            let leave = [None, Some(Leave::Question), Some(Leave::Entry(0))][leaves];
            let all = all(&nearest, &features, leave, hash(&question));
            let near = nearest.find_beyond(short, &features, leave, hash(&question), &entries);
            let wanted: Vec<Nearness> = entries.iter().map(|entry| all[*entry as usize]).collect();
            prop_assert_eq!(near.of, wanted);
            let of_all = (0..).zip(&all).map(|(entry, near)| (entry, near.one)).filter(|(_, one)| *one > 0.0);
            let best = of_all.reduce(|best, other| if other.1 > best.1 { other } else { best });
            prop_assert_eq!(near.nearest, best);
        }
    }
}
