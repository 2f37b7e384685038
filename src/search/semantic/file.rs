//! The model's file in the data folder: what [`install`](super::install) writes once and every start reads.
//!
//! A magic and a version, a manifest in JSON, then vocabulary and weights in a fixed order whose lengths follow from the
//! manifest, and the SHA-256 of all that at the end. Numbers are little-endian. A file that was cut short or changed, or that
//! another version wrote, is refused as a whole: half a model answers wrongly, none answers with words.

use super::Error;
use super::quantize::{BLOCK, BLOCK_BYTES, Int8Matrix};
use super::tokenizer::{Specials, Vocabulary};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};

const MAGIC: &[u8; 8] = b"aftr-e5\0";
/// Raised when the layout, or the way in which vectors come out of it, changes: caches of vectors hang on it.
const VERSION: u32 = 1;
/// Bytes of the manifest that are read at most.
const MAX_MANIFEST: u32 = 65_536;
/// Bounds on what a manifest may ask memory for; multilingual-e5-small has 384, 12, 1536, 250,037 and 512.
const MAX_SIDE: usize = 4_096;
const MAX_LAYERS: usize = 64;
const MAX_PIECES: usize = 1_000_000;
/// Characters that may be replaced, and bytes of a piece or a replacement.
const MAX_REPLACEMENTS: usize = 200_000;

/// Sizes of the network.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Numbers in a vector.
    pub hidden: usize,
    pub layers: usize,
    /// Attention heads of a layer.
    pub heads: usize,
    /// Numbers between the two matrices that end a layer.
    pub widened: usize,
    /// Rows of the embedding table; at least as many as pieces.
    pub pieces: usize,
    /// Pieces that a text may have.
    pub places: usize,
    /// Keeps the norms from dividing by zero.
    pub epsilon: f32,
}

/// What a model file says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub name: String,
    /// What it was made of: a package and its version, or a file's name.
    pub source: String,
    /// SHA-256 of that, in hexadecimal.
    pub source_sha256: String,
    pub shape: Shape,
    pub vocabulary: usize,
    pub replacements: usize,
    pub specials: Specials,
}

/// A matrix with a bias an output.
#[derive(Debug, Clone, PartialEq)]
pub struct Linear {
    pub weights: Int8Matrix,
    pub bias: Vec<f32>,
}

/// One layer; norms are (scale, bias).
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// Rows of the queries, then of the keys, then of the values.
    pub attend: Linear,
    pub attended: Linear,
    pub attended_norm: (Vec<f32>, Vec<f32>),
    pub widen: Linear,
    pub narrow: Linear,
    pub narrow_norm: (Vec<f32>, Vec<f32>),
}

/// All that the network has learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    pub shape: Shape,
    /// Embeddings of the pieces in 4-bit blocks.
    pub table: Vec<u8>,
    /// Embeddings of the places in a text, that of segment 0 added.
    pub places: Vec<f32>,
    pub norm: (Vec<f32>, Vec<f32>),
    pub layers: Vec<Layer>,
}

/// A whole model.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub manifest: Manifest,
    pub vocabulary: Vocabulary,
    pub weights: Weights,
}

impl Shape {
    /// Whether the sizes fit each other and stay within what this program allots memory for.
    pub fn check(&self) -> Result<(), Error> {
        let Shape { hidden, layers, heads, widened, pieces, places, epsilon } = *self;
        let sides = [hidden, heads, widened, places].iter().all(|side| (1..=MAX_SIDE).contains(side));
        let counts = (1..=MAX_LAYERS).contains(&layers) && (1..=MAX_PIECES).contains(&pieces);
        if !(sides && counts && epsilon > 0.0 && epsilon < 1.0) {
            return Err(Error::Damaged("sizes out of bounds"));
        }
        if !hidden.is_multiple_of(heads) || !hidden.is_multiple_of(BLOCK) || !widened.is_multiple_of(BLOCK) || places < 2 {
            return Err(Error::Damaged("sizes that do not fit each other"));
        }
        Ok(())
    }
}

