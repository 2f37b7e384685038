// @ts-check
/**
 * Tells a technician that somebody waits: a sound and the browser's notice, both only after a click (opt-in), and for
 * danger again and again until somebody has taken it.
 *
 * @typedef {import('./core.js').Row} Row
 * @typedef {import('../shared/texts.js').Texts} Texts
 */

const KEY = 'aftercare.desk.alarm';
const AGAIN_MS = 4_000;

export class Alarm {
  /** @param {import('../shared/outbox.js').Store} storage */
  constructor(storage) {
    this.storage = storage;
    /** The technician wants it; sound needs a gesture in every page, so it may still be silent. */
    this.on = storage.getItem(KEY) === '1';
    /** @type {AudioContext|null} */
    this.audio = null;
    this.ringing = false;
    /** @type {any} */
    this.timer = null;
    addEventListener('pointerdown', () => this.on && this.wakeAudio(), { once: true });
    addEventListener('keydown', () => this.on && this.wakeAudio(), { once: true });
  }

  /** By the technician's click. */
  async toggle() {
    this.on = !this.on;
    this.storage.setItem(KEY, this.on ? '1' : '0');
    if (!this.on) return;
    this.wakeAudio();
    this.tone([660, 880], 0.12);
    try {
      if ('Notification' in window && Notification.permission === 'default') await Notification.requestPermission();
    } catch {
      // Refused or not possible: the sound remains.
    }
  }

  wakeAudio() {
    try {
      this.audio ??= new AudioContext();
      if (this.audio.state === 'suspended') this.audio.resume().catch(() => {});
    } catch {
      this.audio = null;
    }
  }

  /** Somebody has begun to wait. @param {Row} row @param {Texts} texts */
  waiting(row, texts) {
    if (!this.on) return;
    const danger = row.priority >= 10;
    if (!danger) this.tone([523, 659], 0.1);
    if (document.visibilityState === 'visible' && document.hasFocus()) return;
    try {
      if ('Notification' in window && Notification.permission === 'granted') {
        // No words of the owner: a notice may be seen by others.
        new Notification(texts.t(danger ? 'desk-notice-danger' : 'desk-notice-waiting'), { tag: row.conversation, lang: texts.language, requireInteraction: danger });
      }
    } catch {
      // Some phones allow notices from service workers only.
    }
  }

  /** A word in a conversation. @param {{id: string}} _talk @param {boolean} mine */
  word(_talk, mine) {
    if (this.on && mine && !(document.visibilityState === 'visible' && document.hasFocus())) this.tone([587], 0.08);
  }

  /** Rings while there is danger that nobody has taken. @param {boolean} danger */
  danger(danger) {
    if (danger === this.ringing) return;
    this.ringing = danger;
    clearInterval(this.timer);
    if (!danger) return;
    const ring = () => this.on && this.tone([880, 660, 880, 660], 0.22);
    ring();
    this.timer = setInterval(ring, AGAIN_MS);
  }

  /** @param {number[]} pitches @param {number} loudness */
  tone(pitches, loudness) {
    const audio = this.audio;
    if (!audio || audio.state !== 'running') return;
    pitches.forEach((pitch, index) => {
      const start = audio.currentTime + index * 0.16;
      const oscillator = audio.createOscillator();
      const gain = audio.createGain();
      oscillator.type = 'sine';
      oscillator.frequency.value = pitch;
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(loudness, start + 0.02);
      gain.gain.linearRampToValueAtTime(0, start + 0.15);
      oscillator.connect(gain).connect(audio.destination);
      oscillator.start(start);
      oscillator.stop(start + 0.16);
    });
  }
}
