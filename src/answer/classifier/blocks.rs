//! Lists of rows while a classifier is learned: hundreds of megabytes that are let go of piece by piece, when something smaller was made of them.

/// Rows of a block.
const ROWS: usize = 1 << 14;

/// A list for each row, one after the other, in blocks of some rows each.
#[derive(Debug)]
pub(in crate::answer) struct Blocks<T> {
    /// Row → begin of its list among all; one more than rows.
    starts: Vec<u32>,
    /// The lists of [`ROWS`] rows each; none of those that were let go of.
    blocks: Vec<Vec<T>>,
}

impl<T> Default for Blocks<T> {
    fn default() -> Self {
        Self { starts: vec![0], blocks: Vec::new() }
    }
}

impl<T> Blocks<T> {
    /// Adds a row with its list.
    pub(in crate::answer) fn push(&mut self, list: impl IntoIterator<Item = T>) {
        if self.rows().is_multiple_of(ROWS) {
            self.blocks.last_mut().into_iter().for_each(Vec::shrink_to_fit);
            self.blocks.push(Vec::new());
        }
        let end = self.len();
        let Some(block) = self.blocks.last_mut() else { return };
        let before = block.len();
        block.extend(list);
        self.starts.push((end + block.len() - before) as u32);
    }

    /// How many rows there are.
    pub(in crate::answer) fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// How long all lists are together.
    pub(in crate::answer) fn len(&self) -> usize {
        self.starts.last().map_or(0, |end| *end as usize)
    }

    /// A row's block, and where its list lies there.
    fn place(&self, row: u32) -> (usize, std::ops::Range<usize>) {
        let row = row as usize;
        let first = self.starts[row / ROWS * ROWS];
        (row / ROWS, (self.starts[row] - first) as usize..(self.starts[row + 1] - first) as usize)
    }

    /// The list of a row.
    pub(in crate::answer) fn list(&self, row: u32) -> &[T] {
        let (block, place) = self.place(row);
        &self.blocks[block][place]
    }

    /// The same, to be changed.
    pub(in crate::answer) fn list_mut(&mut self, row: u32) -> &mut [T] {
        let (block, place) = self.place(row);
        &mut self.blocks[block][place]
    }

    /// How long the list of a row is.
    pub(in crate::answer) fn length(&self, row: u32) -> usize {
        self.place(row).1.len()
    }

    /// Lets go of the blocks whose rows are all before this one: their lists must not be asked for again.
    pub(in crate::answer) fn let_go_before(&mut self, row: u32) {
        if let Some(last) = (row as usize / ROWS).checked_sub(1) {
            self.blocks[last] = Vec::new();
        }
    }

    /// Something else in each place; a block is let go of before the next is made.
    pub(in crate::answer) fn map<U>(self, each: impl Fn(T) -> U) -> Blocks<U> {
        // Collected in place, what is smaller would keep the larger one's memory.
        let block = |block: Vec<T>| {
            let mut made = Vec::with_capacity(block.len());
            made.extend(block.into_iter().map(&each));
            made
        };
        Blocks { starts: self.starts, blocks: self.blocks.into_iter().map(block).collect() }
    }
}

impl<T, L: IntoIterator<Item = T>> FromIterator<L> for Blocks<T> {
    fn from_iter<I: IntoIterator<Item = L>>(lists: I) -> Self {
        let mut blocks = Self::default();
        lists.into_iter().for_each(|list| blocks.push(list));
        blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As many rows as two blocks and a few more have, each with none to two numbers.
    fn blocks() -> Blocks<u32> {
        (0..2 * ROWS as u32 + 3).map(|row| (0..row % 3).map(move |n| 10 * row + n)).collect()
    }

    #[test]
    fn each_row_has_its_list() {
        let (mut blocks, rows) = (blocks(), 2 * ROWS as u32 + 3);
        assert_eq!((blocks.rows(), blocks.len()), (rows as usize, (0..rows).map(|row| row as usize % 3).sum()));
        blocks.list_mut(ROWS as u32)[0] = 7;
        let is_right = |blocks: &Blocks<u32>, row: u32| {
            let expected: Vec<u32> = (0..row % 3).map(|n| if (row, n) == (ROWS as u32, 0) { 7 } else { 10 * row + n }).collect();
            blocks.list(row) == expected && blocks.length(row) == expected.len()
        };
        assert!((0..rows).all(|row| is_right(&blocks, row)));
        let halves = blocks.map(|number| f64::from(number) / 2.0);
        assert_eq!(halves.list(rows - 1), [f64::from(10 * (rows - 1)) / 2.0]);
    }

    #[test]
    fn what_was_let_go_of_is_before_the_row() {
        let mut blocks = blocks();
        for row in 0..blocks.rows() as u32 {
            blocks.let_go_before(row);
            assert_eq!(blocks.list(row).len() as u32, row % 3);
        }
        assert!(blocks.blocks[..2].iter().all(|block| block.capacity() == 0));
    }
}