/// Writes a model; returns the SHA-256 of the file's contents, which is its identity.
pub fn write(model: &Model, to: impl Write) -> Result<[u8; 32], Error> {
    let mut out = Hashing { inner: to, hash: Sha256::new() };
    let manifest = serde_json::to_vec(&model.manifest).map_err(std::io::Error::from)?;
    out.put(MAGIC)?;
    out.put(&VERSION.to_le_bytes())?;
    out.put(&(manifest.len() as u32).to_le_bytes())?;
    out.put(&manifest)?;
    let Vocabulary { pieces, scores, replacements, specials: _ } = &model.vocabulary;
    for piece in pieces {
        out.put_short(piece)?;
    }
    out.put_floats(scores)?;
    for (character, replacement) in replacements {
        out.put(&u32::from(*character).to_le_bytes())?;
        out.put_short(replacement.as_bytes())?;
    }
    let Weights { shape: _, table, places, norm, layers } = &model.weights;
    out.put(table)?;
    out.put_floats(places)?;
    out.put_norm(norm)?;
    for layer in layers {
        out.put_linear(&layer.attend)?;
        out.put_linear(&layer.attended)?;
        out.put_norm(&layer.attended_norm)?;
        out.put_linear(&layer.widen)?;
        out.put_linear(&layer.narrow)?;
        out.put_norm(&layer.narrow_norm)?;
    }
    let Hashing { mut inner, hash } = out;
    let hash: [u8; 32] = hash.finalize().into();
    inner.write_all(&hash)?;
    inner.flush()?;
    Ok(hash)
}

/// Reads a model and its identity, and refuses what [`write`] did not write.
pub fn read(from: impl Read) -> Result<(Model, [u8; 32]), Error> {
    let mut from = Hashing { inner: BufReader::new(from), hash: Sha256::new() };
    let manifest = from.manifest()?;
    let Shape { hidden, layers, widened, pieces: rows, places, .. } = manifest.shape;
    let mut pieces = Vec::with_capacity(manifest.vocabulary);
    for _ in 0..manifest.vocabulary {
        pieces.push(from.short()?);
    }
    let scores = from.floats(manifest.vocabulary)?;
    let mut replacements = Vec::with_capacity(manifest.replacements);
    for _ in 0..manifest.replacements {
        let character = char::from_u32(from.number()?).ok_or(Error::Damaged("a replaced character"))?;
        replacements.push((character, String::from_utf8(from.short()?).map_err(|_| Error::Damaged("a replacement"))?));
    }
    let vocabulary = Vocabulary { pieces, scores, replacements, specials: manifest.specials };
    let weights = Weights {
        shape: manifest.shape,
        table: from.take(rows * (hidden / BLOCK * BLOCK_BYTES))?,
        places: from.floats(places * hidden)?,
        norm: from.norm(hidden)?,
        layers: (0..layers)
            .map(|_| {
                Ok(Layer {
                    attend: from.linear(hidden, 3 * hidden)?,
                    attended: from.linear(hidden, hidden)?,
                    attended_norm: from.norm(hidden)?,
                    widen: from.linear(hidden, widened)?,
                    narrow: from.linear(widened, hidden)?,
                    narrow_norm: from.norm(hidden)?,
                })
            })
            .collect::<Result<_, Error>>()?,
    };
    let Hashing { mut inner, hash } = from;
    let hash: [u8; 32] = hash.finalize().into();
    let mut stored = [0; 32];
    inner.read_exact(&mut stored).map_err(cut_short)?;
    if stored != hash {
        return Err(Error::Damaged("its check sum does not fit"));
    }
    if inner.read(&mut [0])? != 0 {
        return Err(Error::Damaged("it goes on after its end"));
    }
    Ok((Model { manifest, vocabulary, weights }, hash))
}

/// Reads only what the file says of itself; the rest is not checked.
pub fn read_manifest(from: impl Read) -> Result<Manifest, Error> {
    Hashing { inner: from, hash: Sha256::new() }.manifest()
}

