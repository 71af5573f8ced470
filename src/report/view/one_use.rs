//! The report of one use: the page to decide on, the pages behind it, the annex. A section that the
//! audience does not get is `None`.

use serde::{Deserialize, Serialize};

use super::picture::{Bars, Flow, History, Map, Waterfall};
use super::{Meta, Moved, NamedText, PointsView, Tenths, TierView};

/// How many conditions the page to decide on has room for; the others are counted there.
pub const FIRST_CONDITIONS: usize = 3;

/// The report of one use of one tool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct UseReport {
    /// What it is and how it can be made again.
    pub meta: Meta,
    /// The tool.
    pub tool: ToolView,
    /// The id of the use.
    pub usage: String,
    /// What the use is called; its id in words where nobody gave it a title.
    pub use_title: String,
    /// The result in short; every audience gets it.
    pub verdict: ResultView,
    /// The page to decide on.
    pub decision: Option<DecisionPage>,
    /// Purpose and context.
    pub context: Option<ContextSection>,
    /// The result by criterion.
    pub result: Option<ResultSection>,
    /// What carries the result, and what would change it.
    pub why: Option<WhySection>,
    /// Conditions, and risks accepted.
    pub conditions: Option<ConditionsSection>,
    /// What nobody knows, and how stable the tier is.
    pub unknowns: Option<UnknownsSection>,
    /// What the answers rest on.
    pub evidence: Option<EvidenceSection>,
    /// Law, and public frameworks.
    pub law: Option<LawSection>,
    /// When to look again, and at what.
    pub watch: Option<WatchSection>,
    /// What changed since the last assessment, or since the one asked for.
    pub history: Option<HistorySection>,
    /// The rest.
    pub annex: Option<Annex>,
}

/// The tool as its register entry has it, the assessment's own copy filling gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ToolView {
    /// Its id.
    pub id: String,
    /// What it is called; the id where no name is known.
    pub name: String,
    /// The vendor, by its legal name where that is known.
    pub vendor: Option<String>,
    /// The edition or plan.
    pub edition: Option<String>,
    /// The models behind it.
    pub models: Vec<String>,
    /// Everything that is known of it, for a table: vendor, edition, models, owners, identifiers.
    pub facts: Vec<NamedText>,
    /// What the register entry lacks.
    pub missing: Vec<String>,
}

/// The result in short.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ResultView {
    /// The tier that counts.
    pub tier: TierView,
    /// What the method recommends, in words: `approve with conditions`.
    pub recommended: String,
    /// Before controls.
    pub inherent: PointsView,
    /// After controls; its tier is that of the points alone.
    pub residual: PointsView,
    /// How the points and the floors make the tier, in words.
    pub because: String,
    /// How well the answers are evidenced, in whole percent.
    pub confidence: u8,
    /// `low`, `fair` or `well evidenced`.
    pub confidence_label: String,
    /// How many questions and context factors are unknown.
    pub unknown: usize,
    /// The day judged by the assessment.
    pub assessed: String,
    /// When the next review is due.
    pub review_due: String,
    /// The days by which it is overdue on the day of the report; 0 where it is not.
    pub overdue_days: i64,
    /// How the use stands: what was decided and whether that holds on the day of the report.
    pub standing: StatusView,
    /// What a reader must know about the assessment as a whole: that only key questions were asked, or
    /// that it was recorded on another day than it judges.
    pub notes: Vec<String>,
}

/// How a use stands on the day of the report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct StatusView {
    /// One word or two: `undecided`, `approve with conditions`, `expired`, `hold` ...
    pub word: String,
    /// Whether it may be used on the day of the report; `None` where nothing is decided.
    pub allowed: Option<bool>,
    /// A sentence that says so, with the reason: `Decided on 2026-11-22, in force until 2027-05-21.`
    pub sentence: String,
}

/// The page to decide on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct DecisionPage {
    /// What is asked, in four or five lines: for which use, by whom, until when.
    pub asked: Vec<String>,
    /// What is asked of the reader, in one sentence.
    pub question: String,
    /// What would be approved, or was: for what, not for what, until when, and how far the conditions are.
    pub terms: Vec<NamedText>,
    /// What it costs to say no.
    pub without_it: Option<String>,
    /// Knock-outs hit and other floors, worst first.
    pub floors: Vec<FloorView>,
    /// The three reasons that carry the result.
    pub reasons: Vec<NamedText>,
    /// What the conditions are: `Conditions`, or, where it is not recommended, what would have to be
    /// mended first.
    pub conditions_title: String,
    /// The conditions, most effect first.
    pub conditions: Vec<ConditionView>,
    /// Where nothing is decided yet, the same as actions that somebody can take: at most ten.
    pub actions: Vec<ActionView>,
    /// How many more actions there are, which bring less.
    pub more_actions: usize,
    /// Other ways, each with how it stands: `qoder (undecided)`; doing without is the last.
    pub alternatives: Vec<String>,
    /// Role and name: requested by, business owner, reviewer, approver.
    pub people: Vec<NamedText>,
    /// What was decided, where it was.
    pub made: Option<DecisionView>,
    /// One bar pair a domain.
    pub bars: Bars,
}

