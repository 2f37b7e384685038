// @ts-check
/** A short sound for a reply that waits, once the owner wants one. A browser plays it only in a page that was tapped. */

/** In storage: `on` when the owner wants to hear a reply. */
export const SOUND_KEY = 'aftercare.sound';
const TONES = [660, 880];
const TONE_S = 0.12;
const LOUD = 0.15;

/** @type {AudioContext|null} */
let context = null;

/** Two short tones. */
export async function play() {
  try {
    context ??= new AudioContext();
    if (context.state === 'suspended') await context.resume();
    const volume = context.createGain();
    volume.gain.value = LOUD;
    volume.connect(context.destination);
    for (const [index, hertz] of TONES.entries()) {
      const tone = context.createOscillator();
      tone.frequency.value = hertz;
      tone.connect(volume);
      tone.start(context.currentTime + index * TONE_S);
      tone.stop(context.currentTime + (index + 1) * TONE_S);
    }
  } catch {
    // A browser without sound, or one that was not tapped: the badge says it.
  }
}
