//! `/api/v1/faq/quality`: how well the matcher does with what is published, as `faq eval` measures it.

use super::editor;
use crate::answer::learn::evaluate::{Report, Tally};
use crate::clock::rfc3339;
use crate::http::Web;
use crate::http::api::json;
use crate::http::extract::Staff;
use crate::http::openapi::{Answer, Operation, shape};
use crate::http::problem::Problem;
use crate::published::measuring::Figures;
use crate::studio::quality::Quality;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub const SHOW: Operation = Operation {
    id: "showQuality",
    summary: "How well the matcher finds the corpus's own phrasings, each left out in turn: as it was measured last",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<QualityBody>()), headers: &[] },
    refusals: &[],
};
pub const MEASURE: Operation = Operation {
    id: "measureQuality",
    summary: "Have what is published measured, in the background",
    parameters: &[],
    body: None,
    answer: Answer { status: 202, body: Some(shape::<QualityBody>()), headers: &[] },
    refusals: &[],
};

/// What is known of it.
#[derive(Serialize, ToSchema)]
#[schema(as = Quality)]
pub struct QualityBody {
    /// The last try with what is published now failed; the server's log says why.
    failed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    figures: Option<FiguresBody>,
    /// It is being measured now.
    measuring: bool,
}

/// What was measured.
#[derive(Serialize, ToSchema)]
#[schema(as = Figures)]
pub struct FiguresBody {
    /// Mean distance of what is said from what is, 0 to 1.
    calibration_error: f32,
    confusions: Vec<ConfusionBody>,
    /// They are of what is published now.
    current: bool,
    /// The worst first.
    entries: Vec<EntryFigures>,
    /// `all`, each language, and each language and style.
    groups: BTreeMap<String, GroupFigures>,
    #[schema(format = DateTime)]
    measured_at: String,
    /// In steps of the probability that the matcher says.
    reliability: Vec<Step>,
}

/// An entry that took questions of another.
#[derive(Serialize, ToSchema)]
#[schema(as = Confusion)]
pub struct ConfusionBody {
    count: u32,
    found: String,
    right: String,
}

/// How one entry is found.
#[derive(Serialize, ToSchema)]
pub struct EntryFigures {
    entry: String,
    questions: u32,
    right_first: u32,
    /// Questions of others that it was first for.
    stolen: u32,
}

/// How a group of questions is answered.
#[derive(Serialize, ToSchema)]
pub struct GroupFigures {
    answered: u32,
    answered_rightly: u32,
    /// Answered rightly, or the right one was offered.
    helped: u32,
    /// Questions that the corpus does not answer, and how many of them were answered.
    offtopic: u32,
    offtopic_answered: u32,
    questions: u32,
    right_first: u32,
}

/// Questions of which about the same was said.
#[derive(Serialize, ToSchema)]
pub struct Step {
    /// What was said, 0 to 1.
    probability: f32,
    questions: u32,
    /// What was, 0 to 1.
    right: f32,
}

impl From<Quality> for QualityBody {
    fn from(quality: Quality) -> QualityBody {
        let Quality { figures, is_measuring, has_failed } = quality;
        QualityBody { failed: has_failed, figures: figures.map(FiguresBody::from), measuring: is_measuring }
    }
}

impl From<Figures> for FiguresBody {
    fn from(figures: Figures) -> FiguresBody {
        let Figures { report, measured_at, is_current } = figures;
        let Report { groups, confusions, entries, reliability, calibration_error, .. } = report;
        let confusions = confusions.into_iter().map(|one| ConfusionBody { count: one.count, found: one.found, right: one.right });
        let entries = entries.into_iter().map(|one| EntryFigures {
            entry: one.entry,
            questions: one.questions,
            right_first: one.right_first,
            stolen: one.stolen,
        });
        let steps = reliability.into_iter().map(|bin| Step { probability: bin.probability, questions: bin.questions, right: bin.right });
        FiguresBody {
            calibration_error,
            confusions: confusions.collect(),
            current: is_current,
            entries: entries.take(MOST_ENTRIES).collect(),
            groups: groups.into_iter().map(|(name, tally)| (name, GroupFigures::from(tally))).collect(),
            measured_at: rfc3339(measured_at),
            reliability: steps.collect(),
        }
    }
}

/// Entries that are told, the worst ones.
const MOST_ENTRIES: usize = 40;

impl From<Tally> for GroupFigures {
    fn from(tally: Tally) -> GroupFigures {
        let Tally { questions, right_first, answered, answered_rightly, helped, offtopic, offtopic_answered, .. } = tally;
        GroupFigures { answered, answered_rightly, helped, offtopic, offtopic_answered, questions, right_first }
    }
}

/// `GET /api/v1/faq/quality`.
pub async fn show(State(web): State<Web>, staff: Staff) -> Result<Response, Problem> {
    Ok(json(&QualityBody::from(web.app.studio.quality(editor(&staff)).await?)))
}

/// `POST /api/v1/faq/quality`.
pub async fn measure(State(web): State<Web>, staff: Staff) -> Result<Response, Problem> {
    let mut response = json(&QualityBody::from(web.app.studio.measure(editor(&staff)).await?));
    *response.status_mut() = StatusCode::ACCEPTED;
    Ok(response)
}
