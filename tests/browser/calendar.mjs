// Files for calendars as a library of others reads them. That they are those that the program makes, a test of `requests::calendar` says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import ICAL from 'ical.js';

function read(name) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(new URL(`../data/calendar/${name}.ics`, import.meta.url), 'utf8')));
  const zones = calendar.getAllSubcomponents('vtimezone').map((zone) => new ICAL.Timezone(zone));
  const component = calendar.getFirstSubcomponent('vevent');
  return { calendar, zones, component, event: new ICAL.Event(component) };
}

for (const [name, zone, start, end, offset, status, sequence, alarms] of [
  ['almaty', 'Asia/Almaty', '2026-12-02T10:00:00', '2026-12-02T11:00:00', 5, 'CONFIRMED', 3, 1],
  ['dhaka', 'Asia/Dhaka', '2026-12-02T11:00:00', '2026-12-02T12:00:00', 6, 'TENTATIVE', 3, 1],
  ['cancelled', 'Asia/Dhaka', '2026-12-02T11:00:00', '2026-12-02T12:00:00', 6, 'CANCELLED', 4, 0],
]) {
  test(`a calendar of others reads ${name}.ics`, () => {
    const { calendar, zones, component, event } = read(name);
    assert.deepEqual([calendar.getFirstPropertyValue('version'), calendar.getFirstPropertyValue('method')], ['2.0', 'PUBLISH']);
    assert.deepEqual(zones.map(({ tzid }) => tzid), [zone]);
    assert.deepEqual([event.startDate.toString(), event.endDate.toString()], [start, end]);
    for (const property of ['dtstart', 'dtend']) assert.equal(component.getFirstProperty(property).getParameter('tzid'), zone);
    // By the rule that the file itself has, not by a table of the library's.
    assert.equal(zones[0].utcOffset(event.startDate), offset * 3_600);
    assert.equal(event.startDate.convertToZone(ICAL.Timezone.utcTimezone).toString(), '2026-12-02T05:00:00Z');
    assert.deepEqual([event.uid, event.sequence, component.getFirstPropertyValue('status')], ['AC-7K3M-92QX-C@cars.example', sequence, status]);
    assert.equal(component.getAllSubcomponents('valarm').length, alarms);
    assert.deepEqual([event.summary, event.location], ['Сервиске жазылу, Алматы', 'Абай даңғылы; 1']);
    assert.match(event.description, /^সকালে আসুন\nগাড়ির চাবি সঙ্গে আনবেন, আর কিছু লাগবে না, শুধু এই নম্বরটি দেখাবেন।$/u);
  });
}