/// The check sum at the file's end, which is the model's identity.
pub fn stored_hash(mut file: impl Read + Seek) -> Result<[u8; 32], Error> {
    let mut hash = [0; 32];
    file.seek(SeekFrom::End(-(hash.len() as i64)))?;
    file.read_exact(&mut hash).map_err(cut_short)?;
    Ok(hash)
}

/// Bytes on their way to or from the file, which are hashed in passing.
struct Hashing<T> {
    inner: T,
    hash: Sha256,
}

fn cut_short(error: std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::UnexpectedEof { Error::Damaged("it was cut short") } else { error.into() }
}

impl<W: Write> Hashing<W> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.hash.update(bytes);
        Ok(self.inner.write_all(bytes)?)
    }

    fn put_short(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let length = u8::try_from(bytes.len()).map_err(|_| Error::Unfit("a piece of more than 255 bytes".to_owned()))?;
        self.put(&[length])?;
        self.put(bytes)
    }

    fn put_floats(&mut self, floats: &[f32]) -> Result<(), Error> {
        let bytes: Vec<u8> = floats.iter().flat_map(|float| float.to_le_bytes()).collect();
        self.put(&bytes)
    }

    fn put_norm(&mut self, (scale, bias): &(Vec<f32>, Vec<f32>)) -> Result<(), Error> {
        self.put_floats(scale)?;
        self.put_floats(bias)
    }

    fn put_linear(&mut self, linear: &Linear) -> Result<(), Error> {
        let bytes: Vec<u8> = linear.weights.weights.iter().map(|weight| weight.cast_unsigned()).collect();
        self.put(&bytes)?;
        self.put_floats(&linear.weights.scales)?;
        self.put_floats(&linear.bias)
    }
}

impl<R: Read> Hashing<R> {
    fn take(&mut self, length: usize) -> Result<Vec<u8>, Error> {
        let mut bytes = vec![0; length];
        self.inner.read_exact(&mut bytes).map_err(cut_short)?;
        self.hash.update(&bytes);
        Ok(bytes)
    }

    fn number(&mut self) -> Result<u32, Error> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn short(&mut self) -> Result<Vec<u8>, Error> {
        let length = self.take(1)?[0];
        self.take(length.into())
    }

    fn floats(&mut self, count: usize) -> Result<Vec<f32>, Error> {
        let bytes = self.take(4 * count)?;
        let floats: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        // The check sum would tell too, but after the whole file.
        if floats.iter().any(|float| !float.is_finite()) { Err(Error::Damaged("a number that is none")) } else { Ok(floats) }
    }

    fn norm(&mut self, width: usize) -> Result<(Vec<f32>, Vec<f32>), Error> {
        Ok((self.floats(width)?, self.floats(width)?))
    }

    fn linear(&mut self, inputs: usize, outputs: usize) -> Result<Linear, Error> {
        let weights = self.take(inputs * outputs)?.into_iter().map(u8::cast_signed).collect();
        let weights = Int8Matrix { weights, scales: self.floats(outputs)?, inputs };
        Ok(Linear { weights, bias: self.floats(outputs)? })
    }

    fn manifest(&mut self) -> Result<Manifest, Error> {
        if self.take(MAGIC.len())? != MAGIC {
            return Err(Error::Damaged("it is no model file"));
        }
        let version = self.number()?;
        if version != VERSION {
            return Err(Error::Version { found: version, known: VERSION });
        }
        let length = self.number()?;
        if length > MAX_MANIFEST {
            return Err(Error::Damaged("its manifest is too long"));
        }
        let manifest: Manifest =
            serde_json::from_slice(&self.take(length as usize)?).map_err(|_| Error::Damaged("its manifest does not parse"))?;
        manifest.check()?;
        Ok(manifest)
    }
}

impl Manifest {
    /// Whether a model may have this manifest: every number of a piece has its row in the table.
    pub fn check(&self) -> Result<(), Error> {
        self.shape.check()?;
        let Specials { begin, end, unknown } = self.specials;
        let known = |piece: u32| (piece as usize) < self.vocabulary;
        if self.vocabulary > self.shape.pieces || self.replacements > MAX_REPLACEMENTS || ![begin, end, unknown].into_iter().all(known) {
            return Err(Error::Damaged("a vocabulary that does not fit"));
        }
        Ok(())
    }
}

