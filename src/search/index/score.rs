//! Scoring the documents against a question, signal by signal.

use super::edited::Document;
use super::flat::{Postings, signals_of};
use super::{Built, Counted, Found, Hit, Index, Key, Leave, Place, Search, best_of};
use crate::language::Language;
use crate::search::analyzer::Analysis;
use crate::search::signal::{Signal, Signals, Zone};
use crate::search::term::Field;

/// Most postings that one signal reads for one question; the rarest terms are read first.
const MOST_POSTINGS: u32 = 20_000;
/// Saturation of term frequency and its dependence on length, as in BM25: in phrasings, of which each counts a term once, and in answers,
/// where it counts as often as it stands.
const OF_PHRASINGS: (f32, f32) = (0.6, 0.4);
const OF_ANSWERS: (f32, f32) = (1.2, 0.75);

/// For each signal and document, in the order of places: what is added to how often a term stands there, in the divisor of its share.
pub(super) fn dampers(counted: &Counted, documents: &[&Document]) -> Vec<f32> {
    let mut dampers = Vec::with_capacity(Signal::COUNT * documents.len());
    for signal in Signal::ALL {
        let (k1, b) = if signal.zone() == Zone::Answer { OF_ANSWERS } else { OF_PHRASINGS };
        let mean = counted.length(signal);
        dampers.extend(documents.iter().map(|document| k1 * (1.0 - b + b * (document.norm(signal) as f32 / mean))));
    }
    dampers
}

/// A term of the question that some documents have.
struct Known<'a> {
    key: Key,
    weight: f32,
    /// Of the base, those that it has.
    postings: Option<Postings<'a>>,
    /// How many there are with those of the layers.
    all: u32,
}

/// What a question's terms came to, while it is scored.
struct Scores {
    /// By signal, for each place; empty while nothing was found.
    shares: [Vec<f32>; Signal::COUNT],
    /// Room for the postings of a term that edits change.
    postings: Vec<(u32, u32)>,
}

impl Index {
    /// Scores the entries against a question.
    pub fn search(&self, analysis: &Analysis, search: &Search<'_>) -> Found {
        let mut scores = Scores { shares: Default::default(), postings: Vec::new() };
        let mut known = Signals::ZERO;
        let mut terms: Vec<(Key, f32)> = Vec::new();
        let mut found: Vec<Known<'_>> = Vec::new();
        let is_edited = !self.edited.is_empty();
        for field in Field::ALL {
            terms.clear();
            let of_field = analysis.terms.iter().filter(|term| term.field == field && term.is_indexed);
            terms.extend(of_field.map(|term| (Key::of(term), term.weight)));
            terms.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
            terms.dedup_by_key(|term| term.0);
            let table = &self.base.tables[field as usize];
            let lists = table.find_all(terms.iter().map(|(key, _)| *key));
            let signals = signals_of(field).count();
            for (number, signal) in signals_of(field).enumerate() {
                found.clear();
                let mut total = 0.0;
                for ((key, weight), lists) in terms.iter().zip(&lists) {
                    let postings = lists.map(|lists| table.list(lists, signals, number));
                    let of_base = postings.map_or(0, |postings| postings.len() as u32);
                    let of_layers = || self.edited.iter().map(|(layer, _)| layer.postings(signal, *key).len() as u32).sum::<u32>();
                    match of_base + if is_edited { of_layers() } else { 0 } {
                        0 => total += weight * self.counted.rarest(),
                        all => found.push(Known { key: *key, weight: *weight, postings, all }),
                    }
                }
                known[signal] = self.score(signal, &mut found, total, search.leave, &mut scores);
            }
        }
        self.best(&scores, known, search)
    }

