import { describe, expect, it } from 'vitest';

import { runCli } from '../support/cli.ts';

describe('the demo', () => {
  it(
    'plays a whole stay for each recipe and a cancelled one, and the doors agree',
    { timeout: 180_000 },
    async () => {
      const { code, stdout, stderr } = await runCli(['demo'], {}, '', 170_000);
      expect(code, `${stdout}\n${stderr}`).toBe(0);
      const titles = [
        'Salto KS, PIN code',
        'Salto KS, mobile key',
        'Salto KS, mobile key with enrollment',
        'Salto Space, mobile key',
        'Latch, mobile key',
        'Cancelled by the guest',
      ];
      for (const title of titles) {
        const told = stdout.split('\n').filter((line) => line.includes(`  ${title}  `));
        const story = told
          .map((line) => line.slice(line.indexOf(title) + title.length).trim())
          .join('\n');
        expect(story).toMatch(
          /granted: [^]*waiting for check-in|waiting for check-in[^]*granted: /,
        );
        expect(story).toMatch(/doors open[^]*every door shut/);
        expect(story).toMatch(
          title.startsWith('Cancelled') ? /cancelled: applied/ : /extended: applied/,
        );
        expect(story).toMatch(/revoked: Seam shows nothing[^]*proven:/);
        expect(stdout).toMatch(new RegExp(`✔ ${title} +opened within`));
      }
      expect(stdout).toContain('it is 10 minutes unless you set it');
      expect(stdout).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
      expect(stdout).toContain('Nothing is left at Seam.');
      expect(stderr).not.toContain('\u001B');
    },
  );
});
