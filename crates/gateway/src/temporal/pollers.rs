use std::time::Duration;

use jiff::Timestamp;
use temporalio_common::protos::temporal::api::enums::v1::TaskQueueType;
use temporalio_common::protos::temporal::api::taskqueue::v1::TaskQueue;
use temporalio_common::protos::temporal::api::workflowservice::v1::DescribeTaskQueueRequest;

use super::client::{Temporal, with_deadline};
use super::time::micros;

/// A poll lasts a minute; a poller not seen for longer has gone, though the server lists it for five.
const FRESH_MICROS: i64 = 70 * 1_000_000;

impl Temporal {
    /// How many Nexus handlers poll a team's task queue; `None` = it could not be read.
    pub(crate) async fn nexus_pollers(&self, namespace: &str, task_queue: &str) -> Option<u32> {
        let request = DescribeTaskQueueRequest {
            namespace: namespace.to_owned(),
            task_queue: Some(TaskQueue { name: task_queue.to_owned(), ..Default::default() }),
            task_queue_type: TaskQueueType::Nexus as i32,
            ..Default::default()
        };
        let request = with_deadline(request, Duration::from_millis(800));
        let answer = self.service().describe_task_queue(request).await.ok()?.into_inner();
        let since = Timestamp::now().as_microsecond() - FRESH_MICROS;
        let fresh = answer
            .pollers
            .iter()
            .filter(|p| p.last_access_time.is_some_and(|time| micros(time) > since));
        u32::try_from(fresh.count()).ok()
    }
}
