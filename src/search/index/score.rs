//! Scoring the documents against a question, signal by signal.

use super::edited::Document;
use super::flat::{Postings, signals_of};
use super::{Counted, Found, Hit, Index, Key, Leave, Place, Search, best_of};
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
    weight: f32,
    /// Those of the base; of edited entries they are the ones before the edit.
    postings: Postings<'a>,
    /// Which of [`Scores::of_layers`] are its own.
    of_layers: (u32, u32),
    /// How many there are in all.
    all: u32,
}

/// What a question's terms came to, while it is scored.
#[derive(Default)]
struct Scores<'a> {
    /// By signal, for each place; empty while nothing was found.
    shares: [Vec<f32>; Signal::COUNT],
    /// Postings of layers, each with the place of its layer's first document.
    of_layers: Vec<(u32, &'a [(u32, u32)])>,
    /// Room for the postings of a term that are not added as they lie in the base.
    others: Vec<(u32, u32)>,
}

impl Index {
    /// Scores the entries against a question.
    pub fn search(&self, analysis: &Analysis, search: &Search<'_>) -> Found {
        let mut scores = Scores::default();
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
                scores.of_layers.clear();
                let mut total = 0.0;
                for ((key, weight), lists) in terms.iter().zip(&lists) {
                    let postings = lists.map_or(table.nothing(), |lists| table.list(lists, signals, number));
                    let (mut all, mut of_layers) = (postings.len() as u32, (0, 0));
                    if is_edited {
                        of_layers = self.find_in_layers(signal, *key, &mut scores.of_layers);
                        all += scores.layers(of_layers).iter().map(|(_, list)| list.len() as u32).sum::<u32>();
                    }
                    match all {
                        0 => total += weight * self.counted.rarest(),
                        all => found.push(Known { weight: *weight, postings, of_layers, all }),
                    }
                }
                known[signal] = self.score(signal, &mut found, total, search.leave, &mut scores);
            }
        }
        self.best(&scores, known, search)
    }

    /// Adds the layers' postings of a term, and tells where they begin and end.
    fn find_in_layers<'a>(&'a self, signal: Signal, key: Key, found: &mut Vec<(u32, &'a [(u32, u32)])>) -> (u32, u32) {
        let from = found.len();
        let mut first = self.base.documents.len() as u32;
        for (layer, _) in self.edited.iter() {
            let postings = layer.postings(signal, key);
            if !postings.is_empty() {
                found.push((first, postings));
            }
            first += layer.documents.len() as u32;
        }
        (from as u32, found.len() as u32)
    }

    /// Works out one signal's shares, `total` being the weight of the terms that nothing has; the share of the terms' weight that is known at all.
    fn score(&self, signal: Signal, found: &mut [Known<'_>], mut total: f32, leave: Option<Leave>, scores: &mut Scores<'_>) -> f32 {
        if found.is_empty() {
            return 0.0;
        }
        let mut shares = std::mem::take(&mut scores.shares[signal as usize]);
        shares.resize(self.places.len(), 0.0);
        let dampers = &self.dampers[signal as usize * self.places.len()..][..self.places.len()];
        let is_as_built = leave.is_none() && self.edited.is_empty();
        let mut known = 0.0;
        found.sort_by_key(|term| term.all);
        let mut left = MOST_POSTINGS;
        for term in found.iter() {
            if term.all > left {
                break;
            }
            left -= term.all;
            let parts = term.postings.by_language(&self.base.ends);
            let mut frequencies = parts.each_ref().map(|part| part.len() as u32);
            if !is_as_built {
                frequencies = self.count(signal, term, frequencies, leave, scores);
                if frequencies == [0; Language::COUNT] {
                    total += term.weight * self.counted.rarest();
                    continue;
                }
            }
            let idf = self.counted.idf(frequencies.map(|count| count as f32));
            let most = idf.iter().copied().fold(0.0, f32::max) * term.weight;
            total += most;
            known += most;
            let weights = idf.map(|idf| term.weight * idf);
            let mut add = |weight: f32, place: u32, times: u32| {
                let times = times as f32;
                shares[place as usize] += weight * (times / (times + dampers[place as usize]));
            };
            if leave.is_none() {
                for (part, weight) in parts.iter().zip(weights) {
                    part.iter().for_each(|(place, times)| add(weight, place, times));
                }
            }
            for (place, times) in scores.others.iter() {
                add(weights[self.places[*place as usize].language.number()], *place, *times);
            }
        }
        if total > 0.0 {
            shares.iter_mut().for_each(|share| *share /= total);
            // What the base has of edited entries was added along with the others.
            self.outdated.iter().for_each(|place| shares[*place as usize] = 0.0);
            known /= total;
        }
        scores.shares[signal as usize] = shares;
        known
    }

    /// Of how many current documents of each language a term is, the base having so many of it; what is not to be added as it lies in the base is put
    /// into [`Scores::others`]: the layers' postings, and all where something is left out.
    fn count(
        &self,
        signal: Signal,
        term: &Known<'_>,
        mut of_base: [u32; Language::COUNT],
        leave: Option<Leave>,
        scores: &mut Scores<'_>,
    ) -> [u32; Language::COUNT] {
        let mut others = std::mem::take(&mut scores.others);
        others.clear();
        let is_current = |place: u32| self.places[place as usize].is_current;
        if leave.is_some() {
            of_base = [0; Language::COUNT];
            others.extend(term.postings.iter().filter(|(place, _)| is_current(*place)));
        } else if !self.outdated.is_empty() {
            for (place, _) in term.postings.iter() {
                let Place { language, is_current, .. } = self.places[place as usize];
                of_base[language.number()] -= u32::from(!is_current);
            }
        }
        for (first, list) in scores.layers(term.of_layers) {
            others.extend(list.iter().map(|(document, times)| (first + document, *times)).filter(|(place, _)| is_current(*place)));
        }
        others.retain_mut(|(place, times)| {
            let Place { entry, language, .. } = self.places[*place as usize];
            match leave {
                Some(Leave::Entry(left_out)) if left_out == entry => *times = 0,
                Some(Leave::Phrasing(left_out, its)) if (left_out, its) == (entry, language) && signal.zone() == Zone::Ask => *times -= 1,
                _ => {}
            }
            of_base[language.number()] += u32::from(*times > 0);
            *times > 0
        });
        scores.others = others;
        of_base
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

impl<'a> Scores<'a> {
    /// The layers' postings of a term, by where they begin and end.
    fn layers(&self, (from, to): (u32, u32)) -> &[(u32, &'a [(u32, u32)])] {
        &self.of_layers[from as usize..to as usize]
    }
}
