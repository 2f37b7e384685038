//! What operators measure of the conversations.

use super::Store;
use super::error::Result;
use super::rows;
use crate::chat::queue::DANGER;
use crate::chat::status::Status;
use crate::clock::Millis;
use sqlx::Row as _;

/// The conversations in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// How many have each status, zeros included.
    pub by_status: Vec<(Status, u64)>,
    /// Those in the queue whose owner described a danger.
    pub dangers: u64,
    /// Since when the first in the queue has been waiting.
    pub oldest: Option<Millis>,
}

impl Store {
    /// Counts the conversations. It reads all of their rows: for operators, not for every frame.
    pub async fn numbers(&self) -> Result<Numbers> {
        let sql = "select status, count(*) as conversations, min(queued_at) as oldest, \
                   sum(case when priority >= $1 then 1 else 0 end) as dangers from conversations group by status";
        let found = sqlx::query(sql).bind(DANGER).fetch_all(&self.0.read).await?;
        let mut numbers = Numbers { by_status: Status::ALL.map(|status| (status, 0)).into(), dangers: 0, oldest: None };
        for row in &found {
            let status = rows::status(row)?;
            let count = rows::count(row, "conversations")?;
            numbers.by_status.iter_mut().filter(|(known, _)| *known == status).for_each(|(_, known)| *known = count);
            if status == Status::Queued {
                (numbers.dangers, numbers.oldest) = (rows::count(row, "dangers")?, row.try_get("oldest")?);
            }
        }
        Ok(numbers)
    }
}
