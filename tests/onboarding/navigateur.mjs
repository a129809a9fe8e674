// The walk of a person in a real browser: a screenshot and an axe report of each page, at two widths.
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, chromium, base, lien, folder] = process.argv.slice(2);
const require = createRequire(join(modules, "any.js"));
const { chromium: engine } = require("playwright-core");
const { AxeBuilder } = require("@axe-core/playwright");

const WIDTHS = { telephone: { width: 320, height: 720 }, bureau: { width: 1280, height: 900 } };
const found = [];
const browser = await engine.launch({ executablePath: chromium, args: ["--no-sandbox"] });
const context = await browser.newContext({ locale: "fr-FR" });
const page = await context.newPage();

async function look(name) {
  for (const [device, size] of Object.entries(WIDTHS)) {
    await page.setViewportSize(size);
    await page.screenshot({ path: join(folder, `${name}-${device}.png`), fullPage: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button, a.bouton, input:not([type=hidden])")]
        .map((each) => [each.textContent.trim() || each.id, each.getBoundingClientRect()])
        .filter(([, box]) => box.height > 0 && box.height < 24)
        .map(([said]) => said));
    const { violations } = await new AxeBuilder({ page }).analyze();
    found.push({
      name, device, title: await page.title(), lang: await page.getAttribute("html", "lang"),
      scrolls: wide > size.width, small,
      violations: violations.map(({ id, impact, nodes }) => ({
        id, impact, where: nodes.map((each) => each.html.slice(0, 200)),
      })),
    });
  }
}

const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());
const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };

await page.goto(`${base}/inscription`);
await look("01-accueil");
await press("Tab");
const skip = await focused();
await press("Enter");
const skipped = new URL(page.url()).hash;
await page.goto(`${base}/inscription/nouveau-lien`);
await page.click("main button");
await look("02-nouveau-lien-fautes");
await page.goto(`${base}/inscription/agents`);
await look("03-dehors");

await page.goto(`${base}${lien}`);
await look("04-structure");
await page.click("main button");
await look("05-structure-faute");
const summary = await focused();
await press("Tab", "Enter");
const field = await focused();
await press("Space");
await page.focus("main button[type=submit]");
await press("Enter");
await page.waitForURL("**/agents");
await look("06-agents");
await page.fill("#courriel-1", "ada chez estives");
await page.fill("#courriel-2", "grace@estives.example");
await page.click("main button >> nth=0");
await look("07-agents-fautes");
await page.fill("#courriel-1", "ada@estives.example");
await page.click("text=Ajouter un agent");
await page.waitForSelector("#courriel-3");
await page.waitForFunction(() => document.activeElement !== document.body);
const added = await focused();
await look("08-agents-ajout");
await page.click("main button >> nth=0");
await page.waitForURL("**/suite");
await look("09-suite");
await context.clearCookies();
await page.goto(`${base}${lien}`);
await look("10-lien-utilise");
await page.click("main button");
await look("11-envoye");
await browser.close();
console.log(JSON.stringify({ pages: found, keyboard: { skip, skipped, summary, field, added } }));
