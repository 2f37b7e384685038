//! Plain loops, compiled for the widest registers of the processor at hand.

#[cfg(feature = "semantic")]
struct Wide<F>(F);

#[cfg(feature = "semantic")]
impl<R, F: FnOnce() -> R> rten_simd::SimdOp for Wide<F> {
    type Output = R;

    #[inline(always)]
    fn eval<I: rten_simd::Isa>(self, _: I) -> R {
        (self.0)()
    }
}

/// Runs a loop over numbers, with AVX-512 or AVX2 where the processor has them. What comes out is the same to the last bit, since nothing is
/// summed in another order. Only what is inlined profits: loops that stand in the closure or in small functions marked so.
#[cfg(feature = "semantic")]
pub fn wide<R>(run: impl FnOnce() -> R) -> R {
    rten_simd::SimdOp::dispatch(Wide(run))
}

/// Runs a loop over numbers; wide registers come with the feature `semantic`.
#[cfg(not(feature = "semantic"))]
pub fn wide<R>(run: impl FnOnce() -> R) -> R {
    run()
}

/// Loops over numbers that are too much to be inlined as a closure: `run` is marked `inline(always)`, and so is what it calls.
pub trait Loops {
    /// Runs them.
    fn run(self);
}

#[cfg(feature = "semantic")]
struct WideLoops<L>(L);

#[cfg(feature = "semantic")]
impl<L: Loops> rten_simd::SimdOp for WideLoops<L> {
    type Output = ();

    #[inline(always)]
    fn eval<I: rten_simd::Isa>(self, _: I) {
        self.0.run();
    }
}

/// As [`wide`].
#[cfg(feature = "semantic")]
pub fn wide_loops(loops: impl Loops) {
    rten_simd::SimdOp::dispatch(WideLoops(loops));
}

/// As [`wide`].
#[cfg(not(feature = "semantic"))]
pub fn wide_loops(loops: impl Loops) {
    loops.run();
}
