#!/usr/bin/env python3
"""A made-up population of uses, scored with one or two folders of frameworks.

It answers what no single case can: how many questions a use is asked, how often tiers and decisions
come out, what separates a poor vendor from an excellent one, and how many results a change of content
moves. The shares hang on the assumptions below; differences between two contents do less, since the
same use, vendor, maturity and, per question, the same draw answer both.

    benches/population.py FOLDER              the table of one content
    benches/population.py BEFORE AFTER        both, and how many tiers are the same
    benches/population.py FOLDER --vectors FILE       whether this implementation agrees with worked cases
    benches/population.py FOLDER --moves      how many tiers leaving out each question moves
    benches/population.py FOLDER --incidents FILE     found, found without findings, AUC

It is a third implementation of the method, in floating point, and no part of the program.
"""
import argparse
import collections
import datetime
import hashlib
import json
import math
import random
import re
import tomllib
from pathlib import Path

GRADES = ["none", "statement", "document", "attestation", "tested"]
STRICT = ["approve", "approve-with-conditions", "restrict", "hold", "prohibit"]
DAY = datetime.date(2026, 11, 22)

# ---------------------------------------------------------------------------------------- the method


def half_up(x, places=0):
    scale = 10**places
    return math.floor(x * scale + 0.5 + 1e-9) / scale


