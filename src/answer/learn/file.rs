//! The file form of [`Trained`]: a mark, the version, the numbers (postcard), and a CRC-32 of all that.
//!
//! It is a cache: a file of another version, cut short or changed is no [`Trained`] at all, and is made anew.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::answer::calibration::CalibrationFeature;
use crate::answer::classifier::{GRAMS, Model, UNKNOWN, WORDS};
use crate::answer::learned::{Learned, Trained};
use crate::answer::meaning::{Dense, Meaning, Parts};
use crate::answer::prior;
use crate::answer::ranking::RankingFeature;
use crate::answer::sealed;
use crate::danger;
use crate::language::Language;
use crate::search::embedding::Packed;
use crate::search::features::{features, hash};
use crate::search::nearest;
use crate::search::semantic::DIMENSIONS;
use crate::search::{Analyzer, Field, Signal};

/// First bytes of a file.
const MARK: &[u8; 16] = b"aftercare train\n";
/// To be raised when [`Stored`] changes, or what is learned from; all else that the numbers depend on is in [`VERSION`] by itself.
const LAYOUT: u32 = 4;

/// What the numbers of a file mean, as one number: a file of another version is not read. It follows from the names of all fields, signals,
/// features and languages in their order, from what is believed before, from how texts become vectors, and from what [`PROBES`] are taken apart into.
static VERSION: LazyLock<u64> = LazyLock::new(|| {
    let mut all = format!("{LAYOUT} {:?} {:?} {:?} ", Field::NAMES, Signal::NAMES, RankingFeature::NAMES);
    let _ = write!(all, "{:?} ", Language::ALL);
    let _ = write!(all, "{:?} {WORDS:?} {GRAMS:?} {UNKNOWN} {:?} ", CalibrationFeature::NAMES, nearest::FIELDS);
    let _ = write!(all, "{:?} ", danger::marks::LENGTHS);
    all.push_str(prior::TEXT);
    for probe in PROBES {
        let analysis = Analyzer::default().analyze(probe);
        let _ = write!(all, "{:?} {:?}", analysis.terms, danger::marks::marks(probe, &analysis, &features(&analysis, |_| true)));
    }
    hash(&all)
});

/// Sentences that show a change of normalising, stemming, sounds or n-grams.
const PROBES: [&str; 5] = [
    "Who pays for the gearbox when my car's batteries don't charge at 5,000 km?",
    "গাড়ির ব্যাটারিগুলোর ওয়ারেন্টি কতদিন থাকে, চার্জ হচ্ছেনা কেন?",
    "gari charge hocchena, warranty koto din thake, kothay jabo",
    "Көлігіміздің аккумуляторын қашан ауыстыруға болады, тежегіш істемейді",
    "kepildik qansha zhylga beriledi, машина неге зарядталмайды",
];

/// A file's contents.
#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    corpus_hash: u128,
    classes: Cow<'a, [String]>,
    learned: Cow<'a, Learned>,
    model: Cow<'a, Model>,
    /// What the embedding model knows of the corpus, and what was learned with it.
    meaning: Option<(StoredMeaning<'a>, Cow<'a, Learned>)>,
    danger: Option<Cow<'a, danger::learned::Learned>>,
}

/// What the embedding model knows of a corpus.
#[derive(Serialize, Deserialize)]
struct StoredMeaning<'a> {
    model: [u8; 32],
    mean: Cow<'a, [f32]>,
    phrasings: Cow<'a, [(u32, u64)]>,
    phrasing_vectors: StoredVectors,
    answers: Cow<'a, [u32]>,
    answer_vectors: StoredVectors,
    dense: Cow<'a, Dense>,
}

/// Vectors of [`DIMENSIONS`] bytes, one after the other, and what a byte of each stands for.
#[derive(Serialize, Deserialize)]
struct StoredVectors {
    scales: Vec<f32>,
    bytes: Vec<i8>,
}

impl Trained {
    /// Its file in memory.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut bytes).expect("memory takes plain numbers");
        bytes
    }

    /// Writes its file.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn write(&self, out: impl Write) -> io::Result<()> {
        let stored = Stored {
            corpus_hash: self.corpus_hash,
            classes: Cow::Borrowed(&self.classes),
            learned: Cow::Borrowed(&self.learned),
            model: Cow::Borrowed(&self.model),
            meaning: self.meaning.as_ref().map(|(meaning, learned)| (StoredMeaning::of(meaning), Cow::Borrowed(learned))),
            danger: self.danger.as_ref().map(Cow::Borrowed),
        };
        sealed::write(&stored, &[MARK, &VERSION.to_le_bytes()], out)
    }

    /// Reads a file that lies in memory.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::read(bytes, bytes.len() as u64)
    }

    /// Reads a file of so many bytes; `None` when it is not one of this version, whole and unchanged.
    pub fn read(file: impl Read, length: u64) -> Option<Self> {
        let mut room = vec![0; sealed::LONGEST];
        let stored: Stored<'_> = sealed::read(file, length, &[MARK, &VERSION.to_le_bytes()], &mut room)?;
        let Stored { corpus_hash, classes, learned, model, meaning, danger } = stored;
        let (classes, danger) = (classes.into_owned(), danger.map(Cow::into_owned));
        if danger.as_ref().is_some_and(|danger| !danger.fits()) {
            return None;
        }
        let model = model.into_owned().of_file(classes.len())?;
        let meaning = match meaning {
            Some((meaning, learned)) => Some((meaning.meaning(classes.len())?, learned.into_owned())),
            None => None,
        };
        Some(Self { corpus_hash, classes, model, learned: learned.into_owned(), meaning, danger })
    }
}