/// Something to be done about one or several weak answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ActionView {
    /// What is to be done, and from whom to get it.
    pub text: String,
    /// What to ask for: question and document.
    pub items: Vec<NamedText>,
    /// What it brings by itself.
    pub effect: Option<String>,
}

/// A floor under the tier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct FloorView {
    /// The knock-out's id, `evidence:QUESTION`, `confidence` or `max-tier-drop`.
    pub id: String,
    /// What it is called: as its question, or in words of its own.
    pub title: String,
    /// The lowest tier left.
    pub tier: TierView,
    /// Why, as a sentence.
    pub reason: String,
    /// How it came about, in words: `as answered`, `not answered`, `evidence too weak` ...
    pub standing: String,
    /// Whether a waiver lowered it.
    pub waived: bool,
    /// Whether it comes from something unknown.
    pub unknown: bool,
}

/// A decision as it was recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct DecisionView {
    /// What was decided, in words.
    pub decision: String,
    /// What it is about, where that is more than this use: `vendor anthropic/*`.
    pub about: Option<String>,
    /// Why.
    pub rationale: String,
    /// Who approved: the name, and the roles that policy gives them.
    pub approvers: Vec<NamedText>,
    /// Who disagreed, and why.
    pub dissent: Vec<NamedText>,
    /// Its first day.
    pub valid_from: String,
    /// Its last day.
    pub valid_until: Option<String>,
    /// The highest context that it covers: factor, level and its wording.
    pub ceiling: Vec<NamedText>,
    /// Other limits: editions, versions, teams.
    pub limits: Vec<NamedText>,
    /// The tier as assessed and with its waivers, in words, where they differ.
    pub tiers: Option<String>,
    /// Knock-outs that it waives, with reason, by whom and until when.
    pub waivers: Vec<NamedText>,
    /// A risk that an approver took on as it is: reason, by whom, until when.
    pub accepted_risk: Vec<NamedText>,
    /// Alternatives that were looked at, each with how it stands.
    pub alternatives: Vec<String>,
    /// What else is to be done because of it.
    pub actions: Vec<String>,
    /// The number of the record.
    pub number: u32,
    /// The sha256 of the record.
    pub sha256: String,
    /// When it was recorded, and by whom.
    pub recorded: String,
}

/// A condition: something to be mended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ConditionView {
    /// Its id: the question's, unless the decision made up its own.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// The answer as it is, in words.
    pub present: String,
    /// What is wanted, in words.
    pub target: String,
    /// What to do.
    pub measure: String,
    /// Who does it; the business owner where no decision names somebody; empty where nobody is known.
    pub owner: String,
    /// Until when; `None` where no decision says.
    pub due: Option<String>,
    /// Whether it is done.
    pub met: bool,
    /// The days by which it is overdue on the day of the report; 0 where it is not.
    pub overdue_days: i64,
    /// By how many points the residual of its criterion falls when it is met with a tested, best answer.
    pub releases: Tenths,
}

/// Purpose and context.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ContextSection {
    /// The parts of the request.
    pub request: Vec<NamedText>,
    /// The context factors.
    pub factors: Vec<FactorView>,
    /// Explanations of levels that seem to contradict each other.
    pub explanations: Vec<NamedText>,
    /// The same as a flow; `None` where the framework has no such factors.
    pub flow: Option<Flow>,
}

/// A context factor with the level chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct FactorView {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The level; `None` where unknown, which counts as 4.
    pub level: Option<u8>,
    /// What that level means.
    pub wording: String,
}

/// The result by criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ResultSection {
    /// The domains with their material criteria, in the framework's order.
    pub domains: Vec<DomainView>,
    /// The titles of criteria that are not material, with their points: in one line.
    pub not_material: Vec<String>,
    /// The criteria on the map; numbers are those of `CriterionView`.
    pub map: Map,
}

/// A domain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct DomainView {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The highest inherent points in it.
    pub inherent: Tenths,
    /// The highest residual points in it.
    pub residual: Tenths,
    /// The tier of the residual points.
    pub tier: TierView,
    /// Its material criteria.
    pub criteria: Vec<CriterionView>,
}

