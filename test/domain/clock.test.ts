import { describe, expect, test } from '@jest/globals';
import { assert, constantFrom, integer, property } from 'fast-check';
import { latestStrike, monthOf, monthWindow, quietUntil } from '../../src/domain/clock.ts';
import { latestDue, readSettings } from '../../src/domain/digest/settings.ts';

const DAILY = [1, 2, 3, 4, 5, 6, 7];
const strike = (times: string[], zone: string, now: string, days = DAILY): string | undefined =>
  latestStrike(times, days, zone, new Date(now))?.toISOString();

describe('the latest strike of a time of day', () => {
  test('in Viet Nam, which knows no summer time', () => {
    const zone = 'Asia/Ho_Chi_Minh';
    expect(strike(['07:30', '16:00'], zone, '2026-11-25T00:29:59Z')).toBe('2026-11-24T09:00:00.000Z');
    expect(strike(['07:30', '16:00'], zone, '2026-11-25T00:30:00Z')).toBe('2026-11-25T00:30:00.000Z');
    expect(strike(['07:30', '16:00'], zone, '2026-11-25T17:00:00Z')).toBe('2026-11-25T09:00:00.000Z');
    expect(strike(['00:00'], zone, '2026-12-31T16:59:59Z')).toBe('2026-12-30T17:00:00.000Z');
    expect(strike(['00:00'], zone, '2026-12-31T17:00:00Z')).toBe('2026-12-31T17:00:00.000Z');
  });

  test('on the days chosen only', () => {
    // 2026-11-25 is a Wednesday.
    expect(strike(['08:00'], 'Asia/Ho_Chi_Minh', '2026-11-25T05:00:00Z', [1])).toBe(
      '2026-11-23T01:00:00.000Z',
    );
    expect(strike(['08:00'], 'Asia/Ho_Chi_Minh', '2026-11-25T00:59:00Z', [3])).toBe(
      '2026-11-18T01:00:00.000Z',
    );
  });

  test('where the clock skips an hour it strikes after the gap', () => {
    // Berlin goes from 02:00 to 03:00 on 2026-03-29, at 01:00 UTC.
    expect(strike(['02:30'], 'Europe/Berlin', '2026-03-29T01:29:59Z')).toBe('2026-03-28T01:30:00.000Z');
    expect(strike(['02:30'], 'Europe/Berlin', '2026-03-29T01:30:00Z')).toBe('2026-03-29T01:30:00.000Z');
  });

  test('where the clock shows an hour twice it strikes once, the first time', () => {
    // Berlin goes from 03:00 back to 02:00 on 2026-10-25, at 01:00 UTC.
    expect(strike(['02:30'], 'Europe/Berlin', '2026-10-25T00:30:00Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(strike(['02:30'], 'Europe/Berlin', '2026-10-25T01:45:00Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(strike(['08:00'], 'Europe/Berlin', '2026-10-25T12:00:00Z')).toBe('2026-10-25T07:00:00.000Z');
  });

  test('each wall-clock time strikes exactly once a day, in any zone', () => {
    const zones = [
      'Asia/Ho_Chi_Minh',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
    ];
    assert(
      property(
        constantFrom(...zones),
        integer({ min: 0, max: 1439 }),
        integer({ min: 0, max: 364 }),
        (zone, minute, day) => {
          const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
          const now = Date.UTC(2026, 0, 2 + day);
          const seen = new Set<number>();
          for (let step = 0; step <= 96; step += 1) {
            const at = latestStrike([time], DAILY, zone, new Date(now + step * 15 * 60_000));
            if (at !== undefined) seen.add(at.getTime());
          }
          // 24 hours touch at most two strikes, and two strikes are about a day apart.
          const all = [...seen].toSorted((a, b) => a - b);
          expect(all.length).toBeLessThanOrEqual(2);
          if (all.length === 2)
            expect(Math.abs((all[1] ?? 0) - (all[0] ?? 0) - 86_400_000)).toBeLessThanOrEqual(3_600_000);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('quiet hours', () => {
  const until = (from: string, to: string, zone: string, now: string): string | undefined =>
    quietUntil({ from, to, zone }, new Date(now))?.toISOString();

  test('over midnight', () => {
    const zone = 'Asia/Ho_Chi_Minh';
    expect(until('22:00', '06:30', zone, '2026-11-25T14:59:00Z')).toBeUndefined();
    expect(until('22:00', '06:30', zone, '2026-11-25T15:00:00Z')).toBe('2026-11-25T23:30:00.000Z');
    expect(until('22:00', '06:30', zone, '2026-11-25T17:30:00Z')).toBe('2026-11-25T23:30:00.000Z');
    expect(until('22:00', '06:30', zone, '2026-11-25T23:30:00Z')).toBeUndefined();
  });

  test('within a day, and none at all', () => {
    const zone = 'Asia/Ho_Chi_Minh';
    expect(until('12:00', '13:30', zone, '2026-11-25T05:15:00Z')).toBe('2026-11-25T06:30:00.000Z');
    expect(until('12:00', '13:30', zone, '2026-11-25T06:30:00Z')).toBeUndefined();
    expect(until('08:00', '08:00', zone, '2026-11-25T01:00:00Z')).toBeUndefined();
  });

  test('through the nights the clock is changed', () => {
    expect(until('22:00', '07:00', 'Europe/Berlin', '2026-03-28T23:00:00Z')).toBe('2026-03-29T05:00:00.000Z');
    expect(until('22:00', '07:00', 'Europe/Berlin', '2026-10-24T22:00:00Z')).toBe('2026-10-25T06:00:00.000Z');
    // The end itself falls into the hour shown twice: silence ends, it does not last another day.
    const end = until('22:00', '02:30', 'Europe/Berlin', '2026-10-25T01:10:00Z');
    expect(new Date(end ?? 0).getTime() - Date.parse('2026-10-25T01:10:00Z')).toBeLessThanOrEqual(60_000);
  });
});

describe('settings', () => {
  test('as people write them', () => {
    expect(
      readSettings({ times: '16h, 7:30,07:30', days: '5,1', urgent: false }, 'Asia/Ho_Chi_Minh'),
    ).toEqual({
      times: ['07:30', '16:00'],
      days: [1, 5],
      zone: 'Asia/Ho_Chi_Minh',
      urgent: false,
    });
    expect(readSettings({ times: '', sources: ['3', 3] }, 'UTC')).toMatchObject({
      times: [],
      urgent: true,
      sources: [3],
    });
  });

  test.each([
    [{ times: '25:00' }, 'times'],
    [{ times: 'sáng' }, 'times'],
    [{ times: '1:00,2:00,3:00,4:00,5:00,6:00,7:00,8:00,9:00' }, 'times'],
    [{ days: '0' }, 'days'],
    [{ days: '' }, 'days'],
    [{ zone: 'Asia/Saigonn' }, 'zone'],
    [{ sources: 'x' }, 'sources'],
  ])('%j is refused by name', (draft, fault) => {
    expect(readSettings(draft, 'UTC')).toBe(fault);
  });

  test('without times nothing regular is ever due', () => {
    const settings = readSettings({ times: '' }, 'UTC');
    expect(typeof settings === 'string' ? settings : latestDue(settings, new Date())).toBeUndefined();
  });
});

describe('months', () => {
  test('begin and end at midnight of the zone', () => {
    expect(monthWindow('2026-11', 'Asia/Ho_Chi_Minh')).toEqual({
      from: new Date('2026-10-31T17:00:00Z'),
      to: new Date('2026-11-30T17:00:00Z'),
    });
    // Clocks in New York change on 1 November 2026: the month is an hour longer than thirty days.
    expect(monthWindow('2026-11', 'America/New_York')).toEqual({
      from: new Date('2026-11-01T04:00:00Z'),
      to: new Date('2026-12-01T05:00:00Z'),
    });
    expect(monthWindow('2026-12', 'UTC')?.to).toEqual(new Date('2027-01-01T00:00:00Z'));
  });

  test.each(['2026-13', '2026-1', 'nay', ''])('%s is no month', (month) => {
    expect(monthWindow(month, 'UTC')).toBeUndefined();
  });

  test('a moment lies in the month of the zone', () => {
    expect(monthOf(new Date('2026-10-31T18:00:00Z'), 'Asia/Ho_Chi_Minh')).toBe('2026-11');
  });
});