impl<'a> StoredMeaning<'a> {
    fn of(meaning: &'a Meaning) -> Self {
        Self {
            model: meaning.model,
            mean: Cow::Borrowed(&meaning.mean),
            phrasings: Cow::Borrowed(&meaning.phrasings),
            phrasing_vectors: StoredVectors::of(&meaning.phrasing_vectors),
            answers: Cow::Borrowed(&meaning.answers),
            answer_vectors: StoredVectors::of(&meaning.answer_vectors),
            dense: Cow::Borrowed(&meaning.dense),
        }
    }

    /// It again; `None` when its parts don't fit each other and so many entries.
    fn meaning(self, entries: usize) -> Option<Meaning> {
        let (phrasings, answers) = (self.phrasings.into_owned(), self.answers.into_owned());
        let (phrasing_vectors, answer_vectors) = (self.phrasing_vectors.vectors()?, self.answer_vectors.vectors()?);
        let (mean, dense) = (self.mean.into_owned(), self.dense.into_owned());
        let mut classes = phrasings.iter().map(|(class, _)| class).chain(&answers);
        let fits = mean.len() == DIMENSIONS
            && phrasings.len() == phrasing_vectors.len()
            && answers.len() == answer_vectors.len()
            && classes.all(|class| (*class as usize) < entries)
            && dense.bias.len() == entries + 1
            && dense.weights.len() == (entries + 1) * DIMENSIONS;
        let (phrasings, answers) = (phrasings.into_iter().zip(phrasing_vectors), answers.into_iter().zip(answer_vectors));
        let parts = || Parts { model: self.model, mean, phrasings: phrasings.collect(), answers: answers.collect(), dense };
        fits.then(|| parts().into())
    }
}

impl StoredVectors {
    fn of(vectors: &[Packed]) -> Self {
        Self {
            scales: vectors.iter().map(|packed| packed.scale).collect(),
            bytes: vectors.iter().flat_map(|packed| packed.bytes).collect(),
        }
    }

    fn vectors(self) -> Option<Vec<Packed>> {
        let (vectors, rest) = self.bytes.as_chunks::<DIMENSIONS>();
        let fits = rest.is_empty() && vectors.len() == self.scales.len();
        fits.then(|| self.scales.into_iter().zip(vectors).map(|(scale, bytes)| Packed { scale, bytes: *bytes }).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::classifier::Classifier;
    use crate::answer::prior::PRIOR;

    /// Of eight entries, with two terms.
    fn model(hashes: [u64; 2], class: u32, biases: usize) -> Model {
        let classifier = |weight, biases| {
            let cells = [vec![(0, weight)], vec![(0, weight), (class, weight)]].into_iter().collect();
            Classifier { cells, bias: vec![0.0; biases] }
        };
        Model::new(&hashes, &[1.0, 2.5], classifier(0.1, 9), classifier(-0.2, biases), 8)
    }

    fn trained() -> Trained {
        let classes = ["a", "b", "c", "d", "e", "f", "g", "h"].map(str::to_owned).to_vec();
        let model = model([7, u64::MAX], 1, 9);
        Trained { corpus_hash: u128::MAX - 1, classes, model, learned: PRIOR.across.clone(), meaning: None, danger: None }
    }

    /// Its file with other contents and a check sum that fits them.
    fn with(bytes: &[u8], change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut changed = bytes[..bytes.len() - 4].to_vec();
        change(&mut changed);
        changed.extend(crc32fast::hash(&changed).to_le_bytes());
        changed
    }

    #[test]
    fn a_file_is_read_whole_or_not_at_all() {
        let bytes = trained().to_bytes();
        let read = Trained::from_bytes(&bytes).expect("its own file");
        assert_eq!((read.corpus_hash, &read.learned), (u128::MAX - 1, &PRIOR.across));
        assert_eq!(read.to_bytes(), bytes);
        assert_eq!(with(&bytes, |_| ()), bytes);
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert!(Trained::from_bytes(&damaged).is_none() && Trained::from_bytes(&bytes[..at]).is_none(), "byte {at}");
        }
    }

    #[test]
    fn a_file_of_another_version_is_not_read() {
        let bytes = trained().to_bytes();
        assert!(Trained::from_bytes(&with(&bytes, |bytes| bytes[MARK.len()] ^= 1)).is_none(), "another version");
        assert!(Trained::from_bytes(&with(&bytes, |bytes| bytes[0] ^= 1)).is_none(), "another mark");
        assert!(Trained::from_bytes(&with(&bytes, |bytes| bytes.push(0))).is_none(), "more than a file");
    }

    #[test]
    fn parts_that_do_not_fit_are_no_file() {
        let broken: [fn(&mut Trained); 5] = [
            |trained| trained.model = model([7, u64::MAX], 9, 9),
            |trained| trained.model = model([7, 7], 1, 9),
            |trained| trained.model = model([7, u64::MAX], 1, 8),
            |trained| trained.model.entries = 7,
            |trained| trained.classes.truncate(1),
        ];
        for (number, change) in broken.into_iter().enumerate() {
            let mut trained = trained();
            change(&mut trained);
            assert!(Trained::from_bytes(&trained.to_bytes()).is_none(), "{number}");
        }
    }
}