class Framework:
    def __init__(self, folder, ids):
        self.scoring, self.questions, self.criteria, self.knock_outs, self.factors = {}, [], [], [], []
        self.former = {}
        for id in ids:
            file = tomllib.loads((Path(folder) / f"{id}.toml").read_text())
            self.scoring.update(file.get("scoring", {}))
            self.factors += [factor["id"] for factor in file.get("factor", [])]
            for key, things in (("question", self.questions), ("criterion", self.criteria), ("knock-out", self.knock_outs)):
                for thing in file.get(key, []):
                    at = [n for n, one in enumerate(things) if one["id"] == thing["id"]]
                    if thing.get("retired"):
                        for n in at:
                            things.pop(n)
                    elif thing.get("replaces"):
                        things[at[0]] = thing
                    else:
                        things.append(thing)
        for q in self.questions:
            before = q.get("renamed-from", [])
            for id in [before] if isinstance(before, str) else before:
                self.former[id] = q["id"]
            for option in q.get("options", []):
                old = option.get("renamed-from", [])
                option["old"] = [old] if isinstance(old, str) else old
        self.of = {c["id"]: [q for q in self.questions if q["criterion"] == c["id"]] for c in self.criteria}
        self.tiers = self.scoring["tier"]
        self.compiled = {}

    def holds(self, condition, level):
        if not condition:
            return True
        if condition not in self.compiled:
            code = re.sub(r"([a-z][a-z-]*) >= (\d)", r"(level('\1') >= \2)", condition)
            self.compiled[condition] = compile(code, condition, "eval")
        return eval(self.compiled[condition], {"level": level})

    def tier(self, points):
        shown = half_up(points, 1)
        return max(n for n, tier in enumerate(self.tiers) if shown >= tier["from"])

    def named(self, id):
        return next(n for n, tier in enumerate(self.tiers) if tier["id"] == id)

    def cap(self, grade):
        return self.scoring["evidence"][GRADES[grade]] / 100

    def inherent(self, criterion, level):
        impact = max(level(f) for f in criterion["impact"])
        xs = sorted((level(f) for f in criterion["exposure"]), reverse=True)[: self.scoring["exposure-count"]]
        return self.scoring["inherent"][(2 * sum(xs) + len(xs)) // (2 * len(xs))][impact]

    def asked(self, context, unknown=4):
        """The questions that are put: (question, material, floor only)."""
        level = lambda f: context.get(f, unknown)
        for criterion in self.criteria:
            material = self.inherent(criterion, level) >= self.scoring["material-from"]
            for q in self.of[criterion["id"]]:
                knock_out = q.get("knock-out")
                if self.holds(q.get("when"), level):
                    if material or (knock_out and self.holds(knock_out.get("when"), level)):
                        yield q, material

    def credit(self, q, value):
        kind = q.get("kind", "choice")
        if kind == "multiple":
            return len(set(value)) / len(q["items"])
        if kind == "number":
            if value == "none":
                return q["none"]["credit"] / 100
            bands = [b["credit"] for b in q["bands"] if value <= b.get("up-to", -math.inf) or value >= b.get("at-least", math.inf)]
            return max(bands, default=0) / 100
        return next(o["credit"] for o in q["options"] if o["id"] == value or value in o["old"]) / 100

    def best(self, q):
        hit = hits(q)
        kind = q.get("kind", "choice")
        if kind == "multiple":
            return 1.0
        if kind == "number":
            worths = [b["credit"] for b in q["bands"]]
            if "none" in q and "none" not in hit:
                worths.append(q["none"]["credit"])
        else:
            worths = [o["credit"] for o in q["options"] if o["id"] not in hit]
        return min(max(worths) / 100, self.cap(4))

    def standing(self, q, answers):
        """(state, worth, grade, open, listed)"""
        answer = answers.get(q["id"])
        s = self.scoring
        if answer is None or "unknown" in answer or answer.get("value") == "unknown":
            return "unknown", 0.0, 0, True, False
        if "not-applicable" in answer:
            if q.get("not-applicable") and answer["not-applicable"].strip() and answer.get("second-reader"):
                return "n/a", s["not-applicable-credit"] / 100, 0, False, False
            return "unknown", 0.0, 0, True, False
        dated = answer.get("dated")
        age = (DAY - datetime.date.fromisoformat(str(dated))).days if dated else 0
        grade = max(0, GRADES.index(answer.get("grade", "none")) - max(0, age - 1) // s["stale-days"])
        credit = self.credit(q, answer["value"])
        control = answer.get("compensating")
        if control and datetime.date.fromisoformat(str(control["until"])) >= DAY:
            credit = max(credit, min(control["credit"], s["compensating-cap"]) / 100)
        knock_out = q.get("knock-out", {})
        value = answer["value"]
        value = next((o["id"] for o in q.get("options", []) if value in o["old"]), value)
        is_open = value in knock_out.get("open", []) or grade < GRADES.index(s["knock-out-grade"])
        return "answered", min(credit, self.cap(grade)), grade, is_open, value in knock_out.get("answers", [])

    def run(self, context, answers, waived=(), unknown=4, settled=None):
        level = lambda f: context.get(f, unknown)
        least = lambda f: context.get(f, 0)
        s = self.scoring
        residuals, inherents, standings, domains = {}, [], {}, {}
        for criterion in self.criteria:
            points = self.inherent(criterion, level)
            inherents.append(points)
            material = points >= s["material-from"]
            worths, keys = [], []
            for q in self.of[criterion["id"]]:
                knock_out = q.get("knock-out")
                put = self.holds(q.get("when"), level)
                only = put and not material and knock_out and self.holds(knock_out.get("when"), level)
                if not put or not (material or only):
                    worths.append(1.0)
                    continue
                if settled and q["id"] in settled:
                    one = ("answered", settled[q["id"]], 4, False, False)
                else:
                    one = self.standing(q, answers)
                standings[q["id"]] = (q, bool(material), one)
                worths.append(one[1])
                if q.get("key") and material:
                    keys.append(one[1])
            effect = 1.0
            if material:
                effect = sum(worths) / len(worths)
                if keys:
                    base = s["key-cap-base"] / 100
                    effect = min(effect, base + (1 - base) * min(keys))
            residuals[criterion["id"]] = points * (1 - s["max-effect"] / 100 * effect)
        total = lambda xs: (lambda o: min(100, o[0] + s["breadth-rate"] / 100 * sum(o[1 : 1 + s["breadth-count"]])))(sorted(xs, reverse=True))
        residual, inherent = total(residuals.values()), total(inherents)
        floors = {}
        for k in self.knock_outs:
            if self.holds(k["when"], level):
                tier = self.named(k["floor"])
                if k["id"] in waived and k.get("waivable") and self.holds(k["when"], least):
                    tier -= s["waiver-steps"]
                floors[k["id"]] = max(tier, 0)
        for q, _, (_, _, _, is_open, listed) in standings.values():
            k = q.get("knock-out")
            if k and self.holds(k.get("when"), level) and (is_open or listed):
                tier = self.named(k["floor"])
                if k["id"] in waived and k.get("waivable") and not is_open:
                    tier -= s["waiver-steps"]
                floors[k["id"]] = max(tier, 0)
        asked = [(q, one) for q, material, one in standings.values() if material]
        strength = sum(self.cap(one[2]) for _, one in asked if one[0] != "unknown") / len(asked) if asked else 1.0
        low = strength < s["confidence-low"] / 100 - 1e-12
        if settled is None:
            for q, one in asked:
                least_grade = q.get("evidence-at-least")
                if least_grade and (one[3] or one[2] < GRADES.index(least_grade)):
                    floors["evidence:" + q["id"]] = self.named(s["evidence-floor"])
            if low:
                floors["confidence"] = self.tier(inherent)
        drop = self.tier(inherent) - s["max-tier-drop"]
        if drop > self.tier(residual):
            floors["max-tier-drop"] = drop
        tier = max([self.tier(residual), *floors.values()])
        return residual, inherent, residuals, floors, tier, standings, strength

    def score(self, context, answers, waived=()):
        s = self.scoring
        answers = {self.former.get(id, id) if self.former.get(id, id) not in answers else id: a for id, a in answers.items()}
        residual, inherent, residuals, floors, tier, standings, strength = self.run(context, answers, waived)
        decision = self.tiers[tier]["decision"]
        if tier == len(self.tiers) - 1 and decision == "prohibit":
            settled = {id: max(one[1], self.best(q)) for id, (q, _, one) in standings.items() if one[3]}
            if self.run(context, answers, waived, 0, settled)[4] < tier:
                decision = "hold"
        keys = [one for q, material, one in standings.values() if material and q.get("key")]
        answered = sum(one[0] != "unknown" for one in keys)
        if 100 * answered < s["answered-least"] * len(keys) and STRICT.index(decision) < 3:
            decision = "hold"
        conditions = [
            id
            for id, (q, material, one) in standings.items()
            if material and one[0] != "n/a" and half_up(residuals[q["criterion"]], 1) >= s["condition-from"]
            and one[1] < s["condition-target-key" if q.get("key") else "condition-target"] / 100 - 1e-12
        ]
        return {"points": residual, "inherent": inherent, "tier": tier, "decision": decision, "floors": floors,
                "strength": strength, "asked": len(standings), "conditions": sorted(conditions), "criteria": residuals,
                "standings": standings}


def hits(q):
    knock_out = q.get("knock-out", {})
    return set(knock_out.get("answers", [])) | set(knock_out.get("open", []))


# ------------------------------------------------------------------------------------- the population

ORDER = ["data", "people-affected", "users", "autonomy", "privileges", "untrusted-content", "egress", "deployment",
         "effect-on-people", "output-use", "dependency", "jurisdiction", "legal-class"]

# name, share, overlay, levels in the order above
ARCHETYPES = [
    ("marketing drafts", 4, None, [0, 0, 2, 0, 0, 1, 1, 3, 1, 2, 1, 1, 0]),
    ("picture generator, public material", 2, None, [0, 0, 1, 0, 0, 1, 1, 3, 1, 3, 1, 1, 1]),
    ("translation, internal", 4, None, [1, 0, 3, 0, 0, 1, 1, 3, 0, 2, 1, 1, 0]),
    ("web chat", 8, None, [2, 0, 3, 0, 0, 4, 3, 3, 1, 2, 1, 1, 1]),
    ("web chat, internal data", 6, None, [1, 0, 3, 0, 0, 3, 2, 3, 0, 1, 1, 1, 0]),
    ("consumer accounts, internal data", 3, None, [1, 0, 3, 0, 0, 1, 3, 4, 0, 2, 1, 1, 0]),
    ("consumer accounts, source code", 2, None, [2, 0, 2, 0, 0, 1, 3, 4, 0, 2, 1, 1, 0]),
    ("staff assistant, some personal data", 6, None, [3, 1, 3, 0, 1, 2, 1, 3, 1, 2, 2, 1, 1]),
    ("office-suite assistant", 6, None, [3, 2, 3, 1, 2, 3, 3, 3, 1, 2, 2, 1, 1]),
    ("notetaker", 5, None, [3, 1, 3, 0, 1, 2, 1, 3, 1, 1, 1, 1, 1]),
    ("mailbox of executives", 2, None, [3, 2, 1, 1, 2, 3, 3, 3, 1, 2, 1, 1, 0]),
    ("CRM assistant", 4, None, [3, 3, 3, 1, 2, 3, 2, 3, 2, 2, 2, 1, 1]),
    ("contract analysis", 3, None, [2, 1, 1, 0, 1, 3, 1, 3, 1, 2, 1, 1, 0]),
    ("document search over shares", 4, None, [3, 2, 3, 0, 2, 2, 1, 3, 1, 2, 2, 1, 1]),
    ("hiring screener", 2, None, [3, 3, 2, 1, 1, 3, 1, 3, 4, 3, 2, 2, 3]),
    ("credit pre-check", 1, None, [4, 3, 2, 1, 2, 2, 1, 3, 4, 4, 3, 1, 3]),
    ("medical letter drafts", 2, None, [4, 3, 2, 0, 2, 2, 1, 3, 3, 2, 2, 1, 2]),
    ("browser agent", 2, None, [2, 0, 1, 3, 2, 4, 4, 3, 1, 1, 1, 1, 0]),
    ("offline OCR tool", 2, None, [2, 1, 1, 0, 0, 2, 0, 0, 0, 1, 1, 0, 0]),
    ("coding agent, approvals", 7, "coding-agent", [2, 0, 2, 2, 2, 3, 2, 3, 0, 2, 2, 1, 0]),
    ("coding agent, any host", 5, "coding-agent", [2, 0, 2, 2, 2, 3, 4, 3, 0, 2, 2, 1, 0]),
    ("auto-run agent", 3, "coding-agent", [2, 0, 2, 3, 2, 3, 4, 3, 0, 3, 2, 1, 0]),
    ("code completion", 6, "coding-agent", [2, 0, 3, 0, 1, 1, 2, 3, 0, 2, 1, 1, 0]),
    ("unattended agent in CI", 1, "coding-agent", [2, 0, 1, 4, 3, 3, 3, 3, 0, 3, 2, 1, 0]),
    ("self-hosted summariser", 3, "open-weights", [2, 0, 3, 0, 0, 2, 0, 0, 0, 1, 1, 0, 0]),
    ("self-hosted model in a product", 2, "open-weights", [2, 2, 4, 1, 1, 4, 1, 1, 2, 3, 2, 0, 1]),
    ("support chatbot", 4, "model-api", [3, 3, 4, 1, 2, 4, 2, 3, 2, 3, 2, 1, 1]),
    ("extraction over a model API", 3, "model-api", [3, 2, 1, 0, 1, 3, 1, 3, 1, 4, 2, 1, 0]),
]
QUALITY = [("poor", 15, 0.45), ("fair", 35, 0.62), ("good", 35, 0.76), ("excellent", 15, 0.92)]
MATURITY = [("low", 25, 0.52), ("working", 50, 0.70), ("high", 25, 0.88)]
CARE = [("hasty", 25, 0.35), ("usual", 50, 0.60), ("thorough", 25, 0.85)]
# Facts for which an option stands: whether they are so hangs on the use, not on anybody's quality.
FACTS = {"none-held": 0.3, "nobody": 0.6, "not-workers": 0.7, "nothing-installed": 0.7, "runs-nothing": 0.5, "read-only": 0.3,
         "no-shell": 0.2, "none-here": 0.3}
OURS = {"Platform team", "Tenant administrator", "Security", "Network team", "Identity team", "Business owner",
        "Human resources", "Reviewer", "Privacy"}


def rolls(*seed):
    """A generator that depends on nothing but its seed: the same draw for the same question in both contents."""
    return random.Random(hashlib.sha256("/".join(map(str, seed)).encode()).hexdigest())


def pick(dice, table):
    return dice.choices(table, weights=[row[1] for row in table])[0]


class Use:
    def __init__(self, n, seed, archetype=None):
        dice = rolls(seed, n)
        self.n, self.seed = n, seed
        self.archetype = archetype or pick(dice, ARCHETYPES)
        self.vendor, self.maturity, self.care = pick(dice, QUALITY), pick(dice, MATURITY), pick(dice, CARE)
        levels = list(self.archetype[3])
        for at in range(len(levels)):
            roll = dice.random()
            if levels[at] and roll < 0.08:
                levels[at] -= 1
            elif levels[at] < 4 and roll > 0.92 and ORDER[at] not in ("legal-class", "jurisdiction", "data"):
                levels[at] += 1
        self.context = {f: level for f, level in zip(ORDER, levels) if dice.random() > 0.005}

    def ids(self):
        return ["ai-tool"] + ([self.archetype[2]] if self.archetype[2] else [])

    def whose(self, q):
        first = [e.split(":")[0] for e in q.get("evidence", [])][:1]
        return "ours" if first and first[0] in OURS else "vendor"

    def answer(self, q):
        dice = rolls(self.seed, self.n, q["id"])
        fact, quality, unknown, which, grade = dice.random(), dice.gauss(0, 0.16), dice.random(), dice.random(), dice.random()
        ours = self.whose(q) == "ours"
        level = (self.maturity if ours else self.vendor)[2]
        care = self.care[2]
        rare = 0.35 if "knock-out" in q else 1.0  # what may prohibit is looked up first
        if unknown < (0.02 if ours else 0.14) * (1.4 - care) * rare:
            opens = q.get("knock-out", {}).get("open", [])
            if opens and which < 0.5:
                return {"value": opens[0], "grade": "statement"}
            return {"unknown": "not found"}
        x = 100 * min(max(level + quality, 0), 1)
        kind = q.get("kind", "choice")
        if kind == "multiple":
            value = [item["id"] for at, item in enumerate(q["items"]) if 100 * (at + 0.5) / len(q["items"]) <= x]
        elif kind == "number":
            bands = sorted(q["bands"], key=lambda b: b["credit"])
            band = min(bands, key=lambda b: abs(b["credit"] - x))
            value = band.get("up-to", band.get("at-least"))
            if x < 15 and "none" in q:
                value = "none"
        else:
            opens = q.get("knock-out", {}).get("open", [])
            options = [o for o in q["options"] if o["id"] not in opens]
            facts = [o for o in options if o["id"] in FACTS]
            if facts and fact < FACTS[facts[0]["id"]]:
                value = facts[0]["id"]
            else:
                options = [o for o in options if o["id"] not in FACTS]
                # The highest option that is wholly true: seldom above what the quality is.
                value = min(options, key=lambda o: (abs(o["credit"] - x), -o["credit"]))["id"]
        steps = [0.25, 0.85, 0.97] if not ours else [0.08, 0.6, 0.62]
        shift = 0.6 - care
        grade = 0 if grade < 0.05 * (1.4 - care) else 1 + sum(grade > step + shift * 0.6 for step in steps)
        return {"value": value, "grade": GRADES[min(grade, 4)]}

    def answers(self, framework):
        return {q["id"]: self.answer(q) for q, _ in framework.asked(self.context)}


def sound(framework, context, level=75):
    """Every answer the option nearest 75, read in a document, that hits no knock-out."""
    answers = {}
    for q, _ in framework.asked(context):
        kind = q.get("kind", "choice")
        near = lambda credit: (abs(credit - level), -credit)
        if kind == "multiple":
            n = min(range(len(q["items"]) + 1), key=lambda n: near(100 * n / len(q["items"])))
            value = [item["id"] for item in q["items"][:n]]
        elif kind == "number":
            band = min(q["bands"], key=lambda b: near(b["credit"]))
            value = band.get("up-to", band.get("at-least"))
        else:
            value = min((o for o in q["options"] if o["id"] not in hits(q)), key=lambda o: near(o["credit"]))["id"]
        answers[q["id"]] = {"value": value, "grade": "document"}
    return answers


def auc(high, low):
    pairs = sum((h > l) + (h == l) / 2 for h in high for l in low)
    return pairs / (len(high) * len(low)) if high and low else float("nan")


class Contents:
    def __init__(self, folder):
        self.folder, self.loaded = folder, {}

    def of(self, ids):
        key = "+".join(ids)
        if key not in self.loaded:
            self.loaded[key] = Framework(self.folder, ids)
        return self.loaded[key]


def simulate(contents, count, seed):
    rows = []
    for n in range(count):
        use = Use(n, seed)
        framework = contents.of(use.ids())
        result = framework.score(use.context, use.answers(framework))
        rows.append((use, result))
    return rows


def share(values):
    count = collections.Counter(values)
    return count, sum(count.values())


def variance_explained(rows, key):
    """The share of the variance of points within an archetype that a property of the use explains."""
    within, explained = 0.0, 0.0
    groups = collections.defaultdict(list)
    for use, result in rows:
        groups[use.archetype[0]].append((key(use), result["points"]))
    for pairs in groups.values():
        mean = sum(p for _, p in pairs) / len(pairs)
        within += sum((p - mean) ** 2 for _, p in pairs)
        parts = collections.defaultdict(list)
        for k, p in pairs:
            parts[k].append(p)
        explained += sum(len(ps) * (sum(ps) / len(ps) - mean) ** 2 for ps in parts.values())
    return explained / within


def vendor_auc(rows, value):
    """Poor over excellent, within an archetype, weighted by the number of pairs."""
    total, pairs = 0.0, 0
    for name in {use.archetype[0] for use, _ in rows}:
        of = lambda quality: [value(r) for u, r in rows if u.archetype[0] == name and u.vendor[0] == quality]
        high, low = of("poor"), of("excellent")
        if high and low:
            total += auc(high, low) * len(high) * len(low)
            pairs += len(high) * len(low)
    return total / pairs


def report(rows):
    lines = {}
    asked = [r["asked"] for _, r in rows]
    lines["questions asked, mean"] = f"{sum(asked) / len(asked):.1f}"
    count, total = share(r["tier"] for _, r in rows)
    lines["tiers L/M/H/C, %"] = " / ".join(f"{100 * count[t] / total:.1f}" for t in range(4))
    count, total = share(r["decision"] for _, r in rows)
    lines["approve / conditions / restrict / hold / prohibit, %"] = " / ".join(f"{100 * count[d] / total:.1f}" for d in STRICT)
    lines["conditions, mean"] = f"{sum(len(r['conditions']) for _, r in rows) / len(rows):.1f}"
    lines["evidence strength, mean"] = f"{100 * sum(r['strength'] for _, r in rows) / len(rows):.0f}"
    lines["vendor poor over excellent, AUC of points"] = f"{vendor_auc(rows, lambda r: r['points']):.3f}"
    lines["vendor poor over excellent, AUC of tier"] = f"{vendor_auc(rows, lambda r: r['tier']):.3f}"
    for name, key in (("vendor", lambda u: u.vendor[0]), ("our maturity", lambda u: u.maturity[0]), ("care for evidence", lambda u: u.care[0])):
        lines[f"variance of points within an archetype: {name}, %"] = f"{100 * variance_explained(rows, key):.1f}"
    leads = collections.Counter(max(r["criteria"], key=lambda c: r["criteria"][c]) for _, r in rows)
    lines["leading criteria, %"] = ", ".join(f"{c} {100 * n / len(rows):.0f}" for c, n in leads.most_common(6))
    return lines


TYPICAL = [("web chat (typical web tool)", "web chat"), ("coding agent", "coding agent, approvals")]


def backtest(contents, incidents, label):
    for mode in ("all else sound", "ordinary weaknesses"):
        found = without = raised = 0
        high, low = [], []
        for one in incidents:
            framework = contents.of(["ai-tool"] + ([one["framework"]] if one.get("framework", "ai-tool") != "ai-tool" else []))
            base = sound(framework, one["context"])
            if mode != "all else sound":
                for id in WEAK:
                    q = next((q for q in framework.questions if q["id"] == id), None)
                    if q and id in base:
                        base[id] = weak(q)
            known = {framework.former.get(k, k): v for k, v in one["answers"].items()}
            ids = {q["id"] for q in framework.questions}
            given = dict(base)
            for id, value in known.items():
                if id in ids:
                    given[id] = {"unknown": "x"} if value == "unknown" else {"value": value, "grade": "document"}
            try:
                with_, none = framework.score(one["context"], given), framework.score(one["context"], base)
            except StopIteration:
                print("  cannot score", one["id"], known)
                continue
            found += with_["tier"] >= 2
            without += none["tier"] >= 2
            raised += with_["tier"] > none["tier"]
            high.append(with_["points"])
            low.append(none["points"])
        print(f"  {label}, {mode}: {found} found / {without} without findings / {raised} raised; AUC {auc(high, low):.2f}")


# Fourteen weaknesses that an ordinary organisation has.
WEAK = ["human-readers", "subprocessor-list", "injection-test-evidence", "administrator-roles", "alerting", "log-protection",
        "incident-notice", "quality-over-time", "staff-training-percent", "measured-uptime", "exit-plan", "access-grants",
        "change-notes-and-retest", "liability"]


def weak(q):
    kind = q.get("kind", "choice")
    if kind == "multiple":
        return {"value": [q["items"][0]["id"]], "grade": "statement"}
    near = lambda credit: abs(credit - 25)
    if kind == "number":
        band = min(q["bands"], key=lambda b: near(b["credit"]))
        return {"value": band.get("up-to", band.get("at-least")), "grade": "statement"}
    return {"value": min((o for o in q["options"] if o["id"] not in hits(q)), key=lambda o: near(o["credit"]))["id"], "grade": "statement"}


def vectors(contents, path):
    cases = json.loads(Path(path).read_text())["cases"]
    wrong = 0
    for at, case in enumerate(cases):
        framework = contents.of(["ai-tool"] + ([case["framework"]] if case["framework"] != "ai-tool" else []))
        result = framework.score(case["context"], case["answers"], set(case["waivers"]))
        expect = case["expect"]
        pairs = {
            "tier": (framework.tiers[result["tier"]]["id"], expect["tier"]),
            "decision": (result["decision"], expect["decision"]),
            "residual": (round(result["points"], 4), round(expect["residual"], 4)),
            "floors": (sorted(result["floors"]), sorted(expect["floors"])),
            "conditions": (result["conditions"], sorted(expect["conditions"])),
        }
        for key, (found, wanted) in pairs.items():
            if found != wanted:
                wrong += 1
                print(f"case {at}, {case['why']}: {key} is {found}, expected {wanted}")
    print(f"{len(cases)} cases, {wrong} differences")


def moves(contents, count, seed):
    """How many tiers change where a question is left out altogether, and how often it is asked."""
    tally, asked = collections.Counter(), collections.Counter()
    uses = [Use(n, seed) for n in range(count)]
    for use in uses:
        framework = contents.of(use.ids())
        answers = use.answers(framework)
        before = framework.score(use.context, answers)
        for id in list(answers):
            asked[id] += 1
            q = next(q for q in framework.questions if q["id"] == id)
            if len(framework.of[q["criterion"]]) == 1:
                continue
            at, place = framework.of[q["criterion"]].index(q), framework.of[q["criterion"]]
            place.pop(at)
            tally[id] += framework.score(use.context, answers)["tier"] != before["tier"]
            place.insert(at, q)
    for id, n in sorted(asked.items(), key=lambda item: tally[item[0]]):
        print(f"{100 * tally[id] / count:5.2f} % of uses move; asked in {100 * n / count:4.0f} %  {id}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--uses", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--vectors")
    parser.add_argument("--incidents", action="append", default=[])
    parser.add_argument("--moves", action="store_true")
    args = parser.parse_args()
    contents = [Contents(folder) for folder in args.folders]
    if args.vectors:
        return vectors(contents[0], args.vectors)
    if args.moves:
        return moves(contents[0], args.uses, args.seed)
    results = [simulate(one, args.uses, args.seed) for one in contents]
    tables = [report(rows) for rows in results]
    for key in tables[0]:
        print(f"{key}: " + "  |  ".join(table[key] for table in tables))
    for label, name in TYPICAL:
        archetype = next(a for a in ARCHETYPES if a[0] == name)
        context = dict(zip(ORDER, archetype[3]))
        asked = [len(list(one.of(["ai-tool"] + ([archetype[2]] if archetype[2] else [])).asked(context))) for one in contents]
        print(f"asked, {label}: " + "  |  ".join(map(str, asked)))
    if len(results) == 2:
        same = sum(a["tier"] == b["tier"] for (_, a), (_, b) in zip(*results))
        up = sum(a["tier"] < b["tier"] for (_, a), (_, b) in zip(*results))
        decided = sum(a["decision"] == b["decision"] for (_, a), (_, b) in zip(*results))
        print(f"same tier: {100 * same / args.uses:.2f} % of uses ({up} up, {args.uses - same - up} down); same decision: {100 * decided / args.uses:.2f} %")
    for path in args.incidents:
        incidents = tomllib.loads(Path(path).read_text())["incident"]
        first = {i["id"]: i for i in tomllib.loads((Path(path).parent / "incidents.toml").read_text())["incident"]}
        incidents = [{**i, "framework": i.get("framework", first.get(i["id"], {}).get("framework", "ai-tool"))} for i in incidents]
        for one in contents:
            print(Path(path).name, one.folder)
            backtest(one, incidents, "back-test")


if __name__ == "__main__":
    main()