#[cfg(test)]
pub mod tests {
    use super::super::quantize::to_q4;
    use super::*;
    use proptest::prelude::*;

    /// A network too small to mean anything, but whole.
    pub fn tiny() -> Model {
        let shape = Shape { hidden: 32, layers: 2, heads: 4, widened: 64, pieces: 9, places: 16, epsilon: 1e-12 };
        let mut state = 7u32;
        let mut floats = |count: usize| -> Vec<f32> {
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / (1 << 24) as f32 - 0.5
            };
            (0..count).map(|_| next()).collect()
        };
        let mut linear = |inputs: usize, outputs: usize| Linear {
            weights: Int8Matrix::from_floats(&floats(inputs * outputs), inputs),
            bias: floats(outputs),
        };
        let norm = || (vec![1.0; 32], vec![0.1; 32]);
        let layers = (0..2).map(|_| Layer {
            attend: linear(32, 96),
            attended: linear(32, 32),
            attended_norm: norm(),
            widen: linear(32, 64),
            narrow: linear(64, 32),
            narrow_norm: norm(),
        });
        let layers = layers.collect();
        let pieces = ["<s>", "</s>", "<unk>", "▁", "a", "b", "▁ab", "গ"].map(|piece| piece.as_bytes().to_vec()).to_vec();
        let specials = Specials { begin: 0, end: 1, unknown: 2 };
        let vocabulary = Vocabulary {
            scores: (0..pieces.len()).map(|n| -(n as f32)).collect(),
            pieces,
            replacements: vec![('\n', " ".to_owned()), ('\u{200b}', String::new())],
            specials,
        };
        Model {
            manifest: Manifest {
                name: "tiny".to_owned(),
                source: "a test".to_owned(),
                source_sha256: "00".repeat(32),
                shape,
                vocabulary: vocabulary.pieces.len(),
                replacements: vocabulary.replacements.len(),
                specials,
            },
            vocabulary,
            weights: Weights { shape, table: to_q4(&floats(9 * 32)), places: floats(16 * 32), norm: norm(), layers },
        }
    }

    fn bytes() -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&tiny(), &mut bytes).expect("memory takes it");
        bytes
    }

    #[test]
    fn what_was_written_is_read() {
        let bytes = bytes();
        let (model, hash) = read(bytes.as_slice()).expect("a model");
        assert_eq!(model, tiny());
        assert_eq!(hash, bytes[bytes.len() - 32..]);
        assert_eq!(read_manifest(bytes.as_slice()).expect("a manifest"), tiny().manifest);
    }

    #[test]
    fn another_version_is_told_apart() {
        let mut bytes = bytes();
        bytes[8] = 99;
        assert!(matches!(read(bytes.as_slice()), Err(Error::Version { found: 99, known: VERSION })));
    }

    #[test]
    fn a_longer_file_is_refused() {
        let mut bytes = bytes();
        bytes.push(0);
        assert!(matches!(read(bytes.as_slice()), Err(Error::Damaged(_))));
    }

    proptest! {
        #[test]
        fn a_shorter_file_is_refused(share in 0.0f64..1.0) {
            let bytes = bytes();
            let cut = (bytes.len() as f64 * share) as usize;
            prop_assert!(read(&bytes[..cut]).is_err());
        }

        #[test]
        fn a_changed_byte_is_refused(share in 0.0f64..1.0, flip in 1u8..) {
            let mut bytes = bytes();
            let at = (bytes.len() as f64 * share) as usize;
            bytes[at] ^= flip;
            prop_assert!(read(bytes.as_slice()).is_err());
        }

        #[test]
        fn garbage_is_refused(garbage in prop::collection::vec(any::<u8>(), 0..500)) {
            let mut bytes = bytes()[..16].to_vec();
            bytes.extend(garbage);
            prop_assert!(read(bytes.as_slice()).is_err());
        }
    }
}