/// A material criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct CriterionView {
    /// Its number on the map, from 1.
    pub number: usize,
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What is lost.
    pub loss: String,
    /// 0 to 4.
    pub impact: u8,
    /// 0 to 4.
    pub exposure: u8,
    /// Before controls.
    pub inherent: Tenths,
    /// The effect of controls, in whole percent.
    pub effect: u8,
    /// After controls.
    pub residual: Tenths,
    /// The tier of the residual points.
    pub tier: TierView,
    /// How many of its questions apply: `2 of 4`.
    pub apply: String,
    /// The weakest key answer, in words, where it limits the others.
    pub weakest: Option<String>,
    /// The residual points at the assessment that is compared with, where there is one.
    pub before: Option<Tenths>,
}

/// What carries the result, and what would change it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct WhySection {
    /// How the points of the whole are made from those of criteria: share, points, criterion.
    pub sum: Vec<SumLine>,
    /// The ten ledger lines that matter most: those that leave most points standing.
    pub lines: Vec<LedgerLine>,
    /// What would lower the tier, one after the other; empty where no answers do.
    pub way_down: Vec<StepView>,
    /// What stands over `way_down`, or why it is empty.
    pub way_said: String,
    /// What would raise the tier: each alone, if it turned out unknown.
    pub rests_on: Vec<StepView>,
    /// The ledger of the worst criterion.
    pub waterfall: Option<Waterfall>,
}

/// A line of the sum of points.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct SumLine {
    /// `all of`, `5 % of`.
    pub share: String,
    /// The criterion.
    pub title: String,
    /// Its residual points.
    pub points: Tenths,
}

/// A line of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct LedgerLine {
    /// The criterion's title.
    pub criterion: String,
    /// The question's id.
    pub id: String,
    /// The question's title.
    pub question: String,
    /// The points: 0 or less, but for what a weak key answer takes back.
    pub points: Tenths,
    /// The points that a perfect answer would have taken besides.
    pub left: Tenths,
    /// Why.
    pub because: String,
}

/// An answer changed, and what the result is then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct StepView {
    /// The question's id.
    pub id: String,
    /// The question's title.
    pub question: String,
    /// The answer that would do, in words; empty where it is that it turns out unknown.
    pub answer: String,
    /// The tier then.
    pub tier: TierView,
    /// What would be recommended then.
    pub recommended: String,
    /// The points then.
    pub points: Tenths,
}

/// Conditions, and risks accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct ConditionsSection {
    /// The conditions, most effect first.
    pub conditions: Vec<ConditionView>,
    /// Where they come from: the decision, or as yet the method alone.
    pub source: String,
    /// Risks accepted: scope, reason, by whom, until when.
    pub accepted: Vec<NamedText>,
    /// Knock-outs waived, with reason and end.
    pub waivers: Vec<NamedText>,
    /// Compensating controls that count: question, control, end.
    pub compensating: Vec<NamedText>,
}

/// What nobody knows, and how stable the tier is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct UnknownsSection {
    /// Context factors that are unknown and count as level 4.
    pub factors: Vec<String>,
    /// Questions not answered, each with what was said about it.
    pub questions: Vec<NamedText>,
    /// Questions marked not applicable, each with reason and second reader, and whether it was accepted.
    pub not_applicable: Vec<NamedText>,
    /// The result under other assumptions.
    pub stability: Vec<Trial>,
    /// One sentence about the tier over all of them.
    pub stable: String,
}

/// The result under another assumption.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Trial {
    /// The assumption.
    pub what: String,
    /// The points then.
    pub points: Tenths,
    /// The tier then.
    pub tier: TierView,
    /// What would be recommended then.
    pub recommended: String,
    /// Whether the tier is another one.
    pub differs: bool,
}

/// What the answers rest on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct EvidenceSection {
    /// How many answers there are of each grade, strongest first; unanswered last.
    pub grades: Vec<GradeShare>,
    /// The oldest dated answer: its question and day.
    pub oldest: Option<NamedText>,
    /// The evidence items.
    pub items: Vec<EvidenceView>,
    /// How many items are kept back from this audience.
    pub kept_back: usize,
    /// Titles of questions that rest on statements only.
    pub statements: Vec<String>,
}

/// How many answers have one grade.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct GradeShare {
    /// The grade, or `unanswered`.
    pub grade: String,
    /// How many.
    pub count: usize,
    /// In whole percent of all that were asked.
    pub percent: u8,
}

/// A piece of evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct EvidenceView {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it is.
    pub kind: Option<String>,
    /// Where it lies.
    pub location: Option<String>,
    /// The day that it bears.
    pub dated: Option<String>,
    /// The last day on which it counts fully.
    pub expires: Option<String>,
    /// Whether that has passed on the day of the report.
    pub expired: bool,
    /// The sha256 of the file.
    pub sha256: Option<String>,
    /// What it covers.
    pub covers: Option<String>,
    /// How many answers rest on it.
    pub answers: usize,
    /// Whether it is marked confidential.
    pub confidential: bool,
}

