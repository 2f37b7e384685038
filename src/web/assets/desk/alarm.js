// @ts-check
/**
 * Tells a technician that somebody waits: a sound and the browser's notice. For danger always, and again and again until
 * somebody has taken it; for everybody else only after a click (opt-in).
 *
 * @typedef {import('./core.js').Row} Row
 * @typedef {import('../shared/texts.js').Texts} Texts
 */
import { DANGER, UNSURE } from './core.js';

const KEY = 'aftercare.desk.alarm';
const AGAIN_MS = 4_000;

export class Alarm {
  /** @param {import('../shared/outbox.js').Store} storage */
  constructor(storage) {
    this.storage = storage;
    /** The technician wants to hear of everybody who waits, not of danger alone. */
    this.on = storage.getItem(KEY) === '1';
    /** @type {AudioContext|null} */
    this.audio = null;
    this.ringing = false;
    /** @type {any} */
    this.timer = null;
    /** Called when it can be heard, or no longer. */
    this.changed = () => {};
    // A page may sound only after somebody has touched it.
    addEventListener('pointerdown', () => this.wakeAudio(), { once: true });
    addEventListener('keydown', () => this.wakeAudio(), { once: true });
  }

  /** Whether the browser lets the page sound. */
  get silent() {
    return this.audio?.state !== 'running';
  }

  /** By the technician's click: the danger may sound, and be noticed behind other windows. */
  async allow() {
    this.wakeAudio();
    try {
      if ('Notification' in window && Notification.permission === 'default') await Notification.requestPermission();
    } catch {
      // Refused or not possible: the sound remains.
    }
  }

  /** By the technician's click. */
  async toggle() {
    this.on = !this.on;
    this.storage.setItem(KEY, this.on ? '1' : '0');
    if (!this.on) return;
    await this.allow();
    this.tone([660, 880], 0.12);
  }

  wakeAudio() {
    try {
      this.audio ??= new AudioContext();
      this.audio.onstatechange = () => this.changed();
      if (this.audio.state === 'suspended') this.audio.resume().catch(() => {});
    } catch {
      this.audio = null;
    }
  }

  /** Somebody has begun to wait, or a danger was told of somebody who does. @param {Row} row @param {Texts} texts */
  waiting(row, texts) {
    const [danger, unsure] = [row.priority >= DANGER, row.priority >= UNSURE];
    if (!this.on && !unsure) return;
    if (!danger) this.tone(unsure ? [660, 880, 660] : [523, 659], unsure ? 0.18 : 0.1);
    if (document.visibilityState === 'visible' && document.hasFocus()) return;
    try {
      if ('Notification' in window && Notification.permission === 'granted') {
        // No words of the owner: a notice may be seen by others.
        const words = danger ? 'desk-notice-danger' : unsure ? 'desk-notice-unanswered' : 'desk-notice-waiting';
        new Notification(texts.t(words), { tag: row.conversation, lang: texts.language, requireInteraction: unsure });
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
    const ring = () => this.tone([880, 660, 880, 660], 0.22);
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
