#!/usr/bin/env python3
"""The rows that `population.py` leaves out, for one or two folders of frameworks, as a Markdown table.

Everything sound, claims in place of documents, one unknown among sound answers, better and worse evidence
of the whole population, what drowns the vendor's quality, and questions and words of each kind of use.

    benches/table.py FOLDER [FOLDER] [--uses N]
"""
import argparse

import population as p


def contexts():
    for archetype in p.ARCHETYPES:
        yield archetype, dict(zip(p.ORDER, archetype[3]))


def of(contents, archetype):
    return contents.of(["ai-tool"] + ([archetype[2]] if archetype[2] else []))


def tier(framework, context, answers):
    return framework.score(context, answers)["tier"]


def words(q):
    texts = [q.get("title", ""), q["ask"], q["why"]] + [o["label"] for o in q.get("options", []) + q.get("items", [])]
    return sum(len(text.split()) for text in texts)


def is_ours(q):
    first = q.get("evidence", [""])[0].split(":")[0]
    return first in p.OURS


def claimed(framework, answers, which):
    by_id = {q["id"]: q for q in framework.questions}
    return {id: {**a, "grade": "statement"} if which(by_id[id]) else a for id, a in answers.items()}


def archetypes(contents):
    lines, tiers, claims, vendors = {}, [0] * 4, 0, 0
    for archetype, context in contexts():
        framework = of(contents, archetype)
        answers = p.sound(framework, context)
        sound = tier(framework, context, answers)
        tiers[sound] += 1
        claims += tier(framework, context, claimed(framework, answers, lambda q: True)) != sound
        vendors += tier(framework, context, claimed(framework, answers, lambda q: not is_ours(q))) != sound
    lines["everything sound, L/M/H/C of 28"] = " / ".join(map(str, tiers))
    lines["every answer a claim: tier differs, of 28"] = claims
    lines["only the vendor's answers are claims: tier differs, of 28"] = vendors
    return lines


def lifted(contents):
    """Key answers whose being unknown lifts a sound use to high or more."""
    out = []
    for name in ("web chat", "staff assistant, some personal data", "office-suite assistant", "CRM assistant",
                 "support chatbot", "coding agent, approvals"):
        archetype, context = next(pair for pair in contexts() if pair[0][0] == name)
        framework = of(contents, archetype)
        answers = p.sound(framework, context)
        keys = [q["id"] for q, _ in framework.asked(context) if q.get("key")]
        n = sum(tier(framework, context, {**answers, id: {"unknown": "x"}}) >= 2 for id in keys)
        out.append(f"{n} of {len(keys)}")
    return {"key answers whose being unknown lifts a sound use to high or more: web chat / personal data / office / CRM / support bot / coding agent": " / ".join(out)}


def population(contents, count, seed):
    up = down = 0
    plain = p.simulate(contents, count, seed)
    for use, result in plain:
        framework, context = contents.of(use.ids()), use.context
        answers = use.answers(framework)
        graded = lambda grade, better: {
            id: {**a, "grade": grade} if "grade" in a and (p.GRADES.index(a["grade"]) < p.GRADES.index(grade)) == better else a
            for id, a in answers.items()}
        up += tier(framework, context, graded("statement", False)) > result["tier"]
        down += tier(framework, context, graded("tested", True)) < result["tier"]
    return {"population, every given answer lowered to a statement: tier up": f"{100 * up / count:.1f} %",
            "population, every given answer raised to tested: tier down": f"{100 * down / count:.1f} %"}


def settled(framework, use, answers):
    """What nobody knows, answered as that vendor or organisation usually is, in a document."""
    out = {}
    for id, answer in answers.items():
        q = next(q for q in framework.questions if q["id"] == id)
        opens = q.get("knock-out", {}).get("open", [])
        if "unknown" in answer or answer["value"] in opens:
            level = 100 * (use.maturity if is_ours(q) else use.vendor)[2]
            near = lambda credit: abs(credit - level)
            if q.get("kind") == "multiple":
                value = [item["id"] for item in q["items"]][: round(level / 100 * len(q["items"]))]
            elif q.get("kind") == "number":
                band = min(q["bands"], key=lambda b: near(b["credit"]))
                value = band.get("up-to", band.get("at-least"))
            else:
                options = [o for o in q["options"] if o["id"] not in opens and o["id"] not in p.FACTS]
                value = min(options, key=lambda o: near(o["credit"]))["id"]
            answer = {"value": value, "grade": "document"}
        out[id] = answer
    return out


def drowned(contents, count, seed):
    """A poor vendor told from an excellent one, where something that is not the vendor's is taken away."""
    document = lambda framework, use, answers: {
        id: {**a, "grade": "document"} if "grade" in a else a for id, a in answers.items()}
    def ours(framework, use, answers):
        sound = p.sound(framework, use.context)
        return {id: sound[id] if is_ours(next(q for q in framework.questions if q["id"] == id)) else a for id, a in answers.items()}
    lines = {}
    for name, steps in (("as it is", []), ("all evidence a document", [document]), ("our own answers sound", [ours]),
                        ("nothing unknown", [settled]), ("all three", [settled, document, ours])):
        rows = []
        for n in range(count):
            use = p.Use(n, seed)
            framework = contents.of(use.ids())
            answers = use.answers(framework)
            for step in steps:
                answers = step(framework, use, answers)
            rows.append((use, framework.score(use.context, answers)))
        points, tiers = (p.vendor_auc(rows, lambda r, key=key: r[key]) for key in ("points", "tier"))
        lines[f"vendor poor over excellent, AUC of points / of the tier: {name}"] = f"{points:.3f} / {tiers:.3f}"
    return lines


def sizes(contents):
    lines = {}
    for archetype, context in contexts():
        asked = [q for q, _ in of(contents, archetype).asked(context)]
        lines[f"questions, words: {archetype[0]}"] = f"{len(asked)}, {sum(map(words, asked)):,}"
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--uses", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=20261128)
    args = parser.parse_args()
    tables = []
    for folder in args.folders:
        contents = p.Contents(folder)
        tables.append({**archetypes(contents), **lifted(contents), **population(contents, args.uses, args.seed),
                       **drowned(contents, args.uses, args.seed), **sizes(contents)})
    print("| |" + " | ".join(args.folders) + " |\n|" + "---|" * (len(tables) + 1))
    for key in tables[0]:
        print(f"| {key} | " + " | ".join(str(table[key]) for table in tables) + " |")


if __name__ == "__main__":
    main()