/// Law, and public frameworks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct LawSection {
    /// What the context says about law: factor and chosen wording.
    pub classification: Vec<NamedText>,
    /// Floors that the context alone sets, with their references.
    pub duties: Vec<NamedText>,
    /// How the questions cover public frameworks, by the ids of these.
    pub coverage: Vec<Coverage>,
}

/// How the asked questions cover one public framework.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Coverage {
    /// The framework's short name.
    pub framework: String,
    /// Its ids that a well-answered question refers to.
    pub sound: Vec<String>,
    /// Its ids to which no well-answered question refers, but a weak one.
    pub weak: Vec<String>,
    /// Its ids to which only unanswered questions refer.
    pub open: Vec<String>,
}

/// When to look again, and at what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct WatchSection {
    /// Dates ahead and past: what is due when, earliest first.
    pub dates: Vec<DateView>,
    /// What would make a review due at once.
    pub triggers: Vec<String>,
    /// What was reported since the decision: day and text.
    pub events: Vec<NamedText>,
    /// The way out: what the answers say about leaving the tool.
    pub exit: Vec<NamedText>,
}

/// Something that is due on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct DateView {
    /// The day.
    pub day: String,
    /// What is due.
    pub what: String,
    /// The days by which it is overdue on the day of the report; 0 where it is not.
    pub overdue_days: i64,
}

/// What changed between two assessments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct HistorySection {
    /// The tiers over all assessments.
    pub picture: History,
    /// The record that is compared with: `record 1 of 2026-05-02`; `None` for a first assessment.
    pub compared: Option<String>,
    /// One sentence about what happened to the tier.
    pub summary: String,
    /// Tier, recommendation, points, framework versions: then and now.
    pub headline: Vec<Moved>,
    /// Floors and criteria that moved.
    pub moved: Vec<Moved>,
    /// Context levels that changed.
    pub context: Vec<Moved>,
    /// Answers that changed: only what differs.
    pub answers: Vec<Moved>,
    /// How many answers say the same with other evidence, where some do.
    pub same: Option<String>,
    /// Evidence that came, went or changed.
    pub evidence: Vec<Moved>,
    /// Conditions that the last review had and this one has not.
    pub closed: Vec<String>,
}

/// Everything else that a doubter asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Annex {
    /// What was decided, where it was: for those who do not get the page to decide on.
    pub decision: Option<DecisionView>,
    /// The whole ledger, a criterion each.
    pub ledger: Vec<CriterionLedger>,
    /// All answers, by criterion.
    pub answers: Vec<CriterionAnswers>,
    /// Answers kept and not counted.
    pub ignored: Vec<String>,
    /// The method in sentences.
    pub method: Vec<String>,
    /// The method's numbers.
    pub parameters: Vec<NamedText>,
    /// The inherent points by exposure (row) and impact (column).
    pub matrix: Vec<Vec<u8>>,
    /// The framework files: id and version, sha256.
    pub frameworks: Vec<NamedText>,
    /// The records of the use up to the day of the report, oldest first.
    pub records: Vec<RecordView>,
    /// The facts of the register entry.
    pub entry: Vec<NamedText>,
    /// What the chain proves, and what it does not.
    pub chain: Vec<String>,
    /// The result as programs read it: the object of `score --format json`.
    pub score: serde_json::Value,
}

/// The ledger of a criterion: the lines come to `residual`, but for the rounding of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct CriterionLedger {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Before controls.
    pub inherent: Tenths,
    /// A line a question, hidden ones included; the last may give back.
    pub lines: Vec<LedgerLine>,
    /// After controls.
    pub residual: Tenths,
}

/// The answers to the questions of a criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct CriterionAnswers {
    /// The criterion's id.
    pub id: String,
    /// The criterion's title.
    pub title: String,
    /// Its questions that were asked.
    pub answers: Vec<AnswerView>,
}

/// An answer with what it rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct AnswerView {
    /// The question's id.
    pub id: String,
    /// The question's title.
    pub question: String,
    /// What was asked.
    pub ask: String,
    /// Whether it is a key question.
    pub key: bool,
    /// The answer in words.
    pub answer: String,
    /// What it is worth: `75`; empty where it counts for a floor only.
    pub credit: String,
    /// The grade as it was given, and as it counts where that is lower: `document, counts as statement`.
    pub grade: String,
    /// The day of the evidence.
    pub dated: Option<String>,
    /// The titles of its evidence items.
    pub evidence: Vec<String>,
    /// A remark.
    pub note: Option<String>,
}

/// A record of the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct RecordView {
    /// Its number.
    pub number: u32,
    /// What it is.
    pub kind: String,
    /// The day that it judges.
    pub as_of: String,
    /// When it was recorded; where it is another day than judged, that is said.
    pub recorded: String,
    /// By whom.
    pub by: String,
    /// What it says, in short.
    pub says: String,
    /// The sha256 of its bytes.
    pub sha256: String,
}