    /// Works out one signal's shares, `total` being the weight of the terms that nothing has; the share of the terms' weight that is known at all.
    fn score(&self, signal: Signal, found: &mut [Known<'_>], mut total: f32, leave: Option<Leave>, scores: &mut Scores) -> f32 {
        if found.is_empty() {
            return 0.0;
        }
        let Scores { shares, postings } = scores;
        let shares = &mut shares[signal as usize];
        shares.resize(self.places.len(), 0.0);
        let dampers = &self.dampers[signal as usize * self.places.len()..][..self.places.len()];
        let is_as_built = leave.is_none() && self.edited.is_empty();
        let mut known = 0.0;
        found.sort_by_key(|term| term.all);
        let mut left = MOST_POSTINGS;
        for Known { key, weight, postings: of_base, all } in found {
            if *all > left {
                break;
            }
            left -= *all;
            if is_as_built && let Some(of_base) = of_base {
                let parts = self.base.by_language(*of_base);
                let idf = self.counted.idf(parts.each_ref().map(|part| part.len() as f32));
                let most = idf.iter().copied().fold(0.0, f32::max) * *weight;
                total += most;
                known += most;
                for (part, idf) in parts.iter().zip(idf) {
                    let most = *weight * idf;
                    for (place, times) in part.iter() {
                        let times = times as f32;
                        shares[place as usize] += most * (times / (times + dampers[place as usize]));
                    }
                }
                continue;
            }
            postings.clear();
            postings.extend(of_base.iter().flat_map(Postings::iter));
            self.read_edited(signal, *key, postings);
            let frequencies = count(signal, leave, &self.places, postings);
            if postings.is_empty() {
                total += *weight * self.counted.rarest();
                continue;
            }
            let idf = self.counted.idf(frequencies);
            let most = idf.iter().copied().fold(0.0, f32::max) * *weight;
            total += most;
            known += most;
            for (place, times) in postings.iter() {
                let (place, times) = (*place as usize, *times as f32);
                shares[place] += *weight * idf[self.places[place].language.number()] * (times / (times + dampers[place]));
            }
        }
        if total <= 0.0 {
            return known;
        }
        shares.iter_mut().for_each(|share| *share /= total);
        known / total
    }

    /// Adds the layers' documents that have a term, by their places after those of the base.
    fn read_edited(&self, signal: Signal, key: Key, postings: &mut Vec<(u32, u32)>) {
        let mut before = self.base.documents.len() as u32;
        for (layer, _) in self.edited.iter() {
            postings.extend(layer.postings(signal, key).iter().map(|(document, times)| (before + document, *times)));
            before += layer.documents.len() as u32;
        }
    }

    /// The best entries by the shares of their documents.
    fn best(&self, scores: &Scores, known: Signals, search: &Search<'_>) -> Found {
        let signals = || Signal::ALL.into_iter().zip(&scores.shares).filter(|(_, shares)| !shares.is_empty());
        let mut totals = vec![0.0_f32; self.places.len()];
        for (signal, shares) in signals() {
            let weight = search.weights[signal];
            totals.iter_mut().zip(shares).for_each(|(total, share)| *total += share * weight);
        }
        let mut of_entries = vec![0.0_f32; self.entries()];
        for (place, total) in self.places.iter().zip(&mut totals) {
            *total *= search.languages[place.language.number()];
            let kept = &mut of_entries[place.entry as usize];
            *kept = kept.max(*total);
        }
        let is_found = |entry: &u32| of_entries.get(*entry as usize).is_some_and(|total| *total > 0.0);
        let scored = (0..).zip(&of_entries).filter(|(_, total)| **total > 0.0).map(|(entry, total)| (*total, entry));
        let top: Vec<u32> = best_of(scored, search.limit, |entry| *entry).into_iter().map(|(_, entry)| entry).collect();
        let others: Vec<u32> = search.also.iter().copied().filter(|entry| !top.contains(entry) && is_found(entry)).collect();
        let mut hits: Vec<Hit> = top.iter().chain(&others).map(|entry| Hit { entry: *entry, signals: Signals::ZERO }).collect();
        // For each entry, its place among the hits from 1 on.
        let mut wanted = vec![0_u32; of_entries.len()];
        (1..).zip(&hits).for_each(|(number, hit)| wanted[hit.entry as usize] = number);
        for (at, (place, total)) in self.places.iter().zip(&totals).enumerate() {
            let number = wanted[place.entry as usize];
            if number == 0 || *total <= 0.0 {
                continue;
            }
            let boost = search.languages[place.language.number()];
            let kept = &mut hits[number as usize - 1].signals;
            for (signal, shares) in signals() {
                kept[signal] = kept[signal].max(shares[at] * boost);
            }
        }
        let others = hits.split_off(top.len());
        Found { hits, others, known }
    }
}

impl Built {
    /// The postings of each language's documents.
    fn by_language<'p>(&self, mut postings: Postings<'p>) -> [Postings<'p>; Language::COUNT] {
        self.ends.map(|end| {
            let (before, others) = postings.split_before(end);
            postings = others;
            before
        })
    }
}

/// Leaves of the postings of a term what is current and not left out; how many documents of each language have it.
fn count(signal: Signal, leave: Option<Leave>, places: &[Place], postings: &mut Vec<(u32, u32)>) -> [f32; Language::COUNT] {
    let mut frequencies = [0.0_f32; Language::COUNT];
    postings.retain_mut(|(place, times)| {
        let Place { entry, language, is_current } = places[*place as usize];
        match leave {
            Some(Leave::Entry(left_out)) if left_out == entry => return false,
            Some(Leave::Phrasing(left_out, its)) if (left_out, its) == (entry, language) && signal.zone() == Zone::Ask => *times -= 1,
            _ => {}
        }
        let is_there = is_current && *times > 0;
        if is_there {
            frequencies[language.number()] += 1.0;
        }
        is_there
    });
    frequencies
}
